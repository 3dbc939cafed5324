import doctest
import json
import unicodedata
from pathlib import Path

from odoo.tests import TransactionCase, tagged

from ..models.fields import NoteText
from ..tools import secret_words
from ..tools.secret_words import HIDDEN, has_secrets, hide_secrets
from .common import HccCase

#: the field page reads the same (tests/test_field_secret_words.py)
EXAMPLES = json.loads(
    (Path(__file__).parent / "files" / "secret_words.json").read_text("utf-8")
)
SECRETS = EXAMPLES["secrets"]
HARMLESS = EXAMPLES["harmless"]


@tagged("post_install", "-at_install", "security")
class TestSecretWords(TransactionCase):
    def test_what_looks_like_one_is_hidden(self):
        for text, secret in SECRETS.items():
            for form in ("NFC", "NFD"):
                with self.subTest(text=text, form=form):
                    hidden = hide_secrets(unicodedata.normalize(form, text))
                    self.assertNotIn(secret, hidden)
                    self.assertIn(HIDDEN, hidden)
                    self.assertEqual(hide_secrets(hidden), hidden, "once is enough")

    def test_reasons_to_come_are_left_alone(self):
        for text in HARMLESS:
            with self.subTest(text=text):
                self.assertFalse(has_secrets(text), hide_secrets(text))
        self.assertIsNone(hide_secrets(None))
        self.assertIs(hide_secrets(False), False)

    def test_examples(self):
        self.assertFalse(doctest.testmod(secret_words).failed)

    def test_long_texts_are_read_at_once(self):
        for text in ("mật khẩu " * 20_000, "otp" + " " * 100_000, "1 " * 100_000):
            hide_secrets(text)


@tagged("post_install", "-at_install", "security")
class TestSecretsInRecords(HccCase):
    def test_never_stored(self):
        """By creating, writing, in messages of the record, for any role."""
        conflict = self.env["hcc.collaborator.conflict"].create(
            {"collaborator_id": self.c_a1_1.id, "words": "Mật khẩu: Hoa@2024"}
        )
        conflict.flush_recordset()
        self.env.cr.execute(
            "SELECT words FROM hcc_collaborator_conflict WHERE id = %s", [conflict.id]
        )
        self.assertEqual(self.env.cr.fetchone(), ("Mật khẩu: •••",))
        conflict.words = "OTP 482913"
        self.assertEqual(conflict.words, "OTP •••")
        message = self.env["mail.message"].create(
            {
                "model": "hcc.collaborator",
                "res_id": self.c_a1_1.id,
                "body": "<p>mã OTP là 482913, gọi lại sau</p>",
            }
        )
        self.assertEqual(str(message.body), "<p>mã OTP là •••, gọi lại sau</p>")
        message.body = "OTP 111222"
        self.assertNotIn("111222", message.body)

    def test_warned_about_in_the_form(self):
        form = self.env["hcc.collaborator.conflict"]
        self.assertTrue(form._has_onchange(form._fields["words"], form._fields))
        answer = form.onchange(
            {"words": "OTP 482913", "collaborator_id": self.c_a1_1.id},
            ["words"],
            {"words": {}},
        )
        self.assertIn("one-time code", answer["warning"]["message"])
        answer = form.onchange({"words": "A cousin"}, ["words"], {"words": {}})
        self.assertNotIn("warning", answer)

    def test_every_free_note_is_one(self):
        """What is typed by people and is no text of the service itself."""
        for name, model in self.env.registry.items():
            if not name.startswith("hcc.") or model._abstract:
                continue
            for field in model._fields.values():
                if not self._is_free_text(field):
                    continue
                with self.subTest(field=str(field)):
                    self.assertIsInstance(field, NoteText)

    def _is_free_text(self, field):
        return (
            field.type == "text"
            and not (field.readonly or field.compute or field.related)
            and not field.translate
            and field.groups != "."
            and str(field) not in OTHER_TEXTS
        )


#: long texts that no person writes as a note
OTHER_TEXTS = {
    "hcc.consent.body_shown",
    # what helpers are told about a procedure
    "hcc.procedure.change.words",
}
