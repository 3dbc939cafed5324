from odoo.tests import tagged

from .field_common import FieldHttpCase


@tagged("post_install", "-at_install")
class TestFieldSync(FieldHttpCase):
    """A visit is carried out on a device and sent, whole, twice, in disorder."""

    def test_whole_visit(self):
        answer = self.device.send(*self._whole_visit())
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        answer = answer.json()
        self.assertEqual({row["status"] for row in answer["results"]}, {"applied"})
        self.assertFalse(answer["wipe"])
        self.assertEqual(answer["key"], self.device.key)
        self.assertEqual(self.visit.state, "done")
        self.assertEqual(self.entry.state, "done")
        self.assertEqual(self.visit.dossier_ids.code, "H26.1-261125-0001")
        self.assertEqual(self._get_actions(kind="note").text, "The door is in the yard")

    def test_sent_twice(self):
        messages = self._whole_visit()
        first = self.device.send(*messages).json()["results"]
        again = self.device.send(*messages).json()["results"]
        self.assertEqual(first, again)
        self.assertEqual(len(self.visit.dossier_ids), 1)
        self.assertEqual(len(self._get_actions(assignment_id=self.entry.id)), 4)

    def test_day(self):
        self._sign_in()
        day = self.device.post("/hcc/field/day").json()
        self.assertEqual([row["id"] for row in day["visits"]], self.entry.ids)
        [row] = day["visits"]
        self.assertEqual(row["name"], "Nguyễn Thị Lan")
        self.assertEqual(row["procedures"][0]["code"], self.procedure.code)
