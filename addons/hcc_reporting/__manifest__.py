{
    "name": "HCC Reporting",
    "summary": "The three figures of the service, down to the record",
    "version": "19.0.1.0.0",
    "category": "Services/Public services",
    "author": "HCC",
    "license": "LGPL-3",
    "depends": ["hcc_booking", "hcc_training", "spreadsheet_dashboard"],
    "external_dependencies": {"python": ["xlsxwriter"]},
    "data": [
        "security/ir.model.access.csv",
        "security/hcc_kpi_fact_security.xml",
        "security/hcc_kpi_people_security.xml",
        "data/hcc_dashboard_data.xml",
        "data/ir_cron_people_data.xml",
        "report/hcc_kpi_fact_views.xml",
        "report/hcc_kpi_people_views.xml",
        "views/hcc_request_views.xml",
        "views/hcc_reporting_menus.xml",
    ],
    "demo": ["demo/hcc_kpi_people_demo.xml"],
    "assets": {
        "web.assets_backend": [
            "hcc_reporting/static/src/figures/**/*",
            "hcc_reporting/static/src/views/rate/**/*",
            "hcc_reporting/static/src/dashboard/**/*.scss",
        ],
        "web.assets_backend_lazy": [
            "hcc_reporting/static/src/views/graph/**/*",
            "hcc_reporting/static/src/views/pivot/**/*",
        ],
        "spreadsheet.o_spreadsheet": [
            "hcc_reporting/static/src/dashboard/**/*.js",
            "hcc_reporting/static/src/dashboard/**/*.xml",
        ],
    },
}
