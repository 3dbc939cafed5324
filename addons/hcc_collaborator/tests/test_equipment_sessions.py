from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .equipment_common import SIGNATURE, EquipmentCase


@tagged("post_install", "-at_install")
class TestEquipmentSessions(EquipmentCase, HttpCase):
    """A lost tablet is signed out for real: its next request is refused."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_collaborator.password = "test_collaborator"
        cls.handover = cls._hand_over()

    def setUp(self):
        super().setUp()
        self.devices = {}

    def _sign_in(self, name, login="test_collaborator"):
        """Sign a device in, with cookies of its own."""
        # the devices before keep their sessions
        self.session = None
        session = self.authenticate(
            login, login, session_extra={"_trace_disable": False}
        )
        self.devices[name] = (session, self.opener)

    def _call(self, name, model, method, *args):
        """Call a method as the web client of a device does.

        :return: the answer of the server
        """
        _session, self.opener = self.devices[name]
        return self.url_open(
            "/web/dataset/call_kw",
            json={
                "jsonrpc": "2.0",
                "method": "call",
                "params": {
                    "model": model,
                    "method": method,
                    "args": args,
                    "kwargs": {},
                },
            },
        ).json()

    def _is_signed_in(self, name):
        with mute_logger("odoo.http"):
            answer = self._call(
                name, "hcc.equipment.handover", "search_read", [], ["id"]
            )
        return "result" in answer

    def _report_loss(self, name):
        [form_id] = self._call(
            name,
            "hcc.equipment.report",
            "create",
            [{"equipment_id": self.tablet.id, "what": "lost"}],
        )["result"]
        return self._call(name, "hcc.equipment.report", "action_confirm", [form_id])

    def _get_count(self):
        row = self.env["hcc.journal"].search(
            [("action", "=", "equipment_lost"), ("res_id", "=", self.tablet.id)]
        )
        return row.details["sessions_ended"]

    def test_linked_tablet_ends_and_the_phone_stays(self):
        self._sign_in("tablet")
        answer = self._call(
            "tablet", "hcc.equipment.handover", "action_link_session", self.handover.ids
        )
        self.assertIn("result", answer, answer)
        self.assertTrue(self.handover.linked_at)
        self._sign_in("phone")
        self.assertTrue(self._is_signed_in("tablet"))
        answer = self._report_loss("phone")
        self.assertIn("1 sessions", answer["result"]["params"]["message"])
        self.assertFalse(self._is_signed_in("tablet"))
        self.assertTrue(self._is_signed_in("phone"))
        self.assertEqual(self._get_count(), 1)
        logs = self.env["res.device.log"].search(
            [("user_id", "=", self.user_collaborator.id), ("revoked", "=", True)]
        )
        self.assertTrue(logs)

    def test_never_linked_ends_all(self):
        self._sign_in("tablet")
        self._sign_in("computer")
        self.assertTrue(self._is_signed_in("tablet"))
        self.assertTrue(self._is_signed_in("computer"))
        ended = self.tablet.with_user(self.user_coordinator)._report_loss()
        self.assertEqual(ended, 2)
        self.assertFalse(self._is_signed_in("tablet"))
        self.assertFalse(self._is_signed_in("computer"))
        self.assertEqual(self._get_count(), 2)

    def test_stale_link_counts_for_nothing(self):
        """The tablet was signed in anew since: everything ends."""
        self.handover.sudo()._write_guarded({"session_names": ["x" * 42]})
        self._sign_in("tablet")
        self.assertTrue(self._is_signed_in("tablet"))
        self.tablet.with_user(self.user_coordinator)._report_loss()
        self.assertFalse(self._is_signed_in("tablet"))

    def test_others_stay_signed_in(self):
        new_test_user(self.env, "test_other", groups="base.group_user")
        self._sign_in("tablet")
        self._sign_in("other", "test_other")
        self.assertTrue(self._is_signed_in("tablet"))
        reads = ("other", "maintenance.equipment", "search_read", [], ["id"])
        self.assertIn("result", self._call(*reads))
        self.tablet.with_user(self.user_coordinator)._report_loss()
        self.assertIn("result", self._call(*reads))
        self.assertFalse(self._is_signed_in("tablet"))

    def test_afterwards_everywhere(self):
        """A linked tablet is lost; the coordinator also ends the rest."""
        self._sign_in("tablet")
        self._call(
            "tablet", "hcc.equipment.handover", "action_link_session", self.handover.ids
        )
        self._sign_in("phone")
        self.assertTrue(self._is_signed_in("phone"))
        self.tablet.with_user(self.user_coordinator)._report_loss()
        self.assertTrue(self._is_signed_in("phone"))
        self.handover.with_user(self.user_coordinator).action_end_all_sessions()
        self.assertFalse(self._is_signed_in("phone"))

    def test_only_the_holder_links(self):
        new_test_user(self.env, "test_other", groups="base.group_user")
        self._sign_in("other", "test_other")
        with mute_logger("odoo.http"):
            answer = self._call(
                "other",
                "hcc.equipment.handover",
                "action_link_session",
                self.handover.ids,
            )
        self.assertIn("error", answer)
        self.assertFalse(self.handover.linked_at)

    def test_sticker_opens_what_one_may_see(self):
        path = f"/equipment/{self.tablet.hcc_tag}"
        self._sign_in("tablet")
        answer = self.url_open(path, allow_redirects=False)
        self.assertEqual(answer.status_code, 303)
        self.assertTrue(answer.headers["Location"].endswith("/odoo/my-equipment"))
        for tag in (self.tablet_2.hcc_tag, "TB-99999", "x" * 200):
            answer = self.url_open(f"/equipment/{tag}")
            self.assertEqual(answer.status_code, 404)
        self.user_clerk.password = "test_clerk"
        self._sign_in("clerk", "test_clerk")
        answer = self.url_open(path, allow_redirects=False)
        self.assertTrue(
            answer.headers["Location"].endswith(f"/odoo/equipment/{self.tablet.id}")
        )
        self.authenticate(None, None)
        answer = self.url_open(path)
        self.assertIn("/web/login", answer.url)

    def test_papers(self):
        self.handover.with_user(self.user_clerk)._begin_return("good", "Case")
        self.handover._sign(SIGNATURE, SIGNATURE)
        for name, record in (
            ("report_handover", self.handover),
            ("report_sticker", self.tablet),
        ):
            reports = self.env["ir.actions.report"].with_user(self.user_clerk)
            html = reports._render_qweb_html(f"hcc_collaborator.{name}", record.ids)[
                0
            ].decode()
            self.assertIn(self.tablet.hcc_tag, html)
        self.assertIn("<svg", html)
