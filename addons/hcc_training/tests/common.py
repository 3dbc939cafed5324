from datetime import datetime, timedelta

from odoo.addons.hcc_collaborator.tests.common import NOW, HccCase

# Wednesday 08:30 in Hanoi, two days after NOW
SESSION_START = datetime(2026, 11, 25, 1, 30)


class TrainingCase(HccCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # the city speaks Vietnamese; the words of tests are the source's
        cls.env["ir.default"].set("res.partner", "lang", "en_US")
        (cls.user_trainer | cls.user_collaborator).lang = "en_US"
        cls.type_social = cls.env.ref("hcc_collaborator.qualification_type_social")
        cls.course = cls.env.ref("hcc_training.hcc_course_social")
        cls.course_skill = cls.env.ref("hcc_training.hcc_course_digital")
        cls.user_trainer_b = cls._new_role_user(
            "trainer", branch=cls.branch_b, login="test_trainer_b"
        )
        cls.session = cls._new_session()
        cls.session.action_open()

    @classmethod
    def _new_session(cls, **values):
        """Return a draft session of the trainer of branch A."""
        user = values.pop("user", cls.user_trainer)
        return (
            cls.env["hcc.session"]
            .with_user(user)
            .create(
                {
                    "course_id": cls.course.id,
                    "trainer_id": user.id,
                    "branch_id": cls.branch_a.id,
                    "place": "Room 1",
                    "start": SESSION_START,
                    "seats": 3,
                    **values,
                }
            )
        )

    def _enrol(self, *collaborators, session=None, user=None):
        """Enrol collaborators as the coordinator of branch A."""
        people = self.env["hcc.collaborator"].union(*collaborators)
        session = session or self.session
        return session.with_user(user or self.user_coordinator)._enrol(people)

    def _as_trainer(self, records):
        return records.with_user(self.user_trainer)

    @staticmethod
    def _during(minutes=30):
        """Return a moment during the session."""
        return SESSION_START + timedelta(minutes=minutes)


__all__ = ["NOW", "SESSION_START", "TrainingCase"]
