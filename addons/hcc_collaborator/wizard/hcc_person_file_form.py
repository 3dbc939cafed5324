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
    json = fields.Binary("For a Machine (JSON)", attachment=False, readonly=True)

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
        # sudo: hcc.journal - who may make the file was checked above
        person.sudo()._journal("person_file_made")

    def action_pdf(self):
        """Take the file to read."""
        return self._take("pdf")

    def action_json(self):
        """Take the file for a machine."""
        return self._take("json")

    def _take(self, name):
        self.ensure_one()
        self._get_person()._check_privacy_officer()
        # no name of the person: files lie about
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/{name}/{self.res_id}.{name}"
            "?download=true",
            "target": "download",
        }
