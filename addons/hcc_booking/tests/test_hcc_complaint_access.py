from odoo.exceptions import AccessError
from odoo.tests import tagged

from .complaint_common import ComplaintCase


@tagged("post_install", "-at_install", "security")
class TestHccComplaintAccess(ComplaintCase):
    """The one complained of never reads it, whatever else that person may do."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.booked = cls.env["hcc.booking"]._submit(
            cls._values(cls, submit_token="complaint access")
        )
        cls.helper = cls.booked.assignment_ids.collaborator_id
        cls.complaint = cls.env["hcc.complaint"]._receive(
            {
                "request_id": cls.booked.id,
                "kind": "money_asked",
                "text": "Asked for 50 000 đ",
                "phone": "0912 345 678",
                "is_verified": True,
            }
        )
        # everything at once: the helper also has every office of the city
        cls.user = cls.helper.user_id
        for role in (
            "clerk",
            "coordinator",
            "trainer",
            "manager",
            "committee",
            "data_officer",
            "administrator",
        ):
            cls.env["hcc.area.role"].create(
                {
                    "user_id": cls.user.id,
                    "role": role,
                    "scope": "city",
                    "date_from": "2026-01-01",
                }
            )
        cls.user.group_ids |= cls.env.ref("base.group_system")
        # another complaint, which that administrator may read
        cls.other = cls.env["hcc.complaint"]._receive(
            {
                "ward_id": cls.ward_a2.id,
                "kind": "money_asked",
                "text": "Somebody else did",
            }
        )
        cls.env.flush_all()
        cls.env.invalidate_all()

    def _as(self, model):
        return self.env[model].with_user(self.user)

    def test_other_complaints_are_read(self):
        """Else the tests below would show nothing."""
        self.assertTrue(self.other.with_user(self.user).text)
        self.assertEqual(self._as("hcc.complaint").search([]), self.other)

    def test_read(self):
        complaint = self.complaint.with_user(self.user)
        self.assertFalse(complaint.has_access("read"))
        for method in (
            lambda: complaint.read(["reference"]),
            lambda: complaint.text,
            lambda: complaint.display_name,
            lambda: complaint.export_data(["reference", "text"]),
            lambda: complaint.web_read({"text": {}}),
            lambda: complaint.write({"name": "x"}),
            lambda: complaint.action_begin(),
            lambda: complaint._answer("not_justified", "No"),
            lambda: complaint.action_close(),
            lambda: complaint.copy(),
            lambda: complaint.unlink(),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                method()

    def test_search_and_names(self):
        Complaint = self._as("hcc.complaint")
        reference = self.complaint.reference
        self.assertFalse(Complaint.search([("reference", "=", reference)]))
        self.assertFalse(Complaint.search([("text", "ilike", "50 000")]))
        self.assertFalse(
            Complaint.with_context(active_test=False)
            .browse()
            .search([("id", "=", self.complaint.id)])
        )
        self.assertFalse(Complaint.name_search(reference))
        self.assertFalse(Complaint.search_count([("id", "=", self.complaint.id)]))
        found = Complaint.web_search_read([], {"reference": {}})
        self.assertEqual([row["id"] for row in found["records"]], self.other.ids)

    def test_groups(self):
        Complaint = self._as("hcc.complaint")
        for groupby in ("kind", "ward_id", "collaborator_ids", "request_id"):
            groups = Complaint._read_group([], [groupby], ["__count"])
            self.assertEqual(sum(count for _value, count in groups), 1, groupby)
        rows = Complaint.formatted_read_group([], ["ward_id"], ["__count"])
        self.assertEqual([row["__count"] for row in rows], [1])

    def test_through_other_records(self):
        self.assertFalse(
            self._as("hcc.request").search([("complaint_ids.text", "ilike", "50 000")])
        )
        booked = self.booked.with_user(self.user)
        self.assertFalse(booked.complaint_ids)
        self.assertFalse(
            self._as("hcc.message")
            .search([("kind", "in", ("complaint_received", "complaint_answered"))])
            .complaint_id
        )
        self.assertTrue(self.complaint.message_ids)
        self.assertFalse(booked.outbox_ids & self.complaint.message_ids)

    def test_attention(self):
        self.complaint._write_guarded({"deadline": self.now})
        rows = self._as("hcc.attention").search([("kind", "=", "complaint")])
        self.assertNotIn(self.complaint.reference, rows.mapped("reference"))
        late = (
            self.env["hcc.attention"]
            .with_user(self.user_administrator)
            .search([("kind", "=", "complaint")])
        )
        self.assertIn(self.complaint.reference, late.mapped("reference"))

    def test_journal_and_history(self):
        Journal = self._as("hcc.journal")
        domain = [("model", "=", "hcc.complaint")]
        self.assertEqual(set(Journal.search(domain).mapped("res_id")), {self.other.id})
        groups = Journal._read_group(domain, ["res_id"], ["__count"])
        self.assertEqual([value for value, _count in groups], [self.other.id])
        history = self._as("hcc.request.history").search(
            [("request_id", "=", self.booked.id)]
        )
        self.assertTrue(history)
        self.assertFalse([row for row in history if "complaint" in (row.action or "")])
        officer = self.env["hcc.journal"].with_user(self.user_data_officer)
        self.assertIn(self.complaint.id, officer.search(domain).mapped("res_id"))

    def test_no_chatter_no_attachment(self):
        self.assertNotIn("message_follower_ids", self.complaint._fields)
        self.assertFalse(
            self.env["mail.message"].search(
                [("model", "=", "hcc.complaint"), ("res_id", "=", self.complaint.id)]
            )
        )

    def test_forms(self):
        with self.assertRaises(AccessError):
            self._as("hcc.complaint.answer").create(
                {
                    "complaint_id": self.complaint.id,
                    "outcome": "not_justified",
                    "answer": "No",
                }
            )

    def test_form_begun_before_the_name_was_known(self):
        form = self._as("hcc.complaint.answer").create(
            {
                "complaint_id": self.other.id,
                "outcome": "not_justified",
                "answer": "No",
            }
        )
        self.assertTrue(form.text)
        self.other.staff_user_ids = self.user
        form.invalidate_recordset()
        with self.assertRaises(AccessError):
            form.read(["text"])

    def test_helper_without_office_reads_nothing_at_all(self):
        user = self.user_helper_3
        with self.assertRaises(AccessError):
            self.env["hcc.complaint"].with_user(user).search([])

    def test_names_are_not_taken_off(self):
        """Nor by a colleague who would open it to the one complained of."""
        complaint = self.complaint.with_user(self.coordinator_2)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            complaint.write({"collaborator_ids": [(5,)]})
        self.assertEqual(self.complaint.collaborator_ids, self.helper)
