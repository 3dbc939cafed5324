{
    "name": "HCC Reporting",
    "summary": "The three figures of the service, down to the record",
    "version": "19.0.1.0.0",
    "category": "Services/Public services",
    "author": "HCC",
    "license": "LGPL-3",
    "depends": ["hcc_booking", "hcc_training"],
    "external_dependencies": {"python": ["xlsxwriter"]},
    "data": [
        "security/ir.model.access.csv",
        "security/hcc_kpi_fact_security.xml",
        "security/hcc_public_figure_security.xml",
        "report/hcc_kpi_fact_views.xml",
        "views/hcc_public_figure_views.xml",
        "views/public_figures_templates.xml",
        "wizard/hcc_public_publish_views.xml",
        "views/hcc_reporting_menus.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "hcc_reporting/static/src/figures/**/*",
            "hcc_reporting/static/src/views/rate/**/*",
        ],
        "web.assets_backend_lazy": [
            "hcc_reporting/static/src/views/graph/**/*",
            "hcc_reporting/static/src/views/pivot/**/*",
        ],
    },
}
