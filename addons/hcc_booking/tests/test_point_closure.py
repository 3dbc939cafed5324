from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from odoo.addons.hcc_collaborator.tools.localtime import utc_datetime

from ..exceptions import SlotTaken
from .common import AT_POINT, BookingCase

DAY = AT_POINT.date()


class ClosureCase(BookingCase):
    def _close(self, hour_from=0.0, hour_to=24.0, user=None, point=None):
        closures = self.env["hcc.point.closure"].with_user(
            user or self.user_coordinator
        )
        return closures._close_point(
            point or self.point_a1,
            utc_datetime(DAY, hour_from),
            utc_datetime(DAY, hour_to),
            "Power cut",
        )

    def _times(self):
        slots = self.env["hcc.slot.finder"]._find(
            self.ward_a1, "point", self.procedure, point=self.point_a1, days=3
        )
        return {slot.start for slot in slots}

    def _attention(self, user=None):
        rows = self.env["hcc.attention"].with_user(user or self.user_coordinator)
        return rows.search([("kind", "=", "point_closed")])


@tagged("post_install", "-at_install")
class TestPointClosure(ClosureCase):
    def test_nothing_is_offered_then(self):
        before = self._times()
        self.assertIn(AT_POINT, before)
        closure = self._close(9.0, 10.0)
        after = self._times()
        self.assertNotIn(AT_POINT, after)
        self.assertNotIn(AT_POINT - timedelta(minutes=15), after, "it would reach in")
        self.assertIn(AT_POINT - timedelta(minutes=30), after)
        self.assertIn(AT_POINT + timedelta(hours=1), after)
        closure.action_cancel()
        self.assertEqual(self._times(), before)

    def test_nothing_is_booked_then(self):
        self._close(9.0, 10.0)
        with self.assertRaises(SlotTaken):
            self._submit()
        request = self._submit(start=AT_POINT + timedelta(hours=1))
        self.assertEqual(request.state, "booked")
        with self.assertRaises(SlotTaken):
            request._move(AT_POINT, service_point=self.point_a1, by="clerk")
        self.assertEqual(request.start, AT_POINT + timedelta(hours=1))

    def test_nothing_is_held_then(self):
        holds = self.env["hcc.slot.hold"]
        asked = (self.ward_a1, "point", self.point_a1, self.procedure, AT_POINT)
        hold = holds._take(*asked, visitor="one")
        self._close()
        self.assertFalse(hold.exists(), "it was given back")
        with self.assertRaises(SlotTaken):
            holds._take(*asked, visitor="two")

    def test_other_points_stay_open(self):
        self.env["hcc.shift"].create(
            {
                "collaborator_id": self.c_a2_1.id,
                "start": utc_datetime(DAY, 8),
                "stop": utc_datetime(DAY, 12),
                "kind": "point",
                "service_point_id": self.point_a2.id,
                "state": "published",
            }
        )
        self._close()
        self.assertFalse(self._times())
        request = self._submit(
            ward_id=self.ward_a2.id, service_point_id=self.point_a2.id
        )
        self.assertEqual(request.state, "booked")

    def test_everybody_is_told_once_and_nobody_moves(self):
        request = self._submit()
        later = self._submit(start=AT_POINT + timedelta(hours=2), phone="0912 345 670")
        entry = request.assignment_ids
        self._close(8.0, 10.0)
        self.assertEqual((request.state, request.start), ("booked", AT_POINT))
        self.assertEqual(request.assignment_ids, entry)
        self.assertTrue(entry.is_live)
        message = self._get_messages(request, "point_closed")
        self.assertEqual(len(message), 1)
        self.assertIn(self.point_a1.name, message.body)
        self.assertEqual(
            self._get_messages(request, "confirmed").state, "cancelled", "wrong now"
        )
        told = self._get_messages(request, "point_closed", "collaborator")
        self.assertEqual(told.collaborator_id, entry.collaborator_id)
        self.assertFalse(self._get_messages(later, "point_closed"))
        with self.assertRaises(UserError):
            self._close(9.0, 11.0)

    def test_nobody_is_reminded_of_a_closed_point(self):
        request = self._submit()
        self._close()
        request.outbox_ids._write_guarded({"state": "sent"})
        before = request.outbox_ids
        self.env["hcc.message"]._remind(request.current_appointment_id.sudo())
        self.assertEqual(request.outbox_ids, before)

    def test_what_is_left_stands_in_the_list(self):
        request = self._submit()
        other = self._submit(start=AT_POINT + timedelta(hours=2), phone="0912 345 670")
        closure = self._close(8.0, 10.0)
        self.assertEqual(closure.left_ids, request.current_appointment_id)
        row = self._attention()
        self.assertEqual(row.request_id, request)
        self.assertTrue(row.summary)
        self.assertEqual(row.action_next()["res_model"], "hcc.reschedule")
        self.assertFalse(self._attention(self.user_coordinator_b))
        request._move(
            AT_POINT + timedelta(hours=1), service_point=self.point_a1, by="clerk"
        )
        self.env.invalidate_all()
        self.assertFalse(closure.left_ids)
        self.assertFalse(self._attention())
        self.assertEqual(other.state, "booked")

    def test_open_after_all(self):
        stays = self._submit()
        moves = self._submit(phone="0912 345 670")
        closure = self._close(8.0, 10.0)
        moves._move(
            AT_POINT + timedelta(hours=1), service_point=self.point_a1, by="clerk"
        )
        closure.action_cancel()
        self.assertEqual(closure.state, "cancelled")
        message = self._get_messages(stays, "point_open")
        self.assertEqual(len(message), 1)
        self.assertIn("09:00", message.body)
        self.assertTrue(self._get_messages(stays, "point_open", "collaborator"))
        self.assertFalse(self._get_messages(moves, "point_open"))
        self.assertFalse(self._attention())
        with self.assertRaises(UserError):
            closure.action_cancel()
        self.assertEqual(self._close(8.0, 10.0).state, "live", "closed once more")

    def test_journal(self):
        closure = self._close()
        closure.action_cancel()
        rows = self.env["hcc.journal"].search(
            [("model", "=", closure._name), ("res_id", "=", closure.id)]
        )
        self.assertEqual(sorted(rows.mapped("action")), ["point_closed", "point_open"])

    def test_time_and_reason(self):
        closures = self.env["hcc.point.closure"].with_user(self.user_coordinator)
        start, stop = utc_datetime(DAY, 8), utc_datetime(DAY, 9)
        for wrong in (
            (stop, start, "Power cut"),
            (start - timedelta(days=9), stop - timedelta(days=9), "Power cut"),
            (start, stop, " "),
        ):
            with self.assertRaises(UserError):
                closures._close_point(self.point_a1, *wrong)

    def test_public_hours(self):
        self._close()
        days = dict(self.point_a1._local_hours(3)[self.point_a1.id])
        self.assertFalse(days[DAY])
        gaps = self.env["hcc.shift"]._get_coverage_gaps(
            self.point_a1, utc_datetime(DAY), utc_datetime(DAY, 24.0)
        )
        self.assertFalse(gaps, "nobody is missed at a closed point")


