import {Component} from "@odoo/owl";

import {addKinds} from "@hcc_field/field/core/kinds";
import {addPart, isOver, isStarted, localOf} from "@hcc_field/field/core/parts";
import {_t, formatTime} from "@hcc_field/field/core/words";

addKinds({on_the_way: _t("On the way")});

/** The person is told nothing earlier than that before a visit. */
const EARLIEST = 2 * 3600 * 1000;

/** The helper sets out, and the person is told who comes and when. */
export class OnTheWayPart extends Component {
    static template = "hcc_field.OnTheWayPart";
    static props = {visit: Object, day: Object, act: Function};

    get local() {
        return localOf(this.props.visit, "on_the_way").at(-1);
    }

    /** What became of it, in words; empty before. */
    get words() {
        const {coming} = this.props.visit;
        if (this.local?.words) {
            return this.local.words;
        }
        if (coming?.expected) {
            return _t("The person is told that you arrive at about %(time)s.", {
                time: formatTime(coming.expected),
            });
        }
        if (coming?.at || this.local?.status === "applied") {
            return _t("The person is told that you are coming.");
        }
        return this.local
            ? _t("Kept. The person is told when there is a network; or call.")
            : "";
    }

    get isEarly() {
        return Date.now() < new Date(this.props.visit.start).getTime() - EARLIEST;
    }
}

addPart({
    name: "on_the_way",
    sequence: 20,
    component: OnTheWayPart,
    isShown: (visit) =>
        visit.place === "home" &&
        (visit.state === "accepted" || localOf(visit, "accept").length > 0) &&
        !isStarted(visit) &&
        !isOver(visit),
});
