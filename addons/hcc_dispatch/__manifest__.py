{
    "name": "Public-service collaborators: roster and dispatch",
    "version": "19.0.1.0.0",
    "category": "Services",
    "summary": "Proposed rosters, day plans, a day mended in one tap, "
    "the coordinator's board",
    "author": "HCC",
    "license": "LGPL-3",
    "depends": ["hcc_booking", "queue_job"],
    "external_dependencies": {"python": ["ortools", "pyvrp", "vobject"]},
    "data": [
        "security/ir.model.access.csv",
        "security/hcc_dispatch_roster_security.xml",
        "security/hcc_day_repair_security.xml",
        "data/hcc_roster_cron.xml",
        "views/hcc_roster_demand_views.xml",
        "views/hcc_roster_views.xml",
        "views/hcc_shift_swap_views.xml",
        "views/hcc_coverage_alarm_views.xml",
        "views/hcc_absence_import_views.xml",
        "views/hcc_dispatch_board_views.xml",
        "views/hcc_day_repair_views.xml",
        "wizard/hcc_illness_views.xml",
        "wizard/hcc_intake_views.xml",
        "views/hcc_ill_today_views.xml",
        "views/hcc_absence_views.xml",
        "views/hcc_dispatch_roster_menus.xml",
        "views/hcc_day_repair_menus.xml",
    ],
    "demo": [
        "demo/hcc_roster_demo.xml",
        "demo/hcc_dispatch_demo.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "hcc_dispatch/static/src/board/**/*",
        ],
    },
}
