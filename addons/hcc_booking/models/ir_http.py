from odoo import models
from odoo.http import request


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _match(cls, path):
        # Many telephones are set to English by whoever sold them. A citizen gets
        # the language of the city, unless another one was chosen by a link.
        is_public_page = path == "/hcc" or path.startswith("/hcc/")
        if (
            is_public_page
            and not hasattr(request, "is_frontend")
            and not request.session.uid
            and not request.cookies.get("frontend_lang")
        ):
            request.update_context(lang=cls._get_default_lang().code)
        return super()._match(path)
