// Parts of the visit screen. Each stands in a file of its own in ../parts or beside
// this one and adds itself; the screen shows those that say so, in order:
//
//  10 safety   15 place   20 on the way   30 start   35 proof of start
//  40 mandate  50 checklist  60 dossiers  70 notes  80 photos  85 secret  90 finish
//
// A part is an Owl component with these props:
//
//  visit   the visit of the day as the server sent it, with `visit.local`: what was
//          done to it on this device, [{id, kind, payload, status, words, at}], oldest
//          first; status: unsent, applied, attached, refused. After a wipe the payload
//          of what is not sent yet can be read by nobody and is {}.
//  day     all that came with the visits (texts, reasons, hotline, user)
//  act     await act(kind, payload, {urgent, chunks}): keeps the action on this device,
//          so that it survives everything, sends it when it can, and returns the local
//          action. It throws where the device cannot keep it; the screen says so.

const parts = [];

/**
 * @param {object} part
 * @param {string} part.name
 * @param {number} part.sequence
 * @param {Function} part.component Owl component
 * @param {(visit: object, day: object) => boolean} [part.isShown] always where left out
 * @param {(visit: object) => boolean} [part.isAtRest] whether it is also shown while
 *     the page waits for the PIN, with the prop `isAtRest`; it must name nobody then
 */
export function addPart(part) {
    if (parts.some((other) => other.name === part.name)) {
        throw new Error(`There is a part ${part.name} already`);
    }
    parts.push({isShown: () => true, isAtRest: () => false, ...part});
    parts.sort((one, other) => one.sequence - other.sequence);
}

/** The parts that this visit shows, in order. */
export function partsOf(visit, day) {
    return parts.filter((part) =>
        // what was taken away is shown while the helper is out there, and no more of it
        visit.only_safety ? part.name === "safety" : part.isShown(visit, day),
    );
}

/** The parts that are shown while the page waits for the PIN. */
export function partsAtRest(visit) {
    return parts.filter((part) => part.isAtRest(visit));
}

/** What was done to a visit on this device, of one kind; refused things do not count. */
export function localOf(visit, kind) {
    return (visit.local || []).filter(
        (action) => action.kind === kind && action.status !== "refused",
    );
}

/** Whether the visit has begun, at the server or on this device. */
export function isStarted(visit) {
    return (
        ["started", "done"].includes(visit.state) || Boolean(localOf(visit, "start")[0])
    );
}

/** Whether it is over: done, nobody met, or to be done another day. */
export function isOver(visit) {
    return (
        ["done", "no_show", "cancelled"].includes(visit.state) ||
        ["done", "no_show", "return_visit"].some((kind) => localOf(visit, kind)[0])
    );
}
