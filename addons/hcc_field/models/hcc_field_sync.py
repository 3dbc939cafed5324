import json

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.hcc_collaborator.tools.secret_words import hide_secrets

from ..tools.item import ATTACHED, REFUSED, Item
from ..tools.messages import clean, read_header, read_json
from ..tools.seal import Unreadable, open_sealed


class HccFieldSync(models.AbstractModel):
    """Receives what devices have sealed, and has it carried out, once.

    Known ids are answered from the table; new ones are opened and stored; then
    ``hcc.field.fold`` says what becomes of each. The number of queries depends on
    visits and kinds, not on how many actions there are.
    """

    _name = "hcc.field.sync"
    _description = "Sync of the Field Page"
    _inherit = ["hcc.field.fold"]

    @api.model
    def _receive(self, device, messages, device_now):
        """Take what a device sends.

        :param device: ``hcc.field.device`` in sudo, as its user
        :param list messages: {header: JSON text, sealed: {key, epk, iv, box}}
        :param int device_now: clock of the device in milliseconds, when it sent
        :return: list of {id, status, words}, one for each message
        """
        headers = [read_header(message) for message in messages]
        known = self._find_known(device, [head["id"] for head in headers if head])
        fresh = {}
        for header, message in zip(headers, messages, strict=True):
            if header and header["id"] not in known:
                fresh.setdefault(header["id"], (header, message))
        if fresh:
            now = fields.Datetime.now()
            items = [self._open(header, message) for header, message in fresh.values()]
            self._find_entries(device, items)
            self._store(device, items, now)
            clocks = {uid: header["clock"] for uid, (header, _rest) in fresh.items()}
            self._set_times(items, clocks, now, device_now)
            self._carry_out(device, items)
            self._keep(items)
            known |= {item.uid: (item.status, item.words) for item in items}
        return [self._answer(header, known) for header in headers]

    def _answer(self, header, known):
        if not header:
            words = self.env._("This could not be read. Load the page anew.")
            return {"id": None, "status": REFUSED, "words": words}
        status, words = known[header["id"]]
        if status in ("taken", "kept"):
            # somebody has decided; the device does nothing else
            status = ATTACHED
        return {"id": header["id"], "status": status, "words": words or ""}

    def _find_known(self, device, uids):
        rows = self.env.execute_query(
            SQL(
                "SELECT uid, status, words FROM hcc_field_action"
                " WHERE device_id = %s AND uid = ANY(%s)",
                device.id,
                uids,
            )
        )
        return {uid: (status, words) for uid, status, words in rows}

    def _open(self, header, message):
        """:return: the ``Item`` of a message, refused when its box does not open"""
        item = Item(
            uid=header["id"],
            kind=header["kind"],
            seq=header["seq"],
            number=header["assignment"],
            payload={},
        )
        try:
            item.payload = self._open_payload(message)
        except (Unreadable, KeyError, TypeError, ValueError):
            item.refuse(self.env._("This could not be read. Load the page anew."))
        return item

    def _open_payload(self, message):
        payload = clean(read_json(self._open_box(message["header"], message["sealed"])))
        if not isinstance(payload, dict):
            raise Unreadable
        return payload

    @api.model
    def _open_box(self, header, sealed):
        """Open a box with the key that it names.

        :rtype: bytes
        :raises Unreadable: when it does not open, or the key is gone
        """
        number = sealed.get("key")
        if type(number) is not int or not 0 < number < 2**31:
            raise Unreadable
        private = self.env["hcc.field.key"]._get_private(number)
        if not private:
            raise Unreadable
        return open_sealed(header, sealed, private)

    def _find_entries(self, device, items):
        """Give the actions their assignments, where those are the helper's own."""
        # sudo: hcc.assignment - of the user of the device alone
        entries_sudo = self.env["hcc.assignment"].sudo()
        found = entries_sudo.search(
            [
                ("id", "in", sorted({item.number for item in items})),
                ("user_id", "=", device.user_id.id),
                ("state", "!=", "held"),
            ]
        )
        now = self._follow(found)
        by_id = {entry.id: entry for entry in found}
        for item in items:
            entry = by_id.get(item.number, entries_sudo)
            item.entry, item.since = now.get(entry, entry), entry.offered_at

    def _store(self, device, items, now):
        """Claim the ids. Whoever sends the same at once waits here until this is
        committed, and is then tried again by the web server: it finds them known."""
        user, actions = device.user_id.id, self.env["hcc.field.action"]
        rows = [
            SQL(
                "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 'received', %s, %s,"
                " %s, %s)",
                item.uid,
                device.id,
                user,
                device.collaborator_id.id,
                (item.entry or device).ward_id.id,
                item.entry.id or None,
                item.entry.appointment_id.id or None,
                item.entry.request_id.id or None,
                item.seq,
                item.kind,
                now,
                user,
                now,
                user,
                now,
            )
            for item in items
        ]
        query = SQL(
            """INSERT INTO hcc_field_action
                      (uid, device_id, user_id, collaborator_id, ward_id,
                       assignment_id, appointment_id, request_id, seq, kind,
                       received_at, status, create_uid, create_date, write_uid,
                       write_date)
               VALUES %s ON CONFLICT (uid, device_id) DO NOTHING
            RETURNING uid, id""",
            SQL(", ").join(rows),
        )
        self.env.flush_all()
        self.env.cr.execute(query, log_exceptions=False)
        numbers = dict(self.env.cr.fetchall())
        for item in items:
            item.action = actions.browse(numbers[item.uid])

    def _keep(self, items):
        """Write what became of each; what it said stays where somebody decides."""
        rows = []
        for item in items:
            rule = self._get_kind_rule(item.kind)
            attached = item.status == ATTACHED
            payload = None
            if attached or (rule.keep and item.status != REFUSED):
                payload = json.dumps(hide_all(item.payload))
            text = self._describe(item) if attached else item.text
            rows.append(
                SQL(
                    "(%s, %s, %s, %s, %s::jsonb, %s::timestamp, %s)",
                    item.action.id,
                    item.status,
                    item.words or None,
                    hide_secrets(text) if item.status != REFUSED else None,
                    payload,
                    item.at,
                    item.jumped,
                )
            )
        query = SQL(
            """UPDATE hcc_field_action kept
                  SET status = given.status, words = given.words, text = given.text,
                      payload = given.payload, at = given.at,
                      clock_jumped = given.jumped
                 FROM (VALUES %s)
                      given (id, status, words, text, payload, at, jumped)
                WHERE kept.id = given.id""",
            SQL(", ").join(rows),
        )
        self.env.flush_all()
        self.env.cr.execute(query, log_exceptions=False)
        actions = self.env["hcc.field.action"].browse(item.action.id for item in items)
        actions.invalidate_recordset(flush=False)
        # sudo: hcc.field.action - the helper reads none
        for status, same in actions.sudo().grouped("status").items():
            same._journal("field_action", status=status)


def hide_all(value):
    """What looks like a password is not kept, wherever in a payload it stands."""
    if isinstance(value, str):
        return hide_secrets(value)
    if isinstance(value, list):
        return [hide_all(one) for one in value]
    if isinstance(value, dict):
        return {key: hide_all(one) for key, one in value.items()}
    return value
