import base64
import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.messages import is_uid

CHUNK = 256 * 1024
MOST_BYTES = 6 * 1024 * 1024
MOST_OF_VISIT = 30
KINDS = [
    ("paper", "A paper"),
    ("form", "A form"),
    ("place", "The place"),
    ("other", "Other"),
]
#: how the pictures begin that browsers make
_BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF")


class HccFieldUpload(models.Model):
    """A photo of a visit on its way, in pieces; it goes on where it stopped."""

    _name = "hcc.field.upload"
    _description = "Photo in the Field"
    _inherit = [
        "hcc.field.retention",
        "hcc.request.logged.mixin",
        "hcc.ward.scoped.mixin",
        "hcc.guard.mixin",
        "hcc.journal.mixin",
    ]
    _order = "id desc"
    _rec_name = "reference"
    _read_log_fields = frozenset({"content"})

    uid = fields.Char("Upload ID", required=True, readonly=True)
    device_id = fields.Many2one(
        "hcc.field.device", required=True, readonly=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, ondelete="restrict"
    )
    assignment_id = fields.Many2one(
        "hcc.assignment", required=True, readonly=True, index=True, ondelete="cascade"
    )
    request_id = fields.Many2one(
        "hcc.request", required=True, readonly=True, index=True, ondelete="cascade"
    )
    reference = fields.Char(related="request_id.reference")
    ward_id = fields.Many2one(
        related="assignment_id.ward_id", store=True, precompute=True
    )
    kind = fields.Selection(KINDS, required=True, readonly=True, default="other")
    total = fields.Integer("Bytes", readonly=True, aggregator=None)
    have = fields.Integer("Bytes Here", readonly=True, aggregator=None)
    sha256 = fields.Char(groups=fields.NO_ACCESS)
    pieces = fields.Binary(attachment=False, groups=fields.NO_ACCESS, prefetch=False)
    content = fields.Binary("Photo", attachment=True, readonly=True)
    is_complete = fields.Boolean(readonly=True)
    # an action that counts speaks of it: until then clerks do not see it
    is_claimed = fields.Boolean(readonly=True, export_string_translation=False)
    erased_at = fields.Datetime("Photo Taken Away on", readonly=True)

    _uid_uniq = models.UniqueIndex(
        "(uid, device_id)", "This photo is on its way already."
    )

    def _get_guarded_fields(self):
        return self._get_stored_fields()

    # -------------------------------------------------------------------------
    # PIECES
    # -------------------------------------------------------------------------

    @api.model
    def _take_piece(self, device, header, piece):
        """Add one piece; whatever is here already, or leaves a gap, is passed over.

        :param device: ``hcc.field.device`` in sudo, as its user
        :param dict header: {upload, assignment, offset, total, sha256}, checked
        :param bytes piece: opened
        :return: how many bytes are here, or None: all of them, and it is not the
            photo that was announced; it begins anew
        :raises UserError: when it cannot be taken
        """
        upload_sudo = self._find_or_make(device, header)
        if not upload_sudo or upload_sudo.is_complete or upload_sudo.erased_at:
            # the device lets go of it
            return header["total"]
        if not upload_sudo.total:
            upload_sudo._write_guarded(
                {"total": header["total"], "sha256": header["sha256"]}
            )
        elif (upload_sudo.total, upload_sudo.sha256) != (
            header["total"],
            header["sha256"],
        ):
            raise UserError(self.env._("This is another photo than the one begun."))
        have = upload_sudo.have
        fits = header["offset"] == have and 0 < len(piece) <= upload_sudo.total - have
        if fits:
            have = upload_sudo._append(piece)
        if have == upload_sudo.total:
            return upload_sudo._complete()
        return have

    def _find_or_make(self, device, header):
        """:return: none for somebody whose data were taken away"""
        # sudo: hcc.field.upload - of this device alone
        uploads_sudo = self.sudo()
        upload_sudo = uploads_sudo.search(
            [("uid", "=", header["upload"]), ("device_id", "=", device.id)]
        )
        if upload_sudo:
            return upload_sudo
        # sudo: hcc.assignment - of the user of the device alone
        entry_sudo = (
            self.env["hcc.assignment"]
            .sudo()
            .search(
                [
                    ("id", "=", header["assignment"]),
                    ("user_id", "=", device.user_id.id),
                    ("state", "!=", "held"),
                ]
            )
        )
        if not entry_sudo:
            raise UserError(
                self.env._("This visit is not known, or is no longer yours.")
            )
        if entry_sudo.request_id.citizen_id.erased_at:
            return uploads_sudo
        if uploads_sudo.search_count([("assignment_id", "=", entry_sudo.id)]) >= (
            MOST_OF_VISIT
        ):
            raise UserError(self.env._("There are too many photos of this visit."))
        return uploads_sudo.create(
            self._prepare_values(device, entry_sudo, header["upload"])
        )

    @api.model
    def _prepare_values(self, device, entry, uid, **values):
        return {
            "uid": uid,
            "device_id": device.id,
            "user_id": device.user_id.id,
            "assignment_id": entry.id,
            "request_id": entry.request_id.id,
            **values,
        }

    def _append(self, piece):
        """:return: how many bytes are here now"""
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                """UPDATE hcc_field_upload
                      SET pieces = coalesce(pieces, ''::bytea) || %s,
                          have = coalesce(have, 0) + %s
                    WHERE id = %s
                RETURNING have""",
                piece,
                len(piece),
                self.id,
            ),
            log_exceptions=False,
        )
        [(have,)] = self.env.cr.fetchall()
        self.invalidate_recordset(["have", "pieces"])
        return have

    def _complete(self):
        """All is here: it is what was announced, or it begins anew.

        :return: how many bytes are here, or None
        """
        self.env.cr.execute(
            SQL("SELECT pieces FROM hcc_field_upload WHERE id = %s", self.id)
        )
        content = bytes(self.env.cr.fetchone()[0])
        right = hashlib.sha256(content).hexdigest() == self.sha256
        if not right or not content.startswith(_BEGINNINGS):
            # no error, which would put back what is here, and be met again for ever
            self._write_guarded(
                {"pieces": False, "have": 0, "total": 0, "sha256": False}
            )
            return None
        self._write_guarded(
            {
                "pieces": False,
                "have": self.total,
                "content": base64.b64encode(content),
                "is_complete": True,
            }
        )
        self._journal("field_photo")
        return self.total

    # -------------------------------------------------------------------------
    # BELONGING TO A VISIT
    # -------------------------------------------------------------------------

    @api.model
    def _claim(self, items):
        """Note what the photos show; those that are not here yet are waited for.

        :param items: actions of one visit, see ``hcc.field.sync``
        :return: ids of the actions whose photo is one of that visit
        """
        entry = items[0].entry
        # sudo: hcc.field.action, hcc.field.upload - the helper reads neither
        actions_sudo = self.env["hcc.field.action"].sudo()
        # one device sends, though a coordinator may take over what two have sent
        actions_sudo = actions_sudo.browse(item.action.id for item in items)
        devices = {action.id: action.device_id for action in actions_sudo}
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        fine, new = set(), []
        wanted = {item.uid: item.payload.get("upload") for item in items}
        uploads_sudo = self.sudo().search(
            [
                ("uid", "in", [uid for uid in wanted.values() if isinstance(uid, str)]),
                ("user_id", "=", entry.user_id.id),
            ]
        )
        by_uid = {upload.uid: upload for upload in uploads_sudo}
        for item in items:
            uid, kind = wanted[item.uid], item.payload.get("kind")
            kind = kind if isinstance(kind, str) and kind in kinds else "other"
            upload_sudo = by_uid.get(uid) if isinstance(uid, str) else None
            # begun before the visit moved, it belongs to the row of before
            if upload_sudo and (
                upload_sudo.assignment_id.appointment_id == entry.appointment_id
            ):
                if upload_sudo.kind != kind or not upload_sudo.is_claimed:
                    upload_sudo._write_guarded({"kind": kind, "is_claimed": True})
                fine.add(item.uid)
            elif not upload_sudo and is_uid(uid):
                device = devices[item.action.id]
                new.append(
                    self._prepare_values(device, entry, uid, kind=kind, is_claimed=True)
                )
                by_uid[uid] = uploads_sudo
                fine.add(item.uid)
            item.text = kinds[kind]
        self.sudo().create(new)
        return fine
