import {Component, useState} from "@odoo/owl";

import {refuseNote} from "@hcc_field/field/core/part_note";
import {addPart, isOver, isStarted, localOf} from "@hcc_field/field/core/parts";
import {_t} from "@hcc_field/field/core/words";
import {
    EXAMPLE,
    OLD_EXAMPLE,
    findCode,
    isUsual,
    suggest,
    tidy,
} from "@hcc_field/field/parts/dossier_code";
import {ScanCode} from "@hcc_field/field/parts/scan_code";

const WITH_CODE = ["online", "paper"];

/** What became of each matter of the visit: one dossier for each procedure. */
export class DossierPart extends Component {
    static template = "hcc_field.DossierPart";
    static components = {ScanCode};
    static props = {visit: Object, day: Object, act: Function};

    setup() {
        // what is being filled in; of one matter at a time
        this.local = useState({
            matter: null,
            filed: "",
            code: "",
            reason: "",
            note: "",
            error: "",
        });
        this.example = EXAMPLE;
        this.isOver = isOver;
        this.isStarted = isStarted;
        this.takeCode = (text) => {
            this.local.code = findCode(text);
        };
    }

    // What stands

    /** The matters of the visit; one without a name where nobody knew it before. */
    get matters() {
        const {procedures} = this.props.visit;
        const list = procedures.length
            ? procedures
            : [{id: 0, name: _t("What was asked for")}];
        return list.map(({id, name, url}) => ({id, name, url, told: this.toldOf(id)}));
    }

    /** The last word on a matter: that of this device before that of the server. */
    toldOf(id) {
        const {visit} = this.props;
        const own = localOf(visit, "dossier")
            .filter(({payload}) => payload.filed && (payload.procedure || 0) === id)
            .at(-1);
        if (own) {
            return own.payload;
        }
        return (visit.dossiers || []).filter(({procedure}) => procedure === id).at(-1);
    }

    sayTold(told) {
        const how = {
            online: _t("Filed online"),
            paper: _t("Filed on paper"),
            no: _t("Could not be filed"),
            advice: _t("Only advice was needed"),
        }[told.filed];
        const detail = told.filed === "no" ? this.sayReason(told.reason) : told.code;
        return detail ? `${how}: ${detail}` : how;
    }

    sayReason(reason) {
        return (this.reasons.find(([code]) => code === reason) || [reason, ""])[1];
    }

    get reasons() {
        return this.props.day.reasons?.not_filed || [];
    }

    /** What is filed stays filed; only its code and its way can be put right. */
    get choices() {
        const told = this.toldOf(this.local.matter);
        const filed = [
            ["online", _t("Filed online")],
            ["paper", _t("Filed on paper")],
        ];
        const others = [
            ["no", _t("Could not be filed")],
            ["advice", _t("Only advice was needed")],
        ];
        return WITH_CODE.includes(told?.filed) ? filed : [...filed, ...others];
    }

    /** What was refused last, with the words of the server. */
    get refused() {
        const last = (this.props.visit.local || [])
            .filter(({kind}) => kind === "dossier")
            .at(-1);
        return last?.status === "refused" ? last.words : "";
    }

    // One of them

    get needsCode() {
        return WITH_CODE.includes(this.local.filed);
    }

    /** Help with a code that looks unusual; it may be kept all the same. */
    get codeHelp() {
        const code = tidy(this.local.code);
        if (!code || isUsual(code)) {
            return "";
        }
        const meant = suggest(code);
        if (meant) {
            return _t("This code looks unusual. Did you mean %(meant)s?", {meant});
        }
        return _t("This code looks unusual. Usual ones: %(one)s, or older %(other)s.", {
            one: EXAMPLE,
            other: OLD_EXAMPLE,
        });
    }

    open(id) {
        const told = this.toldOf(id) || {};
        Object.assign(this.local, {
            matter: id,
            filed: told.filed || "",
            code: told.code || "",
            reason: told.reason || "",
            note: told.note || "",
            error: "",
        });
    }

    close() {
        this.local.matter = null;
    }

    check() {
        const {filed, code, reason, note} = this.local;
        if (!filed) {
            return _t("Choose what became of it.");
        }
        if (this.needsCode && !tidy(code)) {
            return _t("Enter the code of the dossier.");
        }
        if (filed === "no" && !reason) {
            return _t("Choose why it could not be filed.");
        }
        return refuseNote(note, this.props.visit, this.props.day);
    }

    async keep() {
        const {matter, filed, code, reason, note} = this.local;
        this.local.error = this.check();
        if (!this.local.error) {
            await this.props.act("dossier", {
                procedure: matter || null,
                filed,
                instead: this.toldOf(matter)?.code || "",
                code: this.needsCode ? tidy(code) : "",
                reason: filed === "no" ? reason : "",
                note: filed === "no" ? note.trim() : "",
            });
            this.close();
        }
    }

    // One tap

    get untold() {
        return this.matters.filter(({told}) => !told);
    }

    /** No network: what is not told yet could not be filed, and somebody comes again. */
    async comeAgain() {
        for (const {id} of this.untold) {
            await this.props.act("dossier", {
                procedure: id || null,
                filed: "no",
                code: "",
                reason: "no_network",
            });
        }
        await this.props.act("return_visit", {wish: ""});
    }
}

addPart({name: "dossier", sequence: 60, component: DossierPart});
