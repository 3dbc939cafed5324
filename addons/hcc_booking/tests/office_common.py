from odoo.tests import Form

from .common import BookingCase


class OfficeCase(BookingCase):
    """Shortcuts to the forms of the office."""

    def _slot_at(self, form, start):
        key = f"{start:%Y-%m-%dT%H:%M}|"
        return next(
            choice["value"]
            for choice in form.slot_choices
            if choice["value"].startswith(key)
        )

    def _accepted(self, **changes):
        """A visit at the point that its helper accepted, and that helper."""
        request = self._submit(**changes)
        assignment = request.current_appointment_id.assignment_ids
        user = assignment.user_id
        assignment.with_user(user).action_accept()
        return assignment.with_user(user)

    def _finish_form(self, assignment, **context):
        return Form(
            self.env["hcc.visit.finish"]
            .with_user(assignment.env.user)
            .with_context(default_assignment_id=assignment.id, **context)
        )
