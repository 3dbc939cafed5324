import {Component, useRef, useState} from "@odoo/owl";

import {addPart, isOver, isStarted, localOf} from "@hcc_field/field/core/parts";

/** How the visit ended: done, nobody there, or another visit is needed. */
export class FinishPart extends Component {
    static template = "hcc_field.FinishPart";
    static props = {visit: Object, day: Object, act: Function};

    setup() {
        this.local = useState({asks: ""});
        this.wish = useRef("wish");
        this.isOver = isOver;
        this.isStarted = isStarted;
    }

    get ending() {
        const {visit} = this.props;
        return (
            ["no_show", "return_visit", "done"].find(
                (kind) => localOf(visit, kind).length,
            ) || visit.state
        );
    }

    ask(kind) {
        this.local.asks = kind;
    }

    async finish(kind) {
        const wish = this.wish.el ? this.wish.el.value.trim() : "";
        await this.props.act(kind, kind === "return_visit" ? {wish} : {});
        this.local.asks = "";
    }
}

addPart({name: "finish", sequence: 90, component: FinishPart});
