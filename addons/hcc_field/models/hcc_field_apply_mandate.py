from odoo import models
from odoo.exceptions import UserError

from ..exceptions import FieldConflict
from ..tools.item import Rule


class HccFieldApplyMandate(models.AbstractModel):
    """Consents, their use and passwords, as they come from the field page."""

    _name = "hcc.field.apply.mandate"
    _description = "Consents from the Field Page"
    _inherit = ["hcc.field.decision"]

    def _get_kind_rules(self):
        return super()._get_kind_rules() | {
            # a consent comes before what is done under it
            "mandate": Rule(rank=44, proves=True),
            "mandate_use": Rule(rank=46, proves=True),
            "password_step": Rule(rank=46, proves=True),
            # whoever tells is heard, whatever became of the visit
            "handed_secret": Rule(rank=46, always=True),
        }

    def _get_kind_names(self):
        _ = self.env._
        return super()._get_kind_names() | {
            "mandate": _("Consent to be helped"),
            "mandate_use": _("Helped under a consent"),
            "password_step": _("The citizen typed the password"),
            "handed_secret": _("A password was handed over"),
        }

    def _describe(self, item):
        """The words alone: no signature and no name of a witness in a list."""
        if item.kind in ("mandate", "mandate_use", "password_step", "handed_secret"):
            return self._get_kind_names()[item.kind]
        return super()._describe(item)

    def _apply_mandate(self, items):
        for item in items:
            try:
                self.env["hcc.mandate"]._give(
                    item.entry.request_id,
                    item.payload,
                    where="field",
                    given_at=item.at,
                    visit=item.entry.appointment_id,
                    collaborator=item.entry.collaborator_id,
                    action_uid=item.uid,
                )
            except UserError as error:
                # somebody signed something: the coordinator sees what
                raise FieldConflict(str(error)) from error

    def _apply_mandate_use(self, items):
        mandates = self._find_mandates(items)
        procedures = self._find_procedures(items)
        uses = [(mandates[item.uid], procedures[item.uid], item.at) for item in items]
        # written down as what they are in any case
        good = self.env["hcc.mandate"]._use(uses, items[0].entry)
        for item, is_good in zip(items, good, strict=True):
            if not is_good:
                item.refuse(
                    self.env._(
                        "The consent to be helped was not in force for this any more."
                    )
                )

    def _apply_password_step(self, items):
        procedures = self._find_procedures(items)
        self.env["hcc.assignment"]._journal_password_steps(
            [(item.entry, procedures[item.uid].id or None) for item in items]
        )

    def _apply_handed_secret(self, items):
        # one report for each kind: whatever was handed over twice
        first = {}
        for item in items:
            first.setdefault(str(item.payload.get("what")), item.at)
        self.env["hcc.secret.report"]._report(items[0].entry, first)

    def _find_mandates(self, items):
        """By the id of the server, or of the action that made it on the device.

        :return: {uid of the item: ``hcc.mandate`` in sudo}
        """
        # sudo: hcc.mandate - those of the visit that the device carries out
        mandates_sudo = items[0].entry.sudo().request_id.mandate_ids
        known = {mandate.id: mandate for mandate in mandates_sudo}
        # those of a counter have none, and False is 0
        known |= {row.action_uid: row for row in mandates_sudo if row.action_uid}
        found = {}
        for item in items:
            wanted = item.payload.get("mandate")
            mandate_sudo = known.get(wanted) if type(wanted) in (int, str) else None
            if not mandate_sudo:
                raise FieldConflict(
                    self.env._("The person did not agree to be helped.")
                )
            found[item.uid] = mandate_sudo
        return found

    def _find_procedures(self, items):
        """The procedures that items name; none is finding out what is needed.

        :return: {uid of the item: ``hcc.procedure`` in sudo, or none}
        """
        wanted = {item.uid: item.payload.get("procedure") for item in items}
        ids = {number for number in wanted.values() if type(number) is int}
        # sudo: hcc.procedure - they are public
        none_sudo = self.env["hcc.procedure"].sudo()
        known = {one.id: one for one in none_sudo.browse(ids).exists()}
        return {
            uid: known.get(number, none_sudo) if type(number) is int else none_sudo
            for uid, number in wanted.items()
        }