@tagged("post_install", "-at_install", "security")
class TestPointClosureAccess(ClosureCase):
    def test_only_who_coordinates_the_ward(self):
        for user in (
            self.user_coordinator_b,
            self.user_clerk,
            self.user_collaborator,
            self.user_manager,
        ):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._close(user=user)
        closure = self._close()
        for user in (self.user_coordinator_b, self.user_clerk, self.user_manager):
            with self.subTest(user.login), self.assertRaises(AccessError):
                closure.with_user(user).action_cancel()
        self.assertEqual(closure.state, "live")

    def test_nothing_by_hand(self):
        closure = self._close()
        for record in (closure, closure.sudo()):
            with self.assertRaises(UserError):
                record.write({"state": "cancelled"})
        with self.assertRaises(AccessError):
            closure.unlink()
        with self.assertRaises(AccessError):
            closure.create(
                {
                    "service_point_id": self.point_a1.id,
                    "start": AT_POINT,
                    "stop": AT_POINT + timedelta(hours=1),
                    "reason": "x",
                }
            )

    def test_form_shows_nothing_of_other_wards(self):
        self._submit()
        forms = self.env["hcc.point.closing"]
        for user, seen in ((self.user_coordinator, 1), (self.user_coordinator_b, 0)):
            form = Form(forms.with_user(user))
            form.service_point_id = self.point_a1
            form.start = utc_datetime(DAY)
            form.stop = utc_datetime(DAY, 24.0)
            self.assertEqual(form.visit_count, seen, user.login)


@tagged("post_install", "-at_install")
class TestPointClosing(ClosureCase):
    def _form(self):
        forms = self.env["hcc.point.closing"].with_user(self.user_coordinator)
        form = Form(forms.with_context(default_service_point_id=self.point_a1.id))
        form.reason = "Power cut"
        form.start = utc_datetime(DAY)
        form.stop = utc_datetime(DAY, 10.0)
        return form

    def test_form_shows_before_anything_is_done(self):
        request = self._submit()
        form = self._form()
        with form.line_ids.edit(0) as line:
            self.assertEqual(line.reference, request.reference)
            self.assertIn("10:00", line.others)
            self.assertNotIn("09:", line.others, "it is closed then")
        self.assertFalse(self.env["hcc.point.closure"].search([]))
        self.assertFalse(self._get_messages(request, "point_closed"))

    def test_one_confirmation(self):
        request = self._submit()
        action = self._form().save().action_close()
        closure = self.env["hcc.point.closure"].browse(action["res_id"])
        self.assertEqual(closure.service_point_id, self.point_a1)
        self.assertEqual(closure.left_ids, request.current_appointment_id)
        self.assertTrue(self._get_messages(request, "point_closed"))

    def test_queries_do_not_grow_with_the_visits(self):
        closures = self.env["hcc.point.closure"].with_user(self.user_coordinator)
        asked = (self.point_a1, utc_datetime(DAY), utc_datetime(DAY, 24.0))

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            rows = closures._preview(*asked)
            return len(rows), self.cr.sql_log_count - before

        self._submit()
        count()
        self.assertEqual(first := count()[0], 1)
        few = count()[1]
        for number in range(3):
            self._submit(
                start=AT_POINT + timedelta(minutes=30 * number + 30),
                phone=f"0912 345 61{number}",
            )
        visits, many = count()
        self.assertEqual(visits, first + 3)
        self.assertEqual(many, few)
