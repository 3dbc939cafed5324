import {onWillUnmount, useEffect, useExternalListener, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";
import {useBus, useService} from "@web/core/utils/hooks";
import {ChoiceField, choiceField} from "../choice_field/choice_field";

const WARN_SECONDS = 120;
const LOOK_EVERY = 1000;
// arrow keys run through the times: only the one on which they rest is held
const REST = 350;

const idOf = (value) => (Array.isArray(value) ? value[0] : value && value.id) || false;

/**
 * A choice of free times that holds the chosen one for the clerk while the form is
 * filled in, and gives it back when the form is left.
 */
export class SlotField extends ChoiceField {
    static template = "hcc_booking.SlotField";

    setup() {
        super.setup();
        // not useService: the last call is made when the field is gone already
        this.orm = this.env.services.orm;
        this.notification = useService("notification");
        this.held = useState({state: "none", until: ""});
        this.ends = 0;
        this.last = Promise.resolve();
        this.looking = browser.setInterval(() => this.look(), LOOK_EVERY);
        useEffect(
            (value) => {
                if (!value && this.held.state !== "none") {
                    this.giveBack();
                }
            },
            () => [this.value],
        );
        // Who books at once books the held time: both together would be rivals.
        useBus(this.props.record.model.bus, "NEED_LOCAL_CHANGES", ({detail}) =>
            detail.proms.push(this.settle()),
        );
        useExternalListener(window, "pagehide", () => this.onPageHide());
        onWillUnmount(() => {
            browser.clearInterval(this.looking);
            browser.clearTimeout(this.resting);
            if (this.held.state !== "none") {
                this.giveBack();
            }
        });
    }

    get model() {
        return this.props.record.resModel;
    }

    get isHeld() {
        return this.held.state === "held" || this.held.state === "ending";
    }

    get heldText() {
        return _t("This time is held until %(time)s.", {time: this.held.until});
    }

    getAsked(slot) {
        const data = this.props.record.data;
        return {
            slot,
            ward_id: idOf(data.ward_id),
            request_id: idOf(data.request_id),
            place: data.place,
            service_point_id: idOf(data.service_point_id),
            procedure_ids: data.procedure_ids ? data.procedure_ids.currentIds : [],
            phone: data.phone || "",
            requester_phone: data.requester_phone || "",
        };
    }

    onChange(choice) {
        super.onChange(choice);
        browser.clearTimeout(this.resting);
        this.wanted = choice.value;
        this.resting = browser.setTimeout(() => this.hold(choice.value), REST);
    }

    /** Wait until the chosen time is held, or somebody has said that it cannot be. */
    async settle() {
        if (this.resting) {
            this.hold(this.wanted);
        }
        await this.last.catch(() => undefined);
    }

    onExtend() {
        if (this.held.state === "over") {
            this.hold(this.value);
        } else {
            this.ask("extend_time", []);
        }
    }

    hold(slot) {
        browser.clearTimeout(this.resting);
        this.resting = null;
        return this.ask("hold_time", [this.getAsked(slot)]);
    }

    /** One call after the other: the last one is the one that counts. */
    ask(method, args) {
        this.last = this.last
            .then(() => this.orm.silent.call(this.model, method, args))
            .then((answer) => this.onAnswer(method, answer));
        return this.last;
    }

    onAnswer(method, {seconds, until, notice}) {
        this.ends = Date.now() + seconds * 1000;
        Object.assign(this.held, {until, state: seconds ? "held" : "none"});
        if (notice) {
            this.notification.add(notice, {type: "warning"});
        }
        if (notice && method === "hold_time") {
            this.props.record.update({[this.props.name]: false});
        } else if (!seconds && method === "extend_time") {
            // it went to nobody, or to somebody else: the server says which
            this.hold(this.value);
        }
        this.look();
    }

    look() {
        if (this.held.state === "none") {
            return;
        }
        const left = (this.ends - Date.now()) / 1000;
        this.held.state = left <= 0 ? "over" : left <= WARN_SECONDS ? "ending" : "held";
    }

    giveBack() {
        this.held.state = "none";
        this.last = this.last.then(() =>
            this.orm.silent.call(this.model, "release_time", []),
        );
    }

    /** The page is closed: no answer can be waited for. */
    onPageHide() {
        if (this.held.state === "none") {
            return;
        }
        const params = {
            model: this.model,
            method: "release_time",
            args: [],
            kwargs: {},
        };
        const body = JSON.stringify({jsonrpc: "2.0", method: "call", params});
        navigator.sendBeacon(
            `/web/dataset/call_kw/${this.model}/release_time`,
            new Blob([body], {type: "application/json"}),
        );
    }
}

export const slotField = {
    ...choiceField,
    component: SlotField,
    displayName: _t("Free times, the chosen one is held"),
};

registry.category("fields").add("hcc_slot", slotField);
