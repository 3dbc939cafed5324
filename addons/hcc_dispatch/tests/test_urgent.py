from datetime import timedelta

from freezegun import freeze_time

from odoo.tests import Form, tagged

from odoo.addons.hcc_booking.tests.common import AT_HOME, AT_POINT, BookingCase

HOUR = timedelta(hours=1)


@tagged("post_install", "-at_install")
class TestUrgent(BookingCase):
    """A request for today goes to whoever can be there soonest."""

    def _form(self, user):
        form = Form(self.env["hcc.intake"].with_user(user))
        form.ward_id = self.ward_a1
        form.place = "home"
        form.procedure_ids = self.procedure
        return form

    def test_the_soonest_time_without_notice(self):
        with freeze_time(AT_HOME - timedelta(minutes=20)):
            form = self._form(self.user_clerk)
            usual = form.slot_choices[0]["value"]
            form.is_urgent = True
            soonest = form.slot_choices[0]["value"]
        self.assertEqual(soonest, f"{AT_HOME:%Y-%m-%dT%H:%M}|0")
        self.assertGreater(usual, f"{AT_HOME + HOUR:%Y-%m-%dT%H:%M}")

    def test_shifts_and_other_visits_count_all_the_same(self):
        for number, person in enumerate((self.c_a1_2, self.c_a1_3, self.c_a2_1)):
            self._submit_home(
                submit_token=f"busy-{number}",
                phone=f"091234561{number}",
                collaborator_id=person.id,
            )
        with freeze_time(AT_HOME - timedelta(minutes=20)):
            form = self._form(self.user_clerk)
            form.is_urgent = True
            self.assertGreater(
                form.slot_choices[0]["value"], f"{AT_HOME:%Y-%m-%dT%H:%M}|0"
            )
        with freeze_time(AT_POINT - 8 * HOUR):
            form = self._form(self.user_clerk)
            form.is_urgent = True
            first = form.slot_choices[0]["value"]
            self.assertGreaterEqual(first, f"{AT_HOME - HOUR:%Y-%m-%dT%H:%M}")

    def test_citizens_cannot_ask_for_it(self):
        finder = self.env["hcc.slot.finder"].with_context(hcc_without_notice=True)
        public = finder.with_user(self.env.ref("base.public_user"))
        self.assertGreater(public._get_earliest("home"), self.now)
        self.assertEqual(
            finder.with_user(self.user_clerk)._get_earliest("home"), self.now
        )
