from datetime import timedelta

from freezegun import freeze_time

from odoo.addons.hcc_booking.tests.common import AT_HOME
from odoo.addons.mail.tests.common import mail_new_test_user

from .field_common import FieldCase

STOP = AT_HOME + timedelta(minutes=30)
#: when the timer of the visit at home rings, and what follows
RINGS = STOP + timedelta(minutes=30)
TOLD = RINGS + timedelta(minutes=10)
BRANCH_TOLD = TOLD + timedelta(minutes=20)


class SafetyCase(FieldCase):
    """A home visit on its day, a coordinator of the ward and one of the branch."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_ward = cls._make_coordinator(
            "test_ward_coordinator", scope="ward", ward_id=cls.ward_a1.id
        )
        cls.user_ward.phone = "0912 000 501"
        cls.user_coordinator.phone = "0912 000 502"

    @classmethod
    def _make_coordinator(cls, login, **scope):
        user = mail_new_test_user(cls.env, login, groups="base.group_user")
        cls.env["hcc.area.role"].create(
            {"user_id": user.id, "role": "coordinator", **scope}
        )
        return user

    def _start(self):
        with freeze_time(AT_HOME):
            self.entry.with_user(self.helper).action_start()
        return self._get_watch()

    def _get_watch(self):
        return self.env["hcc.safety.watch"].search(
            [("assignment_id", "=", self.entry.id)]
        )

    def _escalate(self, moment):
        with freeze_time(moment), self.enter_registry_test_mode():
            self.env.ref(
                "hcc_field.ir_cron_hcc_safety_escalate"
            ).method_direct_trigger()

    def _get_rows(self, user=None, **values):
        rows = self.env["hcc.attention"].with_user(user or self.user_ward)
        return rows.with_context(lang="en_US").search(
            [(name, "=", value) for name, value in values.items()]
        )

    def _get_told(self, kind):
        """Numbers to which a message of this kind was written."""
        messages = self.env["hcc.message"].search([("kind", "=", kind)])
        return sorted(messages.mapped("to_phone"))

    def _get_journal(self, watch):
        rows = self.env["hcc.journal"].search(
            [("model", "=", watch._name), ("res_id", "=", watch.id)], order="id"
        )
        return rows.mapped("action")

    def _allow_texts(self):
        self.env["ir.config_parameter"].set_param("hcc_booking.sms_enabled", "True")
