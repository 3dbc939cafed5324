// Reads the page aloud where the device has a voice for its language; nowhere else is
// the button shown, and nothing leaves the device that its voice does not send itself.
"use strict";

const aloud = document.querySelector("[data-aloud]");
const voices = window.speechSynthesis;
/** Some devices stop in the middle of anything that is longer. */
const LONGEST = 180;
const SILENT = "[aria-hidden=true], .o_hcc_trap, [hidden], script, style, select, svg";

function isShown(element) {
    return element.checkVisibility
        ? element.checkVisibility({visibilityProperty: true})
        : element.getClientRects().length > 0;
}

function blockOf(element) {
    let block = element;
    while (
        getComputedStyle(block).display.startsWith("inline") &&
        block.parentElement
    ) {
        block = block.parentElement;
    }
    return block;
}

/** What can be seen, block by block: a voice pauses between two. */
function linesOf(root) {
    const lines = [];
    let last = null;
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const parent = walker.currentNode.parentElement;
        const text = walker.currentNode.data.replace(/\s+/g, " ");
        if (!text.trim() || parent.closest(SILENT) || !isShown(parent)) {
            continue;
        }
        const block = blockOf(parent);
        const lang = parent.closest("[lang]").lang;
        if (block === last && lines.at(-1).lang === lang) {
            lines.at(-1).text += text;
        } else {
            lines.push({text, lang});
        }
        last = block;
    }
    return lines;
}

function piecesOf(text) {
    const pieces = [];
    let piece = "";
    for (const word of text.trim().split(" ")) {
        const isFull = piece.length + word.length >= LONGEST;
        if (piece && (isFull || (piece.length > 60 && /[.!?:;]$/.test(piece)))) {
            pieces.push(piece);
            piece = "";
        }
        piece += (piece && " ") + word;
    }
    return [...pieces, piece];
}

function voiceFor(lang) {
    return voices
        .getVoices()
        .find((voice) => voice.lang.toLowerCase().split(/[-_]/)[0] === lang);
}

function offerAloud() {
    const pageLang = document.documentElement.lang;
    let round = 0;

    const stop = () => {
        round += 1;
        voices.cancel();
        aloud.setAttribute("aria-pressed", "false");
    };
    const start = () => {
        round += 1;
        const mine = round;
        voices.cancel();
        aloud.setAttribute("aria-pressed", "true");
        const spoken = linesOf(document.getElementById("main")).flatMap(
            ({text, lang}) =>
                piecesOf(text).map((piece) => {
                    const utterance = new window.SpeechSynthesisUtterance(piece);
                    utterance.voice = voiceFor(lang) || voiceFor(pageLang);
                    utterance.lang = utterance.voice.lang;
                    return utterance;
                }),
        );
        for (const utterance of spoken) {
            utterance.onerror = () => mine === round && stop();
            voices.speak(utterance);
        }
        if (spoken.length) {
            spoken.at(-1).onend = () => mine === round && stop();
        } else {
            stop();
        }
    };
    aloud.addEventListener("click", () =>
        aloud.getAttribute("aria-pressed") === "true" ? stop() : start(),
    );
    window.addEventListener("pagehide", stop);
    const look = () => {
        aloud.hidden = !voiceFor(pageLang);
    };
    look();
    // most browsers know their voices only later
    voices.addEventListener("voiceschanged", look);
}

if (aloud && voices && window.SpeechSynthesisUtterance) {
    offerAloud();
}
