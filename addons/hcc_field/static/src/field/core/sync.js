// Brings what is kept to the server, and the visits to the device. All of it may be
// cut off at any point and done again: the server knows each action by its id.

import {Offline, ask} from "@hcc_field/field/core/ask";
import {toBase64} from "@hcc_field/field/core/bytes";
import {pictures, range} from "@hcc_field/field/core/store";
import {wipe} from "@hcc_field/field/core/wipe";

/** Of one request: actions, and letters of their boxes. */
const MOST = 100;
const LARGEST = 300000;
const PATIENCE = 30000;

export class Sync {
    /**
     * @param {object} options
     * @param {Store} options.store
     * @param {Queue} options.queue
     * @param {Uploads} options.uploads
     * @param {Vault} options.vault
     * @param {Function} [options.fetch]
     * @param {() => number} [options.clock] milliseconds of the device
     * @param {number} [options.patience] milliseconds for one request
     */
    constructor({store, queue, uploads, vault, fetch, clock, patience = PATIENCE}) {
        this.store = store;
        this.queue = queue;
        this.uploads = uploads;
        this.vault = vault;
        this.fetch = fetch || ((...args) => globalThis.fetch(...args));
        this.clock = clock || (() => Date.now());
        this.patience = patience;
        this._running = null;
        this._next = null;
        /** Photos that the server did not take; tried anew when the page is. */
        this._failed = new Set();
    }

    /**
     * Send all that waits and, while the vault is open, get the visits anew.
     *
     * A call during another waits for that one and then looks once more.
     *
     * @returns {Promise<{offline, signIn, unknown, wiped, day, error}>} what happened
     */
    run() {
        // what went wrong in that one is its own caller's
        const before = Promise.resolve(this._running).catch(() => undefined);
        if (this._next) {
            return this._next;
        }
        const next = before.then(() => {
            this._next = null;
            this._running = this._run();
            return this._running;
        });
        this._next = next;
        return next;
    }

    async _run() {
        const done = {
            offline: false,
            signIn: false,
            unknown: false,
            wiped: false,
            day: false,
            sent: 0,
        };
        try {
            const current = await this.store.device();
            for (const device of await this.store.devices()) {
                await this._send(device, done, current && current.uid === device.uid);
            }
            if (done.wiped) {
                // says at once that it did
                await this._send({...current, gone: true}, done, false);
            }
            const may = current && !done.wiped && !done.unknown;
            if (may && this.vault.isOpen && !this._next) {
                await this._getDay(current, done);
            }
        } catch (error) {
            done.offline = error instanceof Offline;
            // where it was locked meanwhile, nothing could be read or kept
            if (!done.offline && this.vault.isOpen) {
                throw error;
            }
        }
        return done;
    }

    // Actions

    async _send(device, done, isCurrent) {
        let size = MOST;
        const odd = new Set();
        for (;;) {
            const rows = (await this.queue.list()).filter(
                (row) => row.device === device.uid && !odd.has(row.id),
            );
            const tells = device.gone && !device.told;
            if (!rows.length && !isCurrent && !tells) {
                break;
            }
            const batch = take(rows, size);
            const {status, data} = await this._post("sync", device, {
                now: Math.round(this.clock()),
                unsent: rows.length + odd.size,
                wiped: Boolean(device.gone),
                actions: batch.map(({header, sealed}) => ({header, sealed})),
            });
            if (status === 401) {
                done.unknown ||= Boolean(isCurrent);
                return;
            }
            if (status !== 200) {
                // one of them is what the server cannot take: find it, send the others
                if (batch.length <= 1) {
                    batch.forEach((row) => odd.add(row.id));
                }
                size = Math.max(1, Math.floor(batch.length / 2));
                if (!batch.length) {
                    break;
                }
                continue;
            }
            await this._heed(device, data, done);
            const known = new Set(batch.map((row) => row.id));
            const results = data.results.filter((result) => known.has(result.id));
            await this.queue.settle(results);
            done.sent += results.length;
            if (tells) {
                await this._note(device, {told: true});
            }
            if (!batch.length || !results.length || rows.length === batch.length) {
                break;
            }
        }
        await this._sendFiles(device, done, isCurrent);
        if (!isCurrent) {
            await this._forget(device);
        }
    }

    /** What the server says besides: a new key; that all is to be wiped. */
    async _heed(device, data, done) {
        if (data.key && data.key.id !== device.key.id) {
            await this._note(device, {key: data.key});
        }
        if (data.wipe && !device.gone) {
            const current = await this.store.device();
            device.gone = true;
            if (current && current.uid === device.uid) {
                this.vault.close();
                await wipe(this.store, "lost");
                done.wiped = true;
            } else {
                await this._note(device, {gone: true});
            }
        }
    }

    /** Of a device; it may have got another token meanwhile. */
    async _note(device, values) {
        Object.assign(device, values);
        await this.store.change(["devices"], async (at) => {
            const row = await at.get("devices", device.uid);
            if (row) {
                await at.put("devices", {...row, ...values});
            }
        });
    }

    /** A device of before, that has sent all it had, is no longer needed. */
    async _forget(device) {
        await this.store.change(
            ["devices", "queue", "uploads", "state"],
            async (at) => {
                const current = await at.get("state", "device");
                const waiting = [
                    ...(await at.all("queue")),
                    ...(await at.all("uploads")),
                ];
                if (
                    !(current && current.value === device.uid) &&
                    !waiting.some((row) => row.device === device.uid)
                ) {
                    await at.delete("devices", device.uid);
                }
            },
        );
    }

