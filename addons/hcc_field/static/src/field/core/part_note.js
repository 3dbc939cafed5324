import {Component, useRef, useState} from "@odoo/owl";

import {addPart, localOf} from "@hcc_field/field/core/parts";
import {_t} from "@hcc_field/field/core/words";

/** Tests of a note before it is kept: each gives words of why not, or nothing. */
const checks = [];

/** @param {(text: string, visit: object, day: object) => string} check */
export function addNoteCheck(check) {
    checks.push(check);
}

/** Why a text of this visit is not kept; nothing where it is. */
export function refuseNote(...what) {
    return checks.map((check) => check(...what)).find(Boolean) || "";
}

/** What is written down at a visit. */
export class NotePart extends Component {
    static template = "hcc_field.NotePart";
    static props = {visit: Object, day: Object, act: Function};

    setup() {
        this.input = useRef("text");
        this.local = useState({error: ""});
    }

    /** Those that the server sent, and those of this device that it did not. */
    get notes() {
        const {visit} = this.props;
        const kept = visit.notes || [];
        const own = localOf(visit, "note")
            .map(({payload}) => payload.text || _t("A note, sealed"))
            .filter((text) => !kept.includes(text));
        return [...kept, ...own];
    }

    async keep() {
        const {visit, day, act} = this.props;
        const text = this.input.el.value.trim();
        if (!text) {
            this.local.error = _t("Write something first.");
            return;
        }
        this.local.error = refuseNote(text, visit, day);
        if (!this.local.error) {
            await act("note", {text});
            this.input.el.value = "";
        }
    }
}

addPart({name: "note", sequence: 70, component: NotePart});
