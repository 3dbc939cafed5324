import {registry} from "@web/core/registry";
import {GraphModel} from "@web/views/graph/graph_model";
import {graphView} from "@web/views/graph/graph_view";

/**
 * Draws nothing, instead of 0, where a rate has no denominator.
 */
export class KpiGraphModel extends GraphModel {
    _getProcessedDataPoints() {
        for (const point of this.dataPoints) {
            if (point.value === false) {
                point.value = null;
            }
        }
        return super._getProcessedDataPoints();
    }
}

registry.category("views").add("hcc_kpi_graph", {...graphView, Model: KpiGraphModel});
