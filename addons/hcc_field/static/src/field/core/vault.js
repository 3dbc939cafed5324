// What the page may read again: encrypted with a key that only the helper's PIN opens.
//
// The key is random. It is wrapped by a key made of the PIN (PBKDF2), and once more by
// a key that the browser does not give away, so that a copy of the wrapped key alone
// can be tried nowhere else. Ten wrong PINs take everything away; a try is counted,
// on the disk, before it is made.

import {fromBytes, textBytes, toBytes} from "@hcc_field/field/core/bytes";
import {wipe} from "@hcc_field/field/core/wipe";

export const TRIES = 10;
export const PIN_LENGTH = 6;
const ROUNDS = 600000;
const AES = {name: "AES-GCM", length: 256};

export class Vault {
    /**
     * @param {object} options
     * @param {Store} options.store
     * @param {Crypto} [options.crypto]
     * @param {number} [options.rounds] of PBKDF2
     */
    constructor({store, crypto = globalThis.crypto, rounds = ROUNDS}) {
        this.store = store;
        this.crypto = crypto;
        this.rounds = rounds;
        this._key = null;
        /** Which vault it is: one made later has another key. */
        this.id = null;
    }

    get isOpen() {
        return Boolean(this._key);
    }

    /** Whether there is one on this device. */
    async isMade() {
        return Boolean(await this._lock());
    }

    /** Whether the open one is that of this device: not if another tab made a new one. */
    async isStale() {
        const lock = await this._lock();
        return this.isOpen && (!lock || lock.id !== this.id);
    }

    async triesLeft() {
        const lock = await this._lock();
        return lock ? TRIES - lock.tries : 0;
    }

    /** Make an empty one with this PIN; what was in one of before is gone. */
    async make(pin, user) {
        const {subtle} = this.crypto;
        const raw = this._random(32);
        const guard = await subtle.generateKey(AES, false, ["encrypt", "decrypt"]);
        const lock = {
            name: "lock",
            id: this.crypto.randomUUID(),
            user,
            salt: this._random(16),
            rounds: this.rounds,
            iv: this._random(12),
            guardIv: this._random(12),
            guard,
            tries: 0,
        };
        const inner = await subtle.encrypt(
            {name: "AES-GCM", iv: lock.iv},
            await this._pinKey(pin, lock),
            raw,
        );
        lock.wrapped = new Uint8Array(
            await subtle.encrypt({name: "AES-GCM", iv: lock.guardIv}, guard, inner),
        );
        await this.store.change(["vault", "outcomes"], async (at) => {
            await at.clear("vault");
            await at.clear("outcomes");
            await at.put("vault", lock);
        });
        this._key = await this._import(raw);
        this.id = lock.id;
    }

    /**
     * @param {string} pin
     * @returns {Promise<number>} 0 when it is open; else how many tries are left, and
     *     -1 when there are none and all was wiped
     */
    async open(pin) {
        const lock = await this.store.change(["vault"], async (at) => {
            const row = await at.get("vault", "lock");
            if (row) {
                await at.put("vault", {...row, tries: row.tries + 1});
            }
            return row;
        });
        if (!lock) {
            return -1;
        }
        if (lock.tries < TRIES) {
            try {
                this._key = await this._unwrap(pin, lock);
                this.id = lock.id;
                await this._resetTries();
                return 0;
            } catch (error) {
                if (error.name !== "OperationError") {
                    throw error;
                }
            }
        }
        const left = TRIES - lock.tries - 1;
        if (left > 0) {
            return left;
        }
        this.close();
        await wipe(this.store, "pin");
        return -1;
    }

    close() {
        this._key = null;
    }

    /** Encrypt a value to be kept under this name. */
    async seal(name, value) {
        const iv = this._random(12);
        const box = await this.crypto.subtle.encrypt(
            {name: "AES-GCM", iv, additionalData: textBytes(name)},
            this._key,
            toBytes(value),
        );
        return {name, iv, box: new Uint8Array(box)};
    }

    /** The value of a row that seal() made. */
    async unseal({name, iv, box}) {
        const bytes = await this.crypto.subtle.decrypt(
            {name: "AES-GCM", iv, additionalData: textBytes(name)},
            this._key,
            box,
        );
        return fromBytes(bytes);
    }

    /** The value kept under this name, null where there is none. */
    async get(name) {
        const row = await this.store.read(["vault"], (at) => at.get("vault", name));
        return row ? this.unseal(row) : null;
    }

    async put(name, value) {
        const row = await this.seal(name, value);
        await this.store.change(["vault"], (at) => this.keep(at, row));
    }

    /** Put a row of seal() into this vault, unless it was wiped meanwhile. */
    async keep(at, row) {
        const lock = await at.get("vault", "lock");
        if (!lock || lock.id !== this.id) {
            return false;
        }
        await at.put("vault", row);
        return true;
    }

    // Keys

    _lock() {
        return this.store.read(["vault"], (at) => at.get("vault", "lock"));
    }

    _random(length) {
        return this.crypto.getRandomValues(new Uint8Array(length));
    }

    _import(raw) {
        const uses = ["encrypt", "decrypt"];
        return this.crypto.subtle.importKey("raw", raw, AES, false, uses);
    }

    async _pinKey(pin, {salt, rounds}) {
        const {subtle} = this.crypto;
        const base = await subtle.importKey("raw", textBytes(pin), "PBKDF2", false, [
            "deriveKey",
        ]);
        return subtle.deriveKey(
            {name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds},
            base,
            AES,
            false,
            ["encrypt", "decrypt"],
        );
    }

    async _unwrap(pin, lock) {
        const {subtle} = this.crypto;
        const inner = await subtle.decrypt(
            {name: "AES-GCM", iv: lock.guardIv},
            lock.guard,
            lock.wrapped,
        );
        const raw = await subtle.decrypt(
            {name: "AES-GCM", iv: lock.iv},
            await this._pinKey(pin, lock),
            inner,
        );
        return this._import(raw);
    }

    _resetTries() {
        return this.store.change(["vault"], async (at) => {
            const row = await at.get("vault", "lock");
            if (row) {
                await at.put("vault", {...row, tries: 0});
            }
        });
    }
}
