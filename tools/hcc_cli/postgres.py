"""PostgreSQL: a private cluster on a socket, or the server that PG* names."""

import glob
import os
import pwd
import re
import shutil
import subprocess
import tempfile
import time
from functools import cached_property
from pathlib import Path

from . import process
from .errors import HccError
from .layout import require_space, spread
from .lock import Shared, exclusive

DURABLE = {
    "shared_buffers": "256MB",
    "max_connections": "100",
    "listen_addresses": "''",
    "random_page_cost": "1.1",
    # compiling the many small expressions of a figure takes longer than reading it
    "jit": "off",
}
# for data that may vanish with the machine: tests
FAST = {
    **DURABLE,
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}
SOCKET_LIMIT = 80
ROLE = "odoo"
VARIABLES = ("PGHOST", "PGHOSTADDR", "PGSERVICE")
# what must not reach our own server from the outside
UNWANTED = ("PGPASSWORD", "PGSERVICE", "PGDATABASE", "PGHOSTADDR")


def find_binaries(version=None, pattern="/usr/lib/postgresql/*/bin"):
    """Folder of PostgreSQL's programs, the newest unless `version` is asked for.

    :raises HccError: not installed
    """
    found = {}
    for folder in glob.glob(pattern):
        name = Path(folder).parent.name
        if os.path.exists(os.path.join(folder, "initdb")) and name.isdigit():
            found[int(name)] = Path(folder)
    if version:
        if int(version) in found:
            return found[int(version)]
        raise HccError(
            f"The database was made by PostgreSQL {version}, which is not installed"
            " any more.",
            f"Install postgresql-{version}, or start over with ./hcc run --reset.",
        )
    if not found:
        raise HccError("PostgreSQL is missing.", "apt-get install postgresql")
    return found[max(found)]


def stale_pid(data):
    """True if `postmaster.pid` speaks of a server that is no more."""
    pid_file = data / "postmaster.pid"
    try:
        pid = int(pid_file.read_text().split()[0])
        name = Path(f"/proc/{pid}/comm").read_text().strip()
        folder = os.readlink(f"/proc/{pid}/cwd")
    except (OSError, ValueError, IndexError):
        return pid_file.exists()
    return name != "postgres" or os.path.realpath(folder) != os.path.realpath(data)


class Server:
    """What the other parts need to know of a server."""

    def environment(self):
        """Variables for psql, createdb and Odoo's own connection."""
        return without_empty({**os.environ, **self.variables})

    def admin(self, sql, database="postgres"):
        """Run SQL as the superuser (or whom PG* names).

        :return: the output, unaligned, tuples only
        """
        command = ["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", sql]
        done = subprocess.run(
            command,
            env=without_empty({**os.environ, **self.admin_variables}),
            capture_output=True,
            text=True,
            errors="replace",
        )
        if done.returncode:
            raise HccError(
                f"PostgreSQL refused: {process.tail(done.stderr, 3)}",
                "Its log is in .hcc/logs.",
            )
        return done.stdout.strip()

    def copy_to(self, other, source, target):
        """Fill `target`, an empty database of another server, from `source`."""
        with tempfile.NamedTemporaryFile(suffix=".sql") as dump:
            for variables, command in (
                (self.admin_variables, ["pg_dump", "-d", source, "-f", dump.name]),
                (
                    other.admin_variables,
                    ["psql", "-Xq", "-v", "ON_ERROR_STOP=1"]
                    + ["-d", target, "-f", dump.name],
                ),
            ):
                process.run(
                    command,
                    what="Copying a database",
                    env=without_empty({**os.environ, **variables}),
                )

    @cached_property
    def version(self):
        """Major version of the server."""
        return int(self.admin("SHOW server_version_num")) // 10000

    def query(self, sql, database):
        """Like `admin`, split in rows of fields."""
        text = self.admin(sql, database)
        return [line.split("|") for line in text.splitlines()]


