from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.hcc_collaborator.tools.localtime import local_date, utc_datetime
from odoo.addons.hcc_collaborator.tools.phone import format_phone

DAY = timedelta(days=1)
#: states in which the page shows a visit
SHOWN = ("offered", "accepted", "started", "done", "no_show")
#: all that a device holds of a visit that is shown for the helper's safety alone
FOR_SAFETY = ("id", "reference", "start", "stop", "until", "state", "role", "safety")


class HccFieldDay(models.AbstractModel):
    """What a device of a helper holds: the visits of today and tomorrow.

    Read with the rights of the helper, in a fixed number of queries. A part of the
    page brings an abstract model that inherits ``hcc.field.day.base`` and extends
    :meth:`_add_to_visits` or :meth:`_add_to_day`; it is named in ``_inherit`` here.
    """

    _name = "hcc.field.day"
    _description = "Day in the Field"
    _inherit = [
        # one line for each part of the field page
        "hcc.field.day.mandate",
        "hcc.field.dossier.day",
        "hcc.field.safety.day",
        "hcc.field.day.base",
    ]

    @api.model
    def _get_day(self):
        """The day of the user who asks.

        :rtype: dict
        """
        now = fields.Datetime.now()
        today = local_date(now)
        until = utc_datetime(today + 2 * DAY)
        shown = Domain(
            [
                ("state", "in", SHOWN),
                ("stop", ">=", utc_datetime(today)),
                ("start", "<", until),
            ]
        )
        entries = self.env["hcc.assignment"].search(
            Domain("user_id", "=", self.env.uid) & (shown | self._get_out_there()),
            order="start, id",
        )
        rows = [self._prepare_visit(entry) for entry in entries]
        self._add_to_visits(entries, rows)
        seen = entries.filtered_domain(shown)
        for entry, row in zip(entries, rows, strict=True):
            if entry not in seen:
                self._keep_safety_alone(row, iso(utc_datetime(today + DAY)))
        seen._note_read(["contact_name"], "list")
        day = {
            "today": str(today),
            "until": iso(until),
            "now": iso(now),
            "visits": rows,
        }
        self._add_to_day(day)
        return day

    def _keep_safety_alone(self, row, until):
        """Of a visit that was taken away, or was of yesterday, nothing else."""
        kept = {name: row[name] for name in FOR_SAFETY if name in row}
        row.clear()
        row.update(kept, until=until, only_safety=True)

    def _prepare_visit(self, entry):
        """What the page shows of a visit; of the person, what the helper sees."""
        # sudo: hcc.request - where and what for; the person from the fields of the
        # assignment alone, which know when the helper sees them
        request_sudo = entry.sudo().request_id
        visible = bool(entry.contact_name)
        here = visible and entry._get_home_position()
        return {
            "id": entry.id,
            "reference": entry.reference,
            "start": iso(entry.start),
            "stop": iso(entry.stop),
            "until": iso(utc_datetime(local_date(entry.stop) + DAY)),
            "state": entry.state,
            "role": entry.role,
            "place": entry.place,
            "point": entry.sudo().service_point_id.name or "",
            "where": entry.where_words or "",
            "name": entry.contact_name or "",
            "phone": format_phone(entry.contact_phone) if entry.contact_phone else "",
            "address": entry.contact_address or "",
            "note": entry.contact_note or "",
            "map": [float(part) for part in here.split(",")] if here else None,
            "directions": entry.map_url or "",
            "needs": request_sudo._get_needs_words() if visible else [],
            "papers_to_see": entry.papers_to_see or "",
            "procedures": [
                self._prepare_procedure(procedure)
                for procedure in request_sudo.procedure_ids
            ],
        }

    def _prepare_procedure(self, procedure):
        return {
            "id": procedure.id,
            "name": procedure.name,
            "code": procedure.code,
            "minutes": procedure.minutes,
            "url": procedure.portal_url or "",
            "documents": [
                {"id": paper.id, "name": paper.name, "original": paper.original_needed}
                for paper in procedure.document_ids
            ],
        }


def iso(moment):
    """A naive UTC datetime as browsers read it."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
