import base64
import hashlib
import json
import uuid

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.hcc_field.tools.seal import seal

from .field_common import FieldHttpCase

PHOTO = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20


@tagged("post_install", "-at_install")
class TestFieldUpload(FieldHttpCase):
    """A photo comes in pieces, goes on where it stopped, and is what was taken."""

    def setUp(self):
        super().setUp()
        self.photo = str(uuid.uuid4())
        self.uploads = self.env["hcc.field.upload"]

    def _piece(self, start, stop, photo=PHOTO, entry=None, **changes):
        clear = {
            "upload": self.photo,
            "assignment": (entry or self.entry).id,
            "offset": start,
            "total": len(photo),
            "sha256": hashlib.sha256(photo).hexdigest(),
        } | changes
        text = json.dumps(clear)
        sealed = seal(text, photo[start:stop], self.device.key["point"])
        body = {"header": text, "sealed": {"key": self.device.key["id"], **sealed}}
        return self.device.post("/hcc/field/upload", body)

    def _have(self, *args, **changes):
        answer = self._piece(*args, **changes)
        self.assertEqual(answer.status_code, 200, answer.text)
        return answer.json()["have"]

    def test_in_pieces(self):
        self.assertEqual(self._have(0, 1000), 1000)
        # cut off in the middle: the same piece, and one too far ahead
        self.assertEqual(self._have(0, 1000), 1000)
        self.assertEqual(self._have(3000, 4000), 1000)
        self.assertEqual(self._have(1000, 4000), 4000)
        self.assertFalse(self.uploads.search([]).is_complete)
        self.assertEqual(self._have(4000, None), len(PHOTO))
        upload = self.uploads.search([("uid", "=", self.photo)])
        self.assertTrue(upload.is_complete)
        self.assertEqual(base64.b64decode(upload.content), PHOTO)
        # sent once more after the answer was lost
        self.assertEqual(self._have(4000, None), len(PHOTO))
        self.assertEqual(len(self.uploads.search([])), 1)

    def test_action_before_or_after_its_photo(self):
        for first in ("action", "photo"):
            with self.subTest(first=first):
                self.photo = str(uuid.uuid4())
                message = self.device.action(
                    self.entry, "photo", {"upload": self.photo, "kind": "paper"}
                )
                if first == "photo":
                    self._have(0, None)
                self.assertEqual(self.device.statuses(message), ["applied"])
                if first == "action":
                    self._have(0, None)
                upload = self.uploads.search([("uid", "=", self.photo)])
                self.assertRecordValues(
                    upload, [{"kind": "paper", "is_complete": True}]
                )

    def test_what_arrives_otherwise_begins_anew(self):
        digest = hashlib.sha256(b"else").hexdigest()
        self._have(0, 1000, sha256=digest)
        answer = self._piece(1000, None, sha256=digest)
        self.assertEqual(answer.status_code, 409)
        self.assertIn("Send it again", answer.json()["words"])
        upload = self.uploads.search([])
        self.assertFalse(upload.is_complete)
        # and what the device has comes whole
        self.assertEqual(self._have(0, 1000), 1000)
        self.assertEqual(self._have(1000, None), len(PHOTO))
        self.assertEqual(base64.b64decode(upload.content), PHOTO)

    def test_only_pictures(self):
        answer = self._piece(0, None, photo=b"<html>" * 10)
        self.assertEqual(answer.status_code, 409)
        self.assertFalse(self.uploads.search([("is_complete", "=", True)]))

    def test_foreign_visit(self):
        other = self._make_device(self.user_collaborator)
        self.device, mine = other, self.device
        self.assertEqual(self._piece(0, None).status_code, 409)
        self.assertFalse(self.uploads.search([]))
        self.device = mine
        self._have(0, None)
        self.device = other
        message = other.action(self.entry, "photo", {"upload": self.photo})
        self.assertEqual(other.statuses(message), ["refused"])

    def test_forged_and_odd(self):
        for change, status in (
            ({"total": 7 * 1024 * 1024}, 413),
            ({"total": 0}, 400),
            ({"offset": -1}, 400),
            ({"upload": "x"}, 400),
            ({"sha256": "x"}, 400),
            ({"assignment": "1"}, 400),
        ):
            with self.subTest(change=change):
                self.assertEqual(self._piece(0, None, **change).status_code, status)
        text = json.dumps({"upload": self.photo})
        for body in ({}, {"header": text}, {"header": text, "sealed": {}}):
            answer = self.device.post("/hcc/field/upload", body)
            self.assertEqual(answer.status_code, 400)
        forged = {
            "upload": self.photo,
            "assignment": self.entry.id,
            "offset": 0,
            "total": 10,
            "sha256": "0" * 64,
        }
        sealed = seal("another header", b"x" * 10, self.device.key["point"])
        body = {
            "header": json.dumps(forged),
            "sealed": {"key": self.device.key["id"], **sealed},
        }
        answer = self.device.post("/hcc/field/upload", body)
        self.assertEqual(
            (answer.status_code, answer.json()), (400, {"error": "sealed"})
        )
        answer = self.device.post("/hcc/field/upload", raw=b" " * 400_000)
        self.assertEqual(answer.status_code, 413)

    def _act(self):
        return self.device.action(self.entry, "photo", {"upload": self.photo})

    def test_who_sees_it(self):
        self._have(0, None)
        self.device.send(self._act())
        upload = self.uploads.search([])
        self.assertTrue(upload.with_user(self.user_clerk).content)
        with self.assertRaises(AccessError):
            upload.with_user(self.helper).read(["content"])

    def test_who_sees_what_nobody_has_decided_about(self):
        """Of a device that is out of use it may be anybody's picture."""
        self.device.record._end("lost")
        self._have(0, None)
        self.assertEqual(self.device.statuses(self._act()), ["attached"])
        upload = self.uploads.search([])
        self.assertTrue(upload.with_user(self.user_coordinator).content)
        with self.assertRaises(AccessError):
            upload.with_user(self.user_clerk).read(["content"])
        action = self._get_actions(status="attached")
        action.with_user(self.user_coordinator).action_take_over()
        self.assertTrue(upload.with_user(self.user_clerk).content)
