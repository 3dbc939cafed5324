from werkzeug.exceptions import Conflict, NotFound

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import Controller, request, route

from .file_answer import answer_file
from .hcc_reporting import XLSX_TYPE

TYPES = {"pdf": "application/pdf", "xlsx": XLSX_TYPE}


class HccReview(Controller):
    @route(
        "/hcc/review/<int:review_id>.<any(pdf,xlsx):kind>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def review_paper(self, review_id, kind):
        """Answer a paper of a review as it was frozen."""
        review = request.env["hcc.review"].browse(review_id)
        try:
            content = review._get_file(kind)
        except (AccessError, MissingError) as error:
            # whether there is one is not said to who may not read it
            raise NotFound from error
        except UserError as error:
            raise Conflict(str(error)) from error
        name = f"hcc-review-{review.date_from}-{review.date_to}.{kind}"
        return answer_file(content, TYPES[kind], name)
