// Keeps the page itself, so that it opens without a network: its lines and looks, the
// same for everybody. People's data are never here, see core/vault.js. HCC is written
// by the server.
"use strict";

const KEPT = `hcc-field-${HCC.version}`;

self.addEventListener("install", (event) => {
    event.waitUntil(
        caches
            .open(KEPT)
            .then((cache) => cache.addAll(HCC.files))
            .then(() => self.skipWaiting()),
    );
});

async function fillUp(cache) {
    for (const path of HCC.files) {
        if (!(await cache.match(path))) {
            await cache.add(path).catch(() => undefined);
        }
    }
}

self.addEventListener("activate", (event) => {
    event.waitUntil(
        caches
            .keys()
            .then((names) =>
                Promise.all(
                    names
                        .filter(
                            (name) => name.startsWith("hcc-field-") && name !== KEPT,
                        )
                        .map((name) => caches.delete(name)),
                ),
            )
            .then(() => self.clients.claim()),
    );
});

// From here first: the page is there at once. A new version comes with a new worker.
// What somebody took away is kept again when it is asked for.
self.addEventListener("fetch", (event) => {
    const {method, url} = event.request;
    const {pathname, search} = new URL(url);
    if (method === "GET" && HCC.files.includes(pathname + search)) {
        const path = pathname + search;
        event.respondWith(
            caches.open(KEPT).then(async (cache) => {
                const found = await cache.match(path);
                if (found) {
                    return found;
                }
                event.waitUntil(fillUp(cache));
                return fetch(event.request);
            }),
        );
    }
});
