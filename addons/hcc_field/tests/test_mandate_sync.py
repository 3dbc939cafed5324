import hashlib
import json

from odoo.tests import tagged

from .field_common import FieldHttpCase
from .mandate_common import SIGNATURE


@tagged("post_install", "-at_install")
class TestMandateSync(FieldHttpCase):
    """The same through the endpoint, sealed."""

    def _day(self):
        self._sign_in()
        return self.device.post("/hcc/field/day").json()

    def _agree(self, day, **changes):
        """What the page sends, made of the day alone."""
        visit = day["visits"][0]
        form = next(one for one in day["mandate"]["forms"] if one["lang"] == "en_US")
        period = visit["mandate"]["periods"]["en_US"][0]
        names = [one["name"] for one in visit["procedures"]]
        matters = "\n".join(f"– {name}" for name in names)
        shown = "\n\n".join(
            (form["body"], f"{form['matters']}\n{matters}", period["line"])
        )
        return {
            "text": form["text"],
            "lang": form["lang"],
            "period": period["code"],
            "ends": period["ends"],
            "procedures": [one["id"] for one in visit["procedures"]],
            "shown": shown,
            "digest": hashlib.sha256(shown.encode()).hexdigest(),
            "read_aloud": "device",
            "signed_how": "drawn",
            "signature": SIGNATURE,
        } | changes

    def test_whole_visit(self):
        device, entry = self.device, self.entry
        agree = device.action(entry, "mandate", self._agree(self._day()), ago=900)
        uid = json.loads(agree["header"])["id"]
        use = {"mandate": uid, "procedure": self.procedure.id}
        messages = [
            agree,
            device.action(entry, "mandate_use", use, ago=800),
            device.action(
                entry, "password_step", {"procedure": self.procedure.id}, ago=700
            ),
            device.action(entry, "handed_secret", {"what": "otp"}, ago=600),
        ]
        self.assertEqual(device.statuses(*messages), ["applied"] * 4)
        self.assertEqual(device.statuses(*messages), ["applied"] * 4, "sent twice")
        mandate = self.request.mandate_ids
        self.assertEqual((len(mandate), mandate.use_count), (1, 1))
        self.assertEqual(mandate.read_aloud, "device")
        [standing] = self._day()["visits"][0]["mandate"]["standing"]
        self.assertEqual((standing["uid"], standing["state"]), (uid, "valid"))
        mandate._revoke("citizen")
        [standing] = self._day()["visits"][0]["mandate"]["standing"]
        self.assertEqual(standing["state"], "revoked")
        late = device.action(entry, "mandate_use", use)
        [(status, words)] = device.results(late)
        self.assertEqual(status, "refused")
        self.assertIn("not in force", words)

    def _use_and_file(self, order):
        """Send a consent, that it was used, and what was filed."""
        device, entry = self.device, self.entry
        agree = device.action(entry, "mandate", self._agree(self._day()), ago=900)
        use = {
            "mandate": json.loads(agree["header"])["id"],
            "procedure": self.procedure.id,
        }
        device.send(agree)
        messages = {
            "tap": device.action(entry, "mandate_use", use, ago=400),
            "paper": device.action(entry, "dossier", self._paper(), ago=300),
        }
        statuses = device.statuses(*[messages[name] for name in order])
        self.assertEqual(set(statuses), {"applied"})
        return self.request.mandate_ids

    def test_filing_is_a_use(self):
        self.assertEqual(self._use_and_file(["paper"]).use_count, 1)

    def test_filing_that_the_helper_spoke_of_is_one_use(self):
        self.assertEqual(self._use_and_file(["paper", "tap"]).use_count, 1)

    def test_what_was_told_is_in_the_file_of_the_person(self):
        device, entry = self.device, self.entry
        device.send(
            device.action(entry, "note", {"text": "Cửa sau, sân nhỏ"}),
            device.action(entry, "handed_secret", {"what": "otp"}),
        )
        self.env["hcc.field.upload"].create(
            self.env["hcc.field.upload"]._prepare_values(
                device.record, entry, "u-1", kind="place", is_complete=True
            )
        )
        self.env["hcc.secret.report"].search([]).note = "Đã gọi người dân"
        files = self.env["hcc.person.file"].sudo()
        file = files._get_person_file(self.request.citizen_id)
        told = {
            part["key"]: [
                {cell["name"]: cell["raw"] for cell in record}
                for record in part["records"]
            ]
            for part in file["sections"]
        }
        self.assertEqual(
            [(row["kind_words"], row["text"]) for row in told["field_notes"]],
            [("Note", "Cửa sau, sân nhỏ")],
        )
        self.assertEqual([row["kind"] for row in told["field_photos"]], ["place"])
        [report] = told["secret_reports"]
        self.assertEqual((report["what"], report["note"]), ("otp", "Đã gọi người dân"))

    def test_text_that_cannot_be_proved(self):
        """Somebody signed something: the coordinator sees it, nobody is helped."""
        wrong = self._agree(self._day(), digest="0" * 64)
        message = self.device.action(self.entry, "mandate", wrong)
        use = {
            "mandate": json.loads(message["header"])["id"],
            "procedure": self.procedure.id,
        }
        later = self.device.action(self.entry, "mandate_use", use)
        self.assertEqual(self.device.statuses(message, later), ["attached"] * 2)
        self.assertFalse(self.request.mandate_ids)
        self.assertEqual(self._get_actions(kind="mandate").text, "Consent to be helped")

    def test_note_like_a_password(self):
        note = self.device.action(self.entry, "note", {"text": "OTP 482913"})
        [(status, words)] = self.device.results(note)
        self.assertEqual(status, "refused")
        self.assertIn("one-time code", words)
        self.env.cr.execute(
            "SELECT count(*) FROM hcc_field_action a WHERE a::text LIKE '%482913%'"
        )
        self.assertEqual(self.env.cr.fetchone(), (0,))
