import {
    Component,
    onPatched,
    onWillStart,
    onWillUnmount,
    useEffect,
    useRef,
    useState,
} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {browser} from "@web/core/browser/browser";
import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {Layout} from "@web/search/layout";
import {KeepLast} from "@web/core/utils/concurrency";
import {registry} from "@web/core/registry";
import {router} from "@web/core/browser/router";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useDraggable} from "@web/core/utils/draggable";
import {useService} from "@web/core/utils/hooks";
import {useSetupAction} from "@web/search/action_hook";
import {clock, hours, keyOf, mark, position} from "./board_tools";
import {BoardHelper} from "./board_helper";
import {BoardMap} from "./board_map";
import {BoardPanel} from "./board_panel";

const {DateTime} = luxon;
const NEWS = "hcc_dispatch.board";
const SOCKET_EVENTS = [
    "BUS:DISCONNECT",
    "BUS:CONNECT",
    "BUS:RECONNECT",
    "BUS:WORKER_STATE_UPDATED",
];
const CONNECTED = "CONNECTED";
const ZOOMS = [1, 2, 3];
/** Several changes at once are read once. */
const SOON = 400;
/** How often one looks without the live connection, and with it. */
const LOOK_EVERY = 60_000;
const LOOK_ANYWAY = 300_000;
const ICONS = {
    offered: "fa-question",
    accepted: "fa-check",
    started: "fa-play",
    done: "fa-flag-checkered",
    no_show: "fa-times",
    none: "fa-exclamation",
};

/**
 * The coordinator's board of a day: helpers and their visits on a time line.
 *
 * It holds no rule: who may take a visit is answered, and refused, by
 * `hcc.dispatch.board`. A visit changes its row and never its time.
 */
export class Board extends Component {
    static template = "hcc_dispatch.Board";
    static components = {BoardHelper, BoardMap, BoardPanel, Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.bus = useService("bus_service");
        this.ui = useState(useService("ui"));
        this.root = useRef("root");
        this.keepLast = new KeepLast();
        this.keepAnswer = new KeepLast();
        this.clock = clock;
        this.hours = hours;
        this.icons = ICONS;
        this.display = {controlPanel: {}};
        useSetupAction({getLocalState: () => ({options: {...this.state.options}})});
        const kept = this.props.state?.options || router.current;
        this.state = useState({
            options: {day: kept.day, area: kept.area},
            board: null,
            loading: false,
            isLive: this.bus.workerState === CONNECTED,
            readAt: 0,
            passed: 0,
            zoom: 1,
            // the visit that is looked at, and who can take it
            picked: null,
            answer: null,
            // while a visit is carried: its key, the row below, what is said of it
            carried: null,
            over: null,
            moving: false,
            said: null,
        });
        this.props.setSearchFacets?.([]);
        this.channels = [];
        this.onNews = () => this.lookSoon();
        this.bus.subscribe(NEWS, this.onNews);
        this.onSocket = ({type, detail}) => this.followSocket(type, detail);
        for (const event of SOCKET_EVENTS) {
            this.bus.addEventListener(event, this.onSocket);
        }
        this.clockwork = browser.setInterval(() => this.tick(), 15_000);
        onWillStart(() => this.load());
        onWillUnmount(() => {
            browser.clearInterval(this.clockwork);
            browser.clearTimeout(this.soon);
            this.bus.unsubscribe(NEWS, this.onNews);
            for (const event of SOCKET_EVENTS) {
                this.bus.removeEventListener(event, this.onSocket);
            }
            this.listenTo([]);
        });
        useEffect(
            (channels) => this.listenTo(channels ? channels.split(" ") : []),
            () => [this.state.board.channels.join(" ")],
        );
        onPatched(() => this.toFocus && this.focusOn(this.toFocus));
        useDraggable({
            ref: this.root,
            elements: ".o_hcc_board_movable",
            enable: () => !this.ui.isSmall && !this.state.moving,
            cursor: "grabbing",
            edgeScrolling: {enabled: false},
            onDragStart: ({element}) => this.carry(element.dataset.key),
            onDrag: (pointer) => this.hover(pointer),
            onDrop: (pointer) => this.drop(pointer),
            onDragEnd: () => this.letGo(),
        });
    }

    // ------------------------------------------------------------------
    // Reading
    // ------------------------------------------------------------------

