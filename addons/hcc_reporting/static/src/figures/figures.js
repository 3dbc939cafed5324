import {Layout} from "@web/search/layout";
import {useSetupAction} from "@web/search/action_hook";
import {_t} from "@web/core/l10n/translation";
import {router} from "@web/core/browser/router";
import {registry} from "@web/core/registry";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {formatInteger} from "@web/views/fields/formatters";
import {formatMean, formatRate} from "../views/rate/rate_field";

import {Component, onWillStart, useState} from "@odoo/owl";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

const {DateTime} = luxon;
/** What can be chosen, and is kept in the address. */
const OPTIONS = [
    "level",
    "by",
    "split",
    "date_from",
    "date_to",
    "branch_id",
    "ward_id",
];

/**
 * The manager's screen: three figures for an area and a period, and the areas below.
 *
 * It holds no rule: what it shows, and how a figure becomes a list of records, is
 * answered by `hcc.kpi.report`, which the export asks as well.
 */
export class Figures extends Component {
    static template = "hcc_reporting.Figures";
    static components = {Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        // Back from a list of records the screen is as it was left: by the bread
        // crumbs from its own state, by the browser from the address.
        useSetupAction({
            getLocalState: () => ({options: {...this.state.options}}),
        });
        const kept = this.props.state?.options || router.current;
        const options = Object.fromEntries(OPTIONS.map((name) => [name, kept[name]]));
        this.state = useState({options, figures: null, loading: false});
        this.levels = [
            ["city", _t("City")],
            ["branch", _t("Branch")],
            ["ward", _t("Ward")],
        ];
        this.times = [
            ["total", _t("Whole period")],
            ["month", _t("Month")],
            ["day", _t("Day")],
        ];
        this.display = {controlPanel: {}};
        this.props.setSearchFacets?.([]);
        onWillStart(() => this.load());
    }

    async load(changes = {}) {
        const before = this.state.options;
        // Kept at once: the next click builds on it, even before the answer.
        const options = {...before, ...changes};
        this.state.options = options;
        this.state.loading = true;
        try {
            const call = this.orm.call("hcc.kpi.report", "get_figures", [options]);
            this.state.figures = await this.keepLast.add(call);
        } catch (error) {
            this.state.options = before;
            throw error;
        } finally {
            this.state.loading = false;
        }
        this.state.options = this.state.figures.options;
        this.props.updateActionState?.(
            Object.fromEntries(
                OPTIONS.map((name) => [name, this.state.options[name] || undefined]),
            ),
        );
    }

    get periods() {
        const today = DateTime.local();
        const last = today.minus({months: 1});
        const period = (label, from, to) => ({
            label,
            date_from: from.toISODate(),
            date_to: to.toISODate(),
        });
        return [
            period(_t("Today"), today, today),
            period(_t("7 days"), today.minus({days: 6}), today),
            period(_t("This month"), today.startOf("month"), today),
            period(_t("Last month"), last.startOf("month"), last.endOf("month")),
        ];
    }

    isPeriod(period) {
        const {date_from, date_to} = this.state.options;
        return period.date_from === date_from && period.date_to === date_to;
    }

    get cards() {
        const {total, definitions} = this.state.figures;
        return [
            {
                name: "assists",
                title: _t("Assists"),
                value: formatInteger(total.assists),
                kind: "assists",
                count: total.assists,
                definition: definitions.assists,
                facts: [
                    this.fact("requests", total.requests, _t("requests")),
                    this.fact(null, total.citizens, _t("people")),
                ],
            },
            {
                name: "success_rate",
                title: _t("Online success rate"),
                value: formatRate(total.success_rate),
                kind: "dossiers_online",
                count: total.dossiers_online,
                definition: definitions.success_rate,
                facts: [
                    this.fact(
                        "dossiers_successful",
                        total.dossiers_successful,
                        _t("accepted or resolved"),
                    ),
                    this.fact(
                        "dossiers_online",
                        total.dossiers_online,
                        _t("filed online"),
                    ),
                    this.fact(
                        "dossiers_pending",
                        total.dossiers_pending,
                        _t("pending"),
                    ),
                    this.fact(
                        "dossiers_supplement",
                        total.dossiers_supplement,
                        _t("supplement requested"),
                    ),
                    this.fact(
                        "dossiers_rejected",
                        total.dossiers_rejected,
                        _t("rejected"),
                    ),
                    this.fact(
                        "dossiers_not_filed",
                        total.dossiers_not_filed,
                        _t("not filed"),
                    ),
                    this.fact("dossiers_paper", total.dossiers_paper, _t("on paper")),
                ],
            },
            {
                name: "satisfaction_rate",
                title: _t("Satisfaction"),
                value: formatRate(total.satisfaction_rate),
                kind: "ratings",
                count: total.ratings,
                // a score says little without how many gave one
                beside: {
                    name: "response_rate",
                    label: _t("response rate"),
                    value: formatRate(total.response_rate),
                },
                definition: definitions.satisfaction_rate,
                facts: [
                    this.fact(
                        "ratings_satisfied",
                        total.ratings_satisfied,
                        _t("ratings of 4 or 5"),
                    ),
                    this.fact("ratings", total.ratings, _t("ratings")),
                    this.fact("rateable", total.rateable, _t("completed requests")),
                    this.fact(
                        null,
                        null,
                        _t("mean of 5"),
                        formatMean(total.rating_mean),
                    ),
                ],
            },
        ];
    }

