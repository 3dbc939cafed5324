from odoo import models

from odoo.addons.hcc_collaborator.tools.localtime import local_datetime


class HccAppointmentPractice(models.AbstractModel):
    """Companions in training: who may come along, and what it counts for."""

    _name = "hcc.appointment.practice"
    _description = "Practice at a Visit"

    def _get_trainees(self):
        """Who may come along to learn: of the ward, at work then, not qualified yet.

        :return: ``hcc.collaborator`` in sudo
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: hcc.assignment, hcc.collaborator - only whether they may
        visit_sudo = self.sudo()
        fit = self.env["hcc.assignment"].sudo()
        going = visit_sudo.assignment_ids.filtered("is_live")
        lead = going.filtered(lambda entry: entry.role == "lead").collaborator_id
        if not fit._get_qualified_of([(visit_sudo, person) for person in lead]):
            return lead.browse()
        people = lead.search(
            [("ward_id", "=", visit_sudo.ward_id.id), ("state", "=", "active")]
        )
        pairs = [(visit_sudo, one) for one in people - going.collaborator_id]
        qualified = fit._get_qualified_of(pairs)
        pairs = [pair for pair in pairs if (pair[0].id, pair[1].id) not in qualified]
        misfits = fit._get_misfit_reasons(
            pairs,
            with_reach=True,
            guided={(visit.id, person.id) for visit, person in pairs},
        )
        free = [pair for pair in pairs if (pair[0].id, pair[1].id) not in misfits]
        return fit._union(person for _visit, person in fit._get_free(free))

    def _record_practice(self, entries):
        """Write down as practice that people in training came along.

        Whoever is qualified for the visit already has nothing left to be signed.

        :param entries: ``hcc.assignment`` of those who were there
        """
        self.ensure_one()
        lead = entries.filtered(lambda entry: entry.role == "lead").collaborator_id
        companions = (entries.collaborator_id - lead).filtered(
            lambda person: not entries._get_qualified_of([(self, person)])
        )
        moment = local_datetime(self.start).strftime("%d/%m/%Y %H:%M")
        for companion in companions:
            self.env["hcc.practice.visit"]._record(
                companion, lead[:1], self.start, f"{self.reference}, {moment}"
            )
