import {Component, onError, useEffect, useState} from "@odoo/owl";

import {ListScreen} from "@hcc_field/field/core/list_screen";
import {PinScreen} from "@hcc_field/field/core/pin_screen";
import {RestScreen} from "@hcc_field/field/core/rest_screen";
import {SetupScreen} from "@hcc_field/field/core/setup_screen";
import {UnsentScreen} from "@hcc_field/field/core/unsent_screen";
import {VisitScreen} from "@hcc_field/field/core/visit_screen";
import {_t, settings} from "@hcc_field/field/core/words";

/** The whole page: one screen at a time, and above it what is true of all. */
export class FieldApp extends Component {
    static template = "hcc_field.App";
    static components = {
        ListScreen,
        PinScreen,
        RestScreen,
        SetupScreen,
        UnsentScreen,
        VisitScreen,
    };
    static props = {field: Object};

    setup() {
        this.field = this.props.field;
        this.state = useState(this.field.state);
        // all changes go through the watched one
        this.field.state = this.state;
        this.settings = settings;
        // whoever listens to the page hears where it is now
        useEffect(
            () => this.isOpen && focusTitle(),
            () => [this.isOpen, this.state.screen, this.state.visit?.id],
        );
        onError((error) => {
            this.state.error = _t("Something went wrong on this page. Load it anew.");
            // to be seen by whoever looks, without taking the page away
            setTimeout(() => {
                throw error;
            });
        });
    }

    get isOpen() {
        const {isResting, screen} = this.state;
        return !isResting && ["list", "visit", "unsent"].includes(screen);
    }

    get waitingCount() {
        return this.state.waiting.length + this.state.files.length;
    }

    /** One sentence about sending. */
    get netWords() {
        const {net} = this.state;
        if (net.unknown) {
            return _t("Sign in to send");
        }
        if (net.offline) {
            return _t("No network: what you do is kept on this device");
        }
        return net.signIn ? _t("Sign in to get the visits anew") : "";
    }

    get unsentWords() {
        if (this.waitingCount) {
            return _t("Not sent yet: %s", this.waitingCount);
        }
        return this.state.outcomes.length ? _t("What the office says") : "";
    }
}

function focusTitle() {
    const title = document.querySelector("main:not([hidden]) h1");
    if (title) {
        title.tabIndex = -1;
        title.focus({preventScroll: true});
    }
}
