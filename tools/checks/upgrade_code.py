"""Odoo's own upgrade scripts would change nothing in our addons.

    python upgrade_code.py ADDONS_FOLDER

Calls `migrate` of Odoo's `upgrade_code` command, on our folder alone; the
command itself always walks through Odoo's addons too.
"""

import sys

from odoo.cli.upgrade_code import migrate
from odoo.tools import parse_version


def main():
    dirty = migrate(
        addons_path=[sys.argv[1]],
        glob="**/*",
        from_version=parse_version("17.0"),
        to_version=parse_version("19.0"),
        dry_run=True,
    )
    return 1 if dirty else 0


if __name__ == "__main__":
    sys.exit(main())
