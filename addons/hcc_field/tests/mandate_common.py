import base64
import io

from PIL import Image, ImageDraw

from odoo import fields

from odoo.addons.hcc_booking.tests.common import BookingCase


def draw_signature(size=(300, 120), line=True):
    """A drawn signature as a page sends it."""
    picture = Image.new("RGBA", size, (255, 255, 255, 0))
    if line:
        ImageDraw.Draw(picture).line((10, 60, 150, 20, 290, 100), "black", 4)
    file = io.BytesIO()
    picture.save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


SIGNATURE = draw_signature()


class MandateCase(BookingCase):
    """A request at the point, on Wednesday at 09:00, and what a page sends of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mandates = cls.env["hcc.mandate"]
        cls.text = cls.env.ref("hcc_field.hcc_consent_text_mandate_1")
        cls.request = cls.env["hcc.booking"]._submit(cls._values(cls))
        cls.visit = cls.request.current_appointment_id
        cls.entry = cls.visit.assignment_ids

    def _shown(
        self, period="visit", procedures=None, lang="en_US", ends=None, **values
    ):
        """What the field page puts together from the form that it was given."""
        procedures = self.procedure if procedures is None else procedures
        form = self.mandates._get_fixed_words(self.text, lang)
        periods = self.mandates._get_periods(lang, self.visit.start)
        (chosen,) = [one for one in periods if one["code"] == period]
        names = procedures.with_context(lang=lang).mapped("name")
        matters = "\n".join(f"– {name}" for name in names) or form["nothing"]
        shown = "\n\n".join(
            (form["body"], f"{form['matters']}\n{matters}", chosen["line"])
        )
        return {
            "text": self.text.id,
            "lang": lang,
            "period": period,
            "ends": ends or chosen["ends"],
            "procedures": procedures.ids,
            "shown": shown,
            "digest": self.mandates._digest_of(shown),
            "read_aloud": "no",
            "signed_how": "drawn",
            "signature": SIGNATURE,
        } | values

    def _give(self, *, facts=None, **changes):
        mandate = self.mandates._give(
            self.request, self._shown(**changes), **(facts or {})
        )
        mandate.flush_recordset()
        return mandate

    def _rows(self, record, action):
        return self.env["hcc.journal"].search(
            [
                ("model", "=", record._name),
                ("res_id", "=", record.id),
                ("action", "=", action),
            ]
        )

    def _at(self, **delta):
        return fields.Datetime.add(self.visit.start, **delta)

    def _use(self, mandate, procedure, at):
        """:return: whether the consent was good for it"""
        (is_good,) = self.mandates._use([(mandate, procedure, at)], self.entry)
        return is_good
