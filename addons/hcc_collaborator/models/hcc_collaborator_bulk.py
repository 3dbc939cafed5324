from collections import Counter

from odoo import api, models
from odoo.tools import SQL

from ..tools.localtime import LOCAL_TZ

# computed out of the photo
PHOTO_SIZES = ("image_1024", "image_512", "image_256", "image_128")


class HccCollaboratorBulk(models.AbstractModel):
    """What comes with new people, made for all of them together.

    Lists of wards bring thousands at once.
    """

    _name = "hcc.collaborator.bulk"
    _description = "Collaborators Made Together"

    @api.model
    def _create_resources(self, vals_list):
        """Make the resource of each collaborator to be, in one batch."""
        missing = [vals for vals in vals_list if not vals.get("resource_id")]
        # sudo: resource.resource - coordinators do not manage resources
        resources_sudo = (
            self.env["resource.resource"]
            .sudo()
            .create(
                [
                    {
                        "name": vals.get("name") or "",
                        "tz": LOCAL_TZ,
                        "calendar_id": False,
                    }
                    for vals in missing
                ]
            )
        )
        for vals, resource in zip(missing, resources_sudo, strict=True):
            vals["resource_id"] = resource.id

    def _forget_missing_photos(self, vals_list):
        """Make nothing smaller where there is nothing: a quarter of the whole cost.

        :param vals_list: what each of ``self`` was just made with
        """
        bare = self.browse(
            person.id
            for person, vals in zip(self, vals_list, strict=True)
            if not vals.get("image_1920")
        )
        for name in PHOTO_SIZES:
            self.env.remove_to_compute(self._fields[name], bare)

    def _number_badges(self):
        """Give each the next badge number of the ward."""
        given = self._get_last_badge_numbers()
        for person in self:
            code = person.ward_id.code
            given[code] += 1
            person.badge_number = f"CTV-{code}-{given[code]:02d}"

    @api.model
    def _get_last_badge_numbers(self):
        """:return: Counter {code of a ward: its last number}, people who left too"""
        self.env["hcc.collaborator"].flush_model(["badge_number"])
        # Numbers are unique over all, so whatever the user may see: one pass.
        return Counter(
            dict(
                self.env.execute_query(
                    SQL(
                        """SELECT parts[1], MAX(parts[2]::int)
                             FROM hcc_collaborator,
                                  regexp_match(badge_number,
                                               '^CTV-(.+)-([0-9]{1,9})$') parts
                            WHERE parts IS NOT NULL GROUP BY 1"""
                    )
                )
            )
        )
