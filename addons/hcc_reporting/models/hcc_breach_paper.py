import io

from odoo import models
from odoo.tools import split_every
from odoo.tools.misc import format_datetime

from ..tools.figures_xlsx import Table, open_book, write_notes
from .hcc_breach_reach import KINDS

PAGE = 5000
#: persons on the paper; the spreadsheet has all
ON_PAPER = 500


class HccBreachPaper(models.AbstractModel):
    """The list of a breach for its notice, as a spreadsheet and on paper."""

    _name = "hcc.breach.paper"
    _description = "Papers of a Breach"

    def action_xlsx(self):
        return self._open_file("xlsx")

    def action_pdf(self):
        return self._open_file("pdf")

    def _open_file(self, kind):
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/hcc/breach/{self.id}/{kind}",
            "target": "download",
        }

    def _make_xlsx(self):
        """:return: bytes of the list, of the wards that the user reaches"""
        self.ensure_one()
        _ = self.env._
        names = self._get_kind_names()
        columns = [
            (_("Person"), "text"),
            (_("Phone"), "text"),
            (_("Address"), "text"),
            (_("Ward"), "text"),
            (_("Reach"), "text"),
            (_("How"), "text"),
            (_("Last read"), "moment"),
            *((names[kind], "text") for kind in KINDS),
        ]
        output = io.BytesIO()
        with open_book(output) as book:
            table = Table(book, self.reference, columns)
            for lines in self._get_pages():
                table.add(line._get_cells() for line in lines)
            table.close()
            write_notes(book, self._get_facts(), _("About this list"))
        self._journal("breach_list_saved", kind="xlsx", persons=table.count)
        return output.getvalue()

    def _get_pages(self, limit=None):
        """The persons page by page; that they are saved is noted."""
        Line = self.env["hcc.breach.person"]
        ids = Line.search([("breach_id", "=", self.id)], limit=limit).ids
        for some in split_every(PAGE, ids):
            lines = Line.browse(some)
            self.env["hcc.read.log"]._note(lines, "file")
            yield lines

    def _get_facts(self):
        """What the list is about.

        :return: list of (heading, text)
        """
        labels = self.fields_get(attributes=["string"])
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        names = self._get_kind_names()
        facts = [
            (labels["reference"]["string"], self.reference),
            (labels["kind"]["string"], kinds[self.kind]),
            (labels["user_id"]["string"], self.user_id.name),
            (labels["date_from"]["string"], self._say(self.date_from)),
            (labels["date_to"]["string"], self._say(self.date_to)),
            (labels["known_at"]["string"], self._say(self.known_at)),
            (labels["deadline"]["string"], self._say(self.deadline)),
            (labels["description"]["string"], self.description or ""),
            (labels["reach_words"]["string"], self.reach_words or ""),
        ]
        facts += [(names[kind], str(self[f"{kind}_count"])) for kind in KINDS]
        if self.state == "notified":
            facts += [
                (labels["notified_at"]["string"], self._say(self.notified_at)),
                (labels["notified_to"]["string"], self.notified_to or ""),
            ]
        return facts

    def _say(self, moment):
        return format_datetime(self.env, moment) if moment else ""

    def _get_paper(self):
        """What is on the paper: facts, counts by ward, persons."""
        self.ensure_one()
        groups = self.env["hcc.breach.person"]._read_group(
            [("breach_id", "=", self.id)], ["ward_id", "reached"], ["__count"]
        )
        wards = {}
        for ward, reached, count in groups:
            wards.setdefault(ward.display_name, [0, 0])[0 if reached else 1] += count
        shown = [
            line._get_cells() for lines in self._get_pages(ON_PAPER) for line in lines
        ]
        total = sum(sum(pair) for pair in wards.values())
        self._journal("breach_list_saved", kind="pdf", persons=len(shown))
        return {
            "facts": self._get_facts(),
            "wards": sorted(wards.items()),
            "persons": shown,
            "left_out": total - len(shown),
        }
