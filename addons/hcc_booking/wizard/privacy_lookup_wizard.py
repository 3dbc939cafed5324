from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL


class PrivacyLookupWizard(models.TransientModel):
    _inherit = "privacy.lookup.wizard"

    def _get_query(self):
        """Find what names nobody itself, but belongs to a citizen who was found."""
        name, email = self.name.strip(), f"%{self.email.strip()}%"
        people = SQL(
            "SELECT id FROM hcc_citizen WHERE email ILIKE %s OR name ILIKE %s",
            email,
            name,
        )
        requests = SQL(
            "SELECT id FROM hcc_request WHERE citizen_id IN (%(people)s)"
            " OR requester_id IN (%(people)s)",
            people=people,
        )
        query = super()._get_query()
        for model, where in (
            ("hcc.request", SQL("id IN (%s)", requests)),
            ("hcc.consent", SQL("citizen_id IN (%s)", people)),
            ("hcc.dossier", SQL("request_id IN (%s)", requests)),
            (
                "hcc.message",
                SQL("citizen_id IN (%s) OR to_email ILIKE %s", people, email),
            ),
            (
                "hcc.complaint",
                SQL("request_id IN (%s) OR name ILIKE %s", requests, name),
            ),
        ):
            query = SQL(
                "%s UNION SELECT %s AS res_model_id, id AS res_id, TRUE AS is_active"
                " FROM %s WHERE %s",
                query,
                self.env["ir.model"]._get_id(model),
                SQL.identifier(self.env[model]._table),
                where,
            )
        return query


class PrivacyLookupWizardLine(models.TransientModel):
    """Records of the service are not deleted one by one: figures would break."""

    _inherit = "privacy.lookup.wizard.line"

    def _is_of_the_service(self):
        self.ensure_one()
        return (self.res_model or "").startswith("hcc.")

    def _get_others(self):
        return self.filtered(lambda line: not line._is_of_the_service())

    def _check_not_of_the_service(self):
        if self.filtered(lambda line: line._is_of_the_service()):
            raise UserError(
                self.env._(
                    "Open the person, and use “Take away personal data”: it takes away "
                    "all that belongs to them at once, and proves it."
                )
            )

    def _onchange_is_active(self):
        self._check_not_of_the_service()
        return super()._onchange_is_active()

    def action_unlink(self):
        self._check_not_of_the_service()
        return super().action_unlink()

    def action_archive_all(self):
        return super(PrivacyLookupWizardLine, self._get_others()).action_archive_all()

    def action_unlink_all(self):
        return super(PrivacyLookupWizardLine, self._get_others()).action_unlink_all()