    async load(changes = {}) {
        const options = {...this.state.options, ...changes};
        this.state.options = options;
        this.state.loading = true;
        try {
            const call = this.orm.call("hcc.dispatch.board", "get_board", [options]);
            this.state.board = this.complete(await this.keepLast.add(call));
        } finally {
            this.state.loading = false;
        }
        const {day, area} = this.state.board;
        this.state.options = {day, area};
        this.state.readAt = Date.now();
        this.state.passed = 0;
        this.props.updateActionState?.({day, area});
        if (this.state.picked && !this.find(this.state.picked)) {
            this.leave();
        }
    }

    /** Marks for the map, and the words that a block is read by. */
    complete(board) {
        board.helpers.forEach((helper, index) => {
            helper.mark = mark(index);
            for (const visit of helper.visits) {
                visit.words = this.describe(visit, helper);
            }
        });
        for (const visit of board.unassigned) {
            visit.words = this.describe(visit);
        }
        return board;
    }

    describe(visit, helper) {
        const times = `${clock(visit.start)}–${clock(visit.stop)}`;
        if (visit.is_elsewhere) {
            return `${times}, ${_t("in another ward")}`;
        }
        return [
            times,
            visit.state_label,
            helper?.name,
            visit.where,
            visit.what,
            visit.reference,
        ]
            .filter(Boolean)
            .join(", ");
    }

    listenTo(channels) {
        for (const channel of this.channels) {
            if (!channels.includes(channel)) {
                this.bus.deleteChannel(channel);
            }
        }
        for (const channel of channels) {
            if (!this.channels.includes(channel)) {
                this.bus.addChannel(channel);
            }
        }
        this.channels = channels;
    }

    /** Whether news come by themselves; what was missed in between is read. */
    followSocket(event, workerState) {
        const wasLive = this.state.isLive;
        // a browser that goes offline says so by the first of these alone
        this.state.isLive =
            event === "BUS:WORKER_STATE_UPDATED"
                ? workerState === CONNECTED
                : event !== "BUS:DISCONNECT";
        if (this.state.isLive && !wasLive && this.state.board) {
            this.lookSoon();
        }
    }

    lookSoon() {
        browser.clearTimeout(this.soon);
        this.soon = browser.setTimeout(() => {
            // what is in one's hand stays there
            if (this.state.carried || this.state.moving) {
                this.lookSoon();
            } else {
                this.look();
            }
        }, SOON);
    }

    /** Read the same day anew, and who can take the visit that is looked at. */
    async look() {
        await this.load();
        const visit = this.find(this.state.picked);
        if (visit && !this.state.carried) {
            await this.ask(visit);
        }
    }

    tick() {
        this.state.passed = Math.floor((Date.now() - this.state.readAt) / 60_000);
        const wait = this.state.isLive ? LOOK_ANYWAY : LOOK_EVERY;
        if (Date.now() - this.state.readAt >= wait && !document.hidden) {
            this.lookSoon();
        }
    }

    // ------------------------------------------------------------------
    // What is shown
    // ------------------------------------------------------------------

    get board() {
        return this.state.board;
    }

    get isToday() {
        return this.board.day === this.board.today;
    }

    get now() {
        const minutes = this.board.now + this.state.passed;
        const {start, stop} = this.board.window;
        return this.isToday && minutes >= start && minutes <= stop ? minutes : null;
    }

    get nowStyle() {
        return position({start: this.now, stop: this.now}, this.board.window);
    }

    get ticks() {
        const {start, stop} = this.board.window;
        const ticks = [];
        for (let minute = start; minute < stop; minute += 60) {
            ticks.push({
                minute,
                style: this.styleOf({start: minute, stop: minute + 60}),
            });
        }
        return ticks;
    }

    get coverage() {
        return this.board.coverage.map((row) => ({
            ...row,
            isShort: row.duty < row.need,
            style: this.styleOf({start: row.hour * 60, stop: row.hour * 60 + 60}),
            span: `${clock(row.hour * 60)}–${clock(row.hour * 60 + 60)}`,
            words: this.describeHour(row),
        }));
    }

    describeHour(row) {
        const words = [
            _t("%(duty)s on duty, %(need)s needed", {duty: row.duty, need: row.need}),
        ];
        if (row.points) {
            words.push(_t("%(count)s points open", {count: row.points}));
        }
        if (row.empty.length) {
            words.push(_t("nobody at: %(names)s", {names: row.empty.join(", ")}));
        }
        return words.join("; ");
    }

    get busyHours() {
        return this.coverage.filter(
            (row) => row.need || row.isShort || row.empty.length,
        );
    }

    get shortHours() {
        return this.coverage.filter((row) => row.isShort).length;
    }

