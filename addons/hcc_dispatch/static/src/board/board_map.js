import {
    Component,
    onMounted,
    onWillUnmount,
    useEffect,
    useRef,
    useState,
} from "@odoo/owl";
import {fit, keyOf, metresPerPixel, project} from "./board_tools";

const ZOOMS = [9, 17];
const TILE = 256;
const LENGTHS = [50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000];
/** Lines of several helpers are told apart by their strokes as well. */
const STROKES = ["", "8 4", "2 4", "12 4 2 4", "5 2", "14 6"];
const COLORS = 8;

/**
 * Where the visits of a day are, and in which order each helper comes to them.
 *
 * With an address of map pictures they are drawn below; without one it is a sketch
 * to scale. Nothing of it is needed by keyboard: the rows say the same.
 */
export class BoardMap extends Component {
    static template = "hcc_dispatch.BoardMap";
    static props = {
        helpers: Array,
        unassigned: Array,
        points: Array,
        tiles: [Object, Boolean],
        picked: {type: String, optional: true},
        onPick: Function,
    };

    setup() {
        this.root = useRef("root");
        this.state = useState({width: 0, height: 0, x: 0, y: 0, zoom: 12});
        this.watcher = new window.ResizeObserver(() => this.measure());
        onMounted(() => {
            this.watcher.observe(this.root.el);
            this.measure();
        });
        onWillUnmount(() => this.watcher.disconnect());
        // Another day or area is looked at as a whole; a moved visit stays in sight.
        useEffect(
            () => this.showAll(),
            () => [this.outline, this.state.width, this.state.height],
        );
    }

    measure() {
        const box = this.root.el.getBoundingClientRect();
        this.state.width = Math.round(box.width);
        this.state.height = Math.round(box.height);
    }

    get spots() {
        return [
            ...this.props.points,
            ...this.props.helpers.flatMap((helper) =>
                helper.visits.map((visit) => visit.spot),
            ),
            ...this.props.unassigned.map((visit) => visit.spot),
        ].filter(Boolean);
    }

    get outline() {
        return this.spots
            .map(({lat, lon}) => `${lat},${lon}`)
            .sort()
            .join(" ");
    }

    showAll() {
        const {width, height} = this.state;
        if (this.spots.length && width) {
            Object.assign(this.state, fit(this.spots, width, height, ZOOMS));
        }
    }

    zoomBy(step) {
        const zoom = Math.round((this.state.zoom + step) * 2) / 2;
        this.state.zoom = Math.min(Math.max(zoom, ZOOMS[0]), ZOOMS[1]);
    }

    get size() {
        return TILE * 2 ** this.state.zoom;
    }

    place(spot) {
        const {x, y} = project(spot);
        return {
            x: Math.round((x - this.state.x) * this.size + this.state.width / 2),
            y: Math.round((y - this.state.y) * this.size + this.state.height / 2),
        };
    }

    get pictures() {
        const {tiles} = this.props;
        const {width, height} = this.state;
        if (!tiles || !width) {
            return [];
        }
        const level = Math.floor(this.state.zoom);
        const count = 2 ** level;
        const edge = this.size / count;
        const left = this.state.x * this.size - width / 2;
        const top = this.state.y * this.size - height / 2;
        const found = [];
        const range = (from, length) => {
            const first = Math.floor(from / edge);
            const last = Math.floor((from + length) / edge);
            return Array.from({length: last - first + 1}, (_, step) => first + step);
        };
        for (const x of range(left, width)) {
            for (const y of range(top, height)) {
                if (x >= 0 && y >= 0 && x < count && y < count) {
                    found.push({
                        url: tiles.url
                            .replace("{z}", level)
                            .replace("{x}", x)
                            .replace("{y}", y),
                        style:
                            `left: ${x * edge - left}px; top: ${y * edge - top}px; ` +
                            `width: ${edge}px; height: ${edge}px`,
                    });
                }
            }
        }
        return found;
    }

    /** The way of each helper, in the order of the visits. */
    get ways() {
        return this.props.helpers
            .map((helper, index) => ({
                key: helper.id,
                points: helper.visits
                    .filter((visit) => visit.spot && visit.state !== "no_show")
                    .map((visit) => this.place(visit.spot))
                    .map(({x, y}) => `${x},${y}`)
                    .join(" "),
                color: `o_hcc_board_color_${index % COLORS}`,
                stroke: STROKES[index % STROKES.length],
                isPicked: helper.visits.some(
                    (visit) => keyOf(visit) === this.props.picked,
                ),
            }))
            .filter((way) => way.points.includes(" "));
    }

    /** What is in one place stands together: "A1 B2". */
    get places() {
        const places = new Map();
        const add = (visit, label, isRed) => {
            if (!visit.spot) {
                return;
            }
            const {lat, lon, is_rough} = visit.spot;
            const key = `${lat},${lon},${visit.place}`;
            if (!places.has(key)) {
                places.set(key, {
                    key,
                    ...this.place(visit.spot),
                    isPoint: visit.place === "point",
                    // above the square of the point
                    lift: visit.place === "point" && !is_rough ? 23 : 0,
                    isRough: is_rough,
                    labels: [],
                    visits: [],
                });
            }
            const place = places.get(key);
            place.labels.push(label);
            place.visits.push(visit);
            place.isRed = place.isRed || isRed;
            place.isPicked = place.isPicked || keyOf(visit) === this.props.picked;
        };
        for (const helper of this.props.helpers) {
            helper.visits.forEach((visit, index) =>
                add(visit, `${helper.mark}${index + 1}`, false),
            );
        }
        this.props.unassigned.forEach((visit) => add(visit, "!", true));
        return [...places.values()].map((place) => {
            const labels = [...new Set(place.labels)];
            const shown = labels.length > 4 ? [...labels.slice(0, 3), "…"] : labels;
            return {...place, text: shown.join(" ")};
        });
    }

    get points() {
        return this.props.points.map((point) => ({...point, ...this.place(point)}));
    }

    /** A length to compare with, and how long it is drawn. */
    get scale() {
        const lat =
            (Math.atan(Math.sinh(Math.PI * (1 - 2 * this.state.y))) * 180) / Math.PI;
        const metres = metresPerPixel(lat, this.state.zoom);
        const length =
            LENGTHS.filter((one) => one / metres <= 110).at(-1) || LENGTHS[0];
        return {
            width: Math.round(length / metres),
            text: length < 1000 ? `${length} m` : `${length / 1000} km`,
        };
    }

    onPointerDown(ev) {
        if (ev.target.closest("button, .o_hcc_board_spot")) {
            return;
        }
        this.held = {x: ev.clientX, y: ev.clientY};
        ev.currentTarget.setPointerCapture(ev.pointerId);
    }

    onPointerMove(ev) {
        if (this.held) {
            this.state.x -= (ev.clientX - this.held.x) / this.size;
            this.state.y -= (ev.clientY - this.held.y) / this.size;
            this.held = {x: ev.clientX, y: ev.clientY};
        }
    }

    onPointerUp() {
        this.held = null;
    }
}
