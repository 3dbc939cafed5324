"""What kind of file somebody sent, told by its content. No Odoo here."""

import io
import zipfile

#: kind -> the only content type under which it is given out again
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}
_MAGIC = {
    b"%PDF-": "pdf",
    b"\xff\xd8\xff": "jpg",
    b"\x89PNG\r\n\x1a\n": "png",
}
_ZIP = b"PK\x03\x04"
_MAX_PARTS = 2000


def file_kind(content):
    """Return ``pdf``, ``jpg``, ``png``, ``docx``, or nothing for anything else.

    The name that came with the file says nothing, so it is not asked.

    >>> file_kind(b"%PDF-1.7 and more"), file_kind(b"<html>"), file_kind(b"")
    ('pdf', '', '')
    """
    for magic, kind in _MAGIC.items():
        if content.startswith(magic):
            return kind
    if content.startswith(_ZIP) and _is_document(content):
        return "docx"
    return ""


def _is_document(content):
    """Whether a zip file is a text document without macros; nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return False
    if len(names) > _MAX_PARTS or any("vbaproject" in n.lower() for n in names):
        return False
    return {"[Content_Types].xml", "word/document.xml"} <= set(names)
