{
    "name": "Public-service collaborators: roster and dispatch",
    "version": "19.0.1.0.0",
    "category": "Services",
    "summary": "Proposed rosters, day plans, a day mended in one tap, "
    "the coordinator's board",
    "author": "HCC",
    "license": "LGPL-3",
    "depends": ["hcc_booking", "queue_job"],
    "external_dependencies": {"python": ["ortools", "pyvrp"]},
    "data": [
        "security/ir.model.access.csv",
        "security/hcc_day_repair_security.xml",
        "views/hcc_day_repair_views.xml",
        "wizard/hcc_illness_views.xml",
        "wizard/hcc_intake_views.xml",
        "views/hcc_ill_today_views.xml",
        "views/hcc_absence_views.xml",
        "views/hcc_day_repair_menus.xml",
    ],
}
