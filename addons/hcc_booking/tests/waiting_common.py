from datetime import timedelta

from freezegun import freeze_time

from .common import AT_POINT, NOW, BookingCase

#: 08:00 and 11:00 at the point
EARLY = AT_POINT - timedelta(hours=1)
LATER = AT_POINT + timedelta(hours=2)
HALF_HOUR = timedelta(minutes=30)


class WaitingCase(BookingCase):
    """The Wednesday of ``BookingCase``; people are written to by text message."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("hcc_booking.sms_enabled", "True")
        # one visit at a time at the point, so that a cancelled one is all there is
        cls.point_a1.desks = 1

    def _fill(self, until=AT_POINT + timedelta(hours=3)):
        """Book every half hour of the morning at the point.

        :return: {start: request}
        """
        starts = [EARLY + number * HALF_HOUR for number in range(8)]
        return {
            start: self._submit(
                submit_token=f"other-{start}", phone=f"0912{start:%d%H%M}", start=start
            )
            for start in starts
            if start < until
        }

    def _wait(self, start=None, number=1, **wanted):
        """Somebody who waits; ``start`` is the time that they have."""
        changes = {"wish": "As soon as possible"} if not start else {}
        request = self._submit(
            submit_token=f"waits-{number}",
            phone=f"09870010{number:02d}",
            start=start,
            **changes,
        )
        wanted.setdefault("parts", ["morning"])
        return self.env["hcc.waiting"]._join(request, wanted)

    def _run(self, at=NOW):
        """Run the job at a moment."""
        with freeze_time(at), self.enter_registry_test_mode():
            self.env.ref(
                "hcc_booking.ir_cron_hcc_waiting_offer"
            ).method_direct_trigger()
        self.env.invalidate_all()

    def _hear(self, entry):
        """The text message has gone out."""
        messages = self._get_messages(entry.request_id, "earlier_offer")
        offer = entry.offer_id
        message = messages.filtered(lambda message: message.state == "pending")
        message._write_guarded({"state": "sent"})
        self.env.cr.execute(
            "UPDATE hcc_message SET create_date = %s WHERE id IN %s",
            [offer.offered_at, tuple(message.ids)],
        )
        message.invalidate_recordset(["create_date"])

    def _get_holds(self, entry):
        return self.env["hcc.slot.hold"].search(
            [("visitor", "=", entry._get_visitor()), ("kind", "=", "offer")]
        )
