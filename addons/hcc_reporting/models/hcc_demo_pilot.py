from datetime import timedelta

from odoo import Command, api, models

from odoo.addons.hcc_collaborator.models.hcc_demo import PILOT_WARDS

#: days since the pilot of the sample began: its third week, when wards go live
DAYS = 16
#: wards that are still getting ready
WAITING = ("00082", "00091")
OWNERS = ("coordinator", "trainer", "admin")


class HccDemoPilot(models.AbstractModel):
    """Sample data: a pilot in its third week."""

    _name = "hcc.demo.pilot"
    _description = "Sample Pilot"

    @api.model
    def _load(self):
        """The wards with sample teams are live, two others are getting ready."""
        today = self.env["hcc.area.role"]._today()
        begun = today - timedelta(days=DAYS)
        admin = self._get_user("admin")
        # sudo: hcc.pilot - in the name of the sample administrator
        pilots_sudo = self.env["hcc.pilot"].with_user(admin).sudo()
        pilot = pilots_sudo.create(
            {
                "name": "Thí điểm cộng tác viên dịch vụ công (mẫu)",
                "decision": "Kế hoạch mẫu",
                "date_from": begun - timedelta(days=begun.weekday()),
                "wanted_wards": len(PILOT_WARDS) + len(WAITING),
                "chair_id": self._get_user("manager").id,
                "committee_user_ids": [Command.set(self._get_user("committee").ids)],
                "area_ids": [
                    Command.create({"ward_id": self._get_ward(code).id})
                    for code in (*PILOT_WARDS, *WAITING)
                ],
            }
        )
        pilot.action_start()
        live = pilot.area_ids.filtered(lambda line: line.ward_id.code in PILOT_WARDS)
        live._go_live("Dữ liệu mẫu: phường, xã này đã hoạt động từ trước")
        self._load_tasks(pilot, today)

    @api.model
    def _load_tasks(self, pilot, today):
        """Most of what is due is done; each task has an owner."""
        tasks = pilot.task_ids.sorted("date_due")
        for number, task in enumerate(tasks):
            task.user_id = self._get_user(OWNERS[number % len(OWNERS)])
        due = tasks.filtered(lambda task: task.date_due < today)
        due[:-1]._finish()

    @api.model
    def _get_ward(self, code):
        return self.env.ref(f"hcc_collaborator.ward_{code}")

    @api.model
    def _get_user(self, name):
        return self.env.ref(f"hcc_collaborator.demo_user_{name}")
