// One question to the server, and what is no answer of it.

const BASE = "/hcc/field";

/** No network, or something that answers in the server's place. */
export class Offline extends Error {}

/**
 * @param {Function} fetch
 * @param {number} patience milliseconds
 * @param {string} path below the page's own
 * @param {object} options of `fetch`
 * @returns {Promise<{status: number, data: object}>}
 * @throws {Offline} also where a portal of a hotspot answers instead of the server,
 *     and where the server has no time
 */
export async function ask(fetch, patience, path, options) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), patience);
    try {
        const response = await fetch(`${BASE}/${path}`, {
            credentials: "same-origin",
            cache: "no-store",
            redirect: "error",
            signal: stop.signal,
            ...options,
        });
        const {status} = response;
        if (status >= 500 || status === 429) {
            throw new Offline(`status ${status}`);
        }
        const data = await response.json();
        if (!data || typeof data !== "object") {
            throw new Offline("no answer of the server");
        }
        if (path === "sync" && status === 200 && !Array.isArray(data.results)) {
            throw new Offline("no answer of the server");
        }
        return {status, data};
    } catch (error) {
        throw error instanceof Offline ? error : new Offline(error.message);
    } finally {
        clearTimeout(timer);
    }
}
