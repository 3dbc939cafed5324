from odoo import fields, models

from odoo.addons.hcc_collaborator.tools.text import fold

from .hcc_citizen import PERSONAL_GROUPS

LANGUAGE_LENGTH = 60
NEEDS = ("need_sign", "need_large_print", "need_step_free", "has_companion")
#: what was asked for besides yes or no
MORE_NEEDS = ("need_language", "wish_gender")
GENDERS = [("female", "A woman"), ("male", "A man")]


class HccRequestNeeds(models.AbstractModel):
    """What makes the help easier for the person: told by them, for this request.

    Some of it tells of health, so clerks and data officers alone read it; a helper
    reads it with the telephone and the address, and as long. A helper who signs, or
    speaks the language, is asked first; where nobody does, whoever assigns is warned
    and nobody is refused. Who asked for a woman or for a man is never sent anybody
    else: the wish is changed with the person, or kept.
    """

    _name = "hcc.request.needs"
    _description = "Needs of a Request"

    need_sign = fields.Boolean("Sign Language", groups=PERSONAL_GROUPS)
    need_large_print = fields.Boolean("Large Print", groups=PERSONAL_GROUPS)
    need_step_free = fields.Boolean("Way without Steps", groups=PERSONAL_GROUPS)
    has_companion = fields.Boolean("Somebody Comes Along", groups=PERSONAL_GROUPS)
    need_language = fields.Char("Speaks", groups=PERSONAL_GROUPS)
    wish_gender = fields.Selection(GENDERS, "Asks for", groups=PERSONAL_GROUPS)
    needs_words = fields.Char(
        "What Helps", compute="_compute_needs_words", groups=PERSONAL_GROUPS
    )
    skill_warning = fields.Char(
        compute="_compute_skill_warning", groups=PERSONAL_GROUPS
    )

    def _compute_needs_words(self):
        for request in self:
            request.needs_words = " · ".join(request._get_needs_words())

    def _compute_skill_warning(self):
        for request in self:
            helpers = request.assignment_ids.filtered("is_live").collaborator_id
            request.skill_warning = request.state in (
                "booked",
                "in_progress",
            ) and request._warn_about_skill(helpers)

    def action_print_large_slip(self):
        """Return the slip in large type to print."""
        report = self.env.ref("hcc_booking.action_report_large_slip")
        return report.report_action(self)

    def _get_needs_words(self):
        """What was told, a line for each need.

        :rtype: list of str
        """
        self.ensure_one()
        _ = self.env._
        said = [
            (self.need_sign, _("needs sign language")),
            (self.need_large_print, _("needs large print")),
            (self.need_step_free, _("needs a way without steps")),
            (self.has_companion, _("somebody comes along")),
        ]
        words = [text for is_so, text in said if is_so]
        if self.need_language:
            words.append(_("speaks %(language)s", language=self.need_language))
        if self.wish_gender == "female":
            words.append(_("asks for a woman"))
        elif self.wish_gender == "male":
            words.append(_("asks for a man"))
        return words

    def _get_wished_gender(self):
        """Who may come at all: ``female``, ``male``, or none for anybody."""
        # sudo: hcc.request - only who may come is told by it
        return self.sudo().wish_gender or None

    def _has_the_skill(self, helper):
        """Whether a helper understands the person as that person speaks."""
        languages = f" {' '.join(fold(helper.languages or '').split())} "
        asked = " ".join(fold(self.need_language or "").split())
        asked = asked.removeprefix("tieng ")
        return (not self.need_sign or helper.signs) and (
            not asked or f" {asked} " in languages.replace(",", " ")
        )

    def _first_who_fit(self, helpers):
        """The same helpers, those who understand the person before the others."""
        # sudo: hcc.request - what the person needs; only the order tells of it
        request_sudo = self.sudo()
        if not (request_sudo.need_sign or request_sudo.need_language):
            return helpers
        return helpers.sorted(lambda helper: not request_sudo._has_the_skill(helper))

    def _warn_about_skill(self, helpers):
        """What whoever assigns should know; empty when one of the helpers fits."""
        self.ensure_one()
        if not (self.need_sign or self.need_language):
            return ""
        # sudo: hcc.collaborator - borrowed helpers are of other wards
        helpers_sudo = helpers.sudo()
        if any(self._has_the_skill(helper) for helper in helpers_sudo):
            return ""
        wanted = [
            *([self.env._("sign language")] if self.need_sign else []),
            *([self.need_language] if self.need_language else []),
        ]
        return self.env._(
            "Nobody who goes has this noted: %(skills)s. Ask another helper, or find "
            "somebody who interprets.",
            skills=", ".join(wanted),
        )
