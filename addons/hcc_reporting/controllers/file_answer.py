"""How files go out that are for one person alone."""

from odoo.http import content_disposition, request


def answer_file(content, mimetype, filename):
    """Answer bytes as a file to keep, and keep them in no cache."""
    return request.make_response(
        content,
        headers=[
            ("Content-Type", mimetype),
            ("Content-Length", str(len(content))),
            ("Content-Disposition", content_disposition(filename)),
            ("Cache-Control", "no-store"),
        ],
    )
