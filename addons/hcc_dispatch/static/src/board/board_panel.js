import {Component, onMounted, useRef} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {clock, hours} from "./board_tools";

/** One visit: who has it, who could take it, best first, and why others cannot. */
export class BoardPanel extends Component {
    static template = "hcc_dispatch.BoardPanel";
    static props = {
        visit: Object,
        helper: {type: [Object, Boolean], optional: true},
        answer: {type: [Object, Boolean], optional: true},
        isMoving: Boolean,
        onGive: Function,
        onOpen: Function,
        onClose: Function,
    };

    setup() {
        this.clock = clock;
        this.heading = useRef("heading");
        onMounted(() => this.heading.el.focus());
    }

    get stateWords() {
        const {visit, helper} = this.props;
        const words = [visit.state_label];
        if (visit.lacking > 1) {
            words.push(_t("%(count)s helpers are lacking", {count: visit.lacking}));
        }
        if (helper) {
            words.push(helper.name);
        }
        if (visit.is_companion) {
            words.push(_t("comes along"));
        }
        return words.join(" · ");
    }

    giveWords(person) {
        return _t("Give to %(name)s", {name: person.name});
    }

    aboutWords(person) {
        return [
            person.is_best && _t("Fits best"),
            _t("%(count)s visits that day", {count: person.visits}),
            _t("%(hours)s hours this month", {hours: hours(person.minutes)}),
            person.ward && _t("from %(ward)s", {ward: person.ward}),
            person.skills,
        ]
            .filter(Boolean)
            .join(" · ");
    }

    get othersWords() {
        const count = this.props.answer.others.length;
        return _t("Who cannot, and why (%(count)s)", {count});
    }

    onKeydown(ev) {
        if (ev.key === "Escape") {
            ev.stopPropagation();
            this.props.onClose();
        }
    }
}