    get areaGroups() {
        const labels = {mine: _t("All"), branch: _t("Branches"), ward: _t("Wards")};
        return ["mine", "branch", "ward"]
            .map((kind) => ({
                kind,
                label: labels[kind],
                areas: this.board.areas.filter((area) => area.kind === kind),
            }))
            .filter((group) => group.areas.length);
    }

    get dayWords() {
        return DateTime.fromISO(this.board.day).toLocaleString({
            weekday: "long",
            day: "numeric",
            month: "long",
        });
    }

    get leftWords() {
        const count = this.board.unassigned.length;
        return count
            ? _t("Without a helper: %(count)s", {count})
            : _t("Without a helper");
    }

    get hoursWords() {
        const count = this.shortHours;
        return count
            ? _t("Helpers hour by hour: %(count)s hours with too few", {count})
            : _t("Helpers hour by hour: enough in every hour");
    }

    get sharesWords() {
        const {mean, low, high} = this.board.fairness;
        return _t(
            "On average %(mean)s hours; %(spread)s between the most and the fewest.",
            {mean: hours(mean), spread: hours(high - low)},
        );
    }

    awayWords(away) {
        const {start, stop} = this.board.window;
        return _t("Away %(from)s–%(to)s", {
            from: clock(Math.max(away.start, start)),
            to: clock(Math.min(away.stop, stop)),
        });
    }

    get largestShare() {
        return Math.max(this.board.fairness.high, 1);
    }

    styleOf(span) {
        return position(span, this.board.window);
    }

    visitClass(visit) {
        return {
            [`o_hcc_board_${visit.state}`]: true,
            o_hcc_board_movable: visit.is_movable,
            o_hcc_board_chosen: keyOf(visit) === this.state.picked,
        };
    }

    keyOf(visit) {
        return keyOf(visit);
    }

    gapWords(gap) {
        return gap.late
            ? _t("The way takes %(minutes)s minutes: %(late)s too late", gap)
            : _t("The way takes %(minutes)s minutes", gap);
    }

    /** Why a helper cannot take the visit that is carried or looked at. */
    reasonOf(helper) {
        const {answer} = this.state;
        const other = answer?.others.find((row) => row.id === helper.id);
        return other ? other.reason || _t("Cannot take this visit.") : "";
    }

    canTake(helper) {
        return this.state.answer?.candidates.some((row) => row.id === helper.id);
    }

    // ------------------------------------------------------------------
    // One visit
    // ------------------------------------------------------------------

    find(key) {
        return this.allVisits.find((visit) => keyOf(visit) === key);
    }

    get allVisits() {
        return [
            ...this.board.helpers.flatMap((helper) => helper.visits),
            ...this.board.unassigned,
        ].filter((visit) => visit.visit_id);
    }

    holderOf(visit) {
        return this.board.helpers.find((helper) => helper.visits.includes(visit));
    }

    get pickedVisit() {
        return this.find(this.state.picked);
    }

    async pick(visit) {
        if (!visit.visit_id) {
            return;
        }
        this.toFocus = null;
        this.state.picked = keyOf(visit);
        this.state.said = null;
        await this.ask(visit);
    }

    async ask(visit) {
        const answer = this.state.answer;
        if (answer && keyOf(answer) !== keyOf(visit)) {
            this.state.answer = null;
        }
        if (!visit.is_movable) {
            return;
        }
        this.state.answer = await this.keepAnswer.add(
            this.orm.call("hcc.dispatch.board", "get_candidates", [
                visit.visit_id,
                visit.assignment_id,
                this.board.helpers.map((helper) => helper.id),
            ]),
        );
    }

    leave() {
        const key = this.state.picked;
        this.state.picked = null;
        this.state.answer = null;
        this.focusOn(key);
    }

    /** Once it is drawn, if it is not yet. */
    focusOn(key) {
        const block = this.root.el?.querySelector(`[data-key="${key}"]`);
        block?.focus();
        this.toFocus = block ? null : key;
    }

