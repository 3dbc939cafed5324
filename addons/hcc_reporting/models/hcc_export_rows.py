from datetime import timedelta
from itertools import count

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.hcc_collaborator.tools.localtime import local_datetime, utc_datetime

from ..tools.figures_xlsx import Table, open_book, write_notes

#: rows that are read at a time
PAGE = 5000
GROUPBY = ("day:day", "branch_id", "ward_id")
#: kind -> (model, field that says when)
LISTS = {
    "assists": ("hcc.appointment", "done_at"),
    "requests": ("hcc.request", "create_date"),
}
_ONLINE = "d.filed_online AND d.outcome != 'not_filed'"


class HccExportRows(models.AbstractModel):
    """The rows of an export: read page by page, and written as they come.

    Lists are read past the ORM's cache, but through its rules: what the person who
    asks may not read is not in them. No column is a personal field.
    """

    _name = "hcc.export.rows"
    _description = "Rows of an Export"

    @api.model
    def _write_rows(self, target, kind, options):
        """Write an export as a spreadsheet, with the rights of the current user.

        :param target: path, or file that is open for binary writing
        :param str kind: ``figures``, ``assists`` or ``requests``
        :param dict options: ``date_from``, ``date_to``, ``branch_id``, ``ward_id``
        :return: number of rows
        """
        options = self._parse_options(options)
        self._check_kind(kind)
        with open_book(target) as book:
            table = Table(book, self._get_sheet_title(kind), self._get_columns(kind))
            for rows in self._get_pages(kind, options):
                table.add(rows)
            table.close()
            notes = self.env["hcc.kpi.report"]._get_notes(options)
            write_notes(book, notes, self.env._("Definitions"))
            return table.count

    @api.model
    def _parse_options(self, options):
        return self.env["hcc.kpi.report"]._parse_options({**options, "by": "day"})

    @api.model
    def _check_kind(self, kind):
        """
        :raises AccessError: when the user may not read what is asked for
        """
        model = LISTS[kind][0] if kind in LISTS else "hcc.kpi.fact"
        self.env["hcc.kpi.fact"].check_access("read")
        self.env[model].check_access("read")
        if kind not in (*LISTS, "figures"):
            raise AccessError(self.env._("These figures cannot be shown."))

    @api.model
    def _get_sheet_title(self, kind):
        return dict(
            self.env["hcc.export"]._fields["kind"]._description_selection(self.env)
        )[kind]

    @api.model
    def _get_columns(self, kind):
        """Return the columns of a kind: (heading, kind of cell)."""
        if kind == "figures":
            return self.env["hcc.kpi.report"]._get_columns(GROUPBY)
        area = [
            (self.env._("Branch"), "text"),
            (self.env._("Ward code"), "text"),
            (self.env._("Ward"), "text"),
            (self.env._("Place"), "text"),
            (self.env._("Channel"), "text"),
        ]
        dossiers = [
            (self.env._("Filed online"), "integer"),
            (self.env._("Accepted or resolved"), "integer"),
        ]
        if kind == "assists":
            return [
                (self.env._("Reference"), "text"),
                (self.env._("Ended"), "moment"),
                *area,
                (self.env._("Office hours"), "text"),
                (self.env._("Walk-in"), "text"),
                (self.env._("Collaborator category"), "text"),
                *dossiers,
            ]
        return [
            (self.env._("Reference"), "text"),
            (self.env._("Asked"), "moment"),
            *area,
            (self.env._("State"), "text"),
            (self.env._("First contact"), "moment"),
            (self.env._("Visit"), "moment"),
            (self.env._("Done"), "moment"),
            *dossiers,
            (self.env._("Rating"), "integer"),
        ]

    @api.model
    def _get_pages(self, kind, options):
        """Yield lists of rows; no more than one of them is kept."""
        if kind == "figures":
            return self._get_figure_pages(options)
        return self._get_list_pages(kind, options)

    @api.model
    def _get_figure_pages(self, options):
        """Yield the figures by ward and day, one month at a time, the first first."""
        report = self.env["hcc.kpi.report"]
        start = options["date_from"]
        while start <= options["date_to"]:
            following = start.replace(day=1) + relativedelta(months=1)
            stop = min(options["date_to"], following - timedelta(days=1))
            domain = report._get_domain(
                {**options, "date_from": start, "date_to": stop}
            )
            rows = report._figures(domain, GROUPBY)
            # as the screen says it: the newest day last here, for one reads on
            rows.sort(key=lambda row: row["groups"]["day:day"])
            yield [report._to_line(row, GROUPBY) for row in rows]
            start = following

    @api.model
    def _get_list_pages(self, kind, options):
        model_name, moment = LISTS[kind]
        model = self.env[model_name].with_context(active_test=False)
        domain = Domain(moment, ">=", utc_datetime(options["date_from"]))
        domain &= Domain(moment, "<", utc_datetime(options["date_to"], 24.0))
        if kind == "assists":
            domain &= Domain("state", "=", "done")
        for name in ("branch_id", "ward_id"):
            if options[name]:
                domain &= Domain(name, "=", options[name])
        # the columns are read in SQL
        for name in (model_name, "hcc.request", "hcc.dossier", "hcc.collaborator"):
            self.env[name].flush_model()
        to_row = getattr(self, f"_get_{kind}_reader")()
        last = 0
        for __ in count():
            query = model._search(
                domain & Domain("id", ">", last), order="id", limit=PAGE
            )
            page = self.env.execute_query(
                query.select(SQL.identifier(model._table, "id"), *self._get_sql(kind))
            )
            if not page:
                return
            last = page[-1][0]
            yield [to_row(*values[1:]) for values in page]
            if len(page) < PAGE:
                return

    @api.model
    def _get_sql(self, kind):
        """Return the expressions of the columns, in the order of the readers."""
        table = self.env[LISTS[kind][0]]._table
        names = {
            "assists": ("reference", "done_at", "ward_id", "place", "in_hours"),
            "requests": ("reference", "create_date", "ward_id", "place", "channel"),
        }[kind]
        link = {"assists": "appointment_id", "requests": "request_id"}[kind]
        columns = [SQL.identifier(table, name) for name in names]
        if kind == "assists":
            columns += [
                SQL(
                    "(SELECT r.channel FROM hcc_request r WHERE r.id = %s)",
                    SQL.identifier(table, "request_id"),
                ),
                SQL.identifier(table, "is_walk_in"),
                SQL(
                    "(SELECT w.category FROM hcc_collaborator w WHERE w.id = %s)",
                    SQL.identifier(table, "lead_id"),
                ),
            ]
        else:
            columns += [
                SQL.identifier(table, name)
                for name in ("state", "first_contact_at", "start", "done_at")
            ]
        columns.append(
            SQL(
                "(SELECT ARRAY[COUNT(*) FILTER (WHERE %(online)s), COUNT(*) FILTER"
                " (WHERE %(online)s AND d.outcome IN ('accepted', 'resolved'))]"
                " FROM hcc_dossier d WHERE %(link)s = %(id)s)",
                online=SQL(_ONLINE),
                link=SQL.identifier("d", link),
                id=SQL.identifier(table, "id"),
            )
        )
        if kind == "requests":
            columns.append(SQL.identifier(table, "rating_value"))
        return columns

    # ------------------------------------------------------------------
    # From what the database says to what a table says
    # ------------------------------------------------------------------

    @api.model
    def _get_assists_reader(self):
        wards, places = self._get_ward_names(), self._get_words("hcc.request", "place")
        channels = self._get_words("hcc.request", "channel")
        categories = self._get_words("hcc.collaborator", "category")
        yes, no = self.env._("Yes"), self.env._("No")

        def to_row(
            reference, done_at, ward, place, in_hours, channel, walk_in, category, files
        ):
            return (
                reference,
                _local(done_at),
                *wards[ward],
                places.get(place),
                channels.get(channel),
                yes if in_hours else no,
                yes if walk_in else no,
                categories.get(category),
                *files,
            )

        return to_row

    @api.model
    def _get_requests_reader(self):
        wards, places = self._get_ward_names(), self._get_words("hcc.request", "place")
        channels = self._get_words("hcc.request", "channel")
        states = self._get_words("hcc.request", "state")

        def to_row(
            reference,
            asked,
            ward,
            place,
            channel,
            state,
            contact,
            start,
            done,
            files,
            rating,
        ):
            return (
                reference,
                _local(asked),
                *wards[ward],
                places.get(place),
                channels.get(channel),
                states.get(state),
                _local(contact),
                _local(start),
                _local(done),
                *files,
                rating or None,
            )

        return to_row

    @api.model
    def _get_ward_names(self):
        """Return {id of a ward: (branch, code, ward)}."""
        # sudo: hcc.ward - names of areas are public
        wards_sudo = self.env["hcc.ward"].sudo().with_context(active_test=False)
        return {
            ward.id: (ward.branch_id.name or None, ward.code, ward.full_name)
            for ward in wards_sudo.search([])
        }

    @api.model
    def _get_words(self, model, field):
        return dict(self.env[model]._fields[field]._description_selection(self.env))


def _local(moment):
    """Return a naive UTC moment as people in the city read it."""
    return moment and local_datetime(moment)
