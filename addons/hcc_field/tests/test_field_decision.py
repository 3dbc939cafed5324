from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.hcc_booking.tests.common import AT_HOME, AT_POINT

from .field_common import ON_THE_DAY, FieldCase

LATER = AT_HOME + timedelta(hours=1)


@tagged("post_install", "-at_install")
class TestFieldDecision(FieldCase):
    """What did not fit waits for the coordinator of the ward, who decides."""

    def setUp(self):
        super().setUp()
        self.device = self._make_device()
        self.actions = self.env["hcc.field.action"]
        self.person = (self.c_a1_2 | self.c_a1_3) - self.entry.collaborator_id

    def _receive(self, *messages):
        """Without the web: what the endpoint does for a device."""
        env = self.env(user=self.helper.id, su=True)
        device = self.device.record.with_env(env)
        results = env["hcc.field.action"]._receive(
            device, list(messages), self.device.clock()
        )
        return [row["status"] for row in results]

    def _whole_visit(self):
        paper = {
            "procedure": self.procedure.id,
            "filed": "online",
            "code": "H26.1-261125-0001",
        }
        return [
            self.device.action(self.entry, "start", ago=1200),
            self.device.action(self.entry, "note", {"text": "By the yard"}, ago=900),
            self.device.action(self.entry, "dossier", paper, ago=300),
            self.device.action(self.entry, "done", ago=60),
        ]

    def _attached(self):
        """A whole visit that the office gave away meanwhile."""
        messages = self._whole_visit()
        self.visit.with_user(self.user_coordinator)._reassign(self.entry, self.person)
        self.assertEqual(set(self._receive(*messages)), {"attached"})
        return self.actions.with_user(self.user_coordinator).search(
            [("status", "=", "attached")], order="seq"
        )

    def test_take_over_after_a_reassignment(self):
        attached = self._attached()
        other = self.visit.assignment_ids - self.entry
        self.assertEqual(set(attached.mapped("visit_count")), {4})
        attached[:1].action_take_over_visit()
        self.assertEqual(self.entry.state, "done")
        self.assertEqual(other.state, "released")
        self.assertEqual(self.visit.state, "done")
        self.assertEqual(self.visit.lead_id, self.entry.collaborator_id)
        self.assertEqual(
            self.visit.dossier_ids.collaborator_id, self.entry.collaborator_id
        )
        self.assertEqual(set(attached.mapped("status")), {"taken"})
        self.assertEqual(attached.decided_by_id, self.user_coordinator)
        self.assertFalse(any(attached.sudo().mapped("payload")))
        with self.assertRaisesRegex(UserError, "decided about this already"):
            attached[:1].action_keep()

    def test_taken_over_as_of_when_it_began(self):
        attached = self._attached()
        with (
            freeze_time(LATER),
            patch.object(type(self.visit), "_begin", autospec=True) as begin,
        ):
            attached[:1].action_take_over_visit()
        start = attached.filtered(lambda action: action.kind == "start")
        self.assertEqual(begin.call_args.args[1], start.at)
        self.assertLess(start.at, ON_THE_DAY)

    def test_papers_that_are_taken_over_stay_seen(self):
        """They are what the page shows, and do not hide what was seen before."""
        first, second = self.env["hcc.procedure.document"].create(
            [
                {"procedure_id": self.procedure.id, "name": name}
                for name in ("Birth paper", "Book")
            ]
        )
        seen = {str(first.id): True}
        self._receive(self.device.action(self.entry, "checklist", seen))
        self.device.record._end("lost")
        seen |= {str(second.id): True}
        said = seen | {"9": True, "note": "x"}
        self._receive(self.device.action(self.entry, "checklist", said))
        attached = self.actions.search([("status", "=", "attached")])
        attached.with_user(self.user_coordinator).action_take_over()
        self.assertEqual(attached.text, "Birth paper, Book")
        [row] = self.env["hcc.field.day"].with_user(self.helper)._get_day()["visits"]
        self.assertEqual(row["checklist"], seen)

    def test_take_over_after_a_cancellation(self):
        messages = self._whole_visit()
        self.request.with_user(self.user_coordinator)._cancel(by="clerk")
        self._receive(*messages)
        attached = self.actions.search([("status", "=", "attached")])
        attached.with_user(self.user_coordinator).action_take_over()
        self.assertEqual(self.visit.state, "done")
        self.assertEqual(self.request.state, "done")
        self.assertEqual(self.entry.state, "done")

    def test_take_over_when_the_office_said_not_there(self):
        messages = self._whole_visit()
        with freeze_time(LATER):
            self.visit._mark_no_show()
            self._receive(*messages)
            attached = self.actions.search([("status", "=", "attached")])
            self.assertEqual(
                sorted(attached.mapped("kind")), ["done", "dossier", "start"]
            )
            attached.with_user(self.user_coordinator).action_take_over()
        self.assertEqual(self.visit.state, "done")
        self.assertEqual(self.request.state, "done")
        self.assertTrue(self.visit.dossier_ids)

    def test_taken_over_though_somebody_else_has_been_there(self):
        """The other's visit stays; what is new is added to it."""
        messages = self._whole_visit()
        self.visit.with_user(self.user_coordinator)._reassign(self.entry, self.person)
        with freeze_time(LATER):
            self.visit._complete()
            self._receive(*messages)
            attached = self.actions.search([("status", "=", "attached")])
            attached.with_user(self.user_coordinator).action_take_over()
        self.assertEqual(self.entry.state, "released")
        self.assertEqual(self.visit.lead_id, self.person)
        self.assertEqual(self.visit.dossier_ids.mapped("code"), ["H26.1-261125-0001"])

    def test_nobody_there_is_taken_over(self):
        with freeze_time(LATER):
            self.visit.with_user(self.user_coordinator)._reassign(
                self.entry, self.person
            )
            message = self.device.action(self.entry, "no_show", ago=1800)
            self.assertEqual(self._receive(message), ["attached"])
            attached = self.actions.search([("status", "=", "attached")])
            attached.with_user(self.user_coordinator).action_take_over()
        self.assertEqual(self.visit.state, "no_show")
        self.assertEqual(self.entry.state, "no_show")

    def test_nobody_there_though_it_is_done(self):
        with freeze_time(LATER):
            self.visit.with_user(self.user_coordinator)._reassign(
                self.entry, self.person
            )
            self.visit._complete()
            self._receive(self.device.action(self.entry, "no_show", ago=1800))
            attached = self.actions.search([("status", "=", "attached")])
            with self.assertRaisesRegex(UserError, "closed this visit as “Done”"):
                attached.with_user(self.user_coordinator).action_take_over()

    def test_another_visit_by_now(self):
        """A request that goes on elsewhere is not turned back."""
        with freeze_time(AT_POINT - timedelta(days=1)):
            other = self._submit(phone="0912 345 679").current_appointment_id
        messages = self._whole_visit()
        self.request.with_user(self.user_coordinator)._cancel(by="clerk")
        self._receive(*messages)
        self.env.execute_query(
            SQL(
                "UPDATE hcc_request SET current_appointment_id = %s WHERE id = %s"
                " RETURNING id",
                other.id,
                self.request.id,
            )
        )
        self.env.invalidate_all()
        attached = self.actions.search([("status", "=", "attached")])
        with self.assertRaisesRegex(UserError, "another visit by now"):
            attached.with_user(self.user_coordinator).action_take_over()

    def test_among_what_needs_a_hand(self):
        attached = self._attached()
        rows = self.env["hcc.attention"].with_user(self.user_coordinator)
        row = rows.search([("kind", "=", "field_decision")])
        self.assertEqual(row.assignment_id, self.entry)
        self.assertEqual(row.ward_id, self.ward_a1)
        self.assertIn(self.entry.collaborator_id.name, row.summary)
        action = row.action_next()
        self.assertEqual(
            self.actions.search(action["domain"]).sorted("id"), attached.sorted("id")
        )
        attached.action_keep()
        self.assertFalse(rows.search([("kind", "=", "field_decision")]))

    def test_all_of_it_or_nothing(self):
        attached = self._attached()
        bad = attached.filtered(lambda action: action.kind == "dossier")
        bad.sudo()._write_guarded({"payload": {"filed": "online"}})
        self.env.flush_all()
        with (
            self.assertRaisesRegex(UserError, "code of the dossier"),
            self.env.cr.savepoint(),
        ):
            attached.action_take_over()
        self.assertEqual(self.entry.state, "released")
        self.assertEqual(set(attached.mapped("status")), {"attached"})

    def test_keep_as_a_note(self):
        attached = self._attached()
        attached.action_keep()
        self.assertEqual(set(attached.mapped("status")), {"kept"})
        self.assertEqual(self.entry.state, "released")
        self.assertEqual(self.visit.state, "booked")
        paper = attached.filtered(lambda action: action.kind == "dossier")
        self.assertIn("H26.1-261125-0001", paper.text)
        self.assertFalse(any(attached.sudo().mapped("payload")))

    def test_sent_again_after_the_decision(self):
        messages = self._whole_visit()
        self.visit.with_user(self.user_coordinator)._reassign(self.entry, self.person)
        self._receive(*messages)
        self.actions.search([("status", "=", "attached")]).action_keep()
        self.assertEqual(set(self._receive(*messages)), {"attached"})
        self.assertEqual(len(self.actions.search([])), 4)

    def test_who_decides(self):
        attached = self._attached()
        for user in (self.user_clerk, self.helper, self.user_committee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                attached.with_user(user).action_keep()
        with self.assertRaises(AccessError):
            attached.with_user(self.helper).read(["text"])

    def test_status_is_written_by_methods_alone(self):
        attached = self._attached()
        with self.assertRaises(UserError):
            attached.write({"status": "applied"})
        with self.assertRaises(AccessError):
            attached.read(["payload"])