    openVisit(visit) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "hcc.appointment",
            res_id: visit.visit_id,
            views: [[false, "form"]],
        });
    }

    openHelper(helper) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "hcc.collaborator",
            res_id: helper.id,
            views: [[false, "form"]],
        });
    }

    /** Today one tap does it, once it is meant; another day is a form. */
    cannotWork(helper) {
        if (!this.board.has_ill_today) {
            return this.action.doAction("hcc_booking.hcc_illness_action", {
                additionalContext: {default_collaborator_id: helper.id},
                onClose: () => this.look(),
            });
        }
        return this.dialog.add(ConfirmationDialog, {
            title: _t("Hand over the rest of the day?"),
            body: _t(
                "Others are asked to go instead of %(name)s, and the citizens are told who comes. It can be taken back within five minutes.",
                {name: helper.name},
            ),
            confirmLabel: _t("Hand over the day"),
            confirm: async () => {
                const action = await this.orm.call(
                    "hcc.collaborator",
                    "action_ill_today",
                    [[helper.id]],
                );
                await this.action.doAction(action, {onClose: () => this.look()});
            },
            cancelLabel: _t("Leave it"),
            cancel: () => undefined,
        });
    }

    /** Ask the server; what it refuses is said, and all stays as it was. */
    async give(visit, helper) {
        this.state.moving = true;
        try {
            const {is_done, words} = await this.orm.call("hcc.dispatch.board", "move", [
                visit.visit_id,
                visit.assignment_id,
                helper.id,
            ]);
            this.state.said = {kind: is_done ? "success" : "danger", words};
            if (is_done) {
                this.state.picked = null;
                this.state.answer = null;
            }
        } finally {
            this.state.moving = false;
        }
        await this.look();
        const moved = this.allVisits.find(
            (other) =>
                other.visit_id === visit.visit_id &&
                this.holderOf(other)?.id === helper.id,
        );
        this.focusOn(moved ? keyOf(moved) : keyOf(visit));
    }

    // ------------------------------------------------------------------
    // Carrying a visit to another row
    // ------------------------------------------------------------------

    carry(key) {
        const visit = this.find(key);
        this.state.carried = key;
        this.state.picked = null;
        this.state.said = null;
        this.asked = this.ask(visit);
    }

    rowAt({x, y}) {
        for (const row of this.root.el.querySelectorAll("[data-helper]")) {
            const box = row.getBoundingClientRect();
            if (x >= box.left && x <= box.right && y >= box.top && y <= box.bottom) {
                const id = Number(row.dataset.helper);
                return this.board.helpers.find((helper) => helper.id === id);
            }
        }
        return null;
    }

    hover(pointer) {
        const id = this.rowAt(pointer)?.id || null;
        if (id !== this.state.over) {
            this.state.over = id;
        }
    }

    get overHelper() {
        return this.board.helpers.find((helper) => helper.id === this.state.over);
    }

    async drop(pointer) {
        const visit = this.find(this.state.carried);
        const helper = this.rowAt(pointer);
        if (!visit || !helper || this.holderOf(visit) === helper) {
            this.state.answer = null;
            return;
        }
        // a quick hand is faster than the answer
        await this.asked;
        const reason = this.reasonOf(helper);
        this.state.answer = null;
        if (reason) {
            this.state.said = {kind: "danger", words: reason};
            return;
        }
        const holder = this.holderOf(visit);
        const values = {
            reference: visit.reference,
            time: clock(visit.start),
            to: helper.name,
        };
        this.dialog.add(ConfirmationDialog, {
            title: _t("Give the visit to another helper?"),
            body: holder
                ? _t(
                      "%(to)s goes to %(reference)s at %(time)s instead of %(from)s. The time stays. The citizen and both helpers are told.",
                      {...values, from: holder.name},
                  )
                : _t(
                      "%(to)s goes to %(reference)s at %(time)s. The citizen and the helper are told.",
                      values,
                  ),
            confirmLabel: _t("Give the visit"),
            confirm: () => this.give(visit, helper),
            cancelLabel: _t("Leave it"),
            cancel: () => this.focusOn(keyOf(visit)),
        });
    }

    letGo() {
        this.state.carried = null;
        this.state.over = null;
    }

    // ------------------------------------------------------------------
    // Days, areas, zoom
    // ------------------------------------------------------------------

    stepDay(days) {
        const day = DateTime.fromISO(this.board.day).plus({days});
        return this.go({day: day.toISODate()});
    }

    onDay(ev) {
        if (ev.target.value) {
            this.go({day: ev.target.value});
        }
    }

    go(changes) {
        this.state.picked = null;
        this.state.answer = null;
        this.state.said = null;
        return this.load(changes);
    }

    zoomBy(step) {
        const index = ZOOMS.indexOf(this.state.zoom) + step;
        this.state.zoom = ZOOMS[Math.min(Math.max(index, 0), ZOOMS.length - 1)];
    }
}

registry.category("actions").add("hcc_dispatch.board", Board);
