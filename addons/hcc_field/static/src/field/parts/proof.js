import {Component, useRef, useState} from "@odoo/owl";

import {addKinds} from "@hcc_field/field/core/kinds";
import {addPart, isOver, isStarted, localOf} from "@hcc_field/field/core/parts";
import {_t} from "@hcc_field/field/core/words";
import {ScanCode} from "@hcc_field/field/parts/scan_code";
import {SignaturePad} from "@hcc_field/field/parts/signature_pad";

addKinds({proof: _t("Number or signature of the person")});

/**
 * The person shows that the visit began, or ended: by the number on their slip, its QR
 * code, or a signature. The server looks whether it is right, when it arrives. None of
 * it is needed, and no position is asked for.
 */
class ProofPart extends Component {
    static template = "hcc_field.ProofPart";
    static components = {ScanCode, SignaturePad};
    static props = {visit: Object, day: Object, act: Function};

    setup() {
        this.input = useRef("code");
        this.local = useState({error: "", signs: false, signature: ""});
    }

    get title() {
        return this.moment === "start"
            ? _t("Proof of the beginning")
            : _t("Proof of the end");
    }

    get signLabel() {
        return _t("The person signs here");
    }

    get scanLabel() {
        return _t("Scan the slip");
    }

    get mine() {
        return localOf(this.props.visit, "proof").filter(
            ({payload}) => payload.moment === this.moment,
        );
    }

    get isProved() {
        const {proof} = this.props.visit;
        return (
            proof?.[this.moment] === "ok" ||
            this.mine.some(({status, words}) => status === "applied" && !words)
        );
    }

    /** What became of the last one, in words. */
    get words() {
        const last = this.mine.at(-1);
        if (!last) {
            return "";
        }
        return last.status === "unsent"
            ? _t("Kept. It is looked at when it is sent.")
            : last.words;
    }

    async keepCode() {
        const code = this.input.el.value.replace(/[\s.-]/g, "");
        if (!/^\d{6}$/.test(code)) {
            this.local.error = _t("The number has six digits. It is on the slip.");
            return;
        }
        this.local.error = "";
        await this.keep("code", {code});
        if (this.input.el) {
            this.input.el.value = "";
        }
    }

    get takeSlip() {
        return (code) => this.keep("slip", {code: code.slice(0, 200)});
    }

    get takeSignature() {
        return (signature) => {
            this.local.signature = signature;
        };
    }

    async keepSignature() {
        if (!this.local.signature) {
            this.local.error = _t("Please let the person sign first.");
            return;
        }
        this.local.error = "";
        await this.keep("signature", {signature: this.local.signature});
        this.local.signs = false;
    }

    async keep(how, rest) {
        await this.props.act("proof", {moment: this.moment, how, ...rest});
    }
}

export class ProofOfStart extends ProofPart {
    moment = "start";
}

export class ProofOfEnd extends ProofPart {
    moment = "finish";
}

addPart({
    name: "proof_start",
    sequence: 35,
    component: ProofOfStart,
    isShown: (visit) => visit.state !== "offered" && !isOver(visit),
});
addPart({
    name: "proof_finish",
    sequence: 88,
    component: ProofOfEnd,
    isShown: (visit) => isStarted(visit),
});
