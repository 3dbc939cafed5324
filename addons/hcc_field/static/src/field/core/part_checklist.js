import {Component, useState} from "@odoo/owl";

import {addPart, localOf} from "@hcc_field/field/core/parts";

/** The papers of each procedure: which of them were there. */
export class ChecklistPart extends Component {
    static template = "hcc_field.ChecklistPart";
    static props = {visit: Object, day: Object, act: Function};

    setup() {
        // what is being kept shows at once, however long the disk takes
        this.state = useState({now: null});
        this.taps = 0;
    }

    /** The last word counts, that of this device before that of others. */
    get seen() {
        if (this.state.now) {
            return this.state.now;
        }
        const {visit} = this.props;
        const last = localOf(visit, "checklist").at(-1);
        return (last && last.payload) || visit.checklist || {};
    }

    async toggle(paper, event) {
        const seen = {...this.seen, [paper.id]: event.target.checked};
        const tap = ++this.taps;
        this.state.now = seen;
        try {
            await this.props.act("checklist", seen);
        } finally {
            if (tap === this.taps) {
                this.state.now = null;
            }
        }
    }
}

addPart({
    name: "checklist",
    sequence: 50,
    component: ChecklistPart,
    isShown: (visit) => visit.procedures.some(({documents}) => documents.length),
});
