from markupsafe import Markup, escape

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

WORDS_LENGTH = 500


class HccEquipmentFlow(models.AbstractModel):
    """What happens to equipment, one method for each step."""

    _name = "hcc.equipment.flow"
    _description = "Steps of Equipment"
    _inherit = ["hcc.guard.mixin", "hcc.journal.mixin"]

    # -------------------------------------------------------------------------
    # ACTIONS of the coordinator
    # -------------------------------------------------------------------------

    def action_hand_over(self):
        """Open the form that hands this over."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hcc_collaborator.hcc_equipment_handover_action_new"
        )
        return action | {"context": {"default_equipment_id": self.id}}

    def action_to_repair(self):
        """Send what is in stock to be repaired."""
        self._check_step("in_stock")
        self._check_not_prepared()
        self._set_state("in_repair")

    def action_repaired(self):
        """It works again and is in stock; its faults are settled."""
        self._check_step("in_repair")
        self._set_state("in_stock")
        self.write({"hcc_condition": "good"})
        self._settle_faults()

    def action_found(self):
        """What was lost is back in stock."""
        self._check_step("lost")
        self._set_state("in_stock")

    def action_write_off(self):
        """It is no longer used; its history stays."""
        self._check_step("in_stock", "in_repair", "lost")
        self._check_not_prepared()
        self._set_state("written_off")
        self.write({"scrap_date": fields.Date.context_today(self)})
        self._settle_faults()

    # -------------------------------------------------------------------------
    # STEPS
    # -------------------------------------------------------------------------

    def _report_fault(self, words, unusable=False):
        """Say what is wrong with it; the coordinator sees it.

        :param str words: what is wrong
        :param bool unusable: visits cannot be made with it
        :return: ``maintenance.request`` in sudo
        """
        self.ensure_one()
        self._check_reporter()
        if self.hcc_state not in ("in_stock", "handed_over"):
            self._refuse_step()
        words = self._clean_words(words)
        if not words:
            raise UserError(self.env._("Please say what is wrong."))
        # sudo: maintenance.request, maintenance.equipment - whoever has it writes
        # neither, but may say this
        equipment_sudo = self.sudo()
        request_sudo = (
            equipment_sudo.env["maintenance.request"]
            .with_context(mail_create_nosubscribe=True, tracking_disable=True)
            .create(
                {
                    "name": words.splitlines()[0][:80],
                    "description": Markup("<br/>").join(
                        escape(line) for line in words.splitlines()
                    ),
                    "equipment_id": self.id,
                    "owner_user_id": self.env.uid,
                    "hcc_unusable": unusable,
                }
            )
        )
        if unusable:
            equipment_sudo.write({"hcc_condition": "broken"})
        self._journal("equipment_fault", request=request_sudo.id, unusable=unusable)
        return request_sudo

    def _report_loss(self, words=""):
        """It is lost or stolen: the sessions of that device end at once.

        :param str words: what happened
        :return: how many sessions ended
        """
        self.ensure_one()
        self._check_reporter()
        if self.hcc_state in ("lost", "written_off"):
            self._refuse_step()
        # sudo: hcc.equipment.handover, maintenance.equipment - whoever has it
        # writes neither, but may say this
        equipment_sudo = self.sudo()
        live_sudo = equipment_sudo.handover_ids.filtered("is_live")
        held_sudo = live_sudo.filtered("is_held")
        ended = held_sudo._end_sessions() if held_sudo else 0
        self._journal(
            "equipment_lost",
            equipment=self.id,
            handover=held_sudo.id,
            sessions_ended=ended,
        )
        held_sudo._lose(self._clean_words(words))
        held_sudo._tell_lost(ended)
        (live_sudo - held_sudo)._cancel()
        equipment_sudo._set_state("lost")
        return ended

    def _set_state(self, state):
        for before, same in self.grouped("hcc_state").items():
            same._journal("equipment_state", before=before, after=state)
        self._write_guarded({"hcc_state": state})

    def _settle_faults(self):
        """Close what was reported about it."""
        # sudo: maintenance.request, maintenance.stage - of equipment that the user
        # may change, as each caller has checked
        self.sudo().maintenance_ids._settle()

    # -------------------------------------------------------------------------
    # CHECKS
    # -------------------------------------------------------------------------

    def _check_reporter(self):
        """Let whoever has it, and the office, say what happened to it.

        :raises AccessError: for everybody else
        """
        self.check_access("read")
        user = self.env.user
        for equipment in self.filtered("branch_id"):
            if equipment.holder_user_id != user and not (
                self.env.su or equipment.has_access("write")
            ):
                raise AccessError(
                    self.env._("Only whoever has it, or the coordinator, reports it.")
                )

    def _check_step(self, *states):
        self.check_access("write")
        for equipment in self:
            if equipment.hcc_state not in states:
                equipment._refuse_step()

    def _refuse_step(self):
        self.ensure_one()
        labels = dict(self._fields["hcc_state"]._description_selection(self.env))
        raise UserError(
            self.env._(
                "This cannot be done: %(equipment)s is “%(state)s”.",
                equipment=self.display_name,
                state=labels.get(self.hcc_state, ""),
            )
        )

    def _check_available(self, prepared=False):
        """Whether it can be handed over now.

        :param bool prepared: its handover is being completed
        :raises UserError: with what stands in the way
        """
        # sudo: maintenance.equipment - its state; the caller reads or signs for it
        for equipment_sudo in self.sudo():
            if equipment_sudo.hcc_state != "in_stock":
                equipment_sudo._refuse_step()
            if equipment_sudo.hcc_condition == "broken":
                raise UserError(
                    self.env._(
                        "%(equipment)s is broken: have it repaired first.",
                        equipment=equipment_sudo.display_name,
                    )
                )
            if equipment_sudo.is_prepared and not prepared:
                raise UserError(
                    self.env._(
                        "Somebody is about to get %(equipment)s.",
                        equipment=equipment_sudo.display_name,
                    )
                )

    def _check_not_prepared(self):
        if any(self.mapped("is_prepared")):
            raise UserError(self.env._("A handover is being signed: cancel it first."))

    def _clean_words(self, words):
        words = str(words or "").strip()
        if len(words) > WORDS_LENGTH:
            raise UserError(
                self.env._("At most %(limit)s characters, please.", limit=WORDS_LENGTH)
            )
        return words
