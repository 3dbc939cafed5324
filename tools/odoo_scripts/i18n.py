"""Export the .pot of our addons and merge their vi.po.

Values: `addons` {name: folder}, `fill` {English: Vietnamese}, `check` (write
nothing). Gives back for each addon {"changed": [file], "empty": [msgid]}.
"""

import tempfile
from pathlib import Path

import polib
from _database import environment, result

from odoo.cli.i18n import I18n

LANGUAGE = "vi"


def export(env, name):
    """The addon's terms as Odoo's own `i18n export` gives them."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.pot"
        I18n()._export_file(env, [name], None, path)
        return polib.pofile(str(path), wrapwidth=78)


def header(name, language=""):
    """No dates and no addresses: a file changes only when its terms do."""
    values = {
        "Project-Id-Version": f"{name} 19.0",
        "Report-Msgid-Bugs-To": "",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "",
        "Plural-Forms": "nplurals=1; plural=0;" if language else "",
    }
    if language:
        values["Language"] = language
    return values


def template(name, exported):
    catalog = polib.POFile(wrapwidth=78)
    catalog.header = f"Translation of Odoo Server.\n* {name}"
    catalog.metadata = header(name)
    for entry in sorted(exported, key=lambda entry: (entry.msgid, entry.msgctxt or "")):
        catalog.append(
            polib.POEntry(
                msgid=entry.msgid,
                msgctxt=entry.msgctxt,
                msgstr="",
                comment=entry.comment,
                tcomment=entry.tcomment,
                occurrences=sorted(entry.occurrences),
                flags=[flag for flag in entry.flags if flag != "fuzzy"],
            )
        )
    return catalog


def merged(name, pot, path, fill):
    """The vi.po for `pot`: known translations kept, nothing guessed."""
    known = {}
    if path.is_file():
        for entry in polib.pofile(str(path)):
            if not entry.fuzzy and not entry.obsolete:
                known[entry.msgid, entry.msgctxt] = entry.msgstr
    catalog = polib.POFile(wrapwidth=78)
    catalog.header = f"Translation of Odoo Server.\n* {name}"
    catalog.metadata = header(name, LANGUAGE)
    for entry in pot:
        text = known.get((entry.msgid, entry.msgctxt)) or fill.get(entry.msgid, "")
        catalog.append(
            polib.POEntry(
                msgid=entry.msgid,
                msgctxt=entry.msgctxt,
                msgstr=text,
                comment=entry.comment,
                tcomment=entry.tcomment,
                occurrences=entry.occurrences,
                flags=entry.flags,
            )
        )
    return catalog


def put(path, catalog, check, changed):
    text = str(catalog)
    if not text.endswith("\n"):
        text += "\n"
    if path.is_file() and path.read_text() == text:
        return
    changed.append(path.name)
    if not check:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)


def main():
    answer = {}
    with environment() as (values, env):
        check, fill = values.get("check", False), values.get("fill") or {}
        for name, folder in values["addons"].items():
            folder = Path(folder) / "i18n"
            changed = []
            pot = template(name, export(env, name))
            put(folder / f"{name}.pot", pot, check, changed)
            path = folder / f"{LANGUAGE}.po"
            catalog = merged(name, pot, path, fill)
            put(path, catalog, check, changed)
            empty = [entry.msgid for entry in catalog if not entry.msgstr]
            answer[name] = {"changed": changed, "empty": empty, "all": len(catalog)}
    result(answer)


main()
