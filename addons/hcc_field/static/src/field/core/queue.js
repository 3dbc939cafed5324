// What was done and is not sent yet. An action is sealed when it is made and stays
// here until the server says what became of it. Its clear header holds no personal
// data: ids, a number in the order of its visit, a kind, the device's clock.

import {seal} from "@hcc_field/field/core/seal";
import {pictures, range} from "@hcc_field/field/core/store";

export class Queue {
    /**
     * @param {object} options
     * @param {Store} options.store
     * @param {Vault} options.vault
     * @param {() => number} [options.clock] milliseconds of the device
     * @param {Crypto} [options.crypto]
     */
    constructor({store, vault, clock = () => Date.now(), crypto = globalThis.crypto}) {
        this.store = store;
        this.vault = vault;
        this.clock = clock;
        this.crypto = crypto;
    }

    /**
     * Keep an action. When the promise is kept, so is the action: on the disk.
     *
     * @param {number} assignment
     * @param {string} kind
     * @param {object} payload
     * @param {object} [options]
     * @param {object[]} [options.chunks] sealed pieces of a file that belong to it
     * @returns {Promise<object>} the local action
     */
    async add(assignment, kind, payload, {chunks = []} = {}) {
        const device = await this.store.device();
        if (!device) {
            throw new Error("This browser is no device yet");
        }
        const id = this.crypto.randomUUID();
        const clock = Math.round(this.clock());
        const key = [device.uid, assignment];
        for (;;) {
            const last = await this.store.read(["seqs"], (at) => at.get("seqs", key));
            const seq = (last ? last.seq : 0) + 1;
            const header = JSON.stringify({id, assignment, seq, kind, clock});
            const row = {
                id,
                device: device.uid,
                assignment,
                seq,
                kind,
                clock,
                header,
                sealed: await seal(device.key, header, payload, this.crypto),
            };
            const local = {id, seq, kind, payload, clock};
            const kept = await this._keep(row, local, chunks);
            if (kept) {
                return toLocal(local, assignment);
            }
            // another tab has taken this number meanwhile
        }
    }

    async _keep(row, local, chunks) {
        const name = `${pictures(row.assignment)}${row.id}`;
        const picture = this.vault.isOpen ? await this.vault.seal(name, local) : null;
        const names = ["queue", "seqs", "vault", "uploads", "chunks"];
        return this.store.change(names, async (at) => {
            const last = await at.get("seqs", [row.device, row.assignment]);
            if ((last ? last.seq : 0) !== row.seq - 1) {
                return false;
            }
            await at.put("seqs", {
                device: row.device,
                assignment: row.assignment,
                seq: row.seq,
                at: row.clock,
            });
            for (const {upload, ...chunk} of chunks) {
                await at.put("chunks", {upload, ...chunk});
                await at.put("uploads", {
                    upload,
                    device: row.device,
                    total: chunk.total,
                    sha256: chunk.sha256,
                    have: 0,
                });
            }
            await at.put("queue", row);
            if (picture) {
                await this.vault.keep(at, picture);
            }
            return true;
        });
    }

    /** What is not sent yet, oldest first; nothing of it is readable. */
    list() {
        return this.store.read(["queue"], (at) => at.all("queue"));
    }

    count() {
        return this.store.read(["queue"], (at) => at.count("queue"));
    }

    /**
     * Note what the server said of some actions; what it does not name stays.
     *
     * @param {{id, status, words}[]} results
     */
    async settle(results) {
        await this.store.change(["queue", "outcomes"], async (at) => {
            for (const {id, status, words} of results) {
                const row = await at.find("queue", "id", id);
                if (row) {
                    const {assignment, kind} = row;
                    await at.put("outcomes", {id, status, words, assignment, kind});
                    await at.delete("queue", row.n);
                }
            }
        });
    }

    /**
     * What this device knows of its actions, by visit.
     *
     * @returns {Promise<Map<number, object[]>>}
     */
    async locals() {
        const names = ["queue", "outcomes", "vault"];
        const {waiting, outcomes, rows} = await this.store.read(names, async (at) => ({
            waiting: await at.all("queue"),
            outcomes: await at.all("outcomes"),
            rows: await at.all("vault", range("local:")),
        }));
        const said = new Map(outcomes.map((outcome) => [outcome.id, outcome]));
        const found = new Map();
        for (const row of rows) {
            const local = await this.vault.unseal(row);
            const assignment = Number(row.name.split(":")[1]);
            found.set(local.id, toLocal(local, assignment, said.get(local.id)));
        }
        for (const row of waiting) {
            if (!found.has(row.id)) {
                // kept before a wipe: its content is sealed
                found.set(row.id, toLocal({...row, payload: {}}, row.assignment));
            }
        }
        const byVisit = new Map();
        for (const local of [...found.values()].sort((a, b) => a.seq - b.seq)) {
            const others = byVisit.get(local.assignment) || [];
            byVisit.set(local.assignment, [...others, local]);
        }
        return byVisit;
    }
}

function toLocal({id, seq, kind, payload, clock}, assignment, outcome) {
    return {
        id,
        seq,
        assignment,
        kind,
        payload,
        at: clock,
        status: outcome ? outcome.status : "unsent",
        words: (outcome && outcome.words) || "",
    };
}
