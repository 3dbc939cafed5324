import base64

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.hcc_course import KINDS
from .common import TrainingCase


@tagged("post_install", "-at_install")
class TestMaterial(TrainingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.materials = cls.env["hcc.course.material"].create(
            [
                {
                    "course_id": cls.course.id,
                    "name": f"Part {number}",
                    "body": "<p>Words</p>",
                    "sequence": number,
                }
                for number in (1, 2)
            ]
        )

    def test_shipped_courses_cover_every_kind(self):
        kinds = set(self.env["hcc.course"].search([]).mapped("kind"))
        self.assertEqual(kinds, {kind for kind, _label in KINDS})

    def test_shipped_materials_can_be_read(self):
        data = self.env["ir.model.data"].search(
            [("module", "=", "hcc_training"), ("model", "=", "hcc.course.material")]
        )
        shipped = self.env["hcc.course.material"].browse(data.mapped("res_id"))
        self.assertGreaterEqual(len(shipped), 6)
        self.assertEqual({kind for kind, _label in KINDS}, set(shipped.mapped("kind")))

    def test_something_to_read(self):
        for values in (
            {"body": "<p><br></p>"},
            {"link": "javascript:alert(1)"},
            {"link": "http://example.org"},
            {"link": "https://exa mple.org"},
        ):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                self.env["hcc.course.material"].create(
                    {"course_id": self.course.id, "name": "Bad", **values}
                )

    def test_material_is_what_its_content_says(self):
        for content in (
            b"<html><script>",
            b"MZ\x90\x00",
            b"%PDF-1.7" + b"x" * (10 << 20),
        ):
            with self.assertRaises(ValidationError):
                self.materials[0].write(
                    {"file": base64.b64encode(content), "file_name": "a.pdf"}
                )
        self.materials[0].file = base64.b64encode(b"%PDF-1.7 and more")

    def test_body_is_sanitised(self):
        self.materials[0].body = (
            '<p onclick="x()">Hello</p><script>alert(1)</script>'
            '<a href="javascript:alert(1)">there</a>'
        )
        body = str(self.materials[0].body)
        self.assertIn("Hello", body)
        for bad in ("script", "onclick"):
            self.assertNotIn(bad, body)

    def test_reading_is_recorded_once(self):
        materials = self.materials.with_user(self.user_collaborator)
        self.assertFalse(any(materials.mapped("is_read")))
        materials[0].action_mark_read()
        materials[0].action_mark_read()
        self.assertEqual(materials.mapped("is_read"), [True, False])
        readings = self.env["hcc.course.reading"].search(
            [("material_id", "in", materials.ids)]
        )
        self.assertRecordValues(
            readings,
            [{"collaborator_id": self.c_a1_1.id, "ward_id": self.ward_a1.id}],
        )
        Material = materials.browse()
        self.assertEqual(
            Material.search([("id", "in", materials.ids), ("is_read", "=", True)]),
            materials[0],
        )
        self.assertEqual(
            Material.search([("id", "in", materials.ids), ("is_read", "=", False)]),
            materials[1],
        )

    @mute_logger("odoo.sql_db")
    def test_database_keeps_one_reading_each(self):
        values = {
            "material_id": self.materials[0].id,
            "collaborator_id": self.c_a1_1.id,
        }
        self.env["hcc.course.reading"].create(values)
        with self.assertRaises(UniqueViolation), self.cr.savepoint():
            self.env["hcc.course.reading"].create(values)

    def test_only_collaborators_read_for_the_record(self):
        with self.assertRaisesRegex(UserError, "does not belong"):
            self._as_trainer(self.materials).action_mark_read()
        self.assertFalse(self._as_trainer(self.materials)[0].may_read)

    def test_trainer_sees_how_much_was_read_and_not_the_readings(self):
        self.materials[0].with_user(self.user_collaborator).action_mark_read()
        attendances = self._as_trainer(self._enrol(self.c_a1_1, self.c_a1_2))
        total = self.course.material_count
        self.assertEqual(
            attendances.mapped("materials_read"), [f"1/{total}", f"0/{total}"]
        )
        with self.assertRaises(AccessError):
            self.env["hcc.course.reading"].with_user(self.user_trainer).search([])

    def test_progress_of_many_takes_as_many_queries(self):
        attendances = self._as_trainer(
            self._enrol(self.c_a1_1, self.c_a1_2, self.c_a1_3)
        )
        self.env.invalidate_all()
        attendances[:1].mapped("materials_read")
        counts = []
        for some in (attendances[:1], attendances):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some.mapped("materials_read")
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_only_administrators_change_materials(self):
        for user in (self.user_collaborator, self.user_trainer, self.user_coordinator):
            material = self.materials[0].with_user(user)
            self.assertTrue(material.has_access("read"))
            self.assertFalse(material.has_access("write"))
        self.assertTrue(
            self.materials.with_user(self.user_administrator).has_access("write")
        )
