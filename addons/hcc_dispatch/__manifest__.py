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
        "security/hcc_dispatch_run_security.xml",
        "data/hcc_dispatch_jobs.xml",
        "views/hcc_dispatch_run_views.xml",
        "views/hcc_dispatch_settings_views.xml",
        "views/hcc_dispatch_run_menus.xml",
    ],
}
