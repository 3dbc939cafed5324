from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.hcc_collaborator.tools.localtime import local_date


class HccReviewFlow(models.AbstractModel):
    """What may happen to a review, one method for each step."""

    _name = "hcc.review.flow"
    _description = "Steps of a Review"

    @api.model
    def _create_for(self, name, date_from, date_to, wards, pilot=None):
        """Make the draft of a review in one call.

        :param str name: title
        :param date_from: first local day, :param date_to: last one, both included
        :param wards: ``hcc.ward``
        :param pilot: ``hcc.pilot`` that it is the review of
        :return: ``hcc.review``
        """
        return self.create(
            {
                "name": name,
                "date_from": date_from,
                "date_to": date_to,
                "scope": "wards",
                "ward_ids": wards.ids,
                "pilot_id": pilot.id if pilot else False,
            }
        )

    def action_freeze(self):
        """Store the figures of now and the papers made of them, for good."""
        for review in self:
            review._check_maker()
            review.lock_for_update()
            review._check_state("draft")
            if review.date_to > local_date(fields.Datetime.now()):
                raise UserError(self.env._("The period has not ended yet."))
            review._freeze()

    def _freeze(self):
        self.ensure_one()
        wards = self._get_area_wards()
        if wards != self.ward_ids:
            self._write_guarded({"ward_ids": wards.ids})
        snapshot = self._dump_snapshot(self._make_snapshot())
        # sudo: hcc.review - written by its steps alone, who checked the access
        review_sudo = self.sudo()
        review_sudo._write_guarded(
            {
                "snapshot": snapshot,
                "snapshot_hash": self._hash(snapshot.encode()),
                "frozen_at": fields.Datetime.now(),
                "frozen_by_id": self.env.uid,
            }
        )
        review_sudo._write_guarded({**self._make_papers(), "state": "frozen"})
        review_sudo.flush_recordset()
        self._journal(
            "review_frozen",
            figures=self.snapshot_hash,
            pdf=self.pdf_hash,
            xlsx=self.xlsx_hash,
        )

    def action_sign_off(self):
        """Sign the frozen review off; somebody else than the maker does."""
        for review in self:
            review._check_maker()
            review.lock_for_update()
            review._check_state("frozen")
            # sudo: hcc.review - who made it, also a colleague of elsewhere
            if self.env.user in review.sudo().create_uid | review.sudo().frozen_by_id:
                raise UserError(
                    self.env._("Somebody else than its maker signs a review off.")
                )
            for kind in ("pdf", "xlsx"):
                review._get_file(kind)
            # sudo: hcc.review - nobody writes what is frozen; checked above
            review.sudo()._write_guarded(
                {
                    "state": "signed",
                    "signed_at": fields.Datetime.now(),
                    "signed_by_id": self.env.uid,
                }
            )
            review._journal("review_signed_off", figures=review.snapshot_hash)

    def _check_maker(self):
        """Check that the user makes reviews of all these wards."""
        self.check_access("read")
        self._check_own_area()

    def _check_own_area(self):
        if not self.env.su and self.ward_ids - self.env.user.hcc_manager_ward_ids:
            raise AccessError(
                self.env._("Managers and administrators of the area make reviews.")
            )

    def _check_state(self, *states):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for review in self:
            if review.state not in states:
                raise UserError(
                    self.env._(
                        "This cannot be done: the review is “%(state)s”. What is "
                        "frozen stays as it is.",
                        state=labels[review.state],
                    )
                )
