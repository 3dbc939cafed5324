/** Plain functions of the day board: minutes, marks, places on a map. */

/** "08:05" of minutes since midnight; what is after midnight counts on from 00. */
export function clock(minutes) {
    const part = (number) => String(number).padStart(2, "0");
    const whole = ((minutes % 1440) + 1440) % 1440;
    return `${part(Math.floor(whole / 60))}:${part(whole % 60)}`;
}

/** "3:05" hours of minutes. */
export function hours(minutes) {
    return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}

/** A, B, … Z, AA, AB, …: how a helper is called on the map. */
export function mark(index) {
    let letters = "";
    for (let rest = index + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
        letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
    }
    return letters;
}

/** Where a span stands in a window, in per cent; empty when it is outside. */
export function position(span, window) {
    const length = window.stop - window.start;
    const from = Math.max(span.start, window.start);
    const to = Math.min(span.stop, window.stop);
    if (to < from || span.start >= window.stop || span.stop < window.start) {
        return "";
    }
    const left = ((from - window.start) / length) * 100;
    const width = ((to - from) / length) * 100;
    return `left: ${left.toFixed(3)}%; width: ${width.toFixed(3)}%`;
}

/** A block is known by its visit and by who has it. */
export function keyOf(visit) {
    return `${visit.visit_id || 0}-${visit.assignment_id || 0}`;
}

/** Web Mercator: longitude and latitude as parts of the world's width, 0 to 1. */
export function project({lat, lon}) {
    const sine = Math.sin((lat * Math.PI) / 180);
    return {
        x: lon / 360 + 0.5,
        y: 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI),
    };
}

/** Metres that one pixel is, at a latitude and a zoom. */
export function metresPerPixel(lat, zoom) {
    return (40075016.7 * Math.cos((lat * Math.PI) / 180)) / (256 * 2 ** zoom);
}

/** Centre and zoom at which all spots are seen. */
export function fit(spots, width, height, [least, most]) {
    const all = spots.map(project);
    const xs = all.map((one) => one.x);
    const ys = all.map((one) => one.y);
    const [left, right] = [Math.min(...xs), Math.max(...xs)];
    const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
    const room = 90;
    const zoom = Math.min(
        Math.log2(Math.max(width - room, 60) / (256 * (right - left || 1e-9))),
        Math.log2(Math.max(height - room, 60) / (256 * (bottom - top || 1e-9))),
    );
    return {
        x: (left + right) / 2,
        y: (top + bottom) / 2,
        zoom: Math.min(Math.max(zoom, least), most),
    };
}
