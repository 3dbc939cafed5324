import {Component, useState} from "@odoo/owl";

import {addKinds} from "@hcc_field/field/core/kinds";
import {addNoteCheck} from "@hcc_field/field/core/part_note";
import {addPart, localOf} from "@hcc_field/field/core/parts";
import {_t} from "@hcc_field/field/core/words";
import {hasSecrets} from "@hcc_field/field/parts/secret_words";

addKinds({
    password_step: _t("The citizen typed the password"),
    handed_secret: _t("A password was handed over"),
});

addNoteCheck((text) =>
    hasSecrets(text)
        ? _t(
              "This looks like a password or a one-time code. Nobody of this service may know or keep one: please write the note without it.",
          )
        : "",
);

/** Passwords: typed by the citizen alone; whoever was handed one tells it in one tap. */
export class SecretPart extends Component {
    static template = "hcc_field.SecretPart";
    static props = {visit: Object, day: Object, act: Function};

    setup() {
        this.local = useState({isTold: false});
    }

    /** The matters of this visit, and whether the citizen typed the password there. */
    get steps() {
        const typed = localOf(this.props.visit, "password_step").map(
            ({payload}) => payload.procedure,
        );
        return this.props.visit.procedures.map(({id, name}) => ({
            id,
            name,
            isTyped: typed.includes(id),
        }));
    }

    get kinds() {
        const told = localOf(this.props.visit, "handed_secret").map(
            ({payload}) => payload.what,
        );
        return (this.props.day.mandate.secrets || []).filter(
            ([code]) => !told.includes(code),
        );
    }

    get isTold() {
        return localOf(this.props.visit, "handed_secret").length > 0;
    }

    typed(procedure) {
        return this.props.act("password_step", {procedure});
    }

    tell(what) {
        return this.props.act("handed_secret", {what});
    }
}

addPart({
    name: "secret",
    sequence: 85,
    component: SecretPart,
    isShown: (visit, day) => Boolean(day.mandate) && visit.state !== "offered",
});
