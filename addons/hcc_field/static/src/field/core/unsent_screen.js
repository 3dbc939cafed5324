import {Component} from "@odoo/owl";

import {nameKind} from "@hcc_field/field/core/kinds";
import {_t, formatTime} from "@hcc_field/field/core/words";

/** What is not sent yet, and what the office did otherwise. */
export class UnsentScreen extends Component {
    static template = "hcc_field.UnsentScreen";
    static props = {field: Object, state: Object};

    setup() {
        this.nameKind = nameKind;
        this.formatTime = formatTime;
    }

    /** Reference of a visit, where it is still known here. */
    nameVisit(assignment) {
        const visit = this.props.state.visits.find((one) => one.id === assignment);
        return visit
            ? visit.name || visit.reference
            : _t("A visit that is no longer here");
    }

    sayOutcome(outcome) {
        return outcome.status === "refused"
            ? _t("Not taken over")
            : _t("Kept for the coordinator to decide");
    }

    progress(file) {
        return _t("%s %", Math.floor((100 * file.have) / file.total));
    }
}
