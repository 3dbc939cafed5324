// The words of the page in the reader's language. The server puts them into the page,
// so that they are there without a network and before any other module is loaded.

const element = document.getElementById("f-settings");

/** What the server says of this page: language, words, addresses. */
export const settings = element ? JSON.parse(element.textContent) : {};
const words = settings.words || {};

/**
 * The number under which the server sends the words of a text: so the page holds each
 * English text once. hcc_field/tools/words.py does the same.
 */
export function numberOf(text) {
    let number = 2166136261;
    for (let place = 0; place < text.length; place++) {
        number = Math.imul(number ^ text.charCodeAt(place), 16777619) >>> 0;
    }
    return number.toString(36);
}

/**
 * Translate a text, and put values into it.
 *
 * @param {string} text in English, with %s or %(name)s for values
 * @param {...any} values in order, or one object
 */
export function _t(text, ...values) {
    const translated = words[numberOf(text)] || text;
    if (!values.length) {
        return translated;
    }
    let place = 0;
    return translated.replace(/%\((\w+)\)s|%s/g, (_all, name) =>
        name ? values[0][name] : values[place++],
    );
}

/** For Owl: texts of templates keep a space around them. */
export function translate(text) {
    const bare = text.trim().replace(/\s+/g, " ");
    const translated = bare && words[numberOf(bare)];
    if (!translated) {
        return text;
    }
    return `${/^\s/.test(text) ? " " : ""}${translated}${/\s$/.test(text) ? " " : ""}`;
}

/** Where the visits are, wherever the device believes to be. */
const ZONE = "Asia/Ho_Chi_Minh";

function format(options) {
    const made = new Intl.DateTimeFormat(settings.lang || "vi", {
        timeZone: ZONE,
        ...options,
    });
    return (moment) => made.format(new Date(moment));
}

/** "08:30" */
export const formatTime = format({hour: "2-digit", minute: "2-digit", hour12: false});
/** "Thứ Ba, 3 tháng 3" */
export const formatDay = format({weekday: "long", day: "numeric", month: "long"});
/** "2026-03-03": the day a moment lies in, to compare days */
export const dayOf = (moment) =>
    new Intl.DateTimeFormat("en-CA", {
        timeZone: ZONE,
        year: "numeric",
        month: "2-digit",
        day: "2-digit",
    }).format(new Date(moment));
