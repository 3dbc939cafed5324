"""What every field and setting of the service keeps, from the registry."""

import doctest
import re

from odoo.tests import TransactionCase, tagged

from ..tools import csv_text

#: passwords and keys of services: these stand in the environment or odoo.conf
SERVICE_SECRET = re.compile(
    # ``secret_name``: the name of a variable of the environment
    r"password|passwd|api_?key|secret(?!_name)|private_key|client_id"
)
#: names that only sound like it
NO_SECRETS = {
    # the form in which codes on paper are kept: keyed digests
    "res.users.hcc_paper_codes",
}


@tagged("post_install", "-at_install", "security")
class TestFieldsSafe(TransactionCase):
    def _fields(self):
        for model in self.env.registry.values():
            for field in model._fields.values():
                ours = (field._modules or ()) and all(
                    module.startswith("hcc_") for module in field._modules
                )
                if ours or model._name.startswith("hcc."):
                    yield field

    def test_html_is_sanitised(self):
        found = 0
        for field in self._fields():
            if field.type == "html":
                found += 1
                with self.subTest(field=str(field)):
                    # what is computed by us is escaped where it is made
                    self.assertTrue(field.sanitize or field.compute)
                    self.assertFalse(getattr(field, "sanitize_overridable", False))
        self.assertGreater(found, 1)

    def test_script_in_a_material_is_gone(self):
        course = self.env["hcc.course"].create({"name": "C", "code": "T.html"})
        material = self.env["hcc.course.material"].create(
            {
                "course_id": course.id,
                "name": "M",
                "body": '<p onclick="a()">Text<script>alert(1)</script></p>'
                '<a href="javascript:alert(1)">x</a>',
            }
        )
        for word in ("script", "onclick"):
            self.assertNotIn(word, material.body)
        self.assertIn("Text", material.body)

    def test_no_secret_of_a_service_in_the_database(self):
        for field in self._fields():
            name = str(field)
            if name in NO_SECRETS or not field.store:
                continue
            with self.subTest(field=name):
                self.assertFalse(SERVICE_SECRET.search(field.name))
        self.env.cr.execute("SELECT key FROM ir_config_parameter WHERE key LIKE 'hcc%'")
        for (key,) in self.env.cr.fetchall():
            with self.subTest(parameter=key):
                self.assertFalse(SERVICE_SECRET.search(key))

    def test_settings_that_people_type_are_no_secrets(self):
        settings = self.env["res.config.settings"]
        for name, field in settings._fields.items():
            parameter = getattr(field, "config_parameter", "") or ""
            if parameter.startswith("hcc"):
                with self.subTest(setting=name):
                    self.assertFalse(SERVICE_SECRET.search(f"{name} {parameter}"))

    def test_cells_of_csv(self):
        self.assertFalse(doctest.testmod(csv_text).failed)
        for evil in ("=cmd|' /C calc'!A0", "\t=1", "\r\n+1", "\uff1d1", " -1+1", "@A"):
            self.assertTrue(csv_text.csv_text(evil).startswith("'"), evil)
