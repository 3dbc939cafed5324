from odoo import api, fields, models

PILOT_WARDS = ("00004", "00070", "00376")
DEMO_USERS = (
    "admin",
    "coordinator",
    "coordinator2",
    "clerk",
    "trainer",
    "manager",
    "committee",
    "data_officer",
    "collaborator",
    "citizen",
)
# what the tenth of a team holds beside the basics, by its number in the team
EXTRA_TYPES = {
    1: ("social", "land", "business"),
    2: ("social", "business"),
    3: ("social", "land"),
    4: ("business",),
    5: ("social",),
    6: ("land",),
    7: ("social", "business"),
    8: ("land",),
    9: ("social",),
}


class HccDemo(models.AbstractModel):
    """Demonstration data that depends on the day on which it is loaded."""

    _name = "hcc.demo"
    _description = "Demonstration Data"

    @api.model
    def _load_people(self):
        """Complete the sample teams: leaders, qualifications, languages."""
        today = self.env["hcc.area.role"]._today()
        values = []
        for code in PILOT_WARDS:
            people = self._get_members(code)
            self.env.ref(f"hcc_collaborator.demo_team_{code}").leader_id = people[0]
            for number, person in enumerate(people, start=1):
                values += self._prepare_qualifications(code, number, person, today)
        self.env["hcc.qualification"]._load_records(values)
        self._set_language()

    @api.model
    def _get_members(self, code):
        """Return the ten members of a pilot ward in the order of their badges."""
        return [
            self.env.ref(f"hcc_collaborator.demo_collaborator_{code}_{number:02d}")
            for number in range(1, 11)
        ]

    @api.model
    def _prepare_qualifications(self, code, number, person, today):
        """Return the records of one member; one of each team ends soon."""
        prefix = f"hcc_collaborator.demo_qualification_{code}_{number:02d}"
        begun = fields.Date.subtract(today, months=3)
        ends = fields.Date.add(today, months=9)
        if number == 8:
            ends = fields.Date.add(today, days=20)
        return [
            {
                "xml_id": f"{prefix}_{name}",
                "noupdate": True,
                "values": {
                    "collaborator_id": person.id,
                    "type_id": self.env.ref(
                        f"hcc_collaborator.qualification_type_{name}"
                    ).id,
                    "date_from": begun,
                    "date_to": ends,
                    "source": "import",
                },
            }
            for name in ("basic", *EXTRA_TYPES.get(number, ()))
        ]

    @api.model
    def _set_language(self):
        """Let the sample people read Vietnamese where it is installed."""
        if self.env["res.lang"]._get_data(code="vi_VN"):
            users = self.env["res.users"].concat(
                *[
                    self.env.ref(f"hcc_collaborator.demo_user_{key}")
                    for key in DEMO_USERS
                ]
            )
            users |= (
                self.env["hcc.collaborator"]
                .concat(
                    *[
                        person
                        for code in PILOT_WARDS
                        for person in self._get_members(code)
                    ]
                )
                .user_id
            )
            users.lang = "vi_VN"
