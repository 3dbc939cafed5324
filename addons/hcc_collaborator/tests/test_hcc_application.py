import io
import zipfile
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2.errors import UniqueViolation

from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import mute_logger

from ..exceptions import InputError
from ..models.hcc_collaborator_application import LIMITS, MAX_FILE
from ..tools.file_kind import file_kind
from .common import NOW
from .selection_common import SelectionCase

PDF = b"%PDF-1.7\nwords"


def zipped(*names):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


class TestHccApplication(SelectionCase):
    def test_an_application(self):
        person = self._receive(cv=PDF, conflicts=["business"], conflict_words="A shop")
        self.assertRegex(person.application_reference, r"^UV-[2-9A-Z]{4}-[2-9A-Z]{4}$")
        self.assertRecordValues(
            person,
            [
                {
                    "name": "Trần Thị Hà",
                    "phone": "+84912000555",
                    "state": "applied",
                    "team_id": self.team_a1.id,
                    "ward_id": self.ward_a1.id,
                    "can_evenings": True,
                    "can_weekends": False,
                    "is_online": True,
                    "applied_at": NOW,
                    "consent_version": "test",
                    "consent_at": NOW,
                    "cv_name": f"{person.application_reference}.pdf",
                }
            ],
        )
        self.assertEqual(person.conflict_ids.kind, "business")
        self.assertEqual(
            person.with_context(bin_size=False).cv, b"JVBERi0xLjcKd29yZHM="
        )
        self.assertEqual(person.resource_id.name, "Trần Thị Hà")
        told = self._notices(person)
        self.assertIn(person.application_reference, told.body)

    def test_sent_twice_is_one(self):
        first, again = self._receive(), self._receive(name="Somebody else")
        self.assertEqual(first, again)
        self.assertEqual(first.name, "Trần Thị Hà")
        self.assertEqual(len(self._notices(first)), 1)

    def test_sent_twice_at_once_starts_anew(self):
        self._receive()
        people = type(self.env["hcc.collaborator"])
        none = self.env["hcc.collaborator"]
        with patch.object(people, "search", lambda *args, **kwargs: none):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(ConcurrencyError) as caught,
            ):
                self._receive()
        self.assertIsInstance(caught.exception.__cause__, UniqueViolation)

    def test_what_is_refused(self):
        cases = {
            "name": {"name": "  "},
            "phone": {"phone": "12"},
            "email": {"email": "no address"},
            "category": {"category": "spy"},
            "ward": {"ward_id": 0},
            "consent": {"consent_digest": ""},
            "experience": {"experience": "x" * (LIMITS["experience"] + 1)},
            "cv": {"cv": b"MZ a program"},
        }
        for field, changes in cases.items():
            with self.subTest(field=field), self.assertRaises(InputError) as caught:
                self._receive(**changes)
            self.assertEqual(list(caught.exception.errors), [field])
        with self.assertRaises(InputError) as caught:
            self._receive(name="", phone="", cv=b"x" * (MAX_FILE + 1))
        self.assertEqual(set(caught.exception.errors), {"name", "phone", "cv"})

    def test_a_ward_without_a_team_gets_one(self):
        ward = self.env["hcc.ward"].create(
            self._prepare_ward("A9", self.branch_a, "dense", 21.0, 105.8)
        )
        gaps = self.env["hcc.team"]._get_gaps(ward | self.ward_a1)
        self.assertEqual(gaps, {ward.id: 10, self.ward_a1.id: 7})
        person = self._receive(ward_id=ward.id)
        self.assertEqual(person.ward_id, ward)
        self.assertEqual(person.team_id.target_size, 10)
        self.assertIn("Test A9", person.team_id.name)
        again = self._receive(ward_id=ward.id, submit_token="token-2")
        self.assertEqual(again.team_id, person.team_id)

    def test_kinds_of_files(self):
        docx = zipped("[Content_Types].xml", "word/document.xml")
        macros = zipped(
            "[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"
        )
        for content, kind in (
            (PDF, "pdf"),
            (b"\xff\xd8\xff\xe0", "jpg"),
            (b"\x89PNG\r\n\x1a\n", "png"),
            (docx, "docx"),
            (macros, ""),
            (zipped("xl/workbook.xml"), ""),
            (b"PK\x03\x04 broken", ""),
            (b"<svg onload=alert(1)>", ""),
            (b"GIF89a", ""),
            (b"", ""),
        ):
            with self.subTest(content=content[:12]):
                self.assertEqual(file_kind(content), kind)

    def test_cv_is_for_those_who_decide(self):
        person = self._receive(cv=PDF)
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", person._name), ("res_field", "=", "cv")]
        )
        self.assertEqual(attachment.mimetype, "application/pdf")
        for user in (self.user_clerk, self.user_trainer, self.user_coordinator_b):
            with self.subTest(user=user.login):
                self.assertFalse(attachment.with_user(user).has_access("read"))
        own = attachment.with_user(self.user_coordinator)
        self.assertTrue(own.has_access("read"))

    # Following it

    def test_found_by_both_alone(self):
        person = self._receive()
        find = self.env["hcc.collaborator"]._find_application
        reference = person.application_reference
        self.assertEqual(find(reference, "0912000555"), person)
        for typed in (
            (reference, "0912000556"),
            (self.applicant.application_reference, "0912000555"),
            (reference, ""),
            ("", "0912000555"),
            (False, "0912000555"),
            ("%", "0912000555"),
        ):
            with self.subTest(typed=typed):
                self.assertFalse(find(*typed))

    def test_withdrawing(self):
        person = self._receive()
        person._withdraw()
        self.assertEqual(person.state, "left")
        self.assertEqual(person.application_closed_at, NOW)
        person._withdraw()
        self.assertEqual(self._journaled(person).count("application_withdrawn"), 1)
        with self.assertRaises(UserError):
            self.c_a1_1._withdraw()

    # Retention

    def test_cleared_after_a_while(self):
        person = self._receive(cv=PDF, conflicts=["other"], conflict_words="Words")
        reference = person.application_reference
        self._score(self.user_coordinator, person=person, note="Kind")
        person._withdraw()
        run = self.env["hcc.retention.rule"]._apply_all
        with freeze_time(NOW + timedelta(days=180)):
            run()
            self.assertEqual(person.name, "Trần Thị Hà", "not yet")
        with freeze_time(NOW + timedelta(days=180, seconds=1)):
            run()
            run()
        self.env.invalidate_all()
        self.assertRecordValues(
            person,
            [
                {
                    "name": reference,
                    "phone": False,
                    "email": False,
                    "experience": False,
                    "languages": False,
                    "cv": False,
                    "conflict_ids": [],
                }
            ],
        )
        self.assertEqual(person.resource_id.name, reference)
        self.assertFalse(any(person.sudo().score_ids.mapped("note")))
        attachments = self.env["ir.attachment"].search_count(
            [("res_model", "=", person._name), ("res_id", "=", person.id)]
            + [("res_field", "!=", False)]
        )
        self.assertFalse(attachments)
        self.assertFalse(self._notices(person))
        self.assertEqual(self._journaled(person).count("application_cleared"), 1)

    def test_one_that_fails_does_not_stop_the_others(self):
        people = self._receive() | self._receive(submit_token="token-2", name="Other")
        for person in people:
            person._withdraw()
        whole = type(people)._prepare_cleared_values

        def fail(person):
            if person == people[0]:
                raise ValueError("broken")
            return whole(person)

        self.patch(type(people), "_prepare_cleared_values", fail)
        with (
            freeze_time(NOW + timedelta(days=200)),
            mute_logger(
                "odoo.addons.hcc_collaborator.models.hcc_collaborator_retention"
            ),
        ):
            self.env["hcc.retention.rule"]._apply_all()
        self.assertEqual([bool(p.cleared_at) for p in people], [False, True])

    def test_members_are_never_cleared(self):
        self._make_ready()
        self.applicant.write({"state": "approved", "decision_reason": "Fits"})
        self.applicant.action_activate()
        self.applicant.action_leave()
        with freeze_time(NOW + timedelta(days=999)):
            self.env["hcc.retention.rule"]._apply_all()
        self.assertEqual(self.applicant.name, "Applicant One")
