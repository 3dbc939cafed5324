import {Component} from "@odoo/owl";

import {addPart} from "@hcc_field/field/core/parts";

/** Where the visit is, whom to meet, what to bring. */
export class PlacePart extends Component {
    static template = "hcc_field.PlacePart";
    static props = {visit: Object, day: Object, act: Function};

    get callUrl() {
        return `tel:${this.props.visit.phone.replace(/[^\d+]/g, "")}`;
    }
}

addPart({name: "place", sequence: 15, component: PlacePart});
