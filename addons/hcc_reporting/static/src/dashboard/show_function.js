import * as spreadsheet from "@odoo/o-spreadsheet";

const {arg} = spreadsheet.helpers;
const {functionRegistry} = spreadsheet.registries;

/**
 * A number, or what is shown where there is none: a dash for a rate without
 * denominator, never 0. A table has more lines than groups: there is nothing in
 * those without a name.
 */
functionRegistry.add("HCC.SHOW", {
    description: "A number, or what is shown where there is none.",
    args: [
        arg("value (any)", "The number."),
        arg("instead (any)", "What is shown where there is no number."),
        arg("line (any, optional)", "Name of the line; without it, nothing is shown."),
    ],
    compute(value, instead, line) {
        if (line && (line.value === "" || line.value === null)) {
            return {value: ""};
        }
        if (
            !value ||
            value.value === "" ||
            value.value === null ||
            value.value === false
        ) {
            return {value: instead ? instead.value : ""};
        }
        return {value: value.value, format: value.format};
    },
    hidden: true,
});
