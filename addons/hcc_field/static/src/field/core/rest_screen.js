import {Component} from "@odoo/owl";

import {partsAtRest} from "@hcc_field/field/core/parts";
import {PinScreen} from "@hcc_field/field/core/pin_screen";

/** The PIN, and what a helper at a visit needs even before it: a call for help. */
export class RestScreen extends Component {
    static template = "hcc_field.RestScreen";
    static components = {PinScreen};
    static props = {field: Object, state: Object};

    /** One row for each part of a visit that is open to whoever holds the device. */
    get rows() {
        const {field, state} = this.props;
        return state.visits.flatMap((visit) =>
            partsAtRest(visit).map(({name, component}) => ({
                key: `${name} ${visit.id}`,
                component,
                props: {
                    visit,
                    day: state.day,
                    isAtRest: true,
                    act: (...what) => field.act(visit.id, ...what),
                },
            })),
        );
    }
}
