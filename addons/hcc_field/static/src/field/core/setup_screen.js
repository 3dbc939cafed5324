import {Component, onMounted, useRef, useState} from "@odoo/owl";

import {PIN_LENGTH} from "@hcc_field/field/core/vault";
import {_t, settings} from "@hcc_field/field/core/words";

/** Six of one kind, or in a row, are guessed first. */
function isWeak(pin) {
    const digits = [...pin].map(Number);
    const steps = digits.slice(1).map((digit, place) => digit - digits[place]);
    return steps.every((step) => step === steps[0]);
}

/** A browser becomes a device, and its helper chooses a PIN for it. */
export class SetupScreen extends Component {
    static template = "hcc_field.SetupScreen";
    static props = {field: Object, state: Object};

    setup() {
        this.settings = settings;
        this.length = PIN_LENGTH;
        this.local = useState({busy: true, needsSignIn: false, error: ""});
        this.pin = useRef("pin");
        this.again = useRef("again");
        onMounted(() => this.check());
    }

    /** Why the visits are not here any more. */
    get wipedWords() {
        return {
            day: _t("The day is over: the visits were taken off this device."),
            logout: _t("You signed out: the visits were taken off this device."),
            lost: _t(
                "This device was reported lost or taken out of use: the visits were " +
                    "taken off it.",
            ),
            pin: _t(
                "Ten wrong PINs: the visits were taken off this device. What was not " +
                    "sent yet is safe and will be sent.",
            ),
            user: _t("Somebody else has signed in: the visits were taken off."),
        }[this.props.state.wiped];
    }

    get sealedWords() {
        return _t("What was not sent yet is sealed and will be sent by itself.");
    }

    async check() {
        this.local.busy = true;
        this.local.needsSignIn = !(await this.props.field.setUp());
        this.local.busy = false;
    }

    async choose() {
        const pin = this.pin.el.value;
        this.local.error = "";
        if (!/^\d+$/.test(pin) || pin.length !== PIN_LENGTH) {
            this.local.error = _t("The PIN has 6 digits.");
        } else if (isWeak(pin)) {
            this.local.error = _t("This PIN is too easy to guess. Choose another.");
        } else if (pin !== this.again.el.value) {
            this.local.error = _t("The two are not the same.");
        }
        if (!this.local.error) {
            this.local.busy = true;
            await this.props.field.choosePin(pin);
        }
    }
}
