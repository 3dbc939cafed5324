from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

ADMINISTRATOR = "hcc_collaborator.group_hcc_administrator"
COMMITTEE = "hcc_collaborator.group_hcc_committee"
WORKING = (
    "hcc_collaborator.group_hcc_clerk",
    "hcc_collaborator.group_hcc_trainer",
    "hcc_collaborator.group_hcc_manager",
)
ACTIVITY = "hcc_reporting.mail_activity_type_pilot_task"


class HccPilotTask(models.Model):
    """Something to be done for a pilot, by somebody, by a day.

    Each open task with an owner is one of Odoo's activities of that person; what
    is marked done there is done here, and the other way round.
    """

    _name = "hcc.pilot.task"
    _description = "Task of a Pilot"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "hcc.guard.mixin",
        "hcc.journal.mixin",
    ]
    _order = "is_done, date_due, sequence, id"

    name = fields.Char("Task", required=True)
    phase_id = fields.Many2one(
        "hcc.pilot.phase", required=True, index=True, ondelete="cascade"
    )
    pilot_id = fields.Many2one(
        # not precomputed: the pilot would remember the record that is not saved yet
        related="phase_id.pilot_id",
        store=True,
        index=True,
    )
    sequence = fields.Integer(default=10)
    user_id = fields.Many2one(
        "res.users",
        "Owner",
        domain="[('share', '=', False)]",
        index="btree_not_null",
        ondelete="set null",
    )
    date_due = fields.Date("Due")
    is_done = fields.Boolean("Done", readonly=True, copy=False)
    done_at = fields.Datetime("Done at", readonly=True, copy=False)
    done_by_id = fields.Many2one("res.users", "Done by", readonly=True, copy=False)
    is_late = fields.Boolean("Late", compute="_compute_is_late")
    is_mine = fields.Boolean("Mine to do", compute="_compute_is_mine")

    @api.depends("is_done", "date_due")
    def _compute_is_late(self):
        today = self.env["hcc.area.role"]._today()
        for task in self:
            task.is_late = bool(
                not task.is_done and task.date_due and task.date_due < today
            )

    @api.depends("user_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        is_administrator = self.env.su or self.env.user.has_group(ADMINISTRATOR)
        for task in self:
            task.is_mine = is_administrator or task.user_id == self.env.user

    @api.constrains("user_id")
    def _check_owner(self):
        # sudo: res.users - their groups
        for user_sudo in self.sudo().user_id:
            only_looks_on = user_sudo.has_group(COMMITTEE) and not any(
                user_sudo.has_group(group) for group in WORKING
            )
            if user_sudo.share or only_looks_on:
                raise ValidationError(
                    self.env._(
                        "%(name)s only looks on and cannot own a task.",
                        name=user_sudo.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        guarded = self._get_guarded_fields()
        tasks = super().create(
            [
                {name: vals[name] for name in vals if name not in guarded}
                for vals in vals_list
            ]
        )
        tasks._sync_activities()
        return tasks

    def write(self, vals):
        result = super().write(vals)
        if {"user_id", "date_due", "name"} & vals.keys():
            self._sync_activities()
            self._journal("pilot_task_changed", fields=sorted(vals))
        return result

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"is_done", "done_at", "done_by_id"}

    # ------------------------------------------------------------------
    # Done, or not yet
    # ------------------------------------------------------------------

    def action_done(self):
        """The owner, or an administrator, says that it is done."""
        self._check_is_mine()
        self._finish()

    def action_reopen(self):
        """It is not done after all."""
        self._check_is_mine()
        # sudo: hcc.pilot.task - checked above; owners write nothing else of it
        done_sudo = self.sudo().filtered("is_done")
        done_sudo._write_guarded(
            {"is_done": False, "done_at": False, "done_by_id": False}
        )
        done_sudo._sync_activities()
        done_sudo.with_env(self.env)._journal("pilot_task_reopened")

    def _check_is_mine(self):
        """:raises AccessError: when somebody else owns one of the tasks"""
        self.check_access("read")
        if any(not task.is_mine for task in self):
            raise AccessError(
                self.env._("Only the owner of a task or an administrator marks it.")
            )

    def _finish(self):
        """Mark the tasks done, with their activities; doing it twice changes nothing.

        Whoever calls it has checked that the user may.
        """
        # sudo: hcc.pilot.task, mail.activity - checked by whoever calls
        open_sudo = self.sudo().filtered(lambda task: not task.is_done)
        if not open_sudo:
            return
        open_sudo._write_guarded(
            {
                "is_done": True,
                "done_at": fields.Datetime.now(),
                "done_by_id": self.env.uid,
            }
        )
        open_sudo.with_env(self.env)._journal("pilot_task_done")
        open_sudo._get_activities()._action_done()

    # ------------------------------------------------------------------
    # Activities
    # ------------------------------------------------------------------

    def _get_activities(self):
        """The open activities of the tasks, those that were made for them."""
        return self.env["mail.activity"].search(
            Domain("res_model", "=", self._name)
            & Domain("res_id", "in", self.ids)
            & Domain("activity_type_id", "=", self.env.ref(ACTIVITY).id)
        )

    def _sync_activities(self):
        """Give each open task with an owner one activity, and no other any."""
        # sudo: mail.activity - kept by this method; nothing is sent inside it
        tasks_sudo = self.sudo().with_context(mail_activity_quick_update=True)
        by_task = tasks_sudo._get_activities().grouped("res_id")
        unwanted, values = tasks_sudo.env["mail.activity"], []
        for task in tasks_sudo:
            found = by_task.get(task.id, tasks_sudo.env["mail.activity"])
            if task.is_done or not task.user_id:
                unwanted |= found
            elif not found:
                values.append(task._prepare_activity_values())
            else:
                changed = task._prepare_activity_changes(found[0])
                if changed:
                    found[0].write(changed)
                unwanted |= found[1:]
        unwanted.unlink()
        tasks_sudo.env["mail.activity"].create(values)

    def _prepare_activity_values(self):
        self.ensure_one()
        return {
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": self.id,
            "activity_type_id": self.env.ref(ACTIVITY).id,
            "summary": self.name,
            "user_id": self.user_id.id,
            "date_deadline": self._get_deadline(),
        }

    def _prepare_activity_changes(self, activity):
        """What differs of an activity from its task."""
        wanted = {
            "summary": self.name,
            "user_id": self.user_id.id,
            "date_deadline": self._get_deadline(),
        }
        current = {
            "summary": activity.summary,
            "user_id": activity.user_id.id,
            "date_deadline": activity.date_deadline,
        }
        return {key: wanted[key] for key in wanted if wanted[key] != current[key]}

    def _get_deadline(self):
        return self.date_due or self.phase_id.date_to
