from urllib.parse import urlencode

from lxml import html

from odoo.tests import HttpCase, tagged
from odoo.tools import SQL

from .common import AT_POINT, BookingCase

#: 09:00 in Hanoi, as addresses of pages say it
START = "2026-11-25T09:00"
PHONE = "0912 345 678"


@tagged("post_install", "-at_install")
class PublicCase(BookingCase, HttpCase):
    """Public pages read in English, the default language being Vietnamese."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for code in ("vi_VN", "en_US"):
            cls.env["res.lang"]._activate_lang(code)
        cls.env["ir.default"].set("res.partner", "lang", "vi_VN")
        cls.env["ir.config_parameter"].set_param(
            "hcc_collaborator.hotline", "024 1234 0000"
        )

    # Reading pages

    def _get(self, path, follow=True, **query):
        """Open a page in English; without following, as the first answer."""
        address = f"/en{path}" + (f"?{urlencode(query)}" if query else "")
        return self.url_open(address, allow_redirects=follow)

    def _post(self, path, values, follow=True):
        return self.url_open(f"/en{path}", data=values, allow_redirects=follow)

    def _tree(self, response):
        return html.fromstring(response.text)

    def _texts(self, response, xpath):
        nodes = self._tree(response).xpath(xpath)
        return [" ".join(node.text_content().split()) for node in nodes]

    def _title(self, response):
        return self._texts(response, "//h1")[0]

    def _form(self, response, action):
        """What the form with this action would send, its buttons left out."""
        (form,) = self._tree(response).xpath(f"//form[contains(@action, '{action}')]")
        return dict(form.form_values())

    # Booking

    def _choices(self, **changes):
        choices = {
            "ward": self.ward_a1.code,
            "procedure": self.procedure.code,
            "eid": "yes",
            "sim": "yes",
            "place": "point",
            "point": str(self.point_a1.id),
            "start": START,
        }
        choices.update(changes)
        return {key: value for key, value in choices.items() if value}

    def _open_details(self, **changes):
        """Open the last step.

        :return: what its form sends when filled well
        """
        response = self._get("/hcc/book/details", **self._choices(**changes))
        self.assertEqual(response.status_code, 200)
        values = self._form(response, "/hcc/book/confirm")
        values.update(name="Nguyễn Thị Lan", phone=PHONE, consent="1")
        return values

    def _book(self, **changes):
        """Book over HTTP.

        :return: the request; this browser may see it
        """
        before = self.env["hcc.request"].search([])
        # the person of the tests books many times, and says so
        values = {**self._open_details(**changes), "is_sure": "1"}
        response = self._post("/hcc/book/confirm", values)
        self.assertIn("/hcc/request/", response.url)
        return self.env["hcc.request"].search([]) - before

    def _book_elsewhere(self, **changes):
        """Book without this browser knowing of it."""
        return self._submit(
            submit_token=f"elsewhere-{self.env['hcc.request'].search_count([])}",
            start=changes.pop("start", AT_POINT),
            **changes,
        )

    def _fill_up(self, start=AT_POINT):
        """Take all that is left of a time."""
        for phone in ("0912 000 111", "0912 000 112"):
            self._book_elsewhere(phone=phone, start=start)

    # Facts

    def _contents(self):
        """A fingerprint of every table that a page could have changed."""
        self.env.flush_all()
        self.env.cr.execute(
            """SELECT c.relname FROM pg_class c
                 JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind = 'r' AND c.relpersistence = 'p'
                  AND n.nspname = current_schema
                  AND (c.relname LIKE 'hcc\\_%' OR c.relname IN
                       ('rating_rating', 'mail_message', 'res_partner',
                        'calendar_event', 'res_users', 'mail_mail'))
             ORDER BY c.relname"""
        )
        contents = {}
        for (table,) in self.env.cr.fetchall():
            self.env.cr.execute(
                SQL(
                    "SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) "
                    "FROM %s t",
                    SQL.identifier(table),
                )
            )
            contents[table] = self.env.cr.fetchone()
        return contents
