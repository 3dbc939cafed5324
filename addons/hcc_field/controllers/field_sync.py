"""What devices of helpers send and are told: JSON in and out, POST alone."""

from odoo.exceptions import UserError
from odoo.http import Controller, request, route

from ..models.hcc_field_device import NAME_LENGTH
from ..models.hcc_field_upload import CHUNK, MOST_BYTES
from ..tools.messages import clean, clock_of, is_uid, read_json, read_piece
from ..tools.seal import Unreadable

#: bytes of a request, and actions in it; a device with more sends several
MOST_BODY = 4 * 1024 * 1024
MOST_ACTIONS = 200
#: of a small one
SMALL_BODY = 16 * 1024
#: a sealed piece of a photo, and its header
PIECE_BODY = CHUNK * 4 // 3 + 8 * 1024
POST = {"type": "http", "auth": "public", "methods": ["POST"], "csrf": False}
#: told by the token of the device: no cookie is set
BY_TOKEN = {**POST, "save_session": False}


class Refusal(Exception):
    """An answer that ends a request."""

    def __init__(self, status, **answer):
        super().__init__(status)
        self.status = status
        self.answer = answer


class HccFieldSync(Controller):
    """The device is told by its token; people's data go to its signed-in user only."""

    @route("/hcc/field/register", **POST)
    def register(self, **_params):
        """Make this browser a device of the user who is signed in."""
        return self._answer(self._register)

    @route("/hcc/field/day", **POST)
    def day(self, **_params):
        """The visits of today and tomorrow."""
        return self._answer(self._day)

    @route("/hcc/field/sync", **BY_TOKEN)
    def sync(self, **_params):
        """Take actions; say what became of each."""
        return self._answer(self._sync)

    @route("/hcc/field/upload", **BY_TOKEN)
    def upload(self, **_params):
        """Take a piece of a photo; say how much is here."""
        return self._answer(self._upload)

    # -------------------------------------------------------------------------
    # WHAT THEY DO
    # -------------------------------------------------------------------------

    def _register(self):
        body = self._read_body(SMALL_BODY)
        if not request.session.uid:
            raise Refusal(403, sign_in=True)
        csrf_token = self._text(body, "csrf_token", 200)
        if not csrf_token.isascii():
            raise Refusal(400, error="form")
        if not request.validate_csrf(csrf_token):
            raise Refusal(403, reload=True)
        uid = body.get("uid")
        name = self._text(body, "name", NAME_LENGTH).strip()
        if not is_uid(uid) or not name:
            raise Refusal(400, error="device")
        devices = request.env["hcc.field.device"]
        try:
            with request.env.cr.savepoint():
                device_sudo, token = devices._enroll(uid, name)
        except UserError as error:
            raise Refusal(403, words=str(error)) from error
        return {
            "device": device_sudo.uid,
            "token": token,
            "key": self._get_key(),
            "user": request.env.user.name,
        }

    def _day(self):
        device_sudo = self._find_device()
        self._read_body(SMALL_BODY)
        if device_sudo._note_contact():
            return {"wipe": True}
        # another helper may be signed in to the same browser
        if request.session.uid != device_sudo.user_id.id:
            raise Refusal(403, sign_in=True)
        self._enter(device_sudo.user_id)
        device_sudo._write_guarded(
            request.env["hcc.field.device"]._get_session_values()
        )
        day = request.env["hcc.field.day"]._get_day()
        return {**day, "key": self._get_key()}

    def _sync(self):
        device_sudo = self._find_device()
        body = self._read_body(MOST_BODY)
        messages = body.get("actions")
        device_now = clock_of(body.get("now"))
        unsent = body.get("unsent")
        if not isinstance(messages, list) or device_now is None:
            raise Refusal(400, error="form")
        if len(messages) > MOST_ACTIONS:
            raise Refusal(413, error="actions", most=MOST_ACTIONS)
        self._enter(device_sudo.user_id)
        # sudo: hcc.field.device - it is told by its token
        device_sudo = device_sudo.with_env(request.env(su=True))
        actions = request.env["hcc.field.action"]
        results = actions._receive(device_sudo, messages, device_now)
        left = unsent if type(unsent) is int and 0 <= unsent < 10**6 else 0
        wipe = device_sudo._note_contact(
            last_sync_at=request.env.cr.now().replace(microsecond=0),
            unsent_count=max(left - len(messages), 0),
        )
        if wipe and body.get("wiped") is True:
            device_sudo._note_wiped()
        return {"results": results, "wipe": wipe, "key": self._get_key()}

    def _upload(self):
        device_sudo = self._find_device()
        body = self._read_body(PIECE_BODY)
        header = read_piece(body)
        if not header:
            raise Refusal(400, error="form")
        if header["total"] > MOST_BYTES:
            raise Refusal(413, error="photo", most=MOST_BYTES)
        self._enter(device_sudo.user_id)
        # sudo: hcc.field.device - it is told by its token
        device_sudo = device_sudo.with_env(request.env(su=True))
        actions, uploads = (
            request.env["hcc.field.action"],
            request.env["hcc.field.upload"],
        )
        try:
            piece = actions._open_box(body["header"], body["sealed"])
            with request.env.cr.savepoint():
                have = uploads._take_piece(device_sudo, header, piece)
        except Unreadable as error:
            raise Refusal(400, error="sealed") from error
        except UserError as error:
            raise Refusal(409, words=str(error)) from error
        if have is None:
            words = request.env._("The photo did not arrive as it was. Send it again.")
            raise Refusal(409, words=words)
        return {"have": have, "wipe": device_sudo._note_contact()}

    # -------------------------------------------------------------------------
    # WHO ASKS, AND WHAT
    # -------------------------------------------------------------------------

    def _answer(self, method):
        try:
            answer, status = method(), 200
        except Refusal as refusal:
            answer, status = refusal.answer, refusal.status
        return request.make_json_response(
            answer, headers={"Cache-Control": "no-store"}, status=status
        )

    def _find_device(self):
        """The device of the token.

        :return: ``hcc.field.device`` in sudo
        """
        headers = request.httprequest.headers
        scheme, _space, token = headers.get("Authorization", "").partition(" ")
        device_sudo = request.env["hcc.field.device"]._find(
            headers.get("X-HCC-Device", ""), token if scheme == "Bearer" else ""
        )
        # whoever tries tokens is counted by the address alone: a device is not
        # slowed down by somebody who merely knows its id
        seconds = request.env["hcc.rate.limit"]._hit(
            "device", device_sudo.mapped("uid"), request.httprequest.remote_addr
        )
        if seconds:
            request.future_response.headers["Retry-After"] = str(seconds)
            raise Refusal(429, wait=seconds)
        if not device_sudo:
            raise Refusal(401, register=True)
        return device_sudo

    def _enter(self, user):
        """From here on it is the helper of the device who acts, in own words."""
        request.update_env(user=user.id)
        request.update_context(lang=user.lang, tz=user.tz)

    def _read_body(self, most):
        """The JSON object that was sent."""
        length = request.httprequest.content_length
        if length is None:
            raise Refusal(411, error="length")
        if length > most:
            raise Refusal(413, error="body", most=most)
        try:
            body = clean(read_json(request.httprequest.get_data() or b"{}"))
        except ValueError as error:
            raise Refusal(400, error="json") from error
        if not isinstance(body, dict):
            raise Refusal(400, error="json")
        return body

    def _text(self, body, name, most):
        value = body.get(name)
        return value[:most] if isinstance(value, str) else ""

    def _get_key(self):
        return request.env["hcc.field.key"]._get_public()
