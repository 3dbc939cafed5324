import {registry} from "@web/core/registry";
import {PivotModel} from "@web/views/pivot/pivot_model";
import {pivotView} from "@web/views/pivot/pivot_view";

/**
 * Writes a dash into its own spreadsheet, too, where a rate has no denominator.
 */
export class KpiPivotModel extends PivotModel {
    exportData() {
        const data = super.exportData();
        for (const cell of data.rows.flatMap((row) => row.values)) {
            if (cell.value === false) {
                cell.value = "—";
            }
        }
        return data;
    }
}

registry.category("views").add("hcc_kpi_pivot", {...pivotView, Model: KpiPivotModel});
