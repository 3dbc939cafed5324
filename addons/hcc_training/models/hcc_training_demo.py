from datetime import timedelta

from odoo import api, models

from odoo.addons.hcc_collaborator.tools.localtime import utc_datetime

# course, days from today, hour, seats, place, marks of those enrolled
SESSIONS = (
    ("basic", -20, 8.5, 20, "Hội trường UBND phường Ba Đình", "ppppppfa"),
    ("social", -12, 14.0, 20, "Hội trường UBND phường Ba Đình", "pppppfa"),
    ("communication", -6, 8.5, 15, "Nhà văn hóa phường Hoàn Kiếm", "ppppp"),
    ("land", 5, 8.5, 12, "Hội trường UBND phường Ba Đình", "eeee"),
    ("data_protection", 9, 14.0, 30, "Nhà văn hóa phường Hoàn Kiếm", None),
)
MARKS = {
    "p": ("action_present", "action_pass"),
    "f": ("action_present", "action_fail"),
    "a": ("action_absent",),
    "e": (),
}


class HccTrainingDemo(models.AbstractModel):
    """Loads the demonstration sessions, through the methods that people use."""

    _name = "hcc.training.demo"
    _description = "Demonstration data of training"

    @api.model
    def _load(self):
        trainer = self.env["res.users"].search([("login", "=", "trainer@demo.hcc")])
        branch = trainer.hcc_trainer_ward_ids.branch_id[:1]
        collaborators = self.env["hcc.collaborator"].search(
            [("state", "=", "active"), ("branch_id", "=", branch.id)],
            order="badge_number",
            limit=20,
        )
        if not trainer or not collaborators:
            return
        for index, values in enumerate(SESSIONS):
            self._load_session(trainer, branch, collaborators[index:], *values)

    @api.model
    def _load_session(
        self, trainer, branch, collaborators, course, days, hour, seats, place, marks
    ):
        day = self.env["hcc.session"]._get_today() + timedelta(days=days)
        session = self.env["hcc.session"].create(
            {
                "course_id": self.env.ref(f"hcc_training.hcc_course_{course}").id,
                "trainer_id": trainer.id,
                "branch_id": branch.id,
                "place": place,
                "start": utc_datetime(day, hour),
                "seats": seats,
            }
        )
        if marks is None:
            return
        session._open()
        attendances = session._enrol(collaborators[: len(marks)])
        for mark, actions in MARKS.items():
            marked = attendances.browse(
                attendance.id
                for attendance, letter in zip(attendances, marks, strict=False)
                if letter == mark
            )
            for action in actions:
                is_result = action in ("action_pass", "action_fail")
                if is_result and session.course_id.has_exam:
                    self.env["hcc.exam.demo"]._take(marked, action == "action_pass")
                else:
                    getattr(marked, action)()
        if session.course_id.practice_needed:
            self.env["hcc.exam.demo"]._practise(
                attendances.filtered(lambda seat: seat.result == "passed")
            )
        if days < 0:
            session.action_done()
