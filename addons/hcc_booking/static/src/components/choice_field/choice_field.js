import {Component} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {_t} from "@web/core/l10n/translation";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

let nextId = 0;

/**
 * Radio buttons for a Char field whose possible values depend on the record:
 * a Json field holds them as a list of {value, label, hint, badge, group}.
 */
export class ChoiceField extends Component {
    static template = "hcc_booking.ChoiceField";
    static props = {
        ...standardFieldProps,
        choicesField: String,
        label: {type: String, optional: true},
        layout: {type: String, optional: true},
        emptyText: {type: String, optional: true},
    };
    static defaultProps = {layout: "rows"};

    setup() {
        this.id = `hcc_choice_${nextId++}`;
    }

    get value() {
        return this.props.record.data[this.props.name];
    }

    get groups() {
        const groups = [];
        for (const choice of this.props.record.data[this.props.choicesField] || []) {
            const title = choice.group || "";
            let group = groups.at(-1);
            if (!group || group.title !== title) {
                group = {title, key: groups.length, choices: []};
                groups.push(group);
            }
            group.choices.push(choice);
        }
        return groups;
    }

    onChange(choice) {
        this.props.record.update({[this.props.name]: choice.value});
    }
}

export const choiceField = {
    component: ChoiceField,
    displayName: _t("Choices of the record"),
    supportedTypes: ["char"],
    isEmpty: () => false,
    extractProps: ({options, string, placeholder}) => ({
        choicesField: options.choices,
        layout: options.layout,
        label: string,
        emptyText: placeholder,
    }),
};

registry.category("fields").add("hcc_choice", choiceField);
