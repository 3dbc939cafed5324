from odoo import api, models
from odoo.fields import Domain


class HccPersonFile(models.AbstractModel):
    _inherit = "hcc.person.file"

    @api.model
    def _get_sections_of_person(self, person):
        mandates = person._find_parts(
            "hcc.mandate", Domain("citizen_id", "in", person.ids)
        )
        return [
            *super()._get_sections_of_person(person),
            self._section(
                "mandates",
                self.env._("Consents to be helped"),
                mandates,
                (
                    *("reference", "given_at", "ends_at", "procedure_ids", "period"),
                    *("body_shown", "read_aloud", "signed_how", "witness_name"),
                    *("witness_relation", "where", "revoked_at", "uses_text"),
                ),
            ),
            self._section(
                "proofs",
                self.env._("Proofs of visits"),
                person._find_parts(
                    "hcc.visit.proof",
                    Domain("appointment_id.request_id.citizen_id", "in", person.ids),
                ),
                ("reference", "moment", "how", "state", "at"),
            ),
            *self._get_sections_of_field(
                person, Domain("request_id.citizen_id", "in", person.ids)
            ),
        ]

    @api.model
    def _get_sections_of_field(self, person, of_person):
        """What helpers told by their devices."""
        return [
            self._section(
                "field_notes",
                self.env._("What helpers noted at visits"),
                person._find_parts(
                    "hcc.field.action", of_person & Domain("text", "!=", False)
                ),
                ("reference", "at", "kind_words", "text", "status"),
            ),
            self._section(
                "field_photos",
                self.env._("Photos that helpers took at visits"),
                person._find_parts(
                    "hcc.field.upload", of_person & Domain("is_complete", "=", True)
                ),
                ("reference", "create_date", "kind", "erased_at"),
            ),
            self._section(
                "secret_reports",
                self.env._("Passwords and codes that were handed to helpers"),
                person._find_parts("hcc.secret.report", of_person),
                ("what", "reported_at", "closed_at", "note"),
            ),
        ]

    @api.model
    def _get_journal_words(self):
        return super()._get_journal_words() | {
            "password_step": self.env._(
                "The citizen typed their own password or code."
            ),
        }
