// What looks like a password or a one-time code, told before it is kept anywhere.
// hcc_collaborator/tools/secret_words.py does the same at the server; both are tested
// with the examples of hcc_collaborator/tests/files/secret_words.json.

const BETWEEN = "(\\s*[:=]\\s*|\\s+(?:la|is)\\s*[:=]?\\s+|\\s*-+>?\\s+)";
// a password is told by what stands before it
const PASSWORD = new RegExp(
    "\\b(?:mat\\s*khau|mk|password|passcode|passwd|pass|pwd)\\b" +
        "(?:\\s+(?:cu|moi|vneid|dvc|dich vu cong|zalo|email|cua\\s+\\w+|my|new)){0,3}" +
        `${BETWEEN}([^\\s,;<>]{4,64})`,
    "g",
);
// a code is a few digits near a word that says so
const CODE_WORD =
    "(?:otp|ma\\s*(?:otp|pin|xac\\s*(?:thuc|nhan|minh))|pin\\s+code|" +
    "(?:verification|security|one[- ]time|login)\\s+code)";
// before it stands no digit: older browsers cannot look back
const DIGITS = "\\d(?:[ .-]?\\d){3,7}(?!\\d|[ .-]\\d)";
const CODES = [
    new RegExp(`\\b${CODE_WORD}\\b[^\\d\\n]{0,25}${DIGITS}`),
    new RegExp(
        `(?:^|\\D)${DIGITS}\\s*(?:la|is|=)?\\s*(?:your|the|cai|so)?\\s*${CODE_WORD}\\b`,
    ),
];
const SIGN = /[:=>]/;
const ODD = /[\d\W_]/;
const HIDDEN = "•••";

/** One small letter without its marks for each letter. */
function fold(text) {
    return [...text.normalize("NFC")]
        .map((letter) =>
            letter === "đ" || letter === "Đ"
                ? "d"
                : [...[...letter.normalize("NFD")][0].toLowerCase()][0],
        )
        .join("");
}

/**
 * Whether something in the text looks like a password or a one-time code.
 *
 * @param {string} text
 */
export function hasSecrets(text) {
    const folded = fold(text || "");
    if (CODES.some((code) => code.test(folded))) {
        return true;
    }
    // after "là" nearly anything may stand: "mật khẩu là không đúng"
    return [...folded.matchAll(PASSWORD)].some(
        ([, mark, secret]) =>
            (SIGN.test(mark) || ODD.test(secret.replace(/[.!?]+$/, ""))) &&
            !secret.includes(HIDDEN),
    );
}
