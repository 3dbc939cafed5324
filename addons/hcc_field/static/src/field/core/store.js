// The device's memory (IndexedDB). What is written counts as kept only when the
// browser has it on the disk: each change is one transaction with strict durability,
// and its promise is kept when that is complete.

const VERSION = 1;
const NAME = "hcc-field";

/** What survives a wipe: nobody can read it but the server. */
export const SEALED = ["devices", "queue", "seqs", "uploads", "chunks"];
/** What a wipe takes away. */
export const PERSONAL = ["vault", "outcomes"];
/** Little facts of this browser: which device it is now, why it was wiped. */
export const STATE = "state";

/** In the vault: names of what was done to one visit on this device. */
export const pictures = (assignment) => `local:${assignment}:`;

/** All names that begin so. */
export const range = (prefix) =>
    globalThis.IDBKeyRange.bound(prefix, `${prefix}\uffff`);

function create(db) {
    db.createObjectStore("devices", {keyPath: "uid"});
    const queue = db.createObjectStore("queue", {keyPath: "n", autoIncrement: true});
    queue.createIndex("id", "id", {unique: true});
    db.createObjectStore("seqs", {keyPath: ["device", "assignment"]});
    db.createObjectStore("uploads", {keyPath: "upload"});
    db.createObjectStore("chunks", {keyPath: ["upload", "offset"]});
    db.createObjectStore("vault", {keyPath: "name"});
    db.createObjectStore("outcomes", {keyPath: "id"});
    db.createObjectStore(STATE, {keyPath: "name"});
}

function ask(request) {
    return new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
}

/** The stores within one transaction; its methods give promises. */
class Tables {
    constructor(transaction) {
        this.transaction = transaction;
    }
    of(store) {
        return this.transaction.objectStore(store);
    }
    get(store, key) {
        return ask(this.of(store).get(key));
    }
    all(store, among) {
        return ask(this.of(store).getAll(among));
    }
    keys(store, among) {
        return ask(this.of(store).getAllKeys(among));
    }
    count(store) {
        return ask(this.of(store).count());
    }
    /** One row by an index. */
    find(store, index, value) {
        return ask(this.of(store).index(index).get(value));
    }
    put(store, row) {
        return ask(this.of(store).put(row));
    }
    delete(store, key) {
        return ask(this.of(store).delete(key));
    }
    clear(store) {
        return ask(this.of(store).clear());
    }
}

export class Store {
    /**
     * @param {object} [options]
     * @param {IDBFactory} [options.indexedDB]
     * @param {string} [options.name]
     */
    static async open({indexedDB = globalThis.indexedDB, name = NAME} = {}) {
        const request = indexedDB.open(name, VERSION);
        request.onupgradeneeded = () => create(request.result);
        const db = await ask(request);
        // a newer version of this page in another tab goes first
        db.onversionchange = () => db.close();
        return new Store(db);
    }

    constructor(db) {
        this.db = db;
    }

    close() {
        this.db.close();
    }

    /** Read within one transaction; `work` waits for nothing but its tables. */
    read(names, work) {
        return this._run(names, "readonly", work);
    }

    /**
     * Change within one transaction: all of it is on the disk, or nothing.
     *
     * @param {string[]} names of the stores
     * @param {(tables: Tables) => Promise<any>} work waits for nothing but its tables
     */
    change(names, work, durability = "strict") {
        return this._run(names, "readwrite", work, durability);
    }

    _run(names, mode, work, durability = "default") {
        return new Promise((resolve, reject) => {
            const transaction = this.db.transaction(names, mode, {durability});
            let result = null;
            let failure = null;
            transaction.oncomplete = () => resolve(result);
            transaction.onabort = () =>
                reject(failure || transaction.error || new Error("not kept"));
            work(new Tables(transaction)).then(
                (value) => {
                    result = value;
                },
                (error) => {
                    failure = error;
                    try {
                        transaction.abort();
                    } catch {
                        reject(failure);
                    }
                },
            );
        });
    }

    // Facts

    async fact(name) {
        const row = await this.read([STATE], (at) => at.get(STATE, name));
        return row ? row.value : null;
    }

    async setFact(name, value) {
        await this.change([STATE], (at) => at.put(STATE, {name, value}));
    }

    // Devices: one for each account that has used this browser

    async device() {
        return this.read([STATE, "devices"], async (at) => {
            const current = await at.get(STATE, "device");
            return (current && (await at.get("devices", current.value))) || null;
        });
    }

    async devices() {
        return this.read(["devices"], (at) => at.all("devices"));
    }

    async setDevice(device) {
        await this.change([STATE, "devices"], async (at) => {
            await at.put("devices", device);
            await at.put(STATE, {name: "device", value: device.uid});
        });
    }
}
