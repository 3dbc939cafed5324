from odoo.exceptions import AccessError
from odoo.tests import tagged

from .access_common import AccessCase

#: form -> (role that works with it, field that says what it is about, its model)
FORMS = {
    "hcc.collaborator.ending": ("coordinator", "collaborator_id", "hcc.collaborator"),
    "hcc.selection.decision": ("coordinator", "collaborator_id", "hcc.collaborator"),
    "hcc.selection.scoring": ("coordinator", "collaborator_id", "hcc.collaborator"),
    "hcc.statement.answer": ("coordinator", "statement_id", "hcc.statement"),
    "hcc.statement.contest": ("collaborator", "statement_id", "hcc.statement"),
    "hcc.practice.refusal": ("collaborator", "visit_id", "hcc.practice.visit"),
    "hcc.session.cancel": ("trainer", "session_id", "hcc.session"),
    "hcc.session.enrol": ("trainer", "session_id", "hcc.session"),
}


@tagged("security")
class TestFormsAboutOthers(AccessCase):
    """A client names in a form what it may not read: nothing is told of it."""

    def test_forms_about_foreign_records(self):
        elsewhere = self.scopes["elsewhere"]
        cases = [
            (form, role, field, elsewhere.get(model))
            for form, (role, field, model) in FORMS.items()
        ]
        equipment = elsewhere.get("hcc.equipment.handover").equipment_id
        cases.append(("hcc.equipment.report", "coordinator", "equipment_id", equipment))
        for form, role, field, record in cases:
            user = self.users[role]
            forms = self.env[form].with_user(user)
            with self.subTest(form=form):
                self.assertFalse(record.with_user(user).has_access("read"))
                with self.assertRaises(AccessError):
                    forms.with_context(**{f"default_{field}": record.id}).default_get(
                        list(forms._fields)
                    )
                with self.assertRaises(AccessError):
                    forms.onchange(
                        {field: record.id},
                        [field],
                        {field: {"fields": {"display_name": {}}}},
                    )
                with self.assertRaises(AccessError):
                    forms.create({field: record.id})
