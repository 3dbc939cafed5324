import csv

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import file_open

from .access_common import ROLES, AccessCase
from .access_factory import MAKERS, SCOPES, get_records

OPERATIONS = {"read": "r", "write": "w", "create": "c", "unlink": "u"}
MATRIX = "hcc_reporting/tests/access_matrix.csv"


@tagged("post_install", "-at_install", "security")
class TestAccessMatrix(AccessCase):
    """Every model × role × operation × scope, compared with access_matrix.csv.

    A cell holds the letters of what is allowed: r(ead), w(rite), c(reate),
    u(nlink), or ``-``. Where it differs by scope: ``mine|ward|elsewhere``. What
    methods allow besides (and guards refuse) is tested with those methods.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with file_open(MATRIX) as matrix_file:
            cls.expected = {row["model"]: row for row in csv.DictReader(matrix_file)}

    def test_every_model_has_a_row_and_a_maker(self):
        models = set(self._get_models())
        self.assertEqual(
            models - set(self.expected), set(), "models without a row in the matrix"
        )
        self.assertEqual(
            models - set(MAKERS) - {"hcc.area.role"}, set(), "models without a maker"
        )
        self.assertEqual(
            set(self.expected) - models, set(), "rows of models that are gone"
        )

    def test_matrix(self):
        for model in self._get_models():
            for role in ROLES:
                with self.subTest(model=model, role=role):
                    expected = self.expected.get(model, {}).get(role)
                    self.assertEqual(self._get_cell(model, role), expected)

    def _get_cell(self, model, role):
        """Return what the role may do with real records of the model."""
        user = self.users[role]
        records = get_records(model, self.scopes, user)
        letters = []
        for scope in SCOPES:
            record = records[scope].with_user(user).with_context(active_test=False)
            self.assertEqual(len(record), 1, f"no {model} in the scope {scope}")
            allowed = [
                letter
                for operation, letter in OPERATIONS.items()
                if record.has_access(operation)
            ]
            self._check_reading(record, "r" in allowed)
            letters.append("".join(allowed) or "-")
        return letters[0] if len(set(letters)) == 1 else "|".join(letters)

    def _check_reading(self, record, readable):
        """Searching and reading agree with the right to read."""
        record.invalidate_recordset()
        if readable:
            self.assertIn(record, record.search([("id", "=", record.id)]))
            # every field of this user, the computed ones too
            self.assertTrue(record.read())
            return
        with self.assertRaises(AccessError):
            record.read(["display_name"])
        if record.browse().has_access("read"):
            self.assertFalse(record.search([("id", "=", record.id)]))
        else:
            with self.assertRaises(AccessError):
                record.search([("id", "=", record.id)])
