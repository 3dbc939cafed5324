import base64
import binascii
import hashlib
from io import BytesIO

from PIL import Image, UnidentifiedImageError

from odoo import api, models
from odoo.exceptions import ValidationError

from ..tools.colours import (
    ACCENT,
    ENOUGH,
    MAIN,
    as_colour,
    lowest_contrast,
    palette,
)

LONGEST_NAME = 60
LOGO_BYTES = 40_000
LOGO_PIXELS = 1024
LOGO_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg"}
LOGO_NAME = "hcc_collaborator: logo of the public pages"
PREFIX = "hcc_collaborator."


class HccBranding(models.AbstractModel):
    """What the public pages are called and look like: settings of the city."""

    _name = "hcc.branding"
    _description = "Look of the Public Pages"

    @api.model
    def _get(self, name):
        # sudo: ir.config_parameter - these stand on every public page
        parameters = self.env["ir.config_parameter"].sudo()
        return parameters.get_param(PREFIX + name) or ""

    @api.model
    def _service_name(self):
        """What the service is called; of our own in each language."""
        return self._get("service_name") or self.env._("Help with public services")

    @api.model
    def _city_name(self):
        return self._get("city_name")

    @api.model
    def _colours(self):
        """The two colours of the city, or ours when nobody could read theirs."""
        if not self._get("colour_main") and not self._get("colour_accent"):
            return MAIN, ACCENT
        main = as_colour(self._get("colour_main")) or MAIN
        accent = as_colour(self._get("colour_accent")) or ACCENT
        if lowest_contrast(main, accent) < ENOUGH:
            return MAIN, ACCENT
        return main, accent

    @api.model
    def _theme(self):
        """Style that replaces our colours; empty when they are kept."""
        if self._colours() == (MAIN, ACCENT):
            return ""
        lines = [
            f"{name}: {value};" for name, value in palette(*self._colours()).items()
        ]
        return ":root { " + " ".join(lines) + " }\n"

    @api.model
    def _theme_version(self):
        theme = self._theme()
        return hashlib.sha256(theme.encode()).hexdigest()[:10] if theme else ""

    @api.model
    def _check_colours(self, main, accent):
        """
        :raises ValidationError: for what is no colour or cannot be read
        """
        for text in (main, accent):
            if text and not as_colour(text):
                raise ValidationError(
                    self.env._(
                        "“%(text)s” is not a colour. Write it like #8f1419.", text=text
                    )
                )
        found = lowest_contrast(as_colour(main) or MAIN, as_colour(accent) or ACCENT)
        if found < ENOUGH:
            raise ValidationError(
                self.env._(
                    "The main colour is too light: people with weak eyes could not "
                    "read it (contrast %(found)s to 1, at least %(least)s to 1 is "
                    "needed). Please choose a darker one.",
                    found=f"{found:.1f}",
                    least=ENOUGH,
                )
            )

    # Logo

    @api.model
    def _logo_version(self):
        """Text that changes with the logo; empty when there is none."""
        return self._get("logo_version")

    @api.model
    def _logo(self):
        """
        :return: (content, type), both empty when there is no logo
        """
        attachment_sudo = self._logo_attachment_sudo()
        if not attachment_sudo or not self._logo_version():
            return b"", ""
        return attachment_sudo.raw, attachment_sudo.mimetype

    @api.model
    def _logo_base64(self):
        """The logo as a binary field has it, or False."""
        content, _mimetype = self._logo()
        return base64.b64encode(content) if content else False

    @api.model
    def _set_logo(self, data):
        """Keep a picture as the logo, or none.

        :param data: base64
        :raises ValidationError: when it is no small picture
        """
        content = self._read_logo(data)
        attachment_sudo = self._logo_attachment_sudo()
        if content:
            values = {
                "name": LOGO_NAME,
                "raw": content,
                "mimetype": LOGO_TYPES[self._picture_format(content)],
            }
            if attachment_sudo:
                attachment_sudo.write(values)
            else:
                attachment_sudo.create({**values, "res_model": self._name})
        else:
            attachment_sudo.unlink()
        version = hashlib.sha256(content).hexdigest()[:10] if content else False
        # sudo: ir.config_parameter - whoever may set the logo sets its version
        self.env["ir.config_parameter"].sudo().set_param(
            PREFIX + "logo_version", version
        )

    def _logo_attachment_sudo(self):
        # sudo: ir.attachment - the logo stands on every public page
        Attachment = self.env["ir.attachment"].sudo()
        return Attachment.search(
            [("res_model", "=", self._name), ("name", "=", LOGO_NAME)], limit=1
        )

    def _read_logo(self, data):
        try:
            content = base64.b64decode(data or b"", validate=True)
        except (binascii.Error, ValueError):
            content = b"?"
        if not content:
            return b""
        if len(content) > LOGO_BYTES:
            raise ValidationError(
                self.env._(
                    "The logo is too big: at most %(size)s kB, so that the pages open "
                    "quickly on a slow telephone.",
                    size=LOGO_BYTES // 1000,
                )
            )
        if not self._picture_format(content):
            raise ValidationError(
                self.env._(
                    "The logo must be a PNG or JPEG picture of at most "
                    "%(pixels)s by %(pixels)s pixels.",
                    pixels=LOGO_PIXELS,
                )
            )
        return content

    @staticmethod
    def _picture_format(content):
        """What the bytes are, whatever the file was called."""
        try:
            with Image.open(BytesIO(content), formats=list(LOGO_TYPES)) as picture:
                if max(picture.size) > LOGO_PIXELS:
                    return ""
                picture.verify()
                return picture.format
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
            return ""
