"""How Odoo is called: its options, installs and upgrades, scripts inside it."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from . import process

LOADING = re.compile(r"Loading module \w+ \((\d+)/(\d+)\)")
SCRIPTS = Path(__file__).parent.parent / "odoo_scripts"


@dataclass
class Setup:
    """All that is needed to run Odoo on one server."""

    layout: object
    python: Path
    odoo: object
    server: object
    data: Path
    #: folders with addons that are no part of the service
    more_addons: tuple = ()

    def options(self, database):
        addons = [self.odoo.addons, self.layout.addons, *self.more_addons]
        return [
            f"--config={self.layout.root / 'odoo.conf'}",
            f"--database={database}",
            f"--addons-path={','.join(map(str, addons))}",
            f"--data-dir={self.data}",
            *self.server.odoo_options(),
        ]

    def command(self, database, *arguments, sub=()):
        return [
            self.python,
            "-m",
            "odoo",
            *sub,
            *self.options(database),
            *arguments,
        ]

    def environment(self):
        environment = self.server.environment()
        environment.pop("PYTHONPATH", None)
        environment["PYTHONUNBUFFERED"] = "1"
        # else Odoo would write to a table of the database
        environment.pop("ODOO_RC", None)
        return environment

    def update(
        self, database, install=(), upgrade=(), demo=False, log=None, on_progress=None
    ):
        """Install and upgrade addons; Odoo stops afterwards.

        :param on_progress: called with the share of the modules that are loaded
        :return: Odoo's log
        """
        arguments = ["--stop-after-init", "--no-http"]
        if install:
            arguments += ["-i", ",".join(install), "--load-language=vi_VN,en_US"]
        if upgrade:
            # else a changed vi.po would leave the old words in place
            arguments += ["-u", ",".join(upgrade), "--i18n-overwrite"]
        if demo:
            arguments.append("--with-demo")

        def on_line(line):
            found = LOADING.search(line)
            if found and on_progress:
                on_progress(int(found[1]) / int(found[2]), found[0].split()[2])

        return process.run(
            self.command(database, *arguments),
            what="Odoo's installation of the addons",
            log=log,
            on_line=on_line,
            env=self.environment(),
            cwd=self.layout.root,
        )

    def script(self, name, database, **values):
        """Run tools/odoo_scripts/NAME.py on a database.

        :return: what it prints as JSON
        """
        command = [self.python, SCRIPTS / f"{name}.py", json.dumps(values)]
        text = process.run(
            [*command, *self.options(database)],
            what=f"The step {name}",
            log=self.layout.logs / f"{name}.log",
            env=self.environment(),
            cwd=self.layout.root,
        )
        return json.loads(text.rsplit("RESULT ", 1)[1])
