from datetime import timedelta

from odoo import api, models

from odoo.addons.hcc_collaborator.tools.localtime import utc_datetime

HALL, HOUSE = "Hội trường UBND phường Ba Đình", "Nhà văn hóa phường Hoàn Kiếm"
LINK = "https://meet.example.org/tap-huan"
# course, days from today, hour, seats, room, link, marks of those who asked for a
# seat: whoever asks after the last seat is gone waits
SESSIONS = (
    ("basic", -20, 8.5, 20, HALL, "", "ppppppfa"),
    ("social", -12, 14.0, 20, HALL, "", "pppppfa"),
    ("communication", -6, 8.5, 15, HOUSE, "", "ppppp"),
    ("safety", 3, 14.0, 3, "", LINK, "eeeee"),
    ("land", 5, 8.5, 12, HALL, "", "eeee"),
    ("situations", 7, 8.5, 20, HOUSE, LINK, "ee"),
    ("data_protection", 9, 14.0, 30, HOUSE, "", None),
)
# what participants of the first session thought of it
ANSWERS = (
    (5, "Ví dụ rất sát với thực tế ở phường"),
    (5, ""),
    (4, "Nên có thêm thời gian thực hành trên điện thoại"),
    (4, ""),
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
        sessions = [
            self._load_session(trainer, branch, collaborators[index:], *values)
            for index, values in enumerate(SESSIONS)
        ]
        self.env["hcc.session.feedback"].create(
            [
                {"session_id": sessions[0].id, "value": value, "comment": words}
                for value, words in ANSWERS
            ]
        )
        materials = self.env.ref("hcc_training.hcc_course_safety").material_ids
        for collaborator in collaborators[:4]:
            self.env["hcc.course.reading"]._record(materials, collaborator)

    @api.model
    def _load_session(
        self, trainer, branch, people, course, days, hour, seats, place, link, marks
    ):
        day = self.env["hcc.session"]._get_today() + timedelta(days=days)
        session = self.env["hcc.session"].create(
            {
                "course_id": self.env.ref(f"hcc_training.hcc_course_{course}").id,
                "trainer_id": trainer.id,
                "branch_id": branch.id,
                "place": place,
                "link": link,
                "start": utc_datetime(day, hour),
                "seats": seats,
            }
        )
        if marks is None:
            return session
        session._open()
        attendances = session._enrol(people[: len(marks)])
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
            # nobody is asked today what they thought three weeks ago
            session._set_state("done")
        return session
