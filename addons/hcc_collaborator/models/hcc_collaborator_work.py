from odoo import models


class HccCollaboratorWork(models.AbstractModel):
    """What collaborators have worked, and the statements of it."""

    _name = "hcc.collaborator.work"
    _description = "Work of Collaborators"

    def _get_work_items(self, first_day, following_day):
        """What these people worked; booking adds shifts and visits.

        :param date first_day: local day
        :param date following_day: the first local day that does not count
        :return: list of dicts: ``collaborator_id``; ``kind``, one of the kinds of
            ``hcc.statement.line``; ``start`` and ``stop`` (naive UTC); ``source``
            (where it is recorded)
        """
        return []
