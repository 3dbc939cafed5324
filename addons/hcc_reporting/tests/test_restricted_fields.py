import csv
from itertools import groupby

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import file_open

from .access_common import ROLES, AccessCase
from .access_factory import get_records

RESTRICTED = "hcc_reporting/tests/restricted_fields.csv"
# Ways to a request from other models that its readers also read
PATHS = (
    ("hcc.appointment", "request_id"),
    ("hcc.assignment", "request_id"),
    ("hcc.dossier", "request_id"),
)


@tagged("post_install", "-at_install", "security")
class TestRestrictedFields(AccessCase):
    """Fields with groups are out of every way of reading, for all others.

    restricted_fields.csv lists them and who may see them.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with file_open(RESTRICTED) as restricted_file:
            cls.expected = {
                (row["model"], row["field"]): row["roles"]
                for row in csv.DictReader(restricted_file)
            }
        cls.restricted = [
            (model, field)
            for model in cls._get_models()
            for field in cls.env[model]._fields.values()
            if field.groups
        ]

        for user in cls.users.values():
            if user._is_internal():
                user.group_ids += cls.env.ref("base.group_allow_export")

    def _may_see(self, role, field):
        return self.users[role].has_groups(field.groups)

    def _get_readers(self, model):
        """Yield the roles that may read at least one record, and one such record."""
        for role in ROLES:
            records = get_records(model, self.scopes, self.users[role])
            for record in records.values():
                readable = record.with_user(self.users[role])
                if readable.has_access("read"):
                    yield role, readable
                    break

    def test_list_is_complete(self):
        actual = {
            (model, field.name): " ".join(
                role for role in ROLES if self._may_see(role, field)
            )
            for model, field in self.restricted
        }
        self.assertEqual(actual, self.expected)

    def test_hidden_from_all_ways_of_reading(self):
        checked = 0
        for model, fields in self._group_by_model():
            for role, record in self._get_readers(model):
                hidden = [field for field in fields if not self._may_see(role, field)]
                if not hidden:
                    continue
                record.invalidate_recordset()
                shown = set(record.fields_get()) | set(record.read()[0])
                for field in hidden:
                    with self.subTest(model=model, field=field.name, role=role):
                        self.assertNotIn(field.name, shown)
                        self._check_hidden(record, field)
                        checked += 1
        self.assertGreater(checked, 50)

    def _group_by_model(self):
        """Yield each model with its restricted fields."""
        for model, pairs in groupby(self.restricted, key=lambda pair: pair[0]):
            yield model, [field for _model, field in pairs]

    def test_hidden_behind_a_relation(self):
        fields = [
            field
            for model, field in self.restricted
            if model == "hcc.request" and field.store
        ]
        for model, path in PATHS:
            for role in ("collaborator", "manager", "committee"):
                records = self.env[model].with_user(self.users[role])
                for field in fields:
                    if self._may_see(role, field):
                        continue
                    name = f"{path}.{field.name}"
                    with (
                        self.subTest(model=model, field=name, role=role),
                        self.assertRaises(AccessError),
                    ):
                        records.search([(name, "in", [_some_value(field)])])

    def test_shown_to_those_who_may(self):
        for model, fields in self._group_by_model():
            for role, record in self._get_readers(model):
                names = [field.name for field in fields if self._may_see(role, field)]
                if not names:
                    continue
                shown = record.fields_get()
                for name in names:
                    with self.subTest(model=model, field=name, role=role):
                        self.assertIn(name, shown)
                        self.assertIn(name, record.read([name])[0])

    def _check_hidden(self, record, field):
        name = field.name
        with self.assertRaises(AccessError):
            record.read([name])
        if record.env.user.has_group("base.group_allow_export"):
            with self.assertRaises(AccessError):
                record.export_data([name])
        # core's rating_avg has a search of its own, without this check
        if not (field.store or field.related):
            return
        # of a file one asks no more than whether there is one
        is_file = field.type == "binary" and field.attachment
        value = False if is_file else _some_value(field)
        with self.assertRaises(AccessError):
            record.search([(name, "not in" if is_file else "in", [value])])
        if is_file:
            return
        if field.store:
            # core sorts by no list of records, whoever asks
            if field.type != "many2many":
                with self.assertRaises(AccessError):
                    record.search([], order=name)
            with self.assertRaises(AccessError):
                record.formatted_read_group([], [name], ["__count"])


def _some_value(field):
    """A value that may be searched in such a field."""
    return "2026-11-25" if field.type in ("date", "datetime") else 1
