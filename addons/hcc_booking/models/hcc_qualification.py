from odoo import fields, models

# Whatever of these changes may end what a helper is allowed to do
DECIDING_FIELDS = {"collaborator_id", "type_id", "date_from", "date_to"}


class HccQualification(models.Model):
    _inherit = "hcc.qualification"

    def write(self, vals):
        helpers = self.collaborator_id
        result = super().write(vals)
        if DECIDING_FIELDS.intersection(vals):
            self._hand_back_visits(helpers)
        return result

    def unlink(self):
        helpers = self.collaborator_id
        result = super().unlink()
        self._hand_back_visits(helpers)
        return result

    def _hand_back_visits(self, helpers):
        """Hand back the coming visits for which helpers no longer qualify.

        The next best is asked; what nobody can take stays promised and red.

        :param helpers: ``hcc.collaborator`` whose qualifications changed
        """
        # sudo: hcc.assignment - also visits in other wards of the branch
        entries_sudo = (
            self.env["hcc.assignment"]
            .sudo()
            .search(
                [
                    ("collaborator_id", "in", helpers.ids),
                    ("state", "in", ("offered", "accepted")),
                    ("start", ">", fields.Datetime.now()),
                ]
            )
        )
        if not entries_sudo:
            return
        pairs = [
            (entry.appointment_id, entry.collaborator_id) for entry in entries_sudo
        ]
        # whoever comes along with a qualified lead may be in training
        qualified = entries_sudo._get_qualified_of(pairs)
        qualified |= entries_sudo._get_guided()
        unfit_sudo = entries_sudo.filtered(
            lambda entry: (
                (entry.appointment_id.id, entry.collaborator_id.id) not in qualified
            )
        )
        unfit_sudo.action_hand_back(self.env._("The qualification has ended."))
