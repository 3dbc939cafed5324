{
    "name": "HCC Booking",
    "summary": "Requests for help with public services, from booking to rating",
    "version": "19.0.1.0.0",
    "category": "Services/Public Services",
    "author": "HCC",
    "license": "LGPL-3",
    "depends": ["hcc_collaborator", "calendar", "portal", "rating", "sms"],
    # Order: ACL, rules, data, views model by model, wizards, pages, menus last.
    "data": [
        "security/ir.model.access.csv",
        "security/hcc_booking_security.xml",
        "security/hcc_roster_security.xml",
        "data/hcc_consent_text_data.xml",
        "data/ir_config_parameter_data.xml",
        "data/ir_cron_data.xml",
    ],
    "demo": [],
    "application": True,
    "pre_init_hook": "pre_init_hook",
}
