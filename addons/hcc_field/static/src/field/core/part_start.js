import {Component} from "@odoo/owl";

import {addPart, isOver, isStarted} from "@hcc_field/field/core/parts";

/** Take a visit that is offered; begin it. */
export class StartPart extends Component {
    static template = "hcc_field.StartPart";
    static props = {visit: Object, day: Object, act: Function};
}

addPart({
    name: "start",
    sequence: 30,
    component: StartPart,
    isShown: (visit) => !isStarted(visit) && !isOver(visit),
});
