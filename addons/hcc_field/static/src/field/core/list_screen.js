import {Component, useState} from "@odoo/owl";

import {isOver} from "@hcc_field/field/core/parts";
import {sayState} from "@hcc_field/field/core/visit_screen";
import {_t, dayOf, formatDay, formatTime, settings} from "@hcc_field/field/core/words";

/** Today's and tomorrow's visits. */
export class ListScreen extends Component {
    static template = "hcc_field.ListScreen";
    static props = {field: Object, state: Object};

    setup() {
        this.settings = settings;
        this.local = useState({asks: false});
        this.formatTime = formatTime;
        this.sayState = sayState;
        this.isOver = isOver;
    }

    /** The visits by day: today first, also when it is empty. */
    get days() {
        const {day, visits} = this.props.state;
        // what the server said may be of yesterday
        const now = dayOf(this.props.field.clock());
        const today = day && day.today > now ? day.today : now;
        const groups = new Map([[today, []]]);
        for (const visit of visits) {
            const date = dayOf(visit.start);
            groups.set(date, [...(groups.get(date) || []), visit]);
        }
        return [...groups].sort().map(([date, list]) => ({
            date,
            name: date === today ? _t("Today") : formatDay(`${date}T12:00:00+07:00`),
            visits: list,
        }));
    }

    get fetchedWords() {
        const {net} = this.props.state;
        return net.at ? _t("Up to date at %s", formatTime(net.at)) : "";
    }

    unsentOf(visit) {
        return visit.local.filter((local) => local.status === "unsent").length;
    }

    /** The day is over for this helper: take all away, then sign out of Odoo. */
    async leave() {
        const {field, state} = this.props;
        this.local.asks = false;
        try {
            await field.sync.session();
        } catch {
            // whoever only seems to be signed out is not safe
            state.error = _t(
                "Signing out needs a network. Lock the page until there is one.",
            );
            globalThis.scrollTo(0, 0);
            return;
        }
        await field.wipe("logout");
        globalThis.location.assign(settings.logout);
    }
}
