from odoo import models
from odoo.exceptions import AccessError, UserError

DATA_OFFICER = "hcc_collaborator.group_hcc_data_officer"


class HccPersonMixin(models.AbstractModel):
    """Somebody who may ask what is kept of them, and that it be taken away.

    Both is done by the data officer of the ward. A model of people says what belongs
    to a person (:meth:`_get_erasure_parts`), what stands in the way
    (:meth:`_get_erasure_obstacles`) and how it is taken away (:meth:`_erase_data`);
    the sections of the file are in ``hcc.person.file``. Needs ``hcc.journal.mixin``
    and a ward.
    """

    _name = "hcc.person.mixin"
    _description = "Person Whose Data Are Kept"

    # -------------------------------------------------------------------------
    # ACTIONS
    # -------------------------------------------------------------------------

    def action_person_file(self):
        """Make the person's file, as PDF and JSON, and show where to take it."""
        self.ensure_one()
        self._check_privacy_officer()
        return self.env["hcc.person.file.form"]._open_for(self)

    def action_erase(self):
        """Show what would be taken away, before anything is."""
        self.ensure_one()
        self._check_privacy_officer()
        return self.env["hcc.erasure.form"]._open_for(self)

    # -------------------------------------------------------------------------
    # THE METHODS
    # -------------------------------------------------------------------------

    def _check_privacy_officer(self):
        """Whole files, and taking them away, are for data officers of the ward.

        :raises AccessError: for everybody else; jobs and pages that have checked
            who asks call in sudo
        """
        self.check_access("read")
        if self.env.su:
            return
        user = self.env.user
        if not user.has_group(DATA_OFFICER) or (
            self.ward_id - user.hcc_data_officer_ward_ids
        ):
            raise AccessError(
                self.env._("Only the data officer of the ward may do this.")
            )

    def _erase(self, why, rule_kind=False):
        """Take away who it was, at once and for good; what happened stays counted.

        :param str why: a reason of ``hcc.erasure``
        :param str rule_kind: kind of the ``hcc.retention.rule``, if one asked for it
        :return: the proof, ``hcc.erasure``
        :raises UserError: when something open needs the person still
        """
        self.ensure_one()
        self._check_privacy_officer()
        # sudo: all that belongs to a person, also in other wards - checked above
        person_sudo = self.sudo().with_context(active_test=False)
        person_sudo.lock_for_update()
        person_sudo.invalidate_recordset()
        if person_sudo._is_erased():
            raise UserError(self.env._("This was taken away already."))
        obstacles = person_sudo._get_erasure_obstacles()
        if obstacles:
            raise UserError("\n".join(obstacles))
        counts = person_sudo._get_erasure_counts()
        person_sudo._erase_data()
        proof = self.env["hcc.erasure"]._prove(self, why, counts, rule_kind)
        person_sudo._journal("person_erased", why=why)
        return proof

    def _get_erasure_counts(self):
        """How many records of each model hold something of the person.

        :rtype: dict
        """
        return {
            model: len(records)
            for model, records in sorted(self._get_erasure_parts().items())
            if records
        }

    # -------------------------------------------------------------------------
    # MADE TO BE EXTENDED
    # -------------------------------------------------------------------------

    def _is_erased(self):
        """Whether nothing of the person is here any more."""
        return False

    def _get_erasure_obstacles(self):
        """What has to be settled first.

        :return: list of sentences; empty: nothing
        """
        return []

    def _get_erasure_parts(self):
        """Records that hold something of the person, in sudo.

        :return: {name of a model: records}
        :rtype: dict
        """
        return {self._name: self}

    def _erase_data(self):
        """Take the person out of all parts; called in sudo, under a lock."""
        raise NotImplementedError

    def _get_kept_words(self):
        """What goes on being kept, and why, in sentences.

        :rtype: list of str
        """
        return [
            self.env._(
                "The journal of who did what and when, by numbers: it shows that the "
                "service acted rightly, and it names nobody."
            ),
            self.env._(
                "The row that proves when, by whom and why this was taken away."
            ),
        ]
