"""Pages of participants and trainers: presence by code, and what one thought."""

from odoo.exceptions import UserError
from odoo.http import request, route

from odoo.addons.hcc_collaborator.controllers.base import HccPublic, url_to
from odoo.addons.hcc_collaborator.tools.qr import qr_svg
from odoo.addons.hcc_collaborator.tools.web_input import clean

from ..models.mixins.hcc_session_opinion import LONGEST, SCORES

#: whoever is not signed in does so first and comes back
_INSIDE = {"type": "http", "auth": "user", "website": True, "sitemap": False}
_SHOW = {**_INSIDE, "methods": ["GET"], "readonly": True}
_SEND = {**_INSIDE, "methods": ["POST"], "csrf": False}
#: seconds after which the trainer's page shows the next code
_NEXT_CODE = 60
#: a mouth for each answer, of a face of 32 by 32
_MOUTHS = {
    5: "M8 18q8 12 16 0z",
    4: "M9 20q7 6 14 0",
    3: "M9 21h14",
    2: "M9 23q7-6 14 0",
    1: "M9 25q7-12 14 0",
}


class HccTrainingPages(HccPublic):
    """Who is signed in decides; a code or a number of a session gives nothing."""

    # Presence

    @route("/hcc/training/code/<int:session_id>", **_SHOW)
    def training_code(self, session_id, **_params):
        """What the trainer shows to the room; it changes by itself."""
        session = request.env["hcc.session"].browse(session_id).exists()
        if not session or not session.has_access("write"):
            return self._not_found()
        values = {"session": session, "code": "", "session_id": session_id}
        if session.is_on:
            path = url_to(f"/hcc/training/here/{session._make_here_token()}")
            url = session.get_base_url() + path
            label = request.env._("QR code of this session")
            values.update(code=qr_svg(url, label), code_url=url)
        response = self._page("hcc_training.training_code", values, personal=True)
        response.headers["Refresh"] = str(_NEXT_CODE)
        return response

    @route("/hcc/training/here/<string:token>", **_SHOW)
    def training_here(self, token, **_params):
        return self._here_page(token)

    @route("/hcc/training/here/<string:token>", **_SEND)
    def training_here_post(self, token, form_token=None, **_params):
        session_sudo = request.env["hcc.session"]._find_here(token)
        if not session_sudo:
            return self._here_page(token, status=410)
        if not self._check_token("here", form_token).is_valid:
            return self._here_page(token, notice=self._stale_form_message())
        try:
            session_sudo._mark_here()
        except UserError as error:
            return self._here_page(token, notice=str(error), status=422)
        return self._redirect(f"/hcc/training/here/{token}")

    def _here_page(self, token, notice="", status=200):
        session_sudo = request.env["hcc.session"]._find_here(token)
        values = {
            "session": session_sudo,
            "notice": notice,
            "is_here": False,
            "may_mark": False,
            "token": self._make_token("here"),
        }
        if not session_sudo:
            # too old, or never one of ours: the same answer
            status = 410
        else:
            try:
                session_sudo._check_here()
                attendance_sudo = session_sudo._get_here_attendance()
                values["is_here"] = attendance_sudo.state == "present"
                values["may_mark"] = not values["is_here"]
            except UserError as error:
                values["notice"] = notice or str(error)
        return self._page(
            "hcc_training.training_here", values, status=status, personal=True
        )

    # Feedback

    @route("/hcc/training/feedback/<int:session_id>", **_SHOW)
    def training_feedback(self, session_id, **_params):
        session_sudo = self._find_attended(session_id)
        if not session_sudo:
            return self._not_found()
        return self._feedback_page(session_sudo)

    @route("/hcc/training/feedback/<int:session_id>", **_SEND)
    def training_feedback_post(
        self, session_id, value=None, comment=None, form_token=None, **_params
    ):
        session_sudo = self._find_attended(session_id)
        if not session_sudo:
            return self._not_found()
        typed = {"value": value, "comment": clean(comment, LONGEST)}
        if not self._check_token(f"feedback:{session_id}", form_token).is_valid:
            return self._feedback_page(
                session_sudo, typed, notice=self._stale_form_message()
            )
        if value not in {str(answer) for answer in SCORES}:
            message = request.env._("Please choose one of the five answers.")
            return self._feedback_page(session_sudo, typed, errors={"value": message})
        if session_sudo._get_feedback_owed():
            try:
                session_sudo._give_feedback(int(value), typed["comment"])
            except UserError as error:
                return self._feedback_page(session_sudo, typed, notice=str(error))
        return self._redirect(f"/hcc/training/feedback/{session_id}")

    def _feedback_page(self, session_sudo, typed=None, errors=None, notice=""):
        words = {
            5: request.env._("Very good"),
            4: request.env._("Good"),
            3: request.env._("Neither good nor bad"),
            2: request.env._("Not good"),
            1: request.env._("Bad"),
        }
        labels = {
            "value": request.env._("Your answer"),
            "comment": request.env._("What was good, what should be better?"),
        }
        values = {
            "session": session_sudo,
            "is_said": not session_sudo._get_feedback_owed(),
            "typed": {"value": "", "comment": ""} | (typed or {}),
            "errors": self._error_lines(errors or {}, labels),
            "error_of": errors or {},
            "labels": labels,
            "notice": notice,
            "token": self._make_token(f"feedback:{session_sudo.id}"),
            "answers": [
                {"value": str(value), "mouth": mouth, "words": words[value]}
                for value, mouth in _MOUTHS.items()
            ],
        }
        return self._page(
            "hcc_training.training_feedback",
            values,
            status=422 if errors else 200,
            personal=True,
        )

    def _find_attended(self, session_id):
        """Return the session if the reader was present there, as superuser."""
        # sudo: hcc.session - one's own presence there is looked up first
        session_sudo = request.env["hcc.session"].sudo().browse(session_id)
        attendance_sudo = session_sudo._get_here_attendance()
        return session_sudo if attendance_sudo.state == "present" else session_sudo[:0]
