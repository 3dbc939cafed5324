import base64

from odoo import api, fields, models


class HccPersonFileForm(models.TransientModel):
    """The file of a person, ready to be taken: on paper and for a machine.

    It stands here for as long as a form does, no longer: nothing of it is kept.
    """

    _name = "hcc.person.file.form"
    _inherit = ["hcc.person.form.mixin"]
    _description = "File of a Person"

    pdf = fields.Binary("To Read (PDF)", attachment=False, readonly=True)
    pdf_name = fields.Char(compute="_compute_names")
    json = fields.Binary("For a Machine (JSON)", attachment=False, readonly=True)
    json_name = fields.Char(compute="_compute_names")

    @api.depends("res_id")
    def _compute_names(self):
        # no name of the person: files lie about
        for form in self:
            form.pdf_name = f"{form.res_id}.pdf"
            form.json_name = f"{form.res_id}.json"

    @api.model
    def _open_for(self, person):
        form = self.create({"model": person._name, "res_id": person.id})
        form._make()
        return form._open()

    def _make(self):
        """Make both files, and note in the journal that they were."""
        self.ensure_one()
        person = self._get_person()
        person._check_privacy_officer()
        files = self.env["hcc.person.file"]
        content = files._get_person_file(person)
        self.write(
            {
                "pdf": base64.b64encode(files._make_pdf(content)),
                "json": base64.b64encode(files._make_json(content)),
            }
        )
        person.sudo()._journal("person_file_made")
