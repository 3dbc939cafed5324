"""A QR code as an SVG picture: prints sharp, needs no image library."""

from markupsafe import Markup
from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

#: white modules around the code that scanners need
QUIET_ZONE = 4


def qr_svg(text, label):
    """Draw a text as a QR code.

    :param str text: what a scanner shall read
    :param str label: what the picture is, for those who do not see it
    :return: Markup of an ``<svg>`` element
    """
    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    count = code.getModuleCount()
    size = count + 2 * QUIET_ZONE
    path = "".join(
        f"M{column + QUIET_ZONE} {row + QUIET_ZONE}h1v1h-1z"
        for row in range(count)
        for column in range(count)
        if code.isDark(row, column)
    )
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="o_hcc_qr" role="img" '
        'aria-label="%(label)s" viewBox="0 0 %(size)s %(size)s" '
        'shape-rendering="crispEdges"><path fill="#fff" d="M0 0h%(size)sv%(size)sH0z"/>'
        '<path fill="#000" d="%(path)s"/></svg>'
    ) % {"label": label, "size": size, "path": path}