class GivenServer(Server):
    """The server that the usual PG* variables name."""

    owned = False

    def __init__(self, environ):
        names = ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD", "PGSERVICE", "PGHOSTADDR")
        self.variables = {name: environ[name] for name in names if environ.get(name)}
        self.admin_variables = dict(self.variables)

    def odoo_options(self):
        pairs = (
            ("--db_host", "PGHOST"),
            ("--db_port", "PGPORT"),
            ("--db_user", "PGUSER"),
        )
        return [
            f"{option}={self.variables[name]}"
            for option, name in pairs
            if name in self.variables
        ]

    def start(self, console):
        try:
            user = self.admin("SELECT current_user")
        except HccError as error:
            raise HccError(
                f"The PostgreSQL server that the PG* variables name does not let"
                f" us in: {error.message}",
                "Mend the variables, or unset PGHOST for a private server.",
            ) from error
        if user == "postgres":
            raise HccError(
                "Odoo refuses to work as the database user postgres.",
                "Make a role of its own (CREATE ROLE odoo LOGIN CREATEDB) and name"
                " it in PGUSER.",
            )

    def release(self):
        pass


class Cluster(Server):
    """A private cluster in `.hcc/`, reached by a unix socket only.

    :param name: `pg` or `pgtest`
    :param settings: lines for postgresql.conf
    """

    owned = True

    def __init__(self, layout, name, settings):
        self.layout = layout
        self.name = name
        self.settings = settings
        self.as_root = os.geteuid() == 0
        self.users = Shared(layout.state / f"{name}.users")
        self.guard = layout.state / f"{name}.lock"

    # Where the server lives depends on the user that Debian's package makes, which
    # a fresh machine has only once the packages are there: so asked for late.

    @cached_property
    def account(self):
        return _server_account() if self.as_root else {}

    @cached_property
    def home(self):
        base = self.layout.state
        if self.as_root and not _reachable(base, self.account):
            # user postgres cannot pass through this checkout's folders
            base = Path("/var/lib/hcc") / self.layout.key
        return base / self.name

    @property
    def data(self):
        return self.home / "data"

    @property
    def log(self):
        return self.home / "server.log"

    @cached_property
    def socket(self):
        socket = self.home / "socket"
        if len(str(socket)) > SOCKET_LIMIT:
            key = f"{self.layout.key}-{os.geteuid()}-{self.name}"
            socket = Path(f"/tmp/hcc-{key}")
        return socket

    @cached_property
    def variables(self):
        return {
            "PGHOST": str(self.socket),
            "PGUSER": ROLE,
            "PGPORT": "5432",
            **dict.fromkeys(UNWANTED, ""),
        }

    @cached_property
    def admin_variables(self):
        superuser = "postgres" if self.as_root else pwd.getpwuid(os.geteuid()).pw_name
        return {**self.variables, "PGUSER": superuser}

    def odoo_options(self):
        return [f"--db_host={self.socket}", "--db_port=5432", f"--db_user={ROLE}"]

    def exists(self):
        return (self.data / "PG_VERSION").is_file()

    def start(self, console):
        """Make the cluster if need be, start it if it is not running."""
        with exclusive(self.guard):
            self.users.acquire()
            if not self.exists():
                self._make(console)
            self._make_folder(self.socket)
            if self.settings is FAST:
                spread(self.data / "base")
            if self._status():
                return
            version = (self.data / "PG_VERSION").read_text().strip()
            if stale_pid(self.data):
                (self.data / "postmaster.pid").unlink(missing_ok=True)
                console.line("  PostgreSQL: a stale lock of a dead server was removed")
            with console.step("PostgreSQL") as step:
                self._control(
                    ["start", "-w", "-t", "60", "-l", self.log], find_binaries(version)
                )
                step.say(f"version {version} is running on {self.socket}")
            self._wait()

    def release(self):
        """Stop the cluster if no other ./hcc of this checkout uses it."""
        with exclusive(self.guard):
            if self.users.release() and self.exists() and self._status():
                self._control(["stop", "-w", "-m", "fast"])

    def destroy(self):
        """Throw the cluster away, with all that is in it."""
        with exclusive(self.guard):
            if self.exists() and self._status():
                self._control(["stop", "-w", "-m", "immediate"])
            if self.home.exists():
                shutil.rmtree(self.home)

    def _make_folder(self, folder):
        folder.mkdir(parents=True, exist_ok=True)
        if self.as_root:
            shutil.chown(folder, self.account["user"], self.account["group"])
        elif folder.stat().st_uid != os.geteuid():
            raise HccError(f"{folder} belongs to somebody else.", "Remove it.")
        folder.chmod(0o700)

    def _make(self, console):
        self.layout.make_state()
        require_space(self.layout.state, 1, "PostgreSQL")
        with console.step("PostgreSQL, new cluster") as step:
            if self.home.parent != self.layout.state:
                step.say(f"in {self.home} (user postgres cannot enter this checkout)")
            self.home.mkdir(parents=True, exist_ok=True)
            self._make_folder(self.home)
            partial = self.home / "data.partial"
            shutil.rmtree(partial, ignore_errors=True)
            binaries = find_binaries()
            options = ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
            command = [binaries / "initdb", "-D", partial, "--no-sync", *options]
            superuser = f"--username={self.admin_variables['PGUSER']}"
            process.run(
                [*command, superuser],
                what="Making the PostgreSQL cluster",
                cwd="/",
                **self.account,
            )
            lines = dict(self.settings)
            lines["unix_socket_directories"] = f"'{self.socket}'"
            text = "".join(f"{name} = {value}\n" for name, value in lines.items())
            with open(partial / "postgresql.conf", "a") as file:
                file.write("\n# ./hcc\n" + text)
            partial.rename(self.data)

    def _status(self):
        if not self.exists() or stale_pid(self.data):
            return False
        return (self.data / "postmaster.pid").exists()

    def _control(self, arguments, binaries=None):
        binaries = binaries or find_binaries(
            (self.data / "PG_VERSION").read_text().strip()
        )
        command = [binaries / "pg_ctl", "-D", self.data, *arguments]
        done = subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            **self.account,
        )
        if done.returncode:
            reason = self.log.read_text(errors="replace") if self.log.exists() else ""
            raise HccError(
                f"PostgreSQL did not {arguments[0]}:\n{process.tail(reason, 4)}\n",
                f"Its log is {self.log}.",
            )

    def _wait(self):
        for _ in range(100):
            try:
                self.admin("SELECT 1")
            except HccError:
                time.sleep(0.1)
            else:
                break
        else:
            raise HccError("PostgreSQL does not answer.", f"Its log is {self.log}.")
        if not self.admin(f"SELECT 1 FROM pg_roles WHERE rolname = '{ROLE}'"):
            self.admin(f"CREATE ROLE {ROLE} LOGIN CREATEDB")


