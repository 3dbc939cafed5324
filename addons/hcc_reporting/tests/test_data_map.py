import os

from odoo.tests import TransactionCase, tagged

from ..tools.data_map import (
    NOT_PERSONAL,
    read_document,
    read_map,
    read_topics,
    to_tables,
    write_document,
)

#: in these, words or files of a person may stand
KINDS = {"char", "text", "html", "binary", "image", "json"}
PEOPLE = {"hcc.citizen", "hcc.collaborator", "res.users", "res.partner"}
LINKS = {"many2one", "many2many", "reference"}
#: of every record, by the platform
OF_EACH = {"create_uid", "write_uid"}
#: HCC_WRITE_DATA_MAP=1 writes the document instead of comparing it
WRITE = "HCC_WRITE_DATA_MAP"
EVERYBODY = "every account of the staff"


@tagged("post_install", "-at_install")
class TestDataMap(TransactionCase):
    """docs/privacy.md says what is kept of people, and a new field must say it too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.map = read_map()
        cls.topics = read_topics()
        cls.models = [
            model
            for name, model in sorted(cls.env.registry.items())
            if name.startswith("hcc.")
            and not model._abstract
            # forms are swept within the hour; views hold nothing of their own
            and not model._transient
            and model._auto
        ]

    def _needs_a_kind(self, field):
        if not (field.store and field.column_type) and field.type != "many2many":
            is_file = field.type in ("binary", "image") and field.store
            if not is_file:
                return False
        if field.name in OF_EACH or field.type == "many2many" and not field.store:
            return False
        if field.type in KINDS:
            return True
        return field.type in LINKS and field.comodel_name in PEOPLE

    def test_every_field_has_a_kind(self):
        found = {
            (model._name, field.name)
            for model in self.models
            for field in model._fields.values()
            if self._needs_a_kind(field)
        }
        self.assertEqual(
            sorted(found - set(self.map)),
            [],
            "Say in data_map.csv what these hold of a person, or - for nothing.",
        )
        stored = {
            (model._name, field.name)
            for model in self.models
            for field in model._fields.values()
            if field.store
        }
        self.assertEqual(sorted(set(self.map) - stored), [], "fields that are gone")
        self.assertEqual(
            set(self.map.values()) - {NOT_PERSONAL}, set(self.topics), "kinds"
        )

    def _get_who(self, model, field):
        """Say who may read a field: by its groups, else by those of the model."""
        if field.groups:
            groups = self.env["res.groups"]
            for xmlid in field.groups.replace("!", "").split(","):
                if xmlid.strip() != ".":
                    groups |= self.env.ref(xmlid.strip())
        else:
            rights = self.env["ir.model.access"].search(
                [("model_id.model", "=", model._name), ("perm_read", "=", True)]
            )
            groups = rights.group_id
            if any(not right.group_id for right in rights):
                return EVERYBODY
        names = sorted(groups.with_context(lang="en_US").mapped("name"))
        return ", ".join(names) or "nobody: the system alone"

    def _get_tables(self):
        lines = {}
        for model in self.models:
            label = self.env["ir.model"]._get(model._name)
            name = label.with_context(lang="en_US").name
            for field in model._fields.values():
                topic = self.map.get((model._name, field.name))
                if not topic or topic == NOT_PERSONAL:
                    continue
                key = (name, model._name, topic, self._get_who(model, field))
                lines.setdefault(key, []).append(field.name)
        order = list(self.topics)
        rows = [
            (*key, sorted(names))
            for key, names in sorted(
                lines.items(), key=lambda line: (line[0][1], order.index(line[0][2]))
            )
        ]
        return to_tables(self.topics, rows)

    def test_document_is_what_the_models_say(self):
        tables = self._get_tables()
        if os.environ.get(WRITE):
            write_document(tables)
        self.maxDiff = None
        self.assertEqual(
            read_document(),
            tables,
            f"docs/privacy.md: run this test once with {WRITE}=1 and read it again",
        )
