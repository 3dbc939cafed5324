// Takes away what is personal. What is not sent yet stays: it is sealed, and nobody
// but the server can read it.

import {PERSONAL, STATE, pictures, range} from "@hcc_field/field/core/store";

/**
 * @param {Store} store
 * @param {string} why day, logout, lost, pin, user: what the page says of it
 */
export async function wipe(store, why) {
    await store.change([...PERSONAL, "devices", STATE], async (at) => {
        for (const name of PERSONAL) {
            await at.clear(name);
        }
        await at.delete(STATE, "until");
        await at.put(STATE, {name: "wiped", value: why});
        const current = await at.get(STATE, "device");
        if (why === "lost" && current) {
            // it sends what it has, and is told apart from the device it may become
            const device = await at.get("devices", current.value);
            await at.put("devices", {...device, gone: true});
            await at.delete(STATE, "device");
        }
    });
}

/**
 * Wipe what is past its day: visits of yesterday one by one, without their key; and
 * all when nothing of it is of today or tomorrow any more.
 *
 * The clock of a tablet may be set back: the latest moment it ever showed counts.
 *
 * @returns {Promise<{all: boolean, some: boolean}>} what there was to wipe
 */
export async function wipeWhenDue(store, now) {
    const found = await store.change(["vault", STATE], async (at) => {
        const seen = await at.get(STATE, "seen");
        const latest = Math.max(now, seen ? seen.value : 0);
        await at.put(STATE, {name: "seen", value: latest});
        const until = await at.get(STATE, "until");
        let some = false;
        for (const row of await at.all("vault", range("visit:"))) {
            if (row.until <= latest) {
                some = true;
                await at.delete("vault", row.name);
                await at.delete("vault", range(pictures(row.visit)));
            }
        }
        return {all: Boolean(until) && until.value <= latest, some};
    });
    if (found.all) {
        await wipe(store, "day");
    }
    return found;
}
