import {Component} from "@odoo/owl";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {_t} from "@web/core/l10n/translation";
import {clock} from "./board_tools";

/** The head of a row: who it is, what one may do, why the visit is not for them. */
export class BoardHelper extends Component {
    static template = "hcc_dispatch.BoardHelper";
    static components = {Dropdown, DropdownItem};
    static props = {
        helper: Object,
        reason: String,
        onOpen: Function,
        onCannotWork: Function,
    };

    get words() {
        const {helper, reason} = this.props;
        if (reason) {
            return reason;
        }
        const shifts = helper.shifts.map(
            (one) => `${clock(one.start)}–${clock(one.stop)} ${one.place}`,
        );
        return [!helper.is_mine && this.lentWords, ...shifts]
            .filter(Boolean)
            .join("; ");
    }

    get lentWords() {
        return _t("from %(ward)s", {ward: this.props.helper.ward});
    }
}
