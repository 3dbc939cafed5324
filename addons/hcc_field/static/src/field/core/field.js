// The page without its looks: what it knows, and what can be done. Each screen shows
// `state`; nothing else changes it.

import {deviceName} from "@hcc_field/field/core/device_name";
import {Queue} from "@hcc_field/field/core/queue";
import {emptyState} from "@hcc_field/field/core/state";
import {STATE, Store} from "@hcc_field/field/core/store";
import {Sync} from "@hcc_field/field/core/sync";
import {Uploads, sealFile} from "@hcc_field/field/core/uploads";
import {Vault} from "@hcc_field/field/core/vault";
import {wipe, wipeWhenDue} from "@hcc_field/field/core/wipe";
import {_t} from "@hcc_field/field/core/words";

const MINUTE = 60000;
/** Milliseconds without a touch after which the PIN is asked for again. */
export const REST = 10 * MINUTE;
/** Milliseconds until the next try without a network, the first and the longest. */
const [SOON, LATE] = [5000, 5 * MINUTE];

export class Field {
    static async open(options = {}) {
        const store = options.store || (await Store.open());
        return new Field({state: emptyState(), ...options, store});
    }

    /**
     * @param {object} options
     * @param {Function} [options.onVault] told when this browser keeps visits
     */
    constructor({state, store, fetch, clock = () => Date.now(), rounds, onVault}) {
        this.state = state;
        this.store = store;
        this.onVault = onVault || (() => undefined);
        this.clock = clock;
        this.vault = new Vault({store, rounds});
        this.queue = new Queue({store, vault: this.vault, clock});
        this.uploads = new Uploads({store});
        const {queue, uploads, vault} = this;
        this.sync = new Sync({store, queue, uploads, vault, fetch, clock});
        this._pause = SOON;
        this._timer = null;
        this._touchedAt = clock();
        /** What is being kept, so that a double tap keeps it once. */
        this._acts = new Map();
    }

    // Beginning

    /** What is asked first: the PIN, or that somebody signs in. */
    async begin() {
        await this.wipeWhenDue();
        const [made, device] = [await this.vault.isMade(), await this.store.device()];
        this.state.wiped = (await this.store.fact("wiped")) || "";
        this.state.triesLeft = made ? await this.vault.triesLeft() : null;
        this.state.screen = made && device ? "pin" : "setup";
        await this.refresh();
    }

    /** Once the first screen is there: whose browser is it now? And send. */
    async arrive() {
        if (this.state.screen === "pin") {
            await this.findUser().catch(() => undefined);
        }
        await this.tick();
    }

    /** Who is signed in; what belonged to somebody else goes. */
    async findUser() {
        const session = await this.sync.session();
        this.state.user = session.user;
        const device = await this.store.device();
        if (session.user && device && device.user !== session.user) {
            this.lock();
            await wipe(this.store, "user");
            await this.store.change([STATE], (at) => at.delete(STATE, "device"));
            this.state.wiped = "user";
            this.state.screen = "setup";
        }
        return session;
    }

    /** Become a device of who is signed in. @returns {Promise<boolean>} */
    async setUp() {
        this.state.error = "";
        try {
            const session = await this.findUser();
            if (!session.user) {
                return false;
            }
            this.state.error = await this._enroll(session);
        } catch {
            this.state.error = _t("There is no network. Try again when there is.");
        }
        if (!this.state.error) {
            this.state.screen = "newpin";
        }
        return !this.state.error;
    }

    _enroll(session) {
        return this.sync.register(session, deviceName());
    }

    async choosePin(pin) {
        await this.vault.make(pin, this.state.user);
        this.onVault();
        this._touchedAt = this.clock();
        await this.run();
        await this.show("list");
    }

    /** @returns {Promise<boolean>} whether it was the right one */
    async openWith(pin) {
        const left = await this.vault.open(pin);
        this.state.isWrong = left > 0;
        if (left) {
            this.state.triesLeft = Math.max(left, 0);
            if (left < 0) {
                this.lock();
                this.state.wiped = "pin";
                this.state.screen = "setup";
            }
            return false;
        }
        this.onVault();
        this._touchedAt = this.clock();
        if (this.state.isResting) {
            this.state.isResting = false;
            await this.refresh();
        } else {
            await this.show("list");
        }
        this.run();
        return true;
    }

    lock() {
        this.vault.close();
        Object.assign(this.state, {day: null, visits: [], visit: null, outcomes: []});
        this.state.isResting = false;
        if (this.state.screen !== "setup") {
            this.state.screen = "pin";
        }
    }

    /** Somebody uses the page. */
    touch() {
        if (!this.rest()) {
            this._touchedAt = this.clock();
        }
    }

    /**
     * Hide everything when nobody has used the page for a while. What is half typed
     * stays behind it, and what waits is still sent.
     *
     * @returns {boolean} whether it is hidden
     */
    rest() {
        const {state} = this;
        const isLeft = Math.abs(this.clock() - this._touchedAt) >= REST;
        if (isLeft && this.vault.isOpen && !state.isResting) {
            state.isResting = true;
            state.isWrong = false;
        }
        return state.isResting;
    }

    // Wiping

    async wipeWhenDue() {
        const found = await wipeWhenDue(this.store, this.clock());
        if (found.all) {
            this.lock();
            this.state.wiped = "day";
            this.state.screen = "setup";
        }
        return found;
    }

    async wipe(why) {
        this.lock();
        await wipe(this.store, why);
        this.state.wiped = why;
        this.state.screen = "setup";
    }

