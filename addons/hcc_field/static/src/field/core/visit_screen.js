import {Component} from "@odoo/owl";

import {isOver, isStarted, partsOf} from "@hcc_field/field/core/parts";
import {_t, formatDay, formatTime} from "@hcc_field/field/core/words";

/** One visit: its parts, in order, see parts.js. */
export class VisitScreen extends Component {
    static template = "hcc_field.VisitScreen";
    static props = {field: Object, visit: Object, day: Object};

    setup() {
        this.act = (kind, payload, options) =>
            this.props.field.act(this.props.visit.id, kind, payload, options);
        this.addPhoto = (kind, bytes) =>
            this.props.field.addPhoto(this.props.visit.id, kind, bytes);
    }

    get parts() {
        return partsOf(this.props.visit, this.props.day);
    }

    partProps(part) {
        const {visit, day} = this.props;
        const props = {visit, day, act: this.act};
        // photos alone need more than actions
        return part.needsPhotos ? {...props, addPhoto: this.addPhoto} : props;
    }

    get when() {
        const {start, stop} = this.props.visit;
        return _t("%(day)s, %(from)s to %(to)s", {
            day: formatDay(start),
            from: formatTime(start),
            to: formatTime(stop),
        });
    }

    get stateWords() {
        return sayState(this.props.visit);
    }
}

/** Where a visit stands, in one word or two. */
export function sayState(visit) {
    if (visit.only_safety) {
        return _t("For your safety alone");
    }
    if (isOver(visit)) {
        return _t("Over");
    }
    if (isStarted(visit)) {
        return _t("Begun");
    }
    return visit.state === "offered" ? _t("Offered to you") : _t("To come");
}
