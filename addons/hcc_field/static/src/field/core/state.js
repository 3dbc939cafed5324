// What the page knows before anything was read.

export function emptyState() {
    return {
        /** waiting, setup, pin, newpin, list, visit, unsent */
        screen: "waiting",
        day: null,
        visits: [],
        visit: null,
        waiting: [],
        files: [],
        outcomes: [],
        triesLeft: null,
        isWrong: false,
        wiped: "",
        user: 0,
        /** Left alone: everything is hidden until the PIN is given. */
        isResting: false,
        /** What the helper reads of the last sync. */
        net: {busy: false, offline: false, signIn: false, unknown: false, at: 0},
        error: "",
    };
}
