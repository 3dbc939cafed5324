from odoo import api, models

from ..tools.dossier_code import tidy


class HccAppointmentDossiers(models.AbstractModel):
    """What was filed at a visit, or why it was not."""

    _name = "hcc.appointment.dossiers"
    _description = "Dossiers of a Visit"

    def _record_dossiers(self, lines):
        """Write what was filed at this visit, or why it was not.

        Saying the same twice makes one dossier: a code that stands in the request
        already is that dossier, and what could not be filed before at this visit is
        changed when it goes after all.

        :param lines: list of dicts with the fields of ``hcc.dossier``; one with an
            ``id`` changes that dossier of the visit, one with ``instead`` the one
            that stands there with this wrong code; ``is_only`` says that there is
            one matter without a procedure
        :return: the dossiers
        """
        self.ensure_one()
        self._check_helper_or_clerk()
        visit_sudo = self.sudo()  # sudo: hcc.dossier - access was checked above
        mine = visit_sudo.assignment_ids.filtered(
            lambda entry: entry.is_live and entry.user_id == self.env.user
        ).collaborator_id
        dossiers_sudo = visit_sudo.dossier_ids.browse()
        new = []
        for line in lines:
            line = dict(line)
            known_sudo = visit_sudo._find_dossier(line)
            is_meant = bool(line.pop("id", None))
            instead = line.pop("instead", None)
            is_only = line.pop("is_only", False)
            if known_sudo:
                known_sudo._change_line(line, is_meant)
                dossiers_sudo |= known_sudo
                continue
            same = self._find_line(new, line, instead, is_only)
            if same:
                same.update(line)
                continue
            new.append(
                {
                    "collaborator_id": (mine[:1] or visit_sudo.lead_id).id,
                    "code": False,
                    **line,
                    "request_id": visit_sudo.request_id.id,
                    "appointment_id": visit_sudo.id,
                }
            )
        return (dossiers_sudo | dossiers_sudo.create(new)).with_env(self.env)

    @api.model
    def _find_line(self, lines, line, instead, is_only=False):
        """The line among those said before it that speaks of the same dossier."""
        codes = {tidy(line.get("code")), tidy(instead)} - {""}
        for said in lines:
            if tidy(said["code"]) in codes:
                return said
            matter = line.get("procedure_id") or False
            if (
                said.get("outcome") == "not_filed"
                and (matter or is_only)
                and (said.get("procedure_id") or False) == matter
            ):
                return said
        return None

    def _find_dossier(self, line):
        """The dossier that a line speaks of, if it is there already; in sudo.

        :param dict line: see :meth:`_record_dossiers`
        :return: ``hcc.dossier``, one or none
        """
        here = self.dossier_ids
        if line.get("id"):
            return here.filtered(lambda dossier: dossier.id == line["id"])
        if line.get("instead"):
            wrong = tidy(line["instead"])
            known = here.filtered(lambda dossier: dossier.code == wrong)
            if known:
                return known
        code = tidy(line.get("code"))
        known = self.request_id.dossier_ids.filtered(
            lambda dossier: code and dossier.code == code
        )
        matter = line.get("procedure_id") or False
        if known or not (matter or line.get("is_only")):
            return known
        return here.filtered(
            lambda dossier: (
                dossier.outcome == "not_filed" and dossier.procedure_id.id == matter
            )
        )[:1]
