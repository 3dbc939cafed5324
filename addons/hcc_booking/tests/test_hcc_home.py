from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..exceptions import BookingError
from ..tools.home_rules import Facts, judge, overall
from .common import AT_HOME
from .home_common import HomeCase


@tagged("post_install", "-at_install")
class TestHccHome(HomeCase):
    """Who is visited at home: reasons and evidence."""

    # -------------------------------------------------------------------------
    # RULES
    # -------------------------------------------------------------------------

    def test_each_rule(self):
        for kind, threshold, needs, claimed, seen, facts, answer in (
            ("age", 60, False, True, False, Facts(age=60), "met"),
            ("age", 60, False, True, False, Facts(age=59), "not_met"),
            ("age", 60, False, True, False, Facts(), "unknown"),
            ("age", 60, False, False, False, Facts(age=80), "met"),
            ("difficulty", 0, False, True, False, Facts(), "stated"),
            ("difficulty", 0, False, False, False, Facts(), "not_met"),
            ("disability", 0, True, True, False, Facts(), "unknown"),
            ("disability", 0, True, True, True, Facts(), "met"),
            ("disability", 0, True, True, False, Facts(disability="mild"), "unknown"),
            ("disability", 0, True, False, False, Facts(disability="severe"), "met"),
            ("poverty", 0, True, True, False, Facts(poverty="near_poor"), "met"),
            ("distance", 5, False, True, False, Facts(distance_km=5.0), "not_met"),
            ("distance", 5, False, True, False, Facts(distance_km=5.1), "met"),
            ("distance", 5, False, True, False, Facts(), "unknown"),
            ("illness", 0, True, True, False, Facts(), "unknown"),
            ("illness", 0, True, True, True, Facts(), "met"),
            ("other", 0, False, True, False, Facts(), "stated"),
        ):
            with self.subTest(kind=kind, facts=facts, seen=seen, claimed=claimed):
                found = judge(
                    kind,
                    threshold,
                    needs,
                    is_claimed=claimed,
                    is_seen=seen,
                    facts=facts,
                )
                self.assertEqual(found, answer)
        self.assertEqual(overall(["not_met", "unknown"]), "unknown")

    def test_proposal_follows_what_is_known(self):
        request = self._submit_home(home_reason_ids=self.reasons["age"].ids)
        as_clerk = request.with_user(self.user_clerk)
        self.assertEqual(as_clerk.home_proposal, "unknown")
        request.citizen_id.birth_year = 1950
        self.assertEqual(as_clerk.home_proposal, "met")
        self.assertIn("76", as_clerk.home_proposal_words)
        request.citizen_id.birth_year = 1990
        self.assertEqual(as_clerk.home_proposal, "not_met")

    def test_no_reason_is_for_a_human(self):
        request = self._submit_home(difficulty_travelling=False)
        self.assertEqual(request.home_decision, "pending")
        self.assertEqual(request.state, "booked", "a pending decision blocks nothing")
        self.assertEqual(request.home_proposal, "unknown")

    def test_distance_to_the_nearest_point(self):
        (self.point_a1 | self.point_a2 | self.point_b1).write(
            {"latitude": 21.03, "longitude": 105.83}
        )
        self.env["hcc.service.point"].search(
            [("id", "not in", (self.point_a1 | self.point_a2 | self.point_b1).ids)]
        ).active = False
        request = self._submit_home(
            home_reason_ids=self.reasons["distance"].ids,
            latitude="21.10",
            longitude="105.83",
        )
        self.assertEqual(request.home_proposal, "met")
        self.assertIn("7.8 km", request.home_proposal_words)

    def test_form_of_the_home_is_checked(self):
        for changes, field in (
            ({"home_reason_ids": [10**6]}, "home_reason_ids"),
            ({"home_reason_ids": ["x"]}, "home_reason_ids"),
            ({"address_note": "x" * 251}, "address_note"),
            ({"latitude": "12.5", "longitude": "107.1"}, "position"),
            ({"latitude": "nan", "longitude": "105.83"}, "position"),
            ({"latitude": "21.03"}, "position"),
            ({"latitude": "91", "longitude": "105.83"}, "position"),
        ):
            with self.subTest(**changes), self.assertRaises(BookingError) as caught:
                self._submit_home(**changes)
            self.assertEqual(set(caught.exception.errors), {field})

    def test_nothing_of_a_home_is_kept_at_a_point(self):
        request = self._submit(
            home_reason_ids=self.reasons["poverty"].ids,
            address_note="Third floor",
            latitude="21.03",
            longitude="105.83",
        )
        self.assertFalse(request.home_reason_ids)
        self.assertFalse(request.latitude)
        self.assertFalse(request.citizen_id.address_note)
        self.assertEqual(request.home_decision, "not_needed")

    def test_rules_decide_only_where_they_may(self):
        pending = self._submit_home(birth_year="1940")
        self.assertEqual(pending.home_decision, "pending")
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("hcc_booking.home_auto_approve", "True")
        later = {"start": AT_HOME + timedelta(hours=2)}
        approved = self._submit_home(birth_year="1940", **later)
        self.assertEqual(approved.home_decision, "approved")
        self.assertFalse(approved.home_decided_by_id, "a rule, nobody")
        young = self._submit_home(
            birth_year="1990",
            home_reason_ids=self.reasons["difficulty"].ids,
            start=AT_HOME + timedelta(hours=1),
        )
        self.assertEqual(young.home_decision, "pending", "a word alone decides nothing")

    # -------------------------------------------------------------------------
    # EVIDENCE
    # -------------------------------------------------------------------------

    def test_clerk_notes_what_was_seen(self):
        request = self._submit_home(home_reason_ids=self.reasons["disability"].ids)
        form = Form(
            self.env["hcc.home.seen"]
            .with_user(self.user_clerk)
            .with_context(default_request_id=request.id)
        )
        form.reason_id = self.reasons["disability"]
        form.paper = "disability_certificate"
        form.save().action_confirm()
        form.save().action_confirm()
        self.assertRecordValues(
            request.home_evidence_ids,
            [{"seen_by_id": self.user_clerk.id, "at_the_door": False}],
        )
        self.assertEqual(request.home_proposal, "met")
        with self.assertRaises(UserError):
            request.home_evidence_ids.write({"paper": "seen"})
        with self.assertRaises(AccessError):
            self.env["hcc.home.evidence"].with_user(self.user_clerk).create(
                {"request_id": request.id}
            )

    def test_helper_notes_it_at_the_own_open_visit(self):
        request = self._submit_home(
            home_reason_ids=self.reasons["illness"].ids, collaborator_id=self.c_a1_2.id
        )
        entry = request.current_appointment_id.assignment_ids
        as_helper = entry.with_user(self.user_helper_2)
        self.assertFalse(as_helper.papers_to_see, "not before acceptance")
        as_helper.action_accept()
        self.assertIn("doctor", as_helper.papers_to_see)
        self.assertFalse(entry.with_user(self.user_helper_3).papers_to_see)

        def note(user, reason):
            wizard = self.env["hcc.home.seen"].with_user(user)
            wizard.create(
                {
                    "assignment_id": entry.id,
                    "reason_id": self.reasons[reason].id,
                    "paper": "medical_paper",
                }
            ).action_confirm()

        with self.assertRaises(AccessError):
            note(self.user_helper_3, "illness")
        with self.assertRaises(UserError):
            note(self.user_helper_2, "poverty")
        note(self.user_helper_2, "illness")
        self.assertTrue(request.home_evidence_ids.at_the_door)
        as_helper.invalidate_recordset()
        self.assertFalse(as_helper.papers_to_see)

    def test_a_longer_day_takes_no_more_queries(self):
        entries = self.env["hcc.assignment"]
        for number in range(3):
            request = self._submit_home(
                home_reason_ids=self.reasons["illness"].ids,
                collaborator_id=self.c_a1_2.id,
                start=AT_HOME + number * timedelta(minutes=90),
            )
            entries |= request.current_appointment_id.assignment_ids
        entries = entries.with_user(self.user_helper_2)
        entries.action_accept()

        def count(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            names = ["papers_to_see", "asks_own_consent", "map_url"]
            self.assertTrue(all(row["papers_to_see"] for row in records.read(names)))
            return self.env.cr.sql_log_count - before

        count(entries)
        self.assertEqual(count(entries), count(entries[0]))

    def test_helper_reads_no_reasons(self):
        request = self._submit_home(home_reason_ids=self.reasons["poverty"].ids)
        entry = request.current_appointment_id.assignment_ids
        entry.with_user(entry.user_id).action_accept()
        as_helper = request.with_user(entry.user_id)
        for name in ("home_reason_ids", "home_proposal", "home_review_text"):
            with self.assertRaises(AccessError):
                as_helper.read([name])

    def test_the_way_to_the_door(self):
        request = self._submit_home(
            address_note="Lane 12, third house",
            latitude="21.031",
            longitude="105.831",
            collaborator_id=self.c_a1_2.id,
        )
        entry = request.current_appointment_id.assignment_ids
        as_helper = entry.with_user(self.user_helper_2)
        self.assertFalse(as_helper.map_url)
        as_helper.action_accept()
        self.assertEqual(
            as_helper.map_url, "geo:21.031000,105.831000?q=21.031000,105.831000"
        )
        self.assertIn("Lane 12, third house", as_helper.contact_note)
        request._cancel(by="citizen")
        as_helper.invalidate_recordset()
        self.assertFalse(as_helper.map_url)
        self.assertFalse(as_helper.contact_note)
