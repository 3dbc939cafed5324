import json
from datetime import date, datetime

from odoo import api, fields, models
from odoo.tools import format_date, format_datetime

from ..tools.localtime import LOCAL_TZ

#: its paper format is ours as well
PAPER = "hcc_collaborator.action_report_statement"
FORMAT = "hcc-person-file/1"


class HccPersonFile(models.AbstractModel):
    """All that is kept of one person: what they may ask for.

    Each model of people has a method ``_get_sections_<model>`` here that lists the
    sections; another addon extends it with its own. Whoever calls has checked that
    the reader may have it: all is read in sudo, in batches.
    """

    _name = "hcc.person.file"
    _description = "File of a Person"

    @api.model
    def _get_person_file(self, person):
        """Collect what is kept of a person.

        :param person: one record of a model with ``hcc.person.mixin``
        :return: dict of ``format``, ``made_at``, ``sections`` and ``kept``; a section
            has ``key``, ``title`` and ``records``, each a list of dicts with ``name``,
            ``label``, ``text`` and ``raw``
        """
        person.ensure_one()
        # sudo: all that is kept of a person - callers checked who asks for it
        person_sudo = person.sudo().with_context(active_test=False)
        collect = getattr(
            self.sudo(), f"_get_sections_{person._name.replace('.', '_')}"
        )
        return {
            "format": FORMAT,
            "made_at": fields.Datetime.now(),
            "sections": [part for part in collect(person_sudo) if part["records"]],
            "kept": person_sudo._get_kept_words(),
        }

    @api.model
    def _make_json(self, file):
        """The file for a machine.

        :param dict file: see :meth:`_get_person_file`
        :rtype: bytes
        """
        content = {
            "format": file["format"],
            "made_at": file["made_at"].isoformat() + "Z",
            "sections": [
                {
                    "key": section["key"],
                    "title": section["title"],
                    "records": [
                        {cell["name"]: cell["raw"] for cell in record}
                        for record in section["records"]
                    ],
                }
                for section in file["sections"]
            ],
        }
        return json.dumps(content, ensure_ascii=False, indent=2).encode()

    @api.model
    def _make_pdf(self, file):
        """The file for a reader.

        :param dict file: see :meth:`_get_person_file`
        :rtype: bytes
        """
        # sudo: ir.qweb, ir.actions.report - the words were collected by the caller
        html = (
            self.env["ir.qweb"]
            .sudo()
            ._render("hcc_collaborator.report_person_file", self._prepare_paper(file))
        )
        reports_sudo = self.env["ir.actions.report"].sudo()
        return reports_sudo._run_wkhtmltopdf([str(html)], report_ref=PAPER)

    @api.model
    def _prepare_paper(self, file):
        service = self.env["hcc.branding"]
        return {
            "file": file,
            "city": service._city_name(),
            "service": service._service_name(),
            "made_words": self.env._(
                "Made on %(moment)s. It is all that this service keeps of you.",
                moment=self._say(file["made_at"], "datetime"),
            ),
        }

    # -------------------------------------------------------------------------
    # SECTIONS
    # -------------------------------------------------------------------------

    @api.model
    def _section(self, key, title, records, names):
        """One section: the filled fields of some records.

        :param str key: for machines
        :param str title: for readers
        :param records: in sudo
        :param names: names of fields
        """
        records.fetch([name for name in names if records._fields[name].store])
        return {
            "key": key,
            "title": title,
            "records": [
                [
                    cell
                    for name in names
                    if (cell := self._get_cell(record, name))["raw"]
                    not in (False, None, "", 0, [])
                ]
                for record in records
            ],
        }

    @api.model
    def _get_cell(self, record, name):
        field, value = record._fields[name], record[name]
        label = field._description_string(self.env)
        if isinstance(value, models.BaseModel):
            names = value.mapped("display_name")
            raw = names if field.type != "many2one" else "".join(names)
            return self._cell(name, label, raw, ", ".join(names))
        if field.type == "selection":
            choices = dict(field._description_selection(self.env))
            return self._cell(name, label, value, choices.get(value, value))
        if isinstance(value, datetime):
            raw = value.isoformat() + "Z"
        else:
            raw = value.isoformat() if isinstance(value, date) else value
        return self._cell(name, label, raw, self._say(value, field.type))

    @api.model
    def _cell(self, name, label, raw, text):
        return {"name": name, "label": label, "raw": raw, "text": text}

    @api.model
    def _say(self, value, kind):
        """A value as people read it."""
        if kind == "datetime" and value:
            return format_datetime(self.env, value, tz=LOCAL_TZ)
        if kind == "date" and value:
            return format_date(self.env, value)
        if kind == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        return str(value or "")

    @api.model
    def _get_journal_section(self, records_by_model, titles):
        """What the journal says of some records: when, and what was done.

        :param records_by_model: list of recordsets, in sudo
        :param dict titles: {technical word of an action: words}
        """
        # sudo: hcc.journal - what was done with records that are shown here
        rows = self.env["hcc.journal"].sudo()
        for records in records_by_model:
            rows |= rows.search(
                [("model", "=", records._name), ("res_id", "in", records.ids)]
            )
        words = self.env._("When"), self.env._("What")
        return {
            "key": "journal",
            "title": self.env._("What was done with it"),
            "records": [
                [
                    self._cell(
                        "at",
                        words[0],
                        row.at.isoformat() + "Z",
                        self._say(row.at, "datetime"),
                    ),
                    self._cell(
                        "action",
                        words[1],
                        row.action,
                        titles.get(row.action, row.action),
                    ),
                ]
                for row in rows.sorted("id")
            ],
        }

    @api.model
    def _get_sections_hcc_collaborator(self, person):
        return [
            self._section(
                "person",
                self.env._("Who you are"),
                person,
                (
                    *("name", "badge_number", "state", "team_id", "category"),
                    *("gender", "phone", "email", "languages", "travel_mode"),
                    *("latitude", "longitude", "availability_note", "experience"),
                    *(
                        "application_reference",
                        "applied_at",
                        "consent_version",
                        "cv_name",
                    ),
                ),
            ),
            self._section(
                "qualifications",
                self.env._("What you may do"),
                person.qualification_ids,
                ("type_id", "date_from", "date_to"),
            ),
            self._section(
                "documents",
                self.env._("Papers that were seen"),
                person.document_ids,
                ("type_id", "seen_on", "date_to"),
            ),
            self._section(
                "conflicts",
                self.env._("What you declared"),
                person.conflict_ids,
                ("kind", "words"),
            ),
            self._section(
                "relatives",
                self.env._("Relatives you named"),
                person.relative_ids,
                ("name", "relation", "phone"),
            ),
            self._section(
                "notices",
                self.env._("What we wrote to you"),
                self.env["hcc.notice"].search([("collaborator_id", "=", person.id)]),
                ("create_date", "body"),
            ),
            self._get_journal_section([person], {}),
        ]
