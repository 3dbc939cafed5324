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
