from odoo import api, fields, models
from odoo.exceptions import ValidationError

#: what has to stand in the address of a server of map pictures
PLACES = ("{z}", "{x}", "{y}")
ADDRESS_LENGTH, WORDS_LENGTH = 300, 200


class HccBoardSettings(models.AbstractModel):
    """The part of the settings about the coordinator's board."""

    _name = "hcc.board.settings"
    _description = "Settings of the Board"
    _inherit = ["hcc.settings.mixin"]

    hcc_tile_url = fields.Char(
        "Address of map pictures",
        config_parameter="hcc_dispatch.tile_url",
        help="As https://example.org/{z}/{x}/{y}.png. That server learns which area "
        "of the city somebody looks at. Without one, the board draws a sketch.",
    )
    hcc_tile_attribution = fields.Char(
        "Whom to name on the map",
        config_parameter="hcc_dispatch.tile_attribution",
        help="As “© OpenStreetMap”.",
    )

    @api.constrains("hcc_tile_url", "hcc_tile_attribution")
    def _check_hcc_tiles(self):
        for settings in self:
            url = settings.hcc_tile_url
            if url and not self._is_tile_url(url):
                raise ValidationError(
                    self.env._(
                        "The address of map pictures begins with https:// and has "
                        "{z}, {x} and {y} in it."
                    )
                )
            if len(settings.hcc_tile_attribution or "") > WORDS_LENGTH:
                raise ValidationError(
                    self.env._(
                        "At most %(limit)s characters, please.", limit=WORDS_LENGTH
                    )
                )

    @api.model
    def _is_tile_url(self, url):
        return (
            len(url) <= ADDRESS_LENGTH
            and url.startswith("https://")
            and url.isprintable()
            and not set(url) & set(" \"'<>\\")
            and all(url.count(place) == 1 for place in PLACES)
            # the server itself is always the same
            and "{" not in url.removeprefix("https://").partition("/")[0]
        )
