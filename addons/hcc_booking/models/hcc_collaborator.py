from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools.misc import format_datetime

from odoo.addons.hcc_collaborator.tools.localtime import (
    LOCAL_TZ,
    local_date,
    utc_datetime,
)
from odoo.addons.hcc_collaborator.tools.work_time import subtract

from ..tools.locks import COLLABORATOR, lock

#: visits that can go to somebody else
HANDED_OVER = ("offered", "accepted")
#: further than anything is ever promised
FAR = timedelta(days=3650)


class HccCollaborator(models.Model):
    _inherit = "hcc.collaborator"

    # -------------------------------------------------------------------------
    # ENDING
    # -------------------------------------------------------------------------

    def _get_future_commitments(self):
        """Visits that are promised with these people."""
        # sudo: hcc.assignment - also visits in other wards of the branch
        entries_sudo = (
            self.env["hcc.assignment"]
            .sudo()
            .search(
                [
                    ("collaborator_id", "in", self.ids),
                    ("state", "in", ("offered", "accepted", "started")),
                    ("stop", ">=", fields.Datetime.now()),
                ],
                order="start, id",
            )
        )
        return super()._get_future_commitments() + [
            self.env._(
                "Visit %(reference)s, %(start)s",
                reference=entry.reference,
                start=self._format_moment(entry.start),
            )
            for entry in entries_sudo
        ]

    def _get_ending_words(self):
        shifts_sudo = self._get_coming_shifts()
        return super()._get_ending_words() + [
            self.env._(
                "Shift of %(start)s: %(place)s",
                start=self._format_moment(shift.start),
                place=shift.service_point_id.name or self.env._("on call"),
            )
            for shift in shifts_sudo
        ]

    def _hand_over_work(self, choices):
        """Visits go to the next best, shifts are withdrawn.

        :param dict choices: {assignment id: collaborator id, or False for nobody};
            a visit that is not in it goes to the best who is free
        """
        lock(self.env.cr, COLLABORATOR, self.ids)
        sentences = super()._hand_over_work(choices)
        now = fields.Datetime.now()
        booking = self.env["hcc.booking"]
        # sudo: hcc.assignment - also visits in other wards of the branch
        missed_sudo = self.env["hcc.assignment"].sudo()
        for person in self:
            missed_sudo |= booking._get_missed(person, now, now + FAR)
        if missed_sudo:
            missed_sudo._release("released", self.env._("The helper has stopped."))
            missed_sudo.flush_recordset()
            self.env["hcc.message"]._tell_helpers("released", missed_sudo)
        shift_count = self._withdraw_shifts(now)
        outcome = booking._give_to_others(missed_sudo, choices)
        sentences += self.env["hcc.hand.over.form"]._get_outcome_words(outcome)
        if shift_count:
            sentences.append(
                self.env._("Shifts withdrawn: %(count)s.", count=shift_count)
            )
        return sentences

    def _withdraw_shifts(self, now):
        """Take the coming shifts out of the roster; one that runs ends now.

        :return: how many
        """
        shifts_sudo = self._get_coming_shifts()
        running_sudo = shifts_sudo.filtered(
            lambda shift: shift.start < now and shift.state == "published"
        )
        (shifts_sudo - running_sudo).action_cancel()
        if running_sudo:
            running_sudo.write({"stop": now})
        return len(shifts_sudo)

    def _get_coming_shifts(self):
        # sudo: hcc.shift - also shifts in other wards of the branch
        return (
            self.env["hcc.shift"]
            .sudo()
            .search(
                [
                    ("collaborator_id", "in", self.ids),
                    ("state", "in", ("draft", "published")),
                    ("stop", ">", fields.Datetime.now()),
                ]
            )
        )

    def _format_moment(self, moment):
        return format_datetime(
            self.env, moment, tz=LOCAL_TZ, dt_format="dd/MM/yyyy HH:mm"
        )

    # -------------------------------------------------------------------------
    # WORK
    # -------------------------------------------------------------------------

    def _get_last_activity(self):
        """Visits and shifts count; who has a shift to come is active today."""
        last = super()._get_last_activity()
        today = local_date(fields.Datetime.now())
        # sudo: hcc.shift, hcc.assignment - only when somebody worked last
        for model, domain, field in (
            ("hcc.shift", Domain("state", "=", "published"), "stop"),
            ("hcc.assignment", Domain("is_live", "=", True), "stop"),
        ):
            groups = (
                self.env[model]
                .sudo()
                ._read_group(
                    domain & Domain("collaborator_id", "in", self.ids),
                    ["collaborator_id"],
                    [f"{field}:max"],
                )
            )
            for person, moment in groups:
                day = min(local_date(moment), today)
                last[person.id] = max(last[person.id], day)
        return last

    def _get_work_items(self, first_day, following_day):
        """Published shifts without absences, visits that were done."""
        items = super()._get_work_items(first_day, following_day)
        start, stop = utc_datetime(first_day), utc_datetime(following_day)
        items += self._get_shift_items(start, stop)
        # sudo: hcc.assignment - also visits in other wards of the branch
        entries_sudo = (
            self.env["hcc.assignment"]
            .sudo()
            .search(
                [
                    ("collaborator_id", "in", self.ids),
                    ("state", "=", "done"),
                    ("appointment_id.done_at", ">=", start),
                    ("appointment_id.done_at", "<", stop),
                ]
            )
        )
        return items + [
            {
                "collaborator_id": entry.collaborator_id.id,
                "kind": "visit" if entry.role == "lead" else "companion",
                "start": min(entry.start, entry.appointment_id.done_at),
                "stop": entry.appointment_id.done_at,
                "source": f"hcc.assignment,{entry.id}",
            }
            for entry in entries_sudo
        ]

    def _get_shift_items(self, start, stop):
        spans = Domain("collaborator_id", "in", self.ids)
        spans &= Domain("start", "<", stop) & Domain("stop", ">", start)
        # sudo: hcc.shift, hcc.absence - also in other wards of the branch
        absences_sudo = self.env["hcc.absence"].sudo()
        absences_sudo = absences_sudo.search(spans & Domain("state", "=", "live"))
        away = {}
        for absence in absences_sudo:
            away.setdefault(absence.collaborator_id.id, []).append(
                (absence.start, absence.stop)
            )
        shifts_sudo = self.env["hcc.shift"].sudo()
        shifts_sudo = shifts_sudo.search(spans & Domain("state", "=", "published"))
        return [
            {
                "collaborator_id": shift.collaborator_id.id,
                "kind": shift.kind,
                "start": since,
                "stop": until,
                "source": f"hcc.shift,{shift.id}",
            }
            for shift in shifts_sudo
            for since, until in subtract(
                shift.start, shift.stop, away.get(shift.collaborator_id.id, [])
            )
        ]
