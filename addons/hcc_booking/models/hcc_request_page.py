from odoo import models


class HccRequestPage(models.AbstractModel):
    """What the citizen's page, the slip and the portal show of a request besides.

    Made to be extended: each part of the service adds its own values.
    """

    _name = "hcc.request.page"
    _description = "Page of a Request"

    def _get_page_values(self):
        """Plain values for whoever may see the request; called in sudo.

        :rtype: dict
        """
        self.ensure_one()
        return {"coming": self._get_coming()}

    def _get_coming(self):
        """Who is on the way to the home now: what to expect, and to check.

        :return: list of dicts: ``text`` and ``badge_path`` (may be empty)
        """
        words = self.env["hcc.words"]
        return [
            {
                "text": self.env._(
                    "%(name)s is on the way to you and should arrive at about "
                    "%(time)s.",
                    name=entry.collaborator_id.name,
                    time=words._time(entry.expected_at or entry.start),
                ),
                "badge_path": entry.collaborator_id._get_badge_path(),
            }
            for entry in self.current_appointment_id.assignment_ids
            if entry.on_the_way_at and entry.state == "accepted"
        ]
