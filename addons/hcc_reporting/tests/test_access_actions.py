import inspect

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .access_common import AccessCase
from .access_factory import get_records

ROLES = (
    "portal",
    "employee",
    "collaborator",
    "clerk",
    "coordinator",
    "trainer",
    "manager",
    "data_officer",
)
# They read and count; what they may change, they may write
READERS = ("clerk", "trainer", "manager", "committee", "data_officer")
#: what readers may do, and what the journal then says
TOLD = {("action_person_file", "data_officer")}


class RolledBack(Exception):
    """Ends a savepoint, so that the next call finds the world as it was."""


@tagged("post_install", "-at_install", "security")
class TestAccessActions(AccessCase):
    """Every public method without arguments, called by those it is not for.

    A client calls such methods by name, whatever the screens show. On a record that
    the user may not even read, a method is refused or changes nothing.
    """

    def test_methods_on_records_of_others(self):
        called = 0
        for model in self._get_models():
            for method in self._get_methods(model):
                for role in ROLES:
                    user = self.users[role]
                    records = get_records(model, self.scopes, user)
                    for scope in ("ward", "elsewhere"):
                        record = records[scope].with_user(user)
                        if record.has_access("read"):
                            continue
                        called += 1
                        with self.subTest(
                            model=model, method=method, role=role, scope=scope
                        ):
                            self._check_harmless(record, method)
        self.assertGreater(called, 300)

    def test_methods_by_those_who_only_read(self):
        called = 0
        for model in self._get_models():
            for method in self._get_methods(model):
                for role in READERS:
                    user = self.users[role]
                    record = get_records(model, self.scopes, user)["ward"]
                    record = record.with_user(user)
                    if not record.has_access("read") or record.has_access("write"):
                        continue
                    if (method, role) in TOLD:
                        continue
                    called += 1
                    with self.subTest(model=model, method=method, role=role):
                        self._check_harmless(record, method)
        self.assertGreater(called, 50)

    def _get_methods(self, model):
        """Return the names of the service's own methods that a client may call."""
        names = set()
        for cls in type(self.env[model]).mro():
            if not cls.__module__.startswith("odoo.addons.hcc_"):
                continue
            for name, function in vars(cls).items():
                if name.startswith("_") or not inspect.isfunction(function):
                    continue
                if getattr(function, "_api_private", False):
                    continue
                parameters = list(inspect.signature(function).parameters.values())[1:]
                if all(
                    parameter.default is not parameter.empty
                    or parameter.kind
                    in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL)
                    for parameter in parameters
                ):
                    names.add(name)
        return sorted(names)

    def _check_harmless(self, record, method):
        # what anybody else has read is not the user's to find in the cache
        self.env.invalidate_all()
        try:
            with mute_logger("odoo.sql_db"), self.cr.savepoint():
                getattr(record, method)()
                self.env.flush_all()
                after = self._take_picture(record)
                raise RolledBack()
        except UserError:
            return
        except RolledBack:
            self.env.invalidate_all()
        # all is taken back, so this is how it was before
        self.assertEqual(after, self._take_picture(record))

    def _take_picture(self, record):
        """Return what the database knows of the record, and how long the journal is."""
        record_sudo = record.sudo()
        record_sudo.invalidate_recordset()
        stored = [name for name, field in record_sudo._fields.items() if field.store]
        return (
            record_sudo.exists() and record_sudo.read(stored),
            self.env["hcc.journal"].search_count([]),
            self.env["hcc.message"].search_count([]),
        )
