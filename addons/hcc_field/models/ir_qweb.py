import re

from odoo import models

from odoo.addons.base.models.assetsbundle import AssetsBundle

FIELD_BUNDLE = "hcc_field.assets_field"


#: what is said shorter in the finished script: names of files above each, spaces and
#: addresses of templates, names that the transpiler writes again and again, and the
#: modules that one needs, which it asks for by name (static/src/field/loader.js)
_SHORTER = (
    (re.compile(r"/\* /?[\w/.-]+ \*/\n?"), ""),
    (re.compile(r"(registerTemplate\(\"[\w.]+\", )`[^`]*`"), r"\1``"),
    (re.compile(r" xml:space=\"preserve\""), ""),
    (re.compile(r"(odoo\.define\([\"'][\w@./-]+[\"'], *)\[[^\]]*\]"), r"\1[]"),
    (re.compile(r"([\"'])@hcc_field/field/"), r"\1@f/"),
    (re.compile(r"\b__exports\b"), "_x"),
    # once for all of it; and an arrow needs neither spaces nor another name
    (re.compile(r"function ?\(require\) ?\{('use strict';)?"), "function(_r){"),
    (re.compile(r"\brequire\(([\"'])@"), r"_r(\1@"),
    (re.compile(r" =&gt; "), "=>"),
    (re.compile(r"\A"), '"use strict";'),
)


class FieldBundle(AssetsBundle):
    """The field page's own files, made small: it is loaded over weak networks.

    Templates come without their indentation: Owl shows one space for any number of
    them, and none between tags on lines of their own.
    """

    def save_attachment(self, extension, content):
        if extension == "min.js":
            for pattern, shorter in _SHORTER:
                content = pattern.sub(shorter, content)
        return super().save_attachment(extension, content)

    def xml(self):
        blocks = super().xml()
        for block in blocks:
            for element, *_rest in block.get("templates", ()):
                _squeeze(element)
        return blocks


class IrQweb(models.AbstractModel):
    """Makes the bundle of the field page."""

    _inherit = "ir.qweb"

    def _get_asset_bundle(
        self,
        bundle_name,
        css=True,
        js=True,
        debug_assets=False,
        rtl=False,
        assets_params=None,
        autoprefix=False,
    ):
        options = {
            "css": css,
            "js": js,
            "debug_assets": debug_assets,
            "rtl": rtl,
            "autoprefix": autoprefix,
        }
        if bundle_name != FIELD_BUNDLE:
            return super()._get_asset_bundle(
                bundle_name, assets_params=assets_params, **options
            )
        if assets_params is None:
            assets_params = self.env["ir.asset"]._get_asset_params()
        files, external = self._get_asset_content(bundle_name, assets_params)
        options |= {"env": self.env, "assets_params": assets_params}
        return FieldBundle(bundle_name, files, external, **options)


def _squeeze(element):
    element.text = _squeezed(element.text)
    for child in element:
        child.tail = _squeezed(child.tail)
        _squeeze(child)


def _squeezed(text):
    if not text or (text.isspace() and "\n" in text):
        return None
    words = " ".join(text.split())
    if not words:
        return " "
    return f"{' ' * text[0].isspace()}{words}{' ' * text[-1].isspace()}"
