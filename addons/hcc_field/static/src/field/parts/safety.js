import {Component, onWillUnmount, useState} from "@odoo/owl";

import {addKinds} from "@hcc_field/field/core/kinds";
import {addPart, isOver, isStarted, localOf} from "@hcc_field/field/core/parts";
import {_t, formatTime} from "@hcc_field/field/core/words";

addKinds({
    help: _t("Call for help"),
    safe: _t("I am safe"),
    timer: _t("I need longer"),
});

const MINUTE = 60_000;
const LOOK = 20_000;
const RUNS = ["running", "asked", "late"];

/** Milliseconds of a moment that the server or this device has written. */
const toMs = (moment) => new Date(moment).getTime();

/** Whether the time of a visit is watched, as far as this device knows. */
function isWatched(visit) {
    if (isOver(visit) || localOf(visit, "safe").length) {
        return false;
    }
    const state = visit.safety?.state;
    return (
        RUNS.includes(state) ||
        (visit.place === "home" && isStarted(visit) && state !== "over")
    );
}

/**
 * The helper's own safety at a visit at home: a timer, “I am safe”, and a call for
 * help in two taps. The server watches the time, so it is watched without a battery,
 * too; what is shown here is a reminder.
 */
export class SafetyPart extends Component {
    static template = "hcc_field.SafetyPart";
    static props = {
        visit: Object,
        day: Object,
        act: Function,
        isAtRest: {type: Boolean, optional: true},
    };

    setup() {
        this.local = useState({asks: false, now: Date.now()});
        const look = setInterval(() => (this.local.now = Date.now()), LOOK);
        onWillUnmount(() => clearInterval(look));
    }

    get safety() {
        return this.props.visit.safety || {};
    }

    get isWatched() {
        return isWatched(this.props.visit);
    }

    /** Whoever has not given the PIN may call for help, and no more. */
    get hasTimer() {
        return this.isWatched && !this.props.isAtRest;
    }

    /** When the helper should be heard from, in milliseconds. */
    get due() {
        const {visit} = this.props;
        const {due, minutes, check_in: checkIn} = this.safety;
        let moment = due ? toMs(due) : this.guessDue(minutes || 0, checkIn);
        for (const {payload, status, at} of localOf(visit, "timer")) {
            // what was sent is in the server's time already
            if (status === "unsent") {
                moment = Math.max(moment, toMs(at)) + (payload.minutes || 0) * MINUTE;
            }
        }
        return moment;
    }

    /** The same as the server's, until that one is known. */
    guessDue(minutes, checkIn) {
        const {visit} = this.props;
        const [start, stop] = [toMs(visit.start), toMs(visit.stop)];
        const begun = localOf(visit, "start")[0];
        const end = begun ? Math.max(stop, toMs(begun.at) + stop - start) : stop;
        const due = end + minutes * MINUTE;
        return checkIn ? Math.min(due, toMs(checkIn)) : due;
    }

    get isLate() {
        return this.isWatched && this.local.now >= this.due;
    }

    get dueWords() {
        return _t("At %(time)s we ask whether all is well.", {
            time: formatTime(this.due),
        });
    }

    get longerWords() {
        return _t("I need %(minutes)s minutes more", {minutes: this.extend});
    }

    get extend() {
        return this.safety.extend || 30;
    }

    longer() {
        return this.props.act("timer", {minutes: this.extend});
    }

    // Help

    get help() {
        return localOf(this.props.visit, "help").at(-1);
    }

    get helpIsUnsent() {
        return this.help?.status === "unsent";
    }

    get isCalling() {
        return this.help || this.safety.help;
    }

    get number() {
        return (this.props.day.hotline || "").replace(/[^\d+]/g, "");
    }

    get textUrl() {
        const words = _t("I need help. Visit %(reference)s.", {
            reference: this.props.visit.reference,
        });
        return `sms:${this.number}?body=${encodeURIComponent(words)}`;
    }

    async call() {
        this.local.asks = false;
        await this.props.act("help", {}, {urgent: true});
    }
}

addPart({
    name: "safety",
    sequence: 10,
    component: SafetyPart,
    isShown: (visit) =>
        RUNS.includes(visit.safety?.state) ||
        localOf(visit, "help").length > 0 ||
        (visit.state !== "offered" && !isOver(visit)),
    isAtRest: isWatched,
});