def _server_account():
    """The ordinary user that runs the server where we are root."""
    try:
        account = pwd.getpwnam("postgres")
    except KeyError as error:
        raise HccError(
            "PostgreSQL cannot run as root, and there is no user postgres.",
            "Install Debian's postgresql, or run ./hcc as an ordinary user.",
        ) from error
    groups = os.getgrouplist("postgres", account.pw_gid)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": groups}


def _reachable(folder, account):
    """True if the account can pass through every folder above `folder`."""
    folder = Path(folder)
    while not folder.exists():
        folder = folder.parent
    done = subprocess.run(["test", "-x", str(folder)], cwd="/", **account)
    return done.returncode == 0


def without_empty(variables):
    """libpq takes an empty variable for a value; drop those."""
    return {
        name: value
        for name, value in variables.items()
        if value or not re.match(r"PG[A-Z]+$", name)
    }


def for_run(layout):
    """The server of ./hcc run: the one PG* names, else the private one."""
    if any(layout.environ.get(name) for name in VARIABLES):
        return GivenServer(layout.environ)
    return Cluster(layout, "pg", DURABLE)


def for_tests(layout):
    """The server of ./hcc test; always private, its data may vanish."""
    return Cluster(layout, "pgtest", FAST)


def for_quiet_tests(layout):
    """A second one, for tests that must not see other databases' transactions."""
    return Cluster(layout, "pgquiet", FAST)
