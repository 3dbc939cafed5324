// Keeps one page for a time without network, and nothing else: what is personal
// never stays on a telephone that may be borrowed. HCC is written by the server.
"use strict";

const KEPT = `hcc-${HCC.looks.join()}`;

self.addEventListener("install", (event) => {
    event.waitUntil(
        caches
            .open(KEPT)
            .then((cache) => cache.addAll([HCC.offline, ...HCC.looks]))
            .then(() => self.skipWaiting()),
    );
});

self.addEventListener("activate", (event) => {
    event.waitUntil(
        caches
            .keys()
            .then((names) =>
                Promise.all(
                    names
                        // those of the field page are its own worker's
                        .filter((name) => /^hcc-(?!field-)/.test(name) && name !== KEPT)
                        .map((name) => caches.delete(name)),
                ),
            )
            .then(() => self.clients.claim()),
    );
});

self.addEventListener("fetch", (event) => {
    const request = event.request;
    if (request.mode === "navigate") {
        event.respondWith(fetch(request).catch(() => caches.match(HCC.offline)));
        return;
    }
    const look = HCC.looks.find((path) => request.url.endsWith(path));
    if (look) {
        event.respondWith(fetch(request).catch(() => caches.match(look)));
    }
});
