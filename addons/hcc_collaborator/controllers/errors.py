"""Errors under /hcc, shown in our layout and in the language of the page."""

from http import HTTPStatus

from odoo.http import request

from .base import HccPublic


class HccPublicErrors(HccPublic):
    """No route of its own: what goes wrong elsewhere comes here."""

    def error_page(self, error):
        """Show an error of HTTP to a person.

        :param error: a werkzeug HTTPException
        :return: response, already rendered
        """
        if error.code == HTTPStatus.NOT_FOUND:
            response = self._not_found()
        else:
            values = self._error_words(error)
            response = self._page(
                "hcc_collaborator.public_error",
                values,
                status=error.code,
                personal=True,
            )
        for name in ("Allow", "Retry-After"):
            value = dict(error.get_headers()).get(name)
            if value:
                response.headers[name] = value
        response.flatten()
        return response

    def _error_words(self, error):
        """What happened and what to do next, without words of programmers."""
        titles = {
            HTTPStatus.FORBIDDEN: request.env._("This page is not for you"),
            HTTPStatus.METHOD_NOT_ALLOWED: request.env._(
                "This page cannot be opened this way"
            ),
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE: request.env._(
                "What you sent is too big"
            ),
            HTTPStatus.TOO_MANY_REQUESTS: request.env._("Please wait a few minutes"),
            HTTPStatus.UNPROCESSABLE_ENTITY: request.env._("This could not be done"),
        }
        advice = {
            HTTPStatus.FORBIDDEN: request.env._(
                "If you have an account, please sign in and try again."
            ),
            HTTPStatus.METHOD_NOT_ALLOWED: request.env._(
                "Please start again from the front page."
            ),
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE: request.env._(
                "We need no files and no photos. Please write less, or call us."
            ),
            HTTPStatus.TOO_MANY_REQUESTS: request.env._(
                "There were too many tries from here. You can also call us."
            ),
            HTTPStatus.UNPROCESSABLE_ENTITY: error.description,
        }
        if error.code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            title = request.env._("Something went wrong on our side")
            text = request.env._(
                "It is not your fault. Please try again in a moment, or call us: we "
                "can do it for you."
            )
        else:
            title = titles.get(error.code) or request.env._(
                "We could not read what was sent"
            )
            text = advice.get(error.code) or request.env._(
                "Please go back and try once more, or call us."
            )
        return {"error_title": title, "error_text": text}
