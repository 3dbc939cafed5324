from datetime import timedelta

from odoo import Command, api, fields, models

from odoo.addons.hcc_bench.models.hcc_bench_slots import DAYS
from odoo.addons.hcc_collaborator.tools.localtime import local_date

#: nobody is written to while the bookings are made
QUIET = {
    "tracking_disable": True,
    "no_mail_to_attendees": True,
    "dont_notify": True,
    "mail_create_nolog": True,
    "mail_notrack": True,
    "no_reset_password": True,
}


class HccBenchPeer(models.AbstractModel):
    """What ``hcc.bench.slots`` makes for one of our wards, for the peer."""

    _name = "hcc.bench.peer"
    _description = "Bench: Peer"

    @api.model
    def _fill(self, size, starts):
        """As many people with the same working time and the same bookings.

        :param size: how many people
        :param starts: list of (naive UTC as text, number of the person)
        :return: addresses of its pages, each a month, that show the fourteen days
        """
        quiet = self.with_context(**QUIET)
        kind, combinations = quiet._make_type(size)
        partner = quiet.env["res.partner"].create({"name": "Bench", "email": "b@x.vn"})
        Booking = quiet.env["resource.booking"]
        for start, number in starts:
            Booking.create(
                {
                    "type_id": kind.id,
                    "partner_ids": [Command.set(partner.ids)],
                    "combination_id": combinations[number].id,
                    "combination_auto_assign": False,
                    "start": fields.Datetime.to_datetime(start),
                    "duration": 0.5,
                }
            )
        asked = Booking.create(
            {"type_id": kind.id, "partner_ids": [Command.set(partner.ids)]}
        )
        today = local_date(fields.Datetime.now())
        months = {
            f"/schedule/{day:%Y/%m}"
            for day in (today, today + timedelta(days=DAYS - 1))
        }
        return [asked.get_portal_url(suffix=month) for month in sorted(months)]

    @api.model
    def _make_type(self, size):
        """A type of booking that any of so many people can take."""
        office = self.env.ref("hcc_collaborator.calendar_office")
        calendar = office.copy({"name": "Bench", "company_id": self.env.company.id})
        users = self.env["res.users"].create(
            [
                {"name": f"Peer {number}", "login": f"peer{number}"}
                for number in range(size)
            ]
        )
        resources = self.env["resource.resource"].create(
            [
                {
                    "name": user.name,
                    "resource_type": "user",
                    "user_id": user.id,
                    "calendar_id": calendar.id,
                    "tz": calendar.tz,
                }
                for user in users
            ]
        )
        combinations = self.env["resource.booking.combination"].create(
            [{"resource_ids": [Command.set(person.ids)]} for person in resources]
        )
        kind = self.env["resource.booking.type"].create(
            {
                "name": "Bench",
                "duration": 0.5,
                "slot_duration": 0.5,
                "modifications_deadline": 0.5,
                "resource_calendar_id": calendar.id,
                "combination_rel_ids": [
                    Command.create({"combination_id": combination.id})
                    for combination in combinations
                ],
            }
        )
        return kind, combinations
