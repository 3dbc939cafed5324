from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import AT_POINT, BookingCase

PERSONAL = (
    "citizen_id",
    "requester_id",
    "requester_relation",
    "partner_id",
    "description",
    "wish",
    "home_decision_reason",
    "cancel_reason",
    "consent_ids",
    "outbox_ids",
)


@tagged("post_install", "-at_install", "security")
class TestHccAccess(BookingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        case = cls()
        cls.request = case._submit(
            submit_token="access",
            description="Secret words",
            collaborator_id=cls.c_a1_1.id,
            partner_id=cls.user_portal.partner_id.id,
        )
        cls.other = case._submit_home(
            submit_token="other", collaborator_id=cls.c_a1_3.id
        )
        cls.visit = cls.request.current_appointment_id
        cls.entry = cls.visit.assignment_ids
        cls.env.flush_all()

    def _found(self, user, model):
        return self.env[model].with_user(user).search([])

    def test_wards(self):
        for user in (self.user_clerk, self.user_coordinator, self.user_administrator):
            self.assertLessEqual(
                self.request | self.other, self._found(user, "hcc.request")
            )
            self.assertIn(self.request.citizen_id, self._found(user, "hcc.citizen"))
        for model in (
            "hcc.request",
            "hcc.appointment",
            "hcc.assignment",
            "hcc.citizen",
            "hcc.message",
            "hcc.consent",
            "hcc.dossier",
        ):
            self.assertFalse(self._found(self.user_coordinator_b, model), model)
            with self.assertRaises(AccessError):
                self._found(self.user_trainer, model)

    def test_readers_see_no_person(self):
        for user in (self.user_manager, self.user_committee):
            requests = self._found(user, "hcc.request")
            self.assertIn(self.request, requests)
            requests.read(["reference", "state", "ward_id", "procedure_summary"])
            for name in PERSONAL:
                with self.subTest(name), self.assertRaises(AccessError):
                    requests.read([name])
            with self.assertRaises(AccessError):
                requests.search([("citizen_id.name", "ilike", "Lan")])
            for model in ("hcc.citizen", "hcc.consent", "hcc.message"):
                with self.assertRaises(AccessError):
                    self._found(user, model)
            with self.assertRaises(AccessError):
                requests[0].write({"eid_level2": "yes"})
            entry = self.entry.with_user(user)
            self.assertFalse(entry.contact_phone)

    def test_data_officer_reads_people(self):
        people = self._found(self.user_data_officer, "hcc.citizen")
        self.assertIn(self.request.citizen_id, people)
        people.read(["name", "identity_number", "disability"])
        with self.assertRaises(AccessError):
            people[0].write({"name": "Other"})

    def test_collaborator_sees_own_visits_without_the_person(self):
        user = self.user_collaborator
        self.assertEqual(self._found(user, "hcc.request"), self.request)
        self.assertEqual(self._found(user, "hcc.appointment"), self.visit)
        self.assertEqual(self._found(user, "hcc.assignment"), self.entry)
        mine = self.request.with_user(user)
        mine.read(["reference", "procedure_summary", "state", "eid_level2"])
        self.assertLessEqual(
            {"reference", "state"}, mine.fields_get().keys() - set(PERSONAL)
        )
        self.assertFalse(mine.fields_get().keys() & set(PERSONAL))
        for name in PERSONAL:
            with self.subTest(name), self.assertRaises(AccessError):
                mine.read([name])
            if name != "requester_relation":  # required: no question is asked
                with self.subTest(f"search {name}"), self.assertRaises(AccessError):
                    mine.search([(name, "!=", False)])
        for model in ("hcc.citizen", "hcc.consent"):
            with self.assertRaises(AccessError):
                self._found(user, model)
        messages = self._found(user, "hcc.message")
        self.assertEqual(messages.collaborator_id, self.c_a1_1)
        with self.assertRaises(AccessError):
            messages.read(["citizen_id"])
        with self.assertRaises(AccessError):
            messages[0].action_called()
        with self.assertRaises(AccessError):
            mine.write({"eid_level2": "yes"})

    def test_contact_from_acceptance_to_closing(self):
        entry = self.entry.with_user(self.user_collaborator)
        self.assertFalse(entry.contact_name)
        entry.action_accept()
        self.assertEqual(entry.contact_name, "Nguyễn Thị Lan")
        self.assertEqual(entry.contact_phone, "+84912345678")
        self.assertEqual(entry.contact_address, "12 Test street")
        self.assertIn("Secret words", entry.contact_note)
        clerk = self.entry.with_user(self.user_clerk)
        self.assertEqual(clerk.contact_name, "Nguyễn Thị Lan")
        for user in (self.user_committee, self.user_coordinator_b, self.user_helper_2):
            self.assertFalse(self.entry.with_user(user).sudo().contact_phone)
        with self.assertRaises(ValueError):
            entry.search([("contact_phone", "=", "+84912345678")])
        entry._start(AT_POINT)
        self.assertTrue(entry.contact_phone)
        entry._done(AT_POINT)
        self.assertFalse(entry.contact_phone)
        self.assertFalse(entry.contact_note)

    def test_access_follows_the_assignment(self):
        borrowed = self._new_helper_user("test_helper_a2", self.c_a2_1)
        self.assertFalse(self._found(borrowed, "hcc.request"))
        visit = self.other.current_appointment_id
        new = visit._reassign(visit.assignment_ids, self.c_a2_1)
        self.assertEqual(self._found(borrowed, "hcc.request"), self.other)
        new.with_user(borrowed).action_accept()
        self.assertTrue(new.with_user(borrowed).contact_address)
        new.with_user(borrowed).action_hand_back()
        self.assertFalse(self._found(borrowed, "hcc.request"))
        self.assertFalse(self._found(borrowed, "hcc.appointment"))
        self.assertFalse(new.with_user(borrowed).contact_address)

    def test_chatter_is_not_for_helpers(self):
        note = self.request.with_user(self.user_clerk).message_post(body="She is ill")
        self.assertTrue(note.with_user(self.user_clerk).body)
        for user in (self.user_collaborator, self.user_committee, self.user_portal):
            with self.assertRaises(AccessError):
                note.with_user(user).read(["body"])

    def test_dossiers(self):
        line = {"procedure_id": self.procedure.id, "code": "H26.1-261125-0001"}
        with self.assertRaises(AccessError):
            self.visit.with_user(self.user_helper_2)._record_dossiers([line])
        with self.assertRaises(AccessError):
            self.env["hcc.dossier"].with_user(self.user_helper_2).create(
                {
                    **line,
                    "request_id": self.request.id,
                    "appointment_id": self.visit.id,
                }
            )
        mine = self.visit.with_user(self.user_collaborator)._record_dossiers([line])
        self.assertEqual(self._found(self.user_collaborator, "hcc.dossier"), mine)
        self.assertFalse(self._found(self.user_helper_2, "hcc.dossier"))
        mine._set_outcome("accepted")
        self.assertEqual(mine.outcome, "accepted")
        with self.assertRaises(AccessError):
            mine.with_user(self.user_committee)._set_outcome("resolved")

    def test_portal_user_reads_own_requests_by_whitelist(self):
        user = self.user_portal
        mine = self._found(user, "hcc.request")
        self.assertEqual(mine, self.request)
        mine.read(["reference", "state", "start", "place", "procedure_summary"])
        for name in ("description", "citizen_id", "submit_token", "access_token"):
            with self.subTest(name), self.assertRaises(AccessError):
                mine.read([name])
        with self.assertRaises(AccessError):
            self.other.with_user(user).read(["reference"])
        for vals in ({"state": "done"}, {"eid_level2": "yes"}):
            with self.assertRaises(UserError):
                mine.write(vals)
        for model in ("hcc.citizen", "hcc.appointment", "hcc.assignment"):
            with self.assertRaises(AccessError):
                self._found(user, model)

    def test_one_bad_calendar_does_not_stop_the_others(self):
        assignments = type(self.env["hcc.assignment"])
        original = assignments._prepare_calendar_event
        bad = self.entry

        def prepare(entry):
            if entry == bad:
                raise ValueError("bad")
            return original(entry)

        with patch.object(assignments, "_prepare_calendar_event", prepare):
            self.env["hcc.assignment"]._sync_stale()
        good = self.other.assignment_ids
        self.assertTrue(good.calendar_event_id)
        self.assertFalse(bad.calendar_event_id)
        self.assertFalse((good | bad).filtered("calendar_stale"))

    def test_public_reads_nothing(self):
        public = self.env.ref("base.public_user")
        for model in ("hcc.request", "hcc.citizen", "hcc.appointment", "hcc.message"):
            with self.assertRaises(AccessError):
                self._found(public, model)

    def test_ratings_stay_in_the_ward(self):
        self.visit._complete(AT_POINT)
        self.request._submit_rating(2, "Words for the ward")
        rating = self.request._get_rating()
        self.assertEqual(rating.hcc_ward_id, self.ward_a1)
        rating.with_user(self.user_coordinator).read(["feedback"])
        rating.with_user(self.user_manager).read(["feedback"])
        for user in (
            self.user_coordinator_b,
            self.user_collaborator,
            self.user_clerk,
            self.user_trainer,
        ):
            with self.assertRaises(AccessError):
                rating.with_user(user).read(["feedback"])
        for user in (self.user_coordinator, self.user_collaborator):
            with self.assertRaises(AccessError):
                rating.with_user(user).write({"rating": 5})
            with self.assertRaises(AccessError):
                self.env["rating.rating"].with_user(user).create(
                    {
                        "res_model_id": self.env["ir.model"]._get_id("hcc.request"),
                        "res_id": self.request.id,
                        "rating": 5,
                        "consumed": True,
                    }
                )
        with self.assertRaises(AccessError):
            self.request.with_user(self.user_collaborator).read(
                ["rating_last_feedback"]
            )

    def test_calendar_shows_nobody(self):
        with self.enter_registry_test_mode():
            self.env.ref(
                "hcc_booking.ir_cron_hcc_assignment_calendar"
            ).method_direct_trigger()
        event = self.entry.calendar_event_id
        self.assertEqual(event.name, self.request.reference)
        self.assertEqual((event.start, event.stop), (self.entry.start, self.entry.stop))
        self.assertEqual(event.privacy, "private")
        self.assertFalse(event.location)
        self.assertFalse(event.description)
        self.assertEqual(event.partner_ids, self.user_collaborator.partner_id)
        for user in (self.user_helper_2, self.user_coordinator_b):
            found = (
                self.env["calendar.event"]
                .with_user(user)
                .search([("name", "ilike", "Lan")])
            )
            self.assertNotIn(event, found)
        self.request._cancel()
        self.env["hcc.assignment"]._sync_stale()
        self.assertFalse(event.exists())
