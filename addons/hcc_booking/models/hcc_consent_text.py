import hashlib

from odoo import api, fields, models, tools
from odoo.exceptions import UserError

from odoo.addons.hcc_collaborator.tools.localtime import local_date

from .hcc_citizen import PERSONAL_GROUPS


class HccConsentText(models.Model):
    """What a person agrees to, word for word; a new wording is a new version."""

    _name = "hcc.consent.text"
    _description = "Consent Text"
    _order = "purpose, date_from desc, id desc"
    _rec_name = "version"

    purpose = fields.Selection(
        [
            ("booking", "Help with public services"),
            ("behalf", "Asked for by somebody else"),
        ],
        required=True,
        default="booking",
    )
    version = fields.Char(required=True)
    body = fields.Text(required=True, translate=True)
    digest = fields.Char(compute="_compute_digest")
    date_from = fields.Date(required=True, default=fields.Date.context_today)
    active = fields.Boolean(default=True)
    consent_ids = fields.One2many(
        "hcc.consent", "text_id", "Consents", groups=PERSONAL_GROUPS
    )

    _version_unique = models.UniqueIndex(
        "(purpose, version)", "A text with this version exists already."
    )

    @api.depends("body")
    @api.depends_context("lang")
    def _compute_digest(self):
        for text in self:
            text.digest = text._digest_of(text.body or "")

    @api.model_create_multi
    def create(self, vals_list):
        texts = super().create(vals_list)
        self.env.registry.clear_cache()
        return texts

    def write(self, vals):
        if {"purpose", "version", "body"}.intersection(vals) and self._is_fixed():
            raise UserError(
                self.env._(
                    "People have agreed to this text already. Archive it and "
                    "write a new version."
                )
            )
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    def _is_fixed(self):
        """Whether anybody agreed to the words, so that they stay as they are."""
        # sudo: hcc.consent - whether anybody agreed, no content of it
        consents_sudo = self.env["hcc.consent"].sudo()
        return bool(consents_sudo.search_count([("text_id", "in", self.ids)], limit=1))

    @api.model
    def _current(self, purpose="booking"):
        """The text to show today.

        :return: one record, or none when nothing is in force
        :rtype: recordset of ``hcc.consent.text``
        """
        known = self._list_current(local_date(fields.Datetime.now()))
        # each page shows several: they are read together
        return self.browse(known.get(purpose, [])).with_prefetch(known.values())

    @api.model
    @tools.ormcache("today")
    def _list_current(self, today):
        """:return: {purpose: id of the text in force on a day}"""
        # sudo: hcc.consent.text - what people agree to is public
        texts_sudo = self.sudo().with_context(active_test=True)
        found = texts_sudo.search_fetch([("date_from", "<=", today)], ["purpose"])
        # the newest of a purpose comes first
        return {text.purpose: text.id for text in reversed(found)}

    @api.model
    def _digest_of(self, body):
        return hashlib.sha256(body.encode()).hexdigest()
