from odoo import models

from odoo.addons.hcc_booking.models.hcc_dossier import NOTE_LENGTH
from odoo.addons.hcc_booking.tools.dossier_code import tidy
from odoo.addons.hcc_collaborator.tools.localtime import local_date
from odoo.addons.hcc_collaborator.tools.secret_words import has_secrets, hide_secrets

from ..exceptions import FieldConflict
from ..tools.item import Rule

FILED = ("online", "paper", "no", "advice")


class HccFieldApplyFacts(models.AbstractModel):
    """What was seen, written and filed at a visit."""

    _name = "hcc.field.apply.facts"
    _description = "Facts of a Visit in the Field"
    _inherit = ["hcc.field.rules"]

    def _get_kind_rules(self):
        return super()._get_kind_rules() | {
            "checklist": Rule(keep=True),
            "dossier": Rule(rank=60, proves=True),
            "photo": Rule(proves=True),
        }

    def _apply_note(self, items):
        for item in items:
            text = item.payload.get("text")
            if not isinstance(text, str) or not text.strip():
                item.refuse(self.env._("The note is empty."))
            elif len(text) > NOTE_LENGTH:
                item.refuse(
                    self.env._(
                        "The note is too long (at most %(limit)s characters).",
                        limit=NOTE_LENGTH,
                    )
                )
            elif has_secrets(text):
                item.refuse(
                    self.env._(
                        "This note looks as if it held a password or a one-time code. "
                        "Nobody may keep these: write it without."
                    )
                )
            else:
                item.text = text.strip()

    def _apply_checklist(self, items):
        """Which papers were there; the last word counts."""
        documents = items[0].entry.request_id.procedure_ids.document_ids
        for item in items:
            seen = {key for key, value in item.payload.items() if value is True}
            here = [paper for paper in documents if str(paper.id) in seen]
            item.payload = {str(paper.id): True for paper in here}
            item.text = ", ".join(paper.name for paper in here)

    def _apply_photo(self, items):
        """The picture itself comes on its own way, before or after this."""
        uploads = self.env["hcc.field.upload"]._claim(items)
        for item in items:
            if item.uid not in uploads:
                item.refuse(self.env._("There is no such photo."))

    def _apply_dossier(self, items):
        entry = items[0].entry
        if entry.state == "no_show":
            raise FieldConflict(self._say_closed(entry))
        visit = entry.appointment_id
        lines, dropped = self._fold_dossiers(items, visit.dossier_ids)
        if not lines and not dropped:
            return
        form = self.env["hcc.visit.finish"].new({"entries": lines})
        helper = {"collaborator_id": entry.collaborator_id.id}
        if not entry.is_live:
            helper = {}
        self._mark_changed(entry)
        with self._keeping():
            dropped._drop_not_filed()
            visit._record_dossiers(
                [values | helper for values in form._prepare_dossier_values()]
            )

    def _fold_dossiers(self, items, dossiers):
        """The last word on each matter.

        :param dossiers: ``hcc.dossier`` of the visit, as they stand
        :return: entries of ``hcc.dossier.entry`` to record, and the ``hcc.dossier``
            that were no failure: only advice was needed
        """
        ways = {dossier.code: dossier.filed_online for dossier in dossiers}
        lines, dropped = [], dossiers.browse()
        for item in items:
            line = self._read_dossier(item)
            if not line:
                continue
            matter = line["procedure_id"]
            if line["filed"] == "advice":
                lines = [
                    said
                    for said in lines
                    if said["filed"] != "no" or said["procedure_id"] != matter
                ]
                dropped |= dossiers.filtered(
                    lambda dossier, matter=matter: (
                        dossier.outcome == "not_filed"
                        and dossier.procedure_id.id == matter
                    )
                )
                continue
            code, way = line["code"], line["filed"] == "online"
            if code and ways.get(code) == way:
                item.words = self.env._("This dossier is recorded already.")
                continue
            ways.pop(line["instead"], None)
            ways[code] = way
            lines.append(line)
        return lines, dropped

    def _read_dossier(self, item):
        """:return: an entry of ``hcc.dossier.entry``, or nothing: it is attached"""
        _ = self.env._
        told = item.payload
        procedures = item.entry.request_id.procedure_ids
        filed, code = self._text_of(told, "filed"), tidy(self._text_of(told, "code"))
        reason = self._text_of(told, "reason")
        reasons = dict(self.env["hcc.dossier"]._fields["not_filed_reason"].selection)
        if filed not in FILED:
            item.attach(_("It is not said what became of the dossier."))
        elif filed in ("online", "paper") and not code:
            item.attach(_("The code of the dossier is missing."))
        elif filed == "no" and reason not in reasons:
            item.attach(_("It is not said why the dossier was not filed."))
        else:
            number = told.get("procedure")
            known = type(number) is int and number in procedures.ids
            note = self._text_of(told, "note").strip()
            if has_secrets(note):
                item.words = _(
                    "The words beside the dossier held what looks like a password or "
                    "a one-time code. It was taken out: nobody may keep these."
                )
            return {
                "procedure_id": number if known else False,
                "filed": filed,
                "code": code if filed in ("online", "paper") else False,
                # a visit without a procedure has one matter
                "is_only": not known,
                # when it was noted, not when a network was found
                "on": str(local_date(item.at)),
                # what was typed wrongly before, on the same device
                "instead": tidy(self._text_of(told, "instead")) or False,
                "not_filed_reason": reason if filed == "no" else False,
                "note": hide_secrets(note) or False,
            }
        return None

    def _text_of(self, payload, name):
        value = payload.get(name)
        return value if isinstance(value, str) else ""
