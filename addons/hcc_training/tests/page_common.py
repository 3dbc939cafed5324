from lxml import html

from odoo.tests import HttpCase

from .common import TrainingCase


class PageCase(TrainingCase, HttpCase):
    """Pages read in English, the default language being Vietnamese."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for code in ("vi_VN", "en_US"):
            cls.env["res.lang"]._activate_lang(code)
        cls.env["ir.default"].set("res.partner", "lang", "vi_VN")
        # HttpCase keeps the session of its browser under that name
        cls.lesson, cls.session = cls.session, None

    def _enrol(self, *collaborators, session=None, user=None):
        return super()._enrol(*collaborators, session=session or self.lesson, user=user)

    def _sign_in(self, user):
        self.authenticate(user.login, user.login)

    def _get(self, path, follow=True):
        return self.url_open(f"/en{path}", allow_redirects=follow)

    def _post(self, path, values=None, follow=True):
        return self.url_open(
            f"/en{path}", data=values or {"x": "1"}, allow_redirects=follow
        )

    def _tree(self, response):
        return html.fromstring(response.text)

    def _title(self, response):
        (title, *_others) = self._tree(response).xpath("//h1")
        return " ".join(title.text_content().split())

    def _text(self, response):
        (main,) = self._tree(response).xpath("//main")
        return " ".join(main.text_content().split())

    def _form(self, response):
        """What the form of the page would send; None when there is none."""
        forms = self._tree(response).xpath("//main//form")
        return dict(forms[0].form_values()) if forms else None
