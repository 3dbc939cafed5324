import {Component, onMounted, useRef, useState} from "@odoo/owl";

import {PIN_LENGTH} from "@hcc_field/field/core/vault";
import {_t} from "@hcc_field/field/core/words";

/** Asks for the PIN that opens what is kept here. */
export class PinScreen extends Component {
    static template = "hcc_field.PinScreen";
    static props = {field: Object, state: Object};

    setup() {
        this.length = PIN_LENGTH;
        this.local = useState({busy: false});
        this.input = useRef("pin");
        onMounted(() => this.input.el.focus());
    }

    get wrongWords() {
        if (!this.props.state.isWrong) {
            return "";
        }
        return _t(
            "This is not the PIN. Tries left: %s. After that all visits are taken off " +
                "this device.",
            this.props.state.triesLeft,
        );
    }

    async open() {
        const pin = this.input.el.value;
        if (this.local.busy || pin.length < PIN_LENGTH) {
            return;
        }
        this.local.busy = true;
        let isRight = false;
        try {
            isRight = await this.props.field.openWith(pin);
        } finally {
            if (!isRight && this.input.el) {
                this.local.busy = false;
                this.input.el.value = "";
                this.input.el.focus();
            }
        }
    }
}
