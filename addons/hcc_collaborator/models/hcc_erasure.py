import hashlib
import json

from odoo import api, fields, models
from odoo.tools import SQL, format_datetime

from ..tools.localtime import LOCAL_TZ
from .hcc_journal import refuse_changes


class HccErasure(models.Model):
    """That personal data were taken away: when, by whom, why, of how many records.

    Append-only like the journal, and like it without personal values: numbers of
    records alone. Data officers read it in their wards; nobody writes it but
    :meth:`_prove`.
    """

    _name = "hcc.erasure"
    _description = "Proof of an Erasure"
    _log_access = False
    _order = "id desc"
    _rec_name = "digest"

    at = fields.Datetime("When", required=True, readonly=True, index=True)
    # numbers, not links: whoever did it may be deleted, the proof stays
    user_id = fields.Integer("User ID", required=True, readonly=True, aggregator=None)
    user_name = fields.Char("Who", compute="_compute_words")
    model = fields.Char("Kind of Record", required=True, readonly=True)
    model_words = fields.Char("What", compute="_compute_words")
    res_id = fields.Integer("Record ID", readonly=True, aggregator=None)
    ward_id = fields.Many2one(
        "hcc.ward", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    why = fields.Selection(
        [
            ("asked", "The person asked for it"),
            ("withdrawn", "The consent was withdrawn"),
            ("not_needed", "Not needed any more"),
            ("retention", "The time to keep it is over"),
        ],
        required=True,
        readonly=True,
    )
    rule_kind = fields.Char("Kind of Retention", readonly=True)
    counts = fields.Json(readonly=True)
    counts_text = fields.Text("Records", compute="_compute_words")
    kept_text = fields.Text("Goes on Being Kept", compute="_compute_words")
    digest = fields.Char(required=True, readonly=True)

    _record_idx = models.Index("(model, res_id)")

    @api.depends("user_id", "model", "counts")
    @api.depends_context("lang")
    def _compute_words(self):
        # sudo: res.users - the name of a colleague, also of one who left
        users_sudo = self.env["res.users"].sudo().browse(set(self.mapped("user_id")))
        names = {user.id: user.name for user in users_sudo.exists()}
        for proof in self:
            proof.user_name = names.get(proof.user_id) or str(proof.user_id)
            proof.model_words = self._say_model(proof.model)
            proof.counts_text = self._say_counts(proof.counts or {})
            person = self.env.get(proof.model)
            proof.kept_text = (
                "\n".join(person._get_kept_words())
                if hasattr(person, "_get_kept_words")
                else False
            )

    @api.depends("at", "model")
    @api.depends_context("lang", "tz")
    def _compute_display_name(self):
        for proof in self:
            moment = format_datetime(self.env, proof.at, tz=LOCAL_TZ)
            proof.display_name = f"{proof.model_words} · {moment}"

    def init(self):
        refuse_changes(self.env, self._table)

    @api.model
    def _say_model(self, model):
        """The kind of record in words.

        :param str model: technical name
        """
        known = self.env.get(model)
        if known is None:
            return model
        # sudo: ir.model - the name of a kind of record
        return self.env["ir.model"].sudo()._get(model).name

    @api.model
    def _say_counts(self, counts):
        """How many of what, one in a line.

        :param dict counts: {name of a model: number}
        """
        return "\n".join(
            f"{self._say_model(model)}: {number}" for model, number in counts.items()
        )

    @api.model
    def _prove(self, records, why, counts, rule_kind=False):
        """Append the row that proves an erasure.

        :param records: what was asked for, one person or several records
        :param str why: one of the reasons
        :param dict counts: {name of a model: number of records}
        :param str rule_kind: kind of the ``hcc.retention.rule``, if one asked for it
        :return: the row
        """
        now = fields.Datetime.now()
        is_one = len(records) == 1
        # sudo: all models - the ward alone, of what was taken away just now
        ward_id = records.sudo().ward_id.id if is_one else None
        row = {
            "at": now.isoformat(),
            "user_id": self.env.uid,
            "model": records._name,
            "res_id": records.id if is_one else None,
            "why": why,
            "rule_kind": rule_kind or None,
            "counts": counts,
        }
        text = json.dumps(row, sort_keys=True)
        [(new_id,)] = self.env.execute_query(
            SQL(
                "INSERT INTO %s (at, user_id, model, res_id, ward_id, why, rule_kind,"
                " counts, digest) VALUES (%s, %s, %s, %s, %s, %s, %s, %s::jsonb, %s)"
                " RETURNING id",
                SQL.identifier(self._table),
                now,
                row["user_id"],
                row["model"],
                row["res_id"],
                ward_id,
                why,
                row["rule_kind"],
                json.dumps(counts),
                hashlib.sha256(text.encode()).hexdigest(),
            )
        )
        return self.browse(new_id)