    // Showing

    async show(screen, visit = null) {
        await this.refresh();
        if (screen !== "list" && !globalThis.history.state) {
            // the device's own way back leads to the list
            globalThis.history.pushState(1, "");
        }
        this.state.error = "";
        this.state.visit = this.state.visits.find((one) => one.id === visit) || null;
        this.state.screen = visit && !this.state.visit ? "list" : screen;
        globalThis.scrollTo?.(0, 0);
    }

    back() {
        if (globalThis.history.state) {
            globalThis.history.back();
        } else {
            this.show("list");
        }
    }

    /** The way back of the device. */
    popped() {
        if (!this.state.isResting && ["visit", "unsent"].includes(this.state.screen)) {
            this.show("list");
        }
    }

    /** Read anew what is kept. */
    async refresh() {
        try {
            await this._read();
        } catch (error) {
            if (!(await this.look())) {
                throw error;
            }
        }
    }

    /**
     * Begin anew where another tab has taken all away, or chosen another PIN.
     *
     * @returns {Promise<boolean>} whether nothing is open
     */
    async look() {
        if (await this.vault.isStale()) {
            this.lock();
            await this.begin();
        }
        return !this.vault.isOpen;
    }

    async _read() {
        const {state} = this;
        state.waiting = await this.queue.list();
        state.files = await this.uploads.list();
        if (!this.vault.isOpen) {
            return;
        }
        const day = await this.sync.readDay();
        const locals = await this.queue.locals();
        const visits = day ? day.visits : [];
        for (const visit of visits) {
            visit.local = locals.get(visit.id) || [];
        }
        const outcomes = await this.store.read(["outcomes"], (at) =>
            at.all("outcomes"),
        );
        if (!this.vault.isOpen) {
            return;
        }
        state.outcomes = outcomes.filter(({status}) => status !== "applied");
        state.day = day;
        state.visits = visits;
        if (state.visit) {
            const {id} = state.visit;
            state.visit = visits.find((visit) => visit.id === id) || null;
            if (!state.visit && state.screen === "visit") {
                state.screen = "list";
            }
        }
    }

    async understood(outcome) {
        await this.store.change(["outcomes"], (at) =>
            at.delete("outcomes", outcome.id),
        );
        await this.refresh();
    }

    async dropFile(file) {
        await this.uploads.drop(file.upload);
        await this.refresh();
    }

    // Doing

    /**
     * Keep an action of a visit; send it when there is a network.
     *
     * @param {number} visit id
     * @param {string} kind
     * @param {object} payload
     * @param {{urgent?: boolean, chunks?: object[]}} [options]
     * @returns {Promise<object>} the local action; it is on the disk
     */
    act(visit, kind, payload = {}, options = {}) {
        const what = JSON.stringify([visit, kind, payload]);
        if (!this._acts.has(what)) {
            const done = this._act(visit, kind, payload, options);
            this._acts.set(what, done);
            done.catch(() => undefined).then(() => this._acts.delete(what));
        }
        return this._acts.get(what);
    }

    async _act(visit, kind, payload, {urgent = false, chunks = []}) {
        this.state.error = "";
        let local = null;
        try {
            local = await this.queue.add(visit, kind, payload, {chunks});
        } catch (error) {
            this.state.error = _t(
                "This could not be kept on the device. Is its memory full? Nothing was " +
                    "sent: note it on paper.",
            );
            throw error;
        }
        // it is kept: who hears of a failure now would do it twice
        await this.refresh().catch(() => undefined);
        const sending = this.run();
        if (urgent) {
            await sending.catch(() => undefined);
        }
        return local;
    }

    /** Keep a picture of a visit. */
    async addPhoto(visit, kind, bytes) {
        const device = await this.store.device();
        const chunks = await sealFile(device.key, visit, bytes);
        return this.act(visit, "photo", {upload: chunks[0].upload, kind}, {chunks});
    }

    // Sending

    /** Known anew to a server that has forgotten this device, for who is signed in. */
    async _rejoin() {
        const session = await this.findUser();
        const device = await this.store.device();
        return Boolean(session.user && device && !(await this._enroll(session)));
    }

    /** Send and fetch, now; and again by itself while something waits. */
    async run() {
        const {net} = this.state;
        globalThis.clearTimeout(this._timer);
        net.busy = true;
        try {
            let done = await this.sync.run();
            if (done.unknown && (await this._rejoin().catch(() => false))) {
                done = await this.sync.run();
            }
            Object.assign(net, {
                offline: done.offline,
                signIn: done.signIn,
                unknown: done.unknown,
                at: done.day ? this.clock() : net.at,
            });
            if (done.wiped) {
                this.lock();
                this.state.wiped = "lost";
                this.state.screen = "setup";
            }
            if (done.signIn) {
                await this.findUser().catch(() => undefined);
            }
            this._pause = done.offline ? Math.min(this._pause * 2, LATE) : SOON;
            await this.refresh();
        } finally {
            net.busy = false;
            this._timer = globalThis.setTimeout(
                () => this.tick(),
                this.state.net.offline ? this._pause : LATE,
            );
        }
    }

    /** From time to time, and when the page comes to the front. */
    async tick() {
        await this.wipeWhenDue();
        await this.look();
        // also what somebody else has left here
        if ((await this.store.devices()).length) {
            await this.run();
        }
    }

    /** There is a network again. */
    online() {
        this._pause = SOON;
        return this.tick();
    }
}
