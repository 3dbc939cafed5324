import * as spreadsheet from "@odoo/o-spreadsheet";
import {
    SEE_RECORDS_PIVOT,
    SEE_RECORDS_PIVOT_VISIBLE,
} from "@spreadsheet/pivot/pivot_actions";
import {isChartJSMiddleClick} from "@spreadsheet/chart/odoo_chart/odoo_chart_helpers";
import {patch} from "@web/core/utils/patch";

const {chartRegistry, clickableCellRegistry} = spreadsheet.registries;

const FACTS = "hcc.kpi.fact";

/**
 * Opens the records that a figure counts, as the screen of the three figures does.
 */
async function openRecords(env, measure, domain, newWindow) {
    const {orm, action} = env.services;
    const description = await orm.call("hcc.kpi.dashboard", "open_records", [
        measure,
        domain,
    ]);
    await action.doAction(description, {newWindow});
}

function getFactPivot(position, getters) {
    const origin = getters.getEvaluatedCell(position).origin ?? position;
    const pivotId = getters.getPivotIdFromPosition(origin);
    if (!pivotId || getters.getPivotCoreDefinition(pivotId).model !== FACTS) {
        return undefined;
    }
    return {pivot: getters.getPivot(pivotId), origin};
}

async function seeRecords(position, env, newWindow) {
    const {getters} = env.model;
    const found = getFactPivot(position, getters);
    if (!found) {
        await SEE_RECORDS_PIVOT(position, env, newWindow);
        return;
    }
    await found.pivot.load();
    const cell = getters.getPivotCellFromPosition(found.origin);
    const measure = cell.measure ? cell.measure.split(":")[0] : "assists";
    const domain = found.pivot.getPivotCellDomain(cell.domain);
    await openRecords(env, measure, domain, newWindow);
}

const seeRecordsOfPivot = clickableCellRegistry.get("pivot");
clickableCellRegistry.replace("pivot", {...seeRecordsOfPivot, execute: seeRecords});

// Parts of charts: a bar, a point of a line
for (const type of ["odoo_bar", "odoo_line", "odoo_pie"]) {
    const builder = chartRegistry.get(type);
    chartRegistry.replace(type, {
        ...builder,
        getChartRuntime(chart, getters, ...rest) {
            const runtime = builder.getChartRuntime(chart, getters, ...rest);
            if (chart.metaData.resModel === FACTS && runtime.chartJsConfig) {
                runtime.chartJsConfig.options.onClick = onClickOfChart(chart, getters);
            }
            return runtime;
        },
    });
}

function onClickOfChart(chart, getters) {
    return async (event, items) => {
        const env = getters.getOdooEnv();
        const middle = isChartJSMiddleClick(event);
        if (!items.length || !env || (event.type !== "click" && !middle)) {
            return;
        }
        const {datasetIndex, index} = items[0];
        const dataset = chart.dataSource.getData().datasets[datasetIndex];
        if (!dataset || !dataset.domains[index]) {
            return;
        }
        event.native.preventDefault();
        const {measure} = chart.metaData;
        await openRecords(env, measure, dataset.domains[index], middle);
    };
}

// Cards: the cell that a card shows says what it counts
patch(spreadsheet.components.ScorecardChart.prototype, {
    async onClick() {
        const {getters} = this.env.model;
        const key = getters.getChart(this.props.chartId)?.keyValue;
        const position = key && {
            sheetId: key.sheetId,
            col: key.zone.left,
            row: key.zone.top,
        };
        if (
            position &&
            getters.isDashboard() &&
            SEE_RECORDS_PIVOT_VISIBLE(position, getters) &&
            getFactPivot(position, getters)
        ) {
            await seeRecords(position, this.env);
        } else {
            await super.onClick();
        }
    },
});
