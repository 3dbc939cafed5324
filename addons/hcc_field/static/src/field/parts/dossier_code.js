// Codes of dossiers as portals print them and people type them: the same rules as
// hcc_booking/tools/dossier_code.py, so that help is there without a network. A test
// compares both.

export const EXAMPLE = "H26.1-251123-0001";
export const OLD_EXAMPLE = "000.00.16.H26-251123-0001";

const NEW = "[A-Z]\\d{2}(?:\\.\\d{1,3}){0,3}-\\d{6}-\\d{4,}";
const OLD = "\\d{3}(?:\\.\\d{2,3}){1,3}\\.[A-Z]\\d{2}-\\d{6}-\\d{4,}";
const USUAL = new RegExp(`^(?:${OLD}|${NEW})$`);
const WITHIN = new RegExp(`${OLD}|${NEW}`);
const ALIKE = {O: "0", I: "1", L: "1"};

/** A code as it is kept: capitals, plain dashes, no spaces. */
export function tidy(text) {
    return (text || "")
        .normalize("NFKC")
        .toUpperCase()
        .replace(/\s+/g, "")
        .replace(/[\u2010-\u2015\u2212_-]+/g, "-")
        .replace(/\.{2,}/g, ".")
        .replace(/^[-.,;:]+|[-.,;:]+$/g, "");
}

/** Whether a tidy code looks like those of the portal, new or old. */
export function isUsual(code) {
    return USUAL.test(code);
}

/** The code within what a camera read, which may be a whole address. */
export function findCode(text) {
    const code = tidy(text);
    const found = code.match(WITHIN);
    return found ? found[0] : code;
}

/** The usual code that is meant, when letters were typed for digits. */
export function suggest(text) {
    const code = tidy(text);
    const meant = code.replace(/[OIL]/g, (letter) => ALIKE[letter]);
    return !isUsual(code) && isUsual(meant) ? meant : "";
}
