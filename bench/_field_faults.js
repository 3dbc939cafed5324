// Runs in the field page: one device that works off one visit, and what it remembers.

const {modules} = window.odoo.loader;
const {Store} = modules.get("@hcc_field/field/core/store");
const {Vault} = modules.get("@hcc_field/field/core/vault");
const {Queue} = modules.get("@hcc_field/field/core/queue");
const {Uploads, sealFile} = modules.get("@hcc_field/field/core/uploads");
const {Sync} = modules.get("@hcc_field/field/core/sync");
const {wipe} = modules.get("@hcc_field/field/core/wipe");

/** Milliseconds in which all must have arrived: a server that died is back by then. */
const PATIENCE = 150000;
/** A picture as far as anybody looks: it begins as a PNG does. */
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

function picture(size, number) {
    const bytes = new Uint8Array(size).fill(number % 256);
    bytes.set(PNG);
    return bytes;
}

/** The page, opened: a store of its own name, as each device has one. */
async function open(name, state) {
    const store = await Store.open({name});
    const vault = new Vault({store});
    const queue = new Queue({store, vault, clock: () => Date.now() + state.skew});
    const uploads = new Uploads({store});
    const fetch = (url, options) =>
        globalThis.fetch(url, {
            ...options,
            headers: {...options.headers, ...(state.calm ? {"X-Bench-Calm": "1"} : {})},
        });
    const clock = () => Date.now() + state.skew;
    const sync = new Sync({store, vault, queue, uploads, fetch, clock});
    return {store, vault, queue, uploads, sync};
}

async function step(one, run, state, made) {
    const {queue, store, sync} = state.page;
    switch (one.do) {
        case "act": {
            const payload = {...one.payload};
            let chunks = [];
            if (one.kind === "photo") {
                const bytes = picture(one.size, run.number);
                chunks = await sealFile(run.key, run.assignment, bytes);
                payload.upload = chunks[0].upload;
            }
            const local = await queue.add(run.assignment, one.kind, payload, {chunks});
            made.push({...payload, id: local.id, kind: one.kind, mark: one.mark});
            break;
        }
        case "sync":
            await sync.run();
            break;
        case "reopen":
            store.close();
            state.page = await open(state.name, state);
            break;
        case "tabs": {
            const other = await open(state.name, state);
            await Promise.all([sync.run(), other.sync.run()]);
            other.store.close();
            break;
        }
        case "leave":
            // the page is closed while it sends
            sync.run().catch(() => undefined);
            await new Promise((resolve) => setTimeout(resolve, one.after));
            store.close();
            state.page = await open(state.name, state);
            break;
        case "clock":
            state.skew += one.by;
            break;
        case "wipe":
            await wipe(store, "day");
            state.wiped = true;
            break;
        case "office":
            await window.hccOffice(run.assignment, one.what);
            break;
    }
}

/** Works off the steps of one run, then sends in peace until nothing waits. */
async function work(run) {
    const name = `bench-${run.number}`;
    const state = {name, skew: 0, calm: false, wiped: false};
    state.page = await open(name, state);
    const {uid, token, user, key} = run;
    await state.page.store.setDevice({uid, token, user, key});
    const made = [];
    for (const one of run.steps) {
        await step(one, run, state, made);
    }
    state.calm = true;
    let left = 1;
    const end = Date.now() + PATIENCE;
    while (left && Date.now() < end) {
        const {queue, sync, uploads} = state.page;
        await sync.run();
        left = (await queue.count()) + (await uploads.list()).length;
        if (left) {
            await new Promise((resolve) => setTimeout(resolve, 100));
        }
    }
    const outcomes = await state.page.store.read(["outcomes"], (at) =>
        at.all("outcomes"),
    );
    state.page.store.close();
    globalThis.indexedDB.deleteDatabase(name);
    const {number, assignment} = run;
    return {number, assignment, made, left, wiped: state.wiped, outcomes};
}

/** Several devices at a time. */
window.hccWork = async (runs, lanes) => {
    const waiting = [...runs];
    const done = [];
    const lane = async () => {
        while (waiting.length) {
            done.push(await work(waiting.shift()));
        }
    };
    await Promise.all(Array.from({length: lanes}, lane));
    return done;
};
