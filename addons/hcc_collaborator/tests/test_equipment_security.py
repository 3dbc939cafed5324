from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged, users

from .equipment_common import SIGNATURE, EquipmentCase

ROLES = (
    "clerk",
    "coordinator",
    "trainer",
    "manager",
    "committee",
    "data_officer",
    "administrator",
)


@tagged("post_install", "-at_install", "security")
class TestEquipmentSecurity(EquipmentCase):
    """Who sees and changes which equipment, whatever maintenance itself would show."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.handover = cls._hand_over()
        cls.user_employee = new_test_user(
            cls.env, "test_employee", groups="base.group_user"
        )
        # maintenance gives its managers (1, =, 1)
        cls.user_keeper = new_test_user(
            cls.env, "test_keeper", groups="maintenance.group_equipment_manager"
        )
        cls.everything = (
            cls.tablet | cls.tablet_2 | cls.tablet_b | cls.router | cls.guides
        )
        cls.fault = cls.tablet._report_fault("Broken")
        cls.plain = cls.env["maintenance.equipment"].create({"name": "Drill"})

    def _seen(self, user):
        domain = [("id", "in", self.everything.ids)]
        return self.env["maintenance.equipment"].with_user(user).search(domain)

    def test_who_reads_which(self):
        branch_a = self.everything - self.tablet_b
        for user, expected in (
            (self.user_collaborator, self.tablet),
            (self.user_clerk, branch_a),
            (self.user_coordinator, branch_a),
            (self.user_coordinator_b, self.tablet_b),
            (self.user_trainer, self.tablet.browse()),
            (self.user_manager, branch_a),
            (self.user_committee, self.everything),
            (self.user_data_officer, self.everything),
            (self.user_administrator, self.everything),
            (self.user_employee, self.tablet.browse()),
            (self.user_keeper, self.tablet.browse()),
        ):
            with self.subTest(login=user.login):
                self.assertEqual(self._seen(user), expected)
                for each in self.everything:
                    self.assertEqual(
                        each.with_user(user).has_access("read"), each in expected
                    )

    def test_a_ward_sees_its_own_and_the_stock(self):
        user = self._new_role_user("coordinator", ward=self.ward_a2, login="test_a2")
        self.assertEqual(
            self._seen(user), self.everything - self.tablet_b - self.tablet
        )

    def test_following_shows_nothing(self):
        partners = (self.user_employee | self.user_coordinator_b).partner_id
        self.tablet.message_subscribe(partners.ids)
        self.assertFalse(self._seen(self.user_employee))
        self.assertEqual(self._seen(self.user_coordinator_b), self.tablet_b)
        self.assertFalse(self.tablet_2.message_partner_ids & self.user_clerk.partner_id)

    def test_who_writes(self):
        for role in ("clerk", "trainer", "manager", "committee", "data_officer"):
            user = getattr(self, f"user_{role}")
            for operation in ("write", "create", "unlink"):
                with self.subTest(role=role, operation=operation):
                    tablet = self.tablet_2.with_user(user)
                    self.assertFalse(tablet.has_access(operation))
        keeper = self.tablet_2.with_user(self.user_keeper)
        self.assertFalse(keeper.has_access("write"))
        self.assertTrue(self.plain.with_user(self.user_keeper).has_access("write"))
        coordinator = self.tablet_2.with_user(self.user_coordinator)
        coordinator.serial_no = "S-20"
        with self.assertRaises(AccessError):
            coordinator.branch_id = self.branch_b
        with self.assertRaises(AccessError):
            coordinator.create(self._prepare_equipment("X", self.branch_b, "S-30"))
        self.assertFalse(coordinator.has_access("unlink"))
        with self.assertRaises(AccessError):
            self.tablet_b.with_user(self.user_coordinator).action_to_repair()

    def test_two_roles_do_not_add_up(self):
        """A keeper of maintenance who is a manager reads the branch, writes nothing."""
        self.user_manager.group_ids += self.env.ref(
            "maintenance.group_equipment_manager"
        )
        self.assertEqual(self._seen(self.user_manager), self.everything - self.tablet_b)
        self.assertFalse(self.tablet.with_user(self.user_manager).has_access("write"))

    def test_sim_is_for_the_office(self):
        self.tablet.hcc_sim_number = "0912"
        for user in (self.user_collaborator, self.user_clerk, self.user_manager):
            tablet = self.tablet.with_user(user)
            with self.assertRaises(AccessError):
                tablet.read(["hcc_sim_number"])
            with self.assertRaises(AccessError):
                tablet.search([("hcc_sim_number", "=", "0912")])
            self.assertNotIn("hcc_sim_number", tablet.read()[0])
        tablet = self.tablet.with_user(self.user_coordinator)
        self.assertEqual(tablet.hcc_sim_number, "0912")

    # -------------------------------------------------------------------------
    # Requests of maintenance, which core leaves to every internal user
    # -------------------------------------------------------------------------

    def test_no_foreign_equipment_through_a_request(self):
        for user in (
            self.user_employee,
            self.user_collaborator,
            self.user_clerk,
            self.user_coordinator_b,
            self.user_keeper,
        ):
            requests = self.env["maintenance.request"].with_user(user)
            with self.subTest(login=user.login):
                with self.assertRaises(AccessError), self.cr.savepoint():
                    requests.create({"name": "Look", "equipment_id": self.tablet_2.id})
                own = requests.create({"name": "Look"})
                with self.assertRaises(AccessError), self.cr.savepoint():
                    own.equipment_id = self.tablet_2

    def test_who_reads_faults(self):
        for user, expected in (
            (self.user_collaborator, False),
            (self.user_clerk, True),
            (self.user_coordinator, True),
            (self.user_coordinator_b, False),
            (self.user_manager, True),
            (self.user_trainer, False),
            (self.user_employee, False),
            (self.user_keeper, False),
        ):
            with self.subTest(login=user.login):
                fault = self.fault.with_user(user)
                self.assertEqual(fault.has_access("read"), expected)
                self.assertEqual(
                    fault.has_access("write"), user == self.user_coordinator
                )
                self.assertFalse(fault.has_access("unlink"))
        own = self.tablet.with_user(self.user_collaborator)._report_fault("Dark")
        own = own.with_user(self.user_collaborator)
        self.assertTrue(own.has_access("read"))
        with self.assertRaises(AccessError):
            own.name = "Nothing"
        with self.assertRaises(AccessError):
            own.unlink()

    def test_who_reports(self):
        for user in (self.user_clerk, self.user_manager):
            with self.assertRaises(AccessError):
                self.tablet.with_user(user)._report_loss()
        for user in (self.user_employee, self.user_coordinator_b):
            with self.assertRaises(AccessError):
                self.tablet.with_user(user)._report_fault("Broken")
        # the holder of one tablet says nothing about another's
        with self.assertRaises(AccessError):
            self.tablet_2.with_user(self.user_collaborator)._report_loss()

    # -------------------------------------------------------------------------
    # Handovers
    # -------------------------------------------------------------------------

    def test_who_reads_handovers(self):
        for user, letters in (
            (self.user_collaborator, "r"),
            (self.user_clerk, "rwc"),
            (self.user_coordinator, "rwc"),
            (self.user_coordinator_b, ""),
            (self.user_manager, "r"),
            (self.user_trainer, ""),
            (self.user_employee, ""),
        ):
            handover = self.handover.with_user(user)
            allowed = "".join(
                operation[0]
                for operation in ("read", "write", "create")
                if handover.has_access(operation)
            )
            with self.subTest(login=user.login):
                self.assertEqual(allowed, letters)
                self.assertFalse(handover.has_access("unlink"))

    def test_no_handover_out_of_reach(self):
        with self.assertRaises(AccessError):
            self._prepare_handover(self.tablet_b, self.c_a1_1)
        with self.assertRaises(AccessError):
            self._prepare_handover(self.tablet_b, self.c_b1_1)
        handover = self._prepare_handover(self.tablet_2)
        with self.assertRaises(AccessError):
            handover.equipment_id = self.tablet_b

    def test_nobody_signs_for_another(self):
        handover = self._prepare_handover(self.tablet_2, self.c_a1_2)
        for user in (self.user_collaborator, self.user_employee):
            with self.assertRaises(AccessError):
                handover.with_user(user)._sign(holder=SIGNATURE)
        mine = self._prepare_handover(self.router)
        with self.assertRaises(UserError):
            # the collaborator does not sign for the office
            mine.with_user(self.user_collaborator)._sign(SIGNATURE)
        with self.assertRaises(AccessError):
            handover.with_user(self.user_manager)._sign(SIGNATURE)

    def test_forms_about_what_others_have(self):
        handover = self._hand_over(self.tablet_b, self.c_b1_1, self.user_coordinator_b)
        for user in (self.user_collaborator, self.user_clerk):
            for model, values in (
                ("hcc.equipment.sign", {"handover_id": handover.id}),
                ("hcc.equipment.report", {"equipment_id": self.tablet_b.id}),
            ):
                forms = self.env[model].with_user(user)
                with self.subTest(login=user.login, model=model):
                    with self.assertRaises(AccessError):
                        forms.create(values)
                    with self.assertRaises(AccessError):
                        forms.onchange(values, [], {"display_name": {}})

    def test_sessions_are_nobodys_to_read(self):
        for role in ROLES:
            handover = self.handover.with_user(getattr(self, f"user_{role}"))
            with self.assertRaises(AccessError):
                handover.search([("session_names", "!=", False)])

    @users("test_collaborator", "test_clerk", "test_coordinator", "test_manager")
    def test_core_app_is_not_shown(self):
        menu = self.env.ref("maintenance.menu_maintenance_title")
        self.assertNotIn(menu.id, self.env["ir.ui.menu"].load_menus(False))
