import {registry} from "@web/core/registry";
import {formatFloat, formatPercentage} from "@web/views/fields/formatters";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {Component, xml} from "@odoo/owl";

const NO_RATE = "—";
const DIGITS = [16, 2];

/**
 * A share between 0 and 1 as a percentage, "—" where there is no denominator.
 *
 * @param {number|false|null} value
 * @returns {string}
 */
export function formatRate(value) {
    if (value === false || value === null || value === undefined) {
        return NO_RATE;
    }
    return formatPercentage(value, {digits: DIGITS, trailingZeros: true});
}

/**
 * A mean, "—" where there is nothing to take the mean of.
 *
 * @param {number|false|null} value
 * @returns {string}
 */
export function formatMean(value) {
    if (value === false || value === null || value === undefined) {
        return NO_RATE;
    }
    return formatFloat(value, {digits: DIGITS});
}

/**
 * The rate of one record. The server sends 0 for an empty float: the denominator
 * (option `of`) says whether there is a rate at all.
 */
export class RateField extends Component {
    static template = xml`<span t-esc="formattedValue"/>`;
    static props = {...standardFieldProps, of: {type: String}};
    format = formatRate;

    get formattedValue() {
        const data = this.props.record.data;
        return this.format(data[this.props.of] ? data[this.props.name] : false);
    }
}

export class MeanField extends RateField {
    format = formatMean;
}

for (const [name, component, formatter] of [
    ["hcc_rate", RateField, formatRate],
    ["hcc_mean", MeanField, formatMean],
]) {
    registry.category("fields").add(name, {
        component,
        supportedTypes: ["float"],
        extractProps: ({options}) => ({of: options.of}),
    });
    registry.category("formatters").add(name, formatter);
}
