from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.hcc_booking.models.hcc_citizen import PERSONAL_GROUPS


class HccMandateUse(models.AbstractModel):
    """Each time that somebody was helped under a consent.

    The rows are those of the journal: nobody changes or deletes them.
    """

    _name = "hcc.mandate.use"
    _description = "Use of a Consent to Be Helped"

    use_count = fields.Integer("Used", compute="_compute_uses")
    uses_text = fields.Text("Used for", compute="_compute_uses", groups=PERSONAL_GROUPS)

    @api.depends_context("lang")
    def _compute_uses(self):
        uses = self._get_uses()
        for mandate in self:
            rows = uses.get(mandate.id, [])
            mandate.use_count = len(rows)
            mandate.uses_text = "\n".join(f"{when} · {name}" for when, name in rows)

    def _get_uses(self):
        """When each was used, and for what.

        :return: {id: list of (words for the time, name of the procedure)}
        """
        words = self.env["hcc.words"]
        # sudo: hcc.journal, hcc.procedure - the uses alone, of what one may read
        rows = self.sudo().env.execute_query(
            SQL(
                """SELECT res_id, (details->>'at')::timestamp,
                          (details->>'procedure_id')::int
                     FROM hcc_journal
                    WHERE model = 'hcc.mandate' AND action = 'mandate_used'
                      AND res_id = ANY(%s)
                    ORDER BY id""",
                self.ids,
            )
        )
        procedures_sudo = self.env["hcc.procedure"].sudo()
        ids = {procedure_id for _mandate, _at, procedure_id in rows if procedure_id}
        names = {one.id: one.name for one in procedures_sudo.browse(ids).exists()}
        uses = {}
        for mandate_id, at, procedure_id in rows:
            name = names.get(procedure_id) or self.env._("finding out what is needed")
            uses.setdefault(mandate_id, []).append((words._when(at), name))
        return uses

    def _is_good_for(self, procedure, at):
        """Whether somebody could be helped under it at a time.

        :param procedure: ``hcc.procedure``, or none for finding out what is needed
        :param datetime at: naive UTC
        """
        self.ensure_one()
        end = self.ends_at
        if self.revoked_at:
            end = min(end, self.revoked_at)
        if self.period == "visit":
            # sudo: hcc.appointment - whether and when the visit was closed
            visit_sudo = self.sudo().appointment_id
            if visit_sudo.done_at:
                end = min(end, visit_sudo.done_at)
            elif visit_sudo.state not in ("booked", "in_progress"):
                return False
        return self.given_at <= at < end and procedure <= self.procedure_ids

    @api.model
    def _use_for(self, visit, procedures):
        """Write down that somebody was helped at a visit with what was filed there,
        where a consent to that was in force, and no helper has said so already.

        Without one nothing is written: nobody has to give one to be helped.

        :param visit: ``hcc.appointment``; the caller checked who records
        :param procedures: ``hcc.procedure``
        """
        # sudo: hcc.mandate, hcc.assignment - the caller checked
        visit_sudo = visit.sudo()
        mandates_sudo = visit_sudo.request_id.mandate_ids
        entries = visit_sudo.assignment_ids
        if not mandates_sudo or not entries:
            return
        at = visit_sudo._get_last_moment()
        said = self._get_said(mandates_sudo, entries)
        uses = []
        for procedure in procedures.filtered(lambda one: one.id not in said):
            good = mandates_sudo.filtered(
                lambda row, procedure=procedure: row._is_good_for(procedure, at)
            )
            if good:
                uses.append((good[:1], procedure, at))
        own = entries.filtered(lambda entry: entry.user_id == self.env.user)
        lead = entries.filtered(lambda entry: entry.is_live and entry.role == "lead")
        if uses:
            self._use(uses, (own or lead or entries)[:1])

    @api.model
    def _get_said(self, mandates, entries):
        """For what consents were used by these assignments already.

        :return: set of ids of ``hcc.procedure``
        """
        # sudo: hcc.journal - the uses alone
        rows = self.sudo().env.execute_query(
            SQL(
                """SELECT DISTINCT (details->>'procedure_id')::int
                     FROM hcc_journal
                    WHERE model = 'hcc.mandate' AND action = 'mandate_used'
                      AND res_id = ANY(%s)
                      AND (details->>'assignment_id')::int = ANY(%s)""",
                mandates.ids,
                entries.ids,
            )
        )
        return {procedure_id for (procedure_id,) in rows}

    @api.model
    def _use(self, uses, assignment):
        """Write down that a helper helped under consents.

        Help under one that is taken back, or over, or was for something else, is
        written down as well, as what it is.

        :param uses: list of (``hcc.mandate``, ``hcc.procedure`` or none, naive UTC)
        :param assignment: the ``hcc.assignment`` of the helper
        :return: for each, whether the consent was good for it
        :rtype: list
        """
        found = [mandate._is_good_for(procedure, at) for mandate, procedure, at in uses]
        self.env["hcc.journal"]._log_each(
            [
                (
                    mandate,
                    "mandate_used" if is_good else "mandate_use_refused",
                    {
                        "procedure_id": procedure.id or None,
                        "assignment_id": assignment.id,
                        "at": fields.Datetime.to_string(at),
                    },
                )
                for (mandate, procedure, at), is_good in zip(uses, found, strict=True)
            ]
        )
        return found
