from datetime import timedelta

from odoo import api, fields, models

WITNESS = "Nguyễn Văn Chứng"


class HccDemoMandate(models.AbstractModel):
    """Demonstration data: a few consents to be helped, and a password handed over."""

    _name = "hcc.demo.mandate"
    _description = "Demonstration Consents to Be Helped"

    @api.model
    def _load(self):
        """Make them for visits of the demonstration; twice does nothing more."""
        if self.env["hcc.mandate"].search_count([], limit=1):
            return
        # an installation reads translations last: people agree to these words before
        self.env["ir.module.module"]._load_module_terms(
            ["hcc_field"], self.env["hcc.mandate"]._get_languages()
        )
        booked = self.env["hcc.request"].search(
            [("state", "=", "booked")], order="start, id", limit=3
        )
        for request, period in zip(booked, ("visit", "day", "month"), strict=False):
            self._load_mandate(request, period)
        booked[1:2].mandate_ids._revoke("clerk")
        done = self.env["hcc.assignment"].search(
            [("state", "=", "done")], order="start desc, id", limit=1
        )
        if done:
            self.env["hcc.secret.report"]._report(done, {"otp": done.stop})

    @api.model
    def _load_mandate(self, request, period):
        """Confirmed by a witness: nobody's signature is made up."""
        mandates = self.env["hcc.mandate"]
        now = fields.Datetime.now().replace(microsecond=0)
        text = self.env["hcc.consent.text"]._current("mandate")
        lang = mandates._get_languages()[0]
        start = max(request.start, now + timedelta(minutes=1))
        ends_at = mandates._get_end(period, start)
        shown = mandates._compose(text, lang, request.procedure_ids, period, ends_at)
        return mandates._give(
            request,
            {
                "text": text.id,
                "lang": lang,
                "period": period,
                "ends": fields.Datetime.to_string(ends_at),
                "procedures": request.procedure_ids.ids,
                "shown": shown,
                "digest": mandates._digest_of(shown),
                "read_aloud": "helper",
                "signed_how": "witness",
                "witness_name": WITNESS,
                "witness_relation": "neighbour",
            },
            where="counter",
            given_at=now,
        )
