{
    "name": "Public-service Collaborators",
    "version": "19.0.1.0.0",
    "category": "Services/Public services",
    "summary": "Branches, wards, teams and people who help citizens online",
    "author": "HCC",
    "license": "LGPL-3",
    "depends": ["mail", "resource", "phone_validation", "portal", "calendar"],
    "external_dependencies": {"python": ["phonenumbers"]},
    "data": [
        "security/hcc_collaborator_groups.xml",
        "security/ir.model.access.csv",
        "security/hcc_collaborator_security.xml",
        "data/resource_calendar_data.xml",
        "data/hcc_qualification_type_data.xml",
        "views/hcc_collaborator_menus.xml",
    ],
    "application": True,
}
