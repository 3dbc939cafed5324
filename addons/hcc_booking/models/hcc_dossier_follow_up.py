from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import split_every

from .hcc_dossier_flow import OPEN_OUTCOMES

#: what came back is filed again soon
RETURNED_DAYS = 3
#: nobody puts a dossier off for longer than that
LONGEST = 90
#: as many codes stand in one notice
NAMED = 10
BATCH = 500
DEFAULTS = {"dossier_days": 10, "dossier_patience": 3, "supplement_notice": 3}
STOPPED = ("suspended", "left")


class HccDossierFollowUp(models.AbstractModel):
    """Who looks after an open dossier, and when next.

    The helper who filed it owns it; when they stop, a clerk of the ward does. What
    the owner leaves lying is on the coordinator's first screen after some days
    (see ``hcc.attention``).
    """

    _name = "hcc.dossier.follow.up"
    _description = "Follow-up of a Dossier"
    _inherit = ["hcc.guard.mixin", "hcc.journal.mixin"]

    owner_id = fields.Many2one(
        "res.users",
        "Looked after by",
        compute="_compute_owner_id",
        compute_sudo=True,
        store=True,
        precompute=True,
        readonly=False,
        index="btree_not_null",
        ondelete="set null",
        domain="[('share', '=', False)]",
    )
    follow_up_on = fields.Date(
        "Look Again on", help="On this day the owner is asked to look at the portal."
    )
    # another owner or another day: told of that one, too
    owner_told_on = fields.Date(
        compute="_compute_owner_told_on", store=True, precompute=True, readonly=True
    )
    is_due = fields.Boolean(
        "To Look at Now", compute="_compute_is_due", search="_search_is_due"
    )

    # not on the owner's own account: the job looks at that each morning
    @api.depends("collaborator_id.user_id", "collaborator_id.state", "ward_id")
    def _compute_owner_id(self):
        """Keep the owner who still may; else the helper; else a clerk of the ward."""
        clerks = {}
        for dossier in self:
            if dossier._may_follow(dossier.owner_id):
                continue
            helper = dossier.collaborator_id
            if helper.user_id and dossier._may_follow(helper.user_id):
                dossier.owner_id = helper.user_id
                continue
            ward = dossier.ward_id
            if ward not in clerks:
                clerks[ward] = dossier._find_clerk()
            dossier.owner_id = clerks[ward]

    @api.depends("owner_id", "follow_up_on")
    def _compute_owner_told_on(self):
        self.owner_told_on = False

    @api.depends("follow_up_on", "outcome", "is_left_alone")
    def _compute_is_due(self):
        today = self.env["hcc.words"]._today()
        for dossier in self:
            day = dossier.follow_up_on
            dossier.is_due = bool(day and day <= today) and dossier.is_open

    def _search_is_due(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return Domain("outcome", "in", OPEN_OUTCOMES) & Domain(
            "follow_up_on", "<=", self.env["hcc.words"]._today()
        )

    @api.constrains("follow_up_on")
    def _check_follow_up_on(self):
        longest = self.env["hcc.words"]._today() + timedelta(days=LONGEST)
        for dossier in self:
            if not dossier.follow_up_on and dossier.is_open:
                raise UserError(
                    self.env._("Say on which day somebody looks at the dossier again.")
                )
            if dossier.follow_up_on and dossier.follow_up_on > longest:
                raise UserError(
                    self.env._(
                        "A dossier is looked at again within %(days)s days.",
                        days=LONGEST,
                    )
                )

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"owner_told_on", "deadline_told_on"}

    # -------------------------------------------------------------------------
    # WHO
    # -------------------------------------------------------------------------

    def _may_follow(self, user):
        """Whether the user can look after this dossier now."""
        self.ensure_one()
        if not user or not user.active:
            return False
        helper = self.collaborator_id
        if user == helper.user_id and helper.state not in STOPPED:
            return True
        return self.ward_id in user.hcc_clerk_ward_ids

    def _find_clerk(self):
        """Who has the ward nearest at heart: a clerk of it, else a coordinator.

        :return: ``res.users``, or none when the ward has nobody
        """
        self.ensure_one()
        # sudo: hcc.area.role - who works for the ward
        roles_sudo = self.env["hcc.area.role"].sudo()
        reach = Domain("scope", "=", "city") | Domain("ward_id", "=", self.ward_id.id)
        if self.ward_id.branch_id:
            reach |= Domain("branch_id", "=", self.ward_id.branch_id.id)
        roles_sudo = roles_sudo.search(
            roles_sudo._get_valid_domain(roles_sudo._today())
            & Domain("role", "in", ("clerk", "coordinator"))
            & reach,
            order="id",
        ).filtered(lambda role: role.user_id.active)
        return min(
            roles_sudo,
            key=lambda role: (
                ("ward", "branch", "city").index(role.scope),
                role.role != "clerk",
                role.id,
            ),
            default=roles_sudo,
        ).user_id

    @api.constrains("owner_id")
    def _check_owner(self):
        for dossier in self:
            # sudo: res.users - whether somebody may look after it
            dossier_sudo = dossier.sudo()
            owner_sudo = dossier_sudo.owner_id
            if owner_sudo and not dossier_sudo._may_follow(owner_sudo):
                raise UserError(
                    self.env._(
                        "A dossier is looked after by its helper or by a clerk of the "
                        "ward."
                    )
                )

    # -------------------------------------------------------------------------
    # WHEN
    # -------------------------------------------------------------------------

    @api.model
    def _get_number(self, name):
        # sudo: ir.config_parameter - how dossiers are followed
        parameters_sudo = self.env["ir.config_parameter"].sudo()
        value = parameters_sudo.get_param(f"hcc_booking.{name}") or ""
        return int(value) if value.isdigit() else DEFAULTS[name]

    @api.model
    def _get_follow_up_day(self, outcome, on, deadline, procedure):
        """The day on which somebody looks again; none for what is over.

        An authority has so many working days for a procedure.
        """
        if outcome not in OPEN_OUTCOMES:
            return False
        if outcome == "supplement":
            early = deadline - timedelta(days=self._get_number("supplement_notice"))
            return max(min(early, deadline), on)
        if outcome == "returned":
            return on + timedelta(days=RETURNED_DAYS)
        longest = self.env["hcc.words"]._today() + timedelta(days=LONGEST)
        if procedure.processing_days:
            holidays = self.env["hcc.holiday"]
            return min(
                holidays._add_working_days(on, procedure.processing_days), longest
            )
        return on + timedelta(days=self._get_number("dossier_days"))

    @api.model
    def _prepare_follow_up(self, outcome, on, deadline, procedure):
        return {
            "follow_up_on": self._get_follow_up_day(outcome, on, deadline, procedure),
            "deadline_told_on": False,
        }

    @api.model
    def _add_follow_up(self, vals):
        """Add to the values of a new dossier when it is looked at again."""
        deadline = fields.Date.to_date(vals.get("supplement_deadline"))
        outcome = vals.get("outcome", "filed")
        if vals.get("follow_up_on") or (outcome == "supplement" and not deadline):
            return
        vals["follow_up_on"] = self._get_follow_up_day(
            outcome,
            fields.Date.to_date(vals["outcome_on"]),
            deadline,
            self.env["hcc.procedure"].browse(vals.get("procedure_id") or []),
        )

    def action_still_waiting(self):
        """Looked at the portal: nothing new. Look again after the usual days."""
        self.check_access("write")
        today = self.env["hcc.words"]._today()
        # sudo: hcc.dossier - access was checked above
        for dossier_sudo in self.sudo():
            if not dossier_sudo.is_open:
                raise UserError(self.env._("This dossier is not followed any more."))
            day = dossier_sudo._get_follow_up_day(
                dossier_sudo.outcome,
                today,
                dossier_sudo.supplement_deadline,
                dossier_sudo.procedure_id,
            )
            dossier_sudo._write_guarded(
                {"follow_up_on": max(day, today + timedelta(days=1))}
            )
        self._journal("dossier_looked_at")
        return True

    def _look_now(self):
        """Ask the owners to look today; in sudo."""
        self._write_guarded({"follow_up_on": self.env["hcc.words"]._today()})

    def _leave_alone(self):
        """The person does not want that they are followed any more; in sudo."""
        followed = self.filtered("is_open")
        followed._write_guarded({"is_left_alone": True, "follow_up_on": False})
        followed._journal("dossier_left_alone")

    # -------------------------------------------------------------------------
    # JOB
    # -------------------------------------------------------------------------

    @api.model
    def _cron_follow_up(self):
        """Each morning: owners and citizens are reminded of what is due."""
        # sudo: hcc.dossier - the job follows the dossiers of all wards
        dossiers_sudo = self.sudo()
        commit_progress = self.env["ir.cron"]._commit_progress
        dossiers_sudo._renew_owners()
        if not commit_progress(1):
            return
        if dossiers_sudo._remind_owners():
            dossiers_sudo._remind_citizens()

    @api.model
    def _renew_owners(self):
        """Open dossiers whose owner has gone, or may not any more."""
        owned = self._read_group(
            [("outcome", "in", OPEN_OUTCOMES)],
            ["owner_id", "ward_id"],
            ["id:recordset"],
        )
        stale = self.browse()
        for owner, ward, dossiers in owned:
            if not owner.active or ward not in owner.hcc_clerk_ward_ids:
                stale |= dossiers.filtered(
                    lambda dossier, owner=owner: not dossier._may_follow(owner)
                )
        # whoever changes one just now is not waited for: tomorrow is another day
        stale = stale.try_lock_for_update()
        self.env.add_to_compute(self._fields["owner_id"], stale)
        stale._write_guarded({"owner_told_on": False})

    @api.model
    def _remind_owners(self):
        """One notice to each helper with something to look at, once for each day.

        Clerks and coordinators find theirs on their first screen.

        :return: whether there is time left for more
        """
        domain = Domain("is_due", "=", True) & Domain("owner_told_on", "=", False)
        found = self.search(domain, order="collaborator_id, follow_up_on, id").ids
        commit_progress = self.env["ir.cron"]._commit_progress
        if not commit_progress(remaining=len(found)):
            return False
        for ids in split_every(BATCH, found):
            batch = self.browse(ids).try_lock_for_update().filtered_domain(domain)
            batch._remind_owner_of_each()
            if not commit_progress(len(ids)):
                return False
        return True

    def _remind_owner_of_each(self):
        mine = self.filtered(lambda dossier: dossier.owner_id == dossier.user_id)
        by_helper = mine.grouped("collaborator_id")

        def words(person):
            return by_helper[person.with_env(self.env)]._say_due(person)

        # sudo: hcc.notice - the job tells helpers of all wards
        self.env["hcc.notice"].sudo()._tell(
            mine.collaborator_id,
            "dossier_due",
            words,
            # these very ones, once: another batch of the morning is another notice
            key=lambda person: "{} {}".format(
                self.env["hcc.words"]._today(), min(by_helper[person].ids)
            ),
            path="/odoo/my-dossiers",
        )
        self._write_guarded({"owner_told_on": self.env["hcc.words"]._today()})

    def _say_due(self, person):
        """What the owner reads: codes and states, no names.

        :param person: ``hcc.collaborator`` in the reader's language
        """
        here = self.with_env(person.env)
        names = dict(here._fields["outcome"]._description_selection(here.env))
        lines = [
            f"{dossier.code or '–'} · {names[dossier.outcome]}"
            for dossier in here[:NAMED]
        ]
        if len(here) > NAMED:
            lines.append(here.env._("and %(count)s more", count=len(here) - NAMED))
        opening = here.env._(
            "Please look at the portal and note what became of these dossiers:"
        )
        return here.env._("Dossiers to follow"), "\n".join([opening, *lines])
