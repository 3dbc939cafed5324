// Files that belong to an action: sealed in pieces when they are kept, sent one by one
// and resumed where the server has them.

import {toHex} from "@hcc_field/field/core/bytes";
import {sealBytes} from "@hcc_field/field/core/seal";

/** Arrives in a request also where a telephone shows one bar. */
export const CHUNK = 64 * 1024;

/**
 * Seal a file for the server.
 *
 * @param {{id, point}} key of the server
 * @param {number} assignment the visit that it belongs to
 * @param {Uint8Array} bytes
 * @returns {Promise<object[]>} rows for Queue.add(…, {chunks}), all of one `upload`
 */
export async function sealFile(key, assignment, bytes, crypto = globalThis.crypto) {
    const upload = crypto.randomUUID();
    const sha256 = toHex(await crypto.subtle.digest("SHA-256", bytes));
    const total = bytes.length;
    const chunks = [];
    for (let offset = 0; offset < total; offset += CHUNK) {
        const header = JSON.stringify({upload, assignment, offset, total, sha256});
        const piece = bytes.subarray(offset, offset + CHUNK);
        const {box, ...sealed} = await sealBytes(key, header, piece, crypto);
        const length = piece.length;
        chunks.push({upload, offset, length, total, sha256, header, sealed, box});
    }
    return chunks;
}

export class Uploads {
    constructor({store}) {
        this.store = store;
    }

    list() {
        return this.store.read(["uploads"], (at) => at.all("uploads"));
    }

    /** The piece that begins there. */
    chunk(upload, offset) {
        return this.store.read(["chunks"], (at) => at.get("chunks", [upload, offset]));
    }

    /** The server has so much; the pieces stay until it has all. */
    async received(upload, have) {
        await this._change(upload, (row) =>
            have >= row.total ? null : {...row, have},
        );
    }

    /** The server did not take it: it stays, and begins anew another time. */
    async failed(upload, words) {
        await this._change(upload, (row) => ({...row, have: 0, words: words || "?"}));
    }

    /** The helper gives it up. */
    async drop(upload) {
        await this._change(upload, () => null);
    }

    async _change(upload, next) {
        await this.store.change(["uploads", "chunks"], async (at) => {
            const row = await at.get("uploads", upload);
            const changed = row && next(row);
            if (changed) {
                await at.put("uploads", changed);
            } else if (row) {
                await at.delete("uploads", upload);
                await at.delete("chunks", of(upload));
            }
        });
    }
}

function of(upload) {
    return globalThis.IDBKeyRange.bound([upload, 0], [upload, Infinity]);
}
