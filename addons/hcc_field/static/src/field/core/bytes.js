// Bytes, texts and base64.

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function toBytes(value) {
    return value instanceof Uint8Array ? value : encoder.encode(JSON.stringify(value));
}

export function textBytes(text) {
    return encoder.encode(text);
}

export function fromBytes(bytes) {
    return JSON.parse(decoder.decode(bytes));
}

export function toBase64(buffer) {
    const bytes = new Uint8Array(buffer);
    let text = "";
    // in pieces: a call takes only so many arguments
    for (let start = 0; start < bytes.length; start += 0x8000) {
        text += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
    }
    return btoa(text);
}

export function fromBase64(text) {
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

export function toHex(buffer) {
    return [...new Uint8Array(buffer)]
        .map((byte) => byte.toString(16).padStart(2, "0"))
        .join("");
}
