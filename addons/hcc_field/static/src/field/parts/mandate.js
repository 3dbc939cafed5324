import {Component, onWillUnmount, useState} from "@odoo/owl";

import {textBytes, toHex} from "@hcc_field/field/core/bytes";
import {addKinds} from "@hcc_field/field/core/kinds";
import {addPart, isOver, localOf} from "@hcc_field/field/core/parts";
import {_t} from "@hcc_field/field/core/words";
import {SignaturePad} from "@hcc_field/field/parts/signature_pad";

addKinds({
    mandate: _t("Consent to be helped"),
    mandate_use: _t("Helped under a consent"),
});

/**
 * The whole text, as it is shown, signed and kept. The server puts it together the same
 * way and takes no other (hcc.mandate.text).
 *
 * @param {object} form body, matters, nothing
 * @param {string[]} names of the procedures, in their order
 * @param {string} line for how long
 */
export function compose(form, names, line) {
    const matters = names.map((name) => `– ${name}`).join("\n") || form.nothing;
    return [form.body, `${form.matters}\n${matters}`, line].join("\n\n");
}

/** SHA-256 of a text, in hexadecimal. */
export async function digestOf(text) {
    return toHex(await globalThis.crypto.subtle.digest("SHA-256", textBytes(text)));
}

/** A voice of the device for a language, or nothing. */
export function findVoice(lang) {
    const voices = globalThis.speechSynthesis?.getVoices() || [];
    const wanted = lang.slice(0, 2);
    return voices.find((voice) => voice.lang.toLowerCase().startsWith(wanted));
}

/** The person agrees to be helped: chosen, read, heard, signed; no network is needed. */
export class MandatePart extends Component {
    static template = "hcc_field.MandatePart";
    static components = {SignaturePad};
    static props = {visit: Object, day: Object, act: Function};

    setup() {
        const {visit, day} = this.props;
        this.local = useState({
            isOpen: false,
            error: "",
            lang: day.mandate.forms[0]?.lang || "",
            period: "visit",
            procedures: visit.procedures.map(({id}) => id),
            read_aloud: "no",
            signed_how: "drawn",
            signature: "",
            witness_name: "",
            witness_relation: "",
            isSpeaking: false,
            voices: 0,
        });
        this.isOver = isOver;
        this.signHere = _t("Sign here with a finger or a pen");
        this.keepSignature = (png) => {
            this.local.signature = png;
        };
        // some devices find their voices later
        const speech = globalThis.speechSynthesis;
        const count = () => {
            this.local.voices = speech.getVoices().length;
        };
        speech?.addEventListener?.("voiceschanged", count);
        onWillUnmount(() => {
            speech?.removeEventListener?.("voiceschanged", count);
            this.hush();
        });
    }

    // What stands

    /** Consents of the server and of this device that the server has not sent yet. */
    get standing() {
        const {visit} = this.props;
        const kept = (visit.mandate.standing || []).map((one) => ({
            ...one,
            key: one.id,
            keys: [one.id, one.uid],
        }));
        const known = kept.map(({uid}) => uid);
        const own = localOf(visit, "mandate")
            .filter(({id, status}) => !known.includes(id) && status !== "attached")
            .map(({id, payload}) => ({
                key: id,
                keys: [id],
                state: "valid",
                procedures: payload.procedures || [],
                line: payload.line || _t("Signed, and sealed on this device"),
                ends: payload.ends,
            }));
        return [...kept, ...own];
    }

    get valid() {
        return this.standing.filter(({state}) => state === "valid");
    }

    /** The matters that a consent covers, and whether help with them is noted. */
    mattersOf(mandate) {
        const used = localOf(this.props.visit, "mandate_use")
            .filter(({payload}) => mandate.keys.includes(payload.mandate))
            .map(({payload}) => payload.procedure);
        return this.props.visit.procedures
            .filter(({id}) => mandate.procedures.includes(id))
            .map(({id, name}) => ({id, name, isUsed: used.includes(id)}));
    }

    use(mandate, procedure) {
        return this.props.act("mandate_use", {mandate: mandate.key, procedure});
    }

    // What is shown

    get forms() {
        return this.props.day.mandate.forms;
    }

    get form() {
        return this.forms.find(({lang}) => lang === this.local.lang);
    }

    get periods() {
        return this.props.visit.mandate.periods[this.local.lang] || [];
    }

    get period() {
        return this.periods.find(({code}) => code === this.local.period);
    }

    get names() {
        return this.props.visit.procedures
            .filter(({id}) => this.local.procedures.includes(id))
            .map(({name}) => name);
    }

    get shown() {
        return compose(this.form, this.names, this.period.line);
    }

    get voice() {
        return this.local.voices >= 0 && findVoice(this.local.lang);
    }

    get asksWitness() {
        const {signed_how, read_aloud} = this.local;
        return signed_how === "witness" || read_aloud === "helper";
    }

    toggle(id) {
        const {procedures} = this.local;
        this.local.procedures = procedures.includes(id)
            ? procedures.filter((one) => one !== id)
            : [...procedures, id];
        this.hush();
    }

    // Reading aloud

    speak() {
        const words = new globalThis.SpeechSynthesisUtterance(this.shown);
        words.voice = this.voice;
        words.lang = this.voice.lang;
        words.rate = 0.9;
        words.onend = () => {
            this.local.isSpeaking = false;
        };
        globalThis.speechSynthesis.cancel();
        globalThis.speechSynthesis.speak(words);
        Object.assign(this.local, {isSpeaking: true, read_aloud: "device"});
    }

    hush() {
        globalThis.speechSynthesis?.cancel();
        this.local.isSpeaking = false;
    }

    // Signing

    open() {
        Object.assign(this.local, {isOpen: true, error: ""});
    }

    close() {
        this.hush();
        Object.assign(this.local, {isOpen: false, signature: ""});
    }

    /** What is missing, in words. */
    get missing() {
        const {signed_how, signature, witness_name, witness_relation} = this.local;
        if (signed_how === "drawn" && !signature) {
            return _t("Please let the person sign, or name a witness.");
        }
        if (this.asksWitness && !(witness_name.trim() && witness_relation)) {
            return _t(
                "Please write the name of the witness, and who they are to the person.",
            );
        }
        return "";
    }

    async agree() {
        this.local.error = this.missing;
        if (this.local.error) {
            return;
        }
        const {shown, period, local} = this;
        const isNamed = this.asksWitness;
        await this.props.act("mandate", {
            text: this.form.text,
            lang: local.lang,
            shown,
            digest: await digestOf(shown),
            period: period.code,
            ends: period.ends,
            line: period.line,
            procedures: this.props.visit.procedures
                .map(({id}) => id)
                .filter((id) => local.procedures.includes(id)),
            read_aloud: local.read_aloud,
            signed_how: local.signed_how,
            signature: local.signed_how === "drawn" ? local.signature : "",
            witness_name: isNamed ? local.witness_name.trim() : "",
            witness_relation: isNamed ? local.witness_relation : "",
        });
        // the next consent has a witness of its own
        Object.assign(this.local, {witness_name: "", witness_relation: ""});
        this.close();
    }
}

addPart({
    name: "mandate",
    sequence: 40,
    component: MandatePart,
    isShown: (visit, day) =>
        Boolean(day.mandate && day.mandate.forms.length && visit.mandate) &&
        ["accepted", "started"].includes(visit.state),
});
