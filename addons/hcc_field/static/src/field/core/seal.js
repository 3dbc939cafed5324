// Seals what was done to the server's public key at the moment it is done: from then
// on nobody can read it but the server, not even this device. Each message has a key
// pair of its own (ECDH P-256, HKDF-SHA256, AES-256-GCM); the clear header is bound to
// the box. hcc_field/tools/seal.py is the other end.

import {fromBase64, textBytes, toBase64, toBytes} from "@hcc_field/field/core/bytes";

const CURVE = {name: "ECDH", namedCurve: "P-256"};
const INFO = "hcc-field-1";

/**
 * @param {{id: number, point: string}} key of the server
 * @param {string} header clear text that goes with the box
 * @param {object|Uint8Array} payload
 * @returns {Promise<{key, epk, iv, box: Uint8Array}>} the box as bytes
 */
export async function sealBytes(key, header, payload, crypto = globalThis.crypto) {
    const {subtle} = crypto;
    const own = await subtle.generateKey(CURVE, false, ["deriveBits"]);
    const point = fromBase64(key.point);
    const theirs = await subtle.importKey("raw", point, CURVE, false, []);
    const secret = await subtle.deriveBits(
        {name: "ECDH", public: theirs},
        own.privateKey,
        256,
    );
    const base = await subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
    const aes = await subtle.deriveKey(
        {
            name: "HKDF",
            hash: "SHA-256",
            salt: new Uint8Array(),
            info: textBytes(INFO),
        },
        base,
        {name: "AES-GCM", length: 256},
        false,
        ["encrypt"],
    );
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const box = await subtle.encrypt(
        {name: "AES-GCM", iv, additionalData: textBytes(header)},
        aes,
        toBytes(payload),
    );
    return {
        key: key.id,
        epk: toBase64(await subtle.exportKey("raw", own.publicKey)),
        iv: toBase64(iv),
        box: new Uint8Array(box),
    };
}

/** The same, all in base64, as it is sent. */
export async function seal(key, header, payload, crypto = globalThis.crypto) {
    const sealed = await sealBytes(key, header, payload, crypto);
    return {...sealed, box: toBase64(sealed.box)};
}
