"""Every vi.po is there and has no empty, fuzzy or obsolete entry.

python po_complete.py ADDON...
"""

import re
import sys
from pathlib import Path

import polib

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%s|%d|\{\{.*?\}\}")


def placeholders(text):
    return sorted(PLACEHOLDER.findall(text))


def problems(addon):
    """:return: one sentence for each thing that is missing"""
    path = addon / "i18n" / "vi.po"
    name = f"{addon.name}/i18n/vi.po"
    if not path.is_file():
        return [f"{name}: missing"]
    catalog = polib.pofile(str(path))
    found = []
    for entry in catalog:
        if entry.fuzzy:
            found.append(f"{name}:{entry.linenum}: fuzzy: {entry.msgid!r}")
        elif not entry.obsolete and not entry.translated():
            found.append(f"{name}:{entry.linenum}: not translated: {entry.msgid!r}")
        elif placeholders(entry.msgid) != placeholders(entry.msgstr):
            found.append(f"{name}:{entry.linenum}: other placeholders: {entry.msgstr}")
    found += [f"{name}: obsolete: {e.msgid!r}" for e in catalog.obsolete_entries()]
    template = addon / "i18n" / f"{addon.name}.pot"
    if template.is_file():
        wanted = {entry.msgid for entry in polib.pofile(str(template))}
        have = {entry.msgid for entry in catalog}
        found += [f"{name}: lacks {text!r}" for text in sorted(wanted - have)]
    return found


def main():
    found = [text for name in sys.argv[1:] for text in problems(Path(name))]
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
