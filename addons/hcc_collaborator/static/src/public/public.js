// Comforts only: every public page works without this file.
"use strict";

const page = document.documentElement;

if ("serviceWorker" in navigator && window.isSecureContext) {
    navigator.serviceWorker
        .register(page.dataset.worker, {scope: page.dataset.scope})
        .catch(() => undefined);
}

// Whoever sent a form with mistakes is taken to the list of them.
const errors = document.getElementById("errors");
if (errors) {
    errors.focus();
}

// An impatient second tap sends nothing. The server would not mind either.
for (const form of document.querySelectorAll("form[method=post]")) {
    form.addEventListener("submit", (event) => {
        if (form.dataset.sent) {
            event.preventDefault();
            return;
        }
        form.dataset.sent = "1";
        for (const button of form.querySelectorAll("button")) {
            button.setAttribute("aria-disabled", "true");
        }
    });
}
window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) {
        delete form.dataset.sent;
        for (const button of form.querySelectorAll("button")) {
            button.removeAttribute("aria-disabled");
        }
    }
});

for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
}

// A chosen time is held while the form is filled in. Without this file the page says
// until when, and a button holds it longer; here the page also warns in time, holds it
// longer without being loaded again, and gives the time back when it is left.
const WARN_SECONDS = 120;
const RESUME_AFTER = 1000;

function keepHold(box) {
    const form = box.closest("form");
    const token = form.elements.token;
    const hold = form.elements.hold;
    let ends = Date.now() + Number(box.dataset.seconds) * 1000;
    let shown = Number(box.dataset.seconds) ? "held" : "none";

    const show = (name) => {
        shown = name;
        box.classList.toggle("o_hcc_pressing", name === "ending");
        for (const part of box.querySelectorAll("[data-hold]")) {
            part.hidden = part.dataset.hold !== name;
        }
    };
    const look = () => {
        const left = (ends - Date.now()) / 1000;
        const name = left <= 0 ? "over" : left <= WARN_SECONDS ? "ending" : "held";
        if (name !== shown && shown !== "notice" && shown !== "none") {
            show(name);
        }
    };
    const answer = ({hold: now, notice}) => {
        if (now) {
            hold.value = now.value;
            ends = Date.now() + now.seconds * 1000;
            for (const place of document.querySelectorAll("#hold_text, .o_hcc_held")) {
                place.textContent = now.text;
            }
        }
        if (notice) {
            box.querySelector("[data-hold=notice]").textContent = notice;
            show("notice");
        } else if (now) {
            shown = "";
            look();
        } else {
            show("none");
        }
    };
    const ask = async (resume) => {
        const data = new URLSearchParams();
        for (const field of form.querySelectorAll("input[type=hidden]")) {
            data.append(field.name, field.value);
        }
        if (resume) {
            data.append("resume", "1");
        }
        const response = await fetch(box.dataset.extend, {
            method: "POST",
            body: data,
            headers: {Accept: "application/json"},
        });
        answer(await response.json());
    };

    let withoutScript = false;
    const button = document.getElementById("hold_extend");
    button.addEventListener("click", (event) => {
        if (withoutScript) {
            return;
        }
        event.preventDefault();
        ask(false).catch(() => {
            // no answer that can be read: the way that needs no script is left
            withoutScript = true;
            button.click();
        });
    });
    let given = false;
    const giveBack = () => {
        if (!given && !form.dataset.sent && ends > Date.now()) {
            const data = new URLSearchParams({token: token.value, hold: hold.value});
            given = navigator.sendBeacon(box.dataset.release, data);
        }
    };
    // A browser may lose what a page sends while it is being left, so those who leave
    // by a link of the page give the time back before.
    document.addEventListener("click", (event) => {
        const link = event.target.closest("a[href]");
        const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey);
        if (
            link &&
            isPlain &&
            !link.target &&
            link.origin === window.location.origin &&
            link.pathname !== window.location.pathname
        ) {
            giveBack();
        }
    });
    window.addEventListener("pagehide", giveBack);
    // Whoever comes back, or loads the page again, has given the time back on leaving.
    window.addEventListener("pageshow", (event) => {
        const [entry] = window.performance.getEntriesByType("navigation");
        given = false;
        if (event.persisted || (entry && entry.type !== "navigate")) {
            setTimeout(() => ask(true).catch(() => show("none")), RESUME_AFTER);
        }
    });
    look();
    window.setInterval(look, 1000);
}
const heldTime = document.getElementById("hold");
if (heldTime) {
    keepHold(heldTime);
}
