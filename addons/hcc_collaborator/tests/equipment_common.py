from .common import HccCase

#: what a hand draws: one dark point
SIGNATURE = (
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9Q"
    b"DwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


class EquipmentCase(HccCase):
    """Tablets of branch A and one of branch B, of which nobody has one yet."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tablet, cls.tablet_2, cls.tablet_b, cls.router, cls.guides = cls.env[
            "maintenance.equipment"
        ].create(
            [
                cls._prepare_equipment("Tablet", cls.branch_a, "S-1"),
                cls._prepare_equipment("Tablet 2", cls.branch_a, "S-2"),
                cls._prepare_equipment("Tablet B", cls.branch_b, "S-3"),
                cls._prepare_equipment("Router", cls.branch_a, "S-4", "router"),
                {
                    **cls._prepare_equipment("Guides", cls.branch_a, False, "guides"),
                    "hcc_quantity": 30,
                },
            ]
        )
        cls.env.flush_all()

    @classmethod
    def _prepare_equipment(cls, name, branch, serial, kind="tablet"):
        return {
            "name": name,
            "branch_id": branch.id,
            "hcc_kind": kind,
            "serial_no": serial,
        }

    @classmethod
    def _prepare_handover(cls, equipment=None, person=None, user=None):
        """Return a handover that nobody has signed yet."""
        return (
            cls.env["hcc.equipment.handover"]
            .with_user(user or cls.user_clerk)
            .create(
                {
                    "equipment_id": (equipment or cls.tablet).id,
                    "collaborator_id": (person or cls.c_a1_1).id,
                    "accessories": "Charger, case",
                }
            )
        )

    @classmethod
    def _hand_over(cls, equipment=None, person=None, user=None):
        """Return a handover that both have signed, on the clerk's device."""
        handover = cls._prepare_handover(equipment, person, user)
        handover._sign(SIGNATURE, SIGNATURE)
        cls.env.flush_all()
        return handover
