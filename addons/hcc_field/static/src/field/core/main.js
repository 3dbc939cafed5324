import {App, reactive, whenReady} from "@odoo/owl";

import {FieldApp} from "@hcc_field/field/core/app";
import {Field} from "@hcc_field/field/core/field";
import {emptyState} from "@hcc_field/field/core/state";
import {Store} from "@hcc_field/field/core/store";
import {PIN_LENGTH} from "@hcc_field/field/core/vault";
import {getTemplate} from "@hcc_field/field/core/templates";
import {wipe} from "@hcc_field/field/core/wipe";
import {_t, settings, translate} from "@hcc_field/field/core/words";

/** Other tabs of this page, and the page after signing out of Odoo, speak here. */
const CHANNEL = "hcc-field";
/** Milliseconds between two looks at whether somebody is still there. */
const LOOK = 15000;
/** Tells the server that a sign-out has something to wipe here. */
const COOKIE = "hcc_field=1; path=/; samesite=lax; max-age=172800";

function listen(field) {
    globalThis.addEventListener("popstate", () => field.popped());
    globalThis.addEventListener("online", () => field.online());
    globalThis.addEventListener("offline", () => {
        field.state.net.offline = true;
    });
    document.addEventListener("visibilitychange", () => {
        if (document.visibilityState === "visible") {
            field.rest();
            field.tick();
        }
    });
    for (const name of ["pointerdown", "keydown"]) {
        document.addEventListener(name, () => field.touch(), true);
    }
    globalThis.setInterval(() => field.rest(), LOOK);
    new BroadcastChannel(CHANNEL).addEventListener("message", () => {
        field.lock();
        field.begin();
    });
}

/** After signing out of Odoo; whoever is signed in was led here by somebody else. */
async function leave() {
    try {
        const session = await fetch("/hcc/field/session")
            .then((answer) => answer.json())
            .catch(() => ({}));
        if (!session.user) {
            await wipe(await Store.open(), "logout");
            new BroadcastChannel(CHANNEL).postMessage("wiped");
        }
    } finally {
        globalThis.location.replace(settings.left);
    }
}

async function start() {
    const target = document.getElementById("f-app");
    if (!target) {
        return;
    }
    if (settings.left) {
        await leave();
        return;
    }
    const field = await Field.open({
        // watched from the beginning: things happen before there is a screen
        state: reactive(emptyState()),
        onVault: () => {
            document.cookie = COOKIE;
        },
    }).catch((error) => {
        target.textContent = _t(
            "This browser keeps nothing for this page. Open it in a window that is not " +
                "private.",
        );
        throw error;
    });
    const app = new App(FieldApp, {
        getTemplate,
        props: {field},
        translateFn: translate,
        translatableAttributes: ["aria-label", "placeholder", "title", "alt"],
    });
    // for the browser's own tools
    globalThis.hccField = field;
    await field.begin();
    listen(field);
    field.arrive();
    if (field.state.screen === "pin" && document.documentElement.matches(".f-kept")) {
        await askFirst(field);
    }
    target.replaceChildren();
    await app.mount(target);
    if ("serviceWorker" in navigator) {
        navigator.serviceWorker
            .register("/hcc/field/sw.js", {scope: "/hcc/field"})
            .catch(() => undefined);
    }
    // asks the browser not to clear this memory when the disk is full
    navigator.storage?.persist?.();
}

/**
 * The field for the PIN stands in the page already, and may be filled: the rest of the
 * page is made when there is something to show.
 */
function askFirst(field) {
    const input = document.getElementById("f-pin");
    return new Promise((resolve) => {
        const open = async () => {
            if (input.value.length === PIN_LENGTH && !input.readOnly) {
                input.readOnly = true;
                await field.openWith(input.value).finally(resolve);
            }
        };
        input.form.addEventListener("submit", (event) => event.preventDefault());
        input.addEventListener("input", open);
        // an order to wipe, another user or the end of the day do not wait for a PIN
        const watched = reactive(field.state, () => {
            if (watched.screen !== "pin") {
                resolve();
            }
        });
        if (watched.screen === "pin") {
            input.focus();
            open();
        }
    });
}

whenReady(start);
