from odoo import fields, models
from odoo.exceptions import UserError


class HccDossierCorrection(models.AbstractModel):
    """What was recorded of a dossier, put right: by whoever says it anew."""

    _name = "hcc.dossier.correction"
    _description = "Correction of a Dossier"
    _inherit = ["hcc.guard.mixin", "hcc.journal.mixin"]

    filed_online = fields.Boolean(default=True)
    filed_on = fields.Date()

    def _get_guarded_fields(self):
        # they decide in which figure, and on whose day, the dossier counts
        return super()._get_guarded_fields() | {
            "appointment_id",
            "collaborator_id",
            "filed_on",
            "filed_online",
            "request_id",
        }

    def action_filed_online(self):
        """It was filed online, not on paper."""
        return self._set_way(True)

    def action_filed_on_paper(self):
        """It was filed on paper, not online."""
        return self._set_way(False)

    def _set_way(self, is_online):
        """Put right how the dossiers were filed.

        :param bool is_online: whether on the portal
        :raises UserError: when one was not filed at all
        """
        self.check_access("write")
        # sudo: hcc.dossier - access was checked above
        changed_sudo = self.sudo().filtered(
            lambda dossier: dossier.filed_online != is_online
        )
        if any(dossier.outcome == "not_filed" for dossier in changed_sudo):
            raise UserError(self.env._("This dossier was not filed."))
        changed_sudo._write_guarded({"filed_online": is_online})
        changed_sudo.with_env(self.env)._journal(
            "dossier_way", way="online" if is_online else "paper"
        )
        return True

    def _change_line(self, line, is_meant=False):
        """Take over what a visit says of a dossier that is there already; in sudo.

        What has become of it since is not taken back by saying the same again.

        :param dict line: fields of ``hcc.dossier``
        :param bool is_meant: this very dossier was named
        :raises UserError: when it was named, and cannot become that
        """
        self.ensure_one()
        line = {
            name: value
            for name, value in line.items()
            if name not in ("collaborator_id", "request_id", "appointment_id")
            # nothing said is nothing changed
            and (value or is_meant or name not in ("note", "procedure_id"))
        }
        cause = line.pop("not_filed_reason", None)
        on = fields.Date.to_date(line.pop("outcome_on", None))
        deadline = fields.Date.to_date(line.pop("supplement_deadline", None))
        way = line.pop("filed_online", None)
        line.pop("filed_on", None)
        outcome = line.pop("outcome", "filed" if line.get("code") else self.outcome)
        is_new = self.outcome == "not_filed" and outcome == "filed"
        if is_new or (is_meant and outcome != self.outcome):
            facts = {"deadline": deadline, "cause": cause, "code": line.get("code")}
            facts["filed_online"] = way is None or way
            self._set_outcome(outcome, on, **facts)
        elif cause and outcome == self.outcome:
            self._write_guarded({"not_filed_reason": cause})
        if self.outcome != "not_filed":
            if way is not None and outcome != "not_filed":
                self._set_way(way)
            if not line.get("code"):
                line.pop("code", None)
        self.write(line)

    def _drop_not_filed(self):
        """Nothing was to be filed after all: they count as no failure; in sudo."""
        failed = self.filtered(lambda dossier: dossier.outcome == "not_filed")
        failed.request_id._journal("dossier_dropped")
        failed.unlink()