    fact(kind, count, label, value = formatInteger(count)) {
        return {kind: count ? kind : null, label, value};
    }

    get columns() {
        return [
            ["assists", "assists", _t("Assists"), formatInteger],
            ["requests", "requests", _t("Requests"), formatInteger],
            ["citizens", null, _t("People"), formatInteger],
            ["success_rate", "dossiers_online", _t("Online success rate"), formatRate],
            [
                "dossiers_successful",
                "dossiers_successful",
                _t("Accepted or resolved"),
                formatInteger,
            ],
            ["dossiers_online", "dossiers_online", _t("Filed online"), formatInteger],
            ["satisfaction_rate", "ratings", _t("Satisfaction"), formatRate],
            ["response_rate", "rateable", _t("Response rate"), formatRate],
            ["ratings", "ratings", _t("Ratings"), formatInteger],
            ["rating_mean", "ratings", _t("Mean"), formatMean],
        ].map(([name, kind, label, format]) => ({name, kind, label, format}));
    }

    /** What the figures on the screen are of, which may not be what is chosen yet. */
    get shown() {
        const {level, by, date_from, date_to} = this.state.figures.options;
        return [level, by, date_from, date_to].join(" ");
    }

    get groupHeadings() {
        const {level, by, split} = this.state.options;
        const headings = [];
        if (level !== "city") {
            headings.push(_t("Branch"));
        }
        if (level === "ward") {
            headings.push(_t("Ward"));
        }
        if (by !== "total") {
            headings.push(by === "day" ? _t("Day") : _t("Month"));
        }
        if (split) {
            headings.push(
                this.state.figures.splits.find(([name]) => name === split)[1],
            );
        }
        return headings;
    }

    get exportUrl() {
        return `/hcc/figures.xlsx?${this.query}`;
    }

    get paperUrl() {
        return `/hcc/figures.pdf?${this.query}`;
    }

    get query() {
        const options = Object.entries(this.state.options).filter(([, value]) => value);
        return new URLSearchParams(options);
    }

    /** Long lists are written by a job: the form asks which. */
    askForLongList() {
        const {date_from, date_to, branch_id, ward_id} = this.state.options;
        return this.action.doAction("hcc_reporting.hcc_export_action_new", {
            additionalContext: {
                default_date_from: date_from,
                default_date_to: date_to,
                default_branch_id: branch_id,
                default_ward_id: ward_id,
            },
        });
    }

    rowKey(row) {
        return row.groups
            .map((group) => `${group.name}:${group.id || group.label}`)
            .join();
    }

    onDate(name, ev) {
        const day = ev.target.value;
        if (!day) {
            return;
        }
        // The other end moves along rather than the period turning round.
        let {date_from: from, date_to: to} = this.state.options;
        if (name === "date_from") {
            from = day;
            to = to < day ? day : to;
        } else {
            from = from > day ? day : from;
            to = day;
        }
        this.load({date_from: from, date_to: to});
    }

    async open(kind, domain) {
        const action = await this.orm.call("hcc.kpi.report", "open_records", [
            kind,
            domain,
        ]);
        return this.action.doAction(action);
    }

    enterArea(group) {
        if (group.name === "branch_id") {
            return this.load({branch_id: group.id, level: "ward"});
        }
        return this.load({ward_id: group.id});
    }

    leaveArea() {
        return this.load({branch_id: false, ward_id: false});
    }
}

registry.category("actions").add("hcc_reporting.figures", Figures);
