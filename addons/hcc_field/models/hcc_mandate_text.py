import hashlib
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from odoo.addons.hcc_collaborator.tools.localtime import (
    local_date,
    local_datetime,
    utc_datetime,
)

PERIODS = ("visit", "day", "month")
#: languages in which the text is shown, if they are installed; the first is asked for
LANGUAGES = ("vi_VN", "en_US")


class HccMandateText(models.AbstractModel):
    """The words that a person is shown, put together the same way everywhere.

    The field page puts them together without a network from what
    ``hcc.field.day.mandate`` gave it (``parts/mandate.js``); the server does so again
    and compares.
    """

    _name = "hcc.mandate.text"
    _description = "Words of a Consent to Be Helped"

    @api.model
    def _get_languages(self):
        """Codes of the languages in which the text may be shown.

        :rtype: list of str
        """
        # sudo: res.lang - which languages are there
        langs_sudo = self.env["res.lang"].sudo()
        found = [code for code in LANGUAGES if langs_sudo._get_data(code=code)]
        return found or [self.env.lang or "en_US"]

    @api.model
    def _get_periods(self, lang, start):
        """For how long one may agree, with the exact ends, as the page shows them.

        :param str lang: code of the language
        :param datetime start: naive UTC, when the visit is
        :return: list of JSON values
        """
        here = self.with_context(lang=lang)
        return [
            {
                "code": code,
                "ends": fields.Datetime.to_string(ends_at),
                "line": here._say_period(code, ends_at),
            }
            for code in PERIODS
            for ends_at in [self._get_end(code, start)]
        ]

    @api.model
    def _get_fixed_words(self, text, lang):
        """What does not depend on the visit.

        :param text: ``hcc.consent.text`` of the purpose ``mandate``
        :param str lang: code of the language
        :rtype: dict of JSON values
        """
        here = self.with_context(lang=lang)
        # sudo: hcc.consent.text - what people agree to is public
        text_sudo = text.sudo().with_context(lang=lang)
        return {
            "text": text.id,
            "version": text_sudo.version,
            "lang": lang,
            "body": text_sudo.body,
            "matters": here.env._("I agree to be helped with:"),
            "nothing": here.env._("finding out what is needed; nothing is filed."),
        }

    @api.model
    def _get_end(self, period, start):
        """When a consent ends that is given for a visit at ``start``; naive UTC."""
        if period == "day":
            return start + timedelta(days=1)
        if period == "month":
            return start + relativedelta(months=1)
        return utc_datetime(local_date(start), 24)

    @api.model
    def _say_period(self, period, ends_at):
        """How long, and the exact end."""
        last = local_datetime(ends_at)
        if period == "visit" and not (last.hour or last.minute):
            # nobody says 00:00 of the next day
            day, time = last - timedelta(days=1), "24:00"
        else:
            day, time = last, f"{last:%H:%M}"
        values = {"time": time, "day": f"{day:%d/%m/%Y}"}
        if period == "visit":
            return self.env._(
                "This holds for this visit alone, and ends at %(time)s on %(day)s at "
                "the latest.",
                **values,
            )
        if period == "day":
            return self.env._(
                "This holds for one day, until %(time)s on %(day)s.", **values
            )
        return self.env._(
            "This holds for one month, until %(time)s on %(day)s.", **values
        )

    @api.model
    def _compose(self, text, lang, procedures, period, ends_at):
        """The whole text, as it is shown and kept.

        :param procedures: ``hcc.procedure``, in the order in which they are shown
        """
        form = self._get_fixed_words(text, lang)
        # sudo: hcc.procedure - names are public
        names = procedures.sudo().with_context(lang=lang).mapped("name")
        line = self.with_context(lang=lang)._say_period(period, ends_at)
        matters = "\n".join(f"– {name}" for name in names) or form["nothing"]
        return "\n\n".join((form["body"], f"{form['matters']}\n{matters}", line))

    @api.model
    def _digest_of(self, body):
        return hashlib.sha256(body.encode()).hexdigest()
