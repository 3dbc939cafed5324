from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

#: digits from which on a text is a telephone number that somebody looks for
PHONE_DIGITS = 6
#: persons who are noted when somebody groups by what they are called
GROUPED = 10_000
#: rows that one reads of several people at once, and a number that was looked for
_HOW = ("list", "phone")


def is_phone_like(value):
    """Whether a text that somebody looks for is a telephone number, or most of it."""
    return isinstance(value, str) and sum(map(str.isdigit, value)) >= PHONE_DIGITS


class HccReadLoggedMixin(models.AbstractModel):
    """Records that show a person: each way of reading them leaves a row.

    All ways from outside are here: ``read`` (forms and lists of the client are read
    by it as well), ``search_read``, groups, exports. Code of the suite reads fields
    of records instead, and notes by itself whom it shows.
    """

    _name = "hcc.read.logged.mixin"
    _description = "Record That Shows a Person"

    #: fields by which a person is shown
    _read_log_fields = frozenset()
    #: whether a record shows one person at most
    _read_log_is_single = True

    @api.readonly
    def read(self, fields=None, load="_classic_read"):
        values = super().read(fields, load)
        how = self.env.context.get("hcc_read_how")
        if how not in _HOW:
            how = "open" if len(self) == 1 else "list"
        self._note_read(fields, how)
        return values

    @api.model
    @api.readonly
    def search_read(
        self, domain=None, fields=None, offset=0, limit=None, order=None, **read_kwargs
    ):
        rows = super().search_read(domain, fields, offset, limit, order, **read_kwargs)
        shown = self.browse(row["id"] for row in rows)
        shown._note_read(fields, self._how_found(domain, not rows))
        return rows

    @api.model
    @api.readonly
    def web_search_read(
        self,
        domain,
        specification,
        offset=0,
        limit=None,
        order=None,
        count_limit=None,
    ):
        looking = self.with_context(hcc_read_how=self._how_found(domain))
        answer = super(HccReadLoggedMixin, looking).web_search_read(
            domain,
            specification,
            offset=offset,
            limit=limit,
            order=order,
            count_limit=count_limit,
        )
        if not answer["length"]:
            self._how_found(domain, True)
        return answer

    @api.model
    @api.readonly
    def formatted_read_group(
        self,
        domain,
        groupby=(),
        aggregates=(),
        having=(),
        offset=0,
        limit=None,
        order=None,
    ):
        groups = super().formatted_read_group(
            domain, groupby, aggregates, having, offset, limit, order
        )
        self._note_groups(domain, groupby)
        return groups

    @api.model
    @api.readonly
    def formatted_read_grouping_sets(
        self, domain, grouping_sets, aggregates=(), *, order=None
    ):
        groups = super().formatted_read_grouping_sets(
            domain, grouping_sets, aggregates, order=order
        )
        self._note_groups(domain, [name for names in grouping_sets for name in names])
        return groups

    @api.model
    @api.readonly
    @api.deprecated("Kept by Odoo for those who still call it from outside")
    def read_group(
        self, domain, fields, groupby, offset=0, limit=None, orderby=False, lazy=True
    ):
        groups = super().read_group(
            domain, fields, groupby, offset, limit, orderby, lazy
        )
        self._note_groups(domain, [groupby] if isinstance(groupby, str) else groupby)
        return groups

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        rows = super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)
        self._note_read([path[0] for path in fields if path], "export")
        return rows

    # -------------------------------------------------------------------------
    # NOTING
    # -------------------------------------------------------------------------

    def _note_read(self, names, how):
        """Note that the records were shown, if by a field that shows the person.

        :param names: of the fields; all by default
        """
        if self and (not names or not self._read_log_fields.isdisjoint(names)):
            self.env["hcc.read.log"]._note(self, how)

    @api.model
    def _note_groups(self, domain, groupby):
        """Note the persons whose names or numbers are the headings of groups."""
        names = {spec.partition(":")[0].partition(".")[0] for spec in groupby}
        if not self._read_log_fields.isdisjoint(names):
            self.search(domain, limit=GROUPED)._note_read(names, "list")

    @api.model
    def _how_found(self, domain, is_empty=False):
        """How records were found; a number that nobody has is noted right here."""
        conditions = Domain(domain or []).iter_conditions()
        if not any(
            "phone" in condition.field_expr and is_phone_like(condition.value)
            for condition in conditions
        ):
            return "list"
        if is_empty:
            self.env["hcc.read.log"]._note(self.browse(), "phone")
        return "phone"

    @api.model
    def _get_read_log_query(self, ids):
        """
        :param list ids: of records that were shown
        :return: a query of the persons, and of the wards in which they were reached
        """
        return SQL(
            "SELECT %s, ward_id FROM %s WHERE id = ANY(%s)",
            self._get_read_log_person(),
            SQL.identifier(self._table),
            ids,
        )

    @api.model
    def _get_read_log_person(self):
        """:return: what of a record names the person, in SQL"""
        raise NotImplementedError