    // Files

    /** What is done meanwhile goes first: they go on in the run that waits. */
    async _sendFiles(device, done, isCurrent) {
        for (const file of await this.uploads.list()) {
            if (file.device === device.uid && !this._failed.has(file.upload)) {
                await this._sendFile(device, file, done, isCurrent);
            }
            if (this._next) {
                return;
            }
        }
    }

    async _sendFile(device, file, done, isCurrent) {
        let have = file.have;
        for (;;) {
            const chunk = await this.uploads.chunk(file.upload, have);
            if (!chunk) {
                return;
            }
            const {header, sealed, box} = chunk;
            const {status, data} = await this._post("upload", device, {
                header,
                sealed: {...sealed, box: toBase64(box)},
            });
            if (status !== 200) {
                if (status === 401) {
                    done.unknown ||= Boolean(isCurrent);
                } else {
                    this._failed.add(file.upload);
                    await this.uploads.failed(file.upload, data.words);
                }
                return;
            }
            const before = have;
            have = data.have;
            await this.uploads.received(file.upload, have);
            await this._heed(device, data, done);
            if (have <= before || have >= file.total || this._next) {
                return;
            }
        }
    }

    // The visits

    async _getDay(device, done) {
        const {status, data} = await this._post("day", device, {});
        if (status === 401 || status === 403) {
            done.signIn = true;
            done.unknown = status === 401;
            return;
        }
        await this._heed(device, data, done);
        // it may be locked meanwhile
        if (status !== 200 || done.wiped || !data.visits || !this.vault.isOpen) {
            return;
        }
        await this.keepDay(data);
        done.day = true;
    }

    /**
     * Keep the visits in place of those of before. What is kept of a visit that is no
     * longer among them goes in the same moment; what is not sent of it stays sealed.
     */
    async keepDay(day) {
        const {visits, ...rest} = day;
        const ahead = this.clock() - Date.parse(day.now);
        const until = (moment) => Date.parse(moment || day.until) + ahead;
        const rows = [await this.vault.seal("day", rest)];
        for (const visit of visits) {
            const row = await this.vault.seal(`visit:${visit.id}`, visit);
            // in the clear, so that it can be wiped without its key
            rows.push({...row, visit: visit.id, until: until(visit.until)});
        }
        const ids = new Set(
            visits.filter((visit) => !visit.only_safety).map((visit) => visit.id),
        );
        await this.store.change(["vault", "outcomes", "state"], async (at) => {
            if (!(await this.vault.keep(at, rows[0]))) {
                return;
            }
            await at.delete("vault", range("visit:"));
            for (const row of rows) {
                await at.put("vault", row);
            }
            for (const name of await at.keys("vault", range("local:"))) {
                const assignment = Number(name.split(":")[1]);
                if (!ids.has(assignment)) {
                    await at.delete("vault", range(pictures(assignment)));
                }
            }
            for (const outcome of await at.all("outcomes")) {
                if (outcome.status === "applied" && !ids.has(outcome.assignment)) {
                    await at.delete("outcomes", outcome.id);
                }
            }
            await at.put("state", {name: "until", value: until()});
            // the server has told the time: a clock that was ahead is forgotten
            await at.put("state", {name: "seen", value: this.clock()});
            await at.delete("state", "wiped");
        });
    }

    /** What is kept of the visits: {…, visits}, or null. */
    async readDay() {
        const day = await this.vault.get("day");
        if (!day) {
            return null;
        }
        const rows = await this.store.read(["vault"], (at) =>
            at.all("vault", range("visit:")),
        );
        const visits = await Promise.all(rows.map((row) => this.vault.unseal(row)));
        visits.sort((a, b) => Date.parse(a.start) - Date.parse(b.start));
        return {...day, visits};
    }

    // Becoming a device

    /** Who is signed in: {user, name, csrf}, user 0 for nobody. */
    async session() {
        const {status, data} = await this._ask("session", {method: "GET"});
        return status === 200 ? data : {user: 0};
    }

    /**
     * Make this browser a device of the user who is signed in; or get a new token.
     *
     * @returns {Promise<string>} words of why not; empty when it is one
     */
    async register(session, name) {
        const known = (await this.store.devices()).find(
            (device) => device.user === session.user && !device.gone,
        );
        const uid = known ? known.uid : globalThis.crypto.randomUUID();
        const {status, data} = await this._ask("register", {
            method: "POST",
            body: JSON.stringify({uid, name, csrf_token: session.csrf}),
            headers: {"Content-Type": "application/json"},
        });
        if (status !== 200) {
            return data.words || data.error || "?";
        }
        await this.store.setDevice({
            uid,
            token: data.token,
            key: data.key,
            user: session.user,
        });
        return "";
    }

    // Requests

    _post(path, device, body) {
        return this._ask(path, {
            method: "POST",
            body: JSON.stringify(body),
            headers: {
                "Content-Type": "application/json",
                Authorization: `Bearer ${device.token}`,
                "X-HCC-Device": device.uid,
            },
        });
    }

    _ask(path, options) {
        return ask(this.fetch, this.patience, path, options);
    }
}

function take(rows, most) {
    const batch = [];
    let letters = 0;
    for (const row of rows.slice(0, most)) {
        letters += row.sealed.box.length;
        if (batch.length && letters > LARGEST) {
            break;
        }
        batch.push(row);
    }
    return batch;
}
