"""Whoever serves to others than this machine has no default secrets."""

import configparser
import ipaddress

from .errors import HccError

#: passwords that everybody tries first
WELL_KNOWN = (
    "",
    "admin",
    "administrator",
    "demo",
    "odoo",
    "password",
    "postgres",
    "hcc",
    "123456",
    "12345678",
    "123456789",
    "changeme",
    "secret",
    "matkhau",
)
#: of these, on accounts: each try takes a quarter of a second
TRIED_ON_ACCOUNTS = ("admin", "demo", "odoo", "password", "12345678")
SHORTEST = 12


def read_options(layout):
    """The options of odoo.conf."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(layout.root / "odoo.conf")
    return dict(parser["options"]) if parser.has_section("options") else {}


def is_public(options):
    """Whether others than this machine can reach the service."""
    interface = options.get("http_interface", "").strip()
    if interface == "localhost":
        return False
    try:
        return not ipaddress.ip_address(interface).is_loopback
    except ValueError:
        # empty: Odoo then listens everywhere; a name: nobody knows
        return True


def is_weak(password):
    """Whether a password is one that is tried first, or short."""
    text = password or ""
    return text.lower() in WELL_KNOWN or len(text) < SHORTEST


def problems_of_options(options, environ):
    """What is wrong before there is a database.

    :return: sentences
    """
    found = []
    if is_weak(options.get("admin_passwd")):
        found.append(
            "odoo.conf: admin_passwd is missing or too easy"
            f" (at least {SHORTEST} characters)."
        )
    if options.get("list_db", "True").strip().lower() not in ("false", "0", "no"):
        found.append("odoo.conf: list_db must be False.")
    for name, value in (
        ("db_password in odoo.conf", options.get("db_password")),
        ("PGPASSWORD", environ.get("PGPASSWORD")),
    ):
        if value not in (None, "", "False") and is_weak(value):
            found.append(f"{name}: this password of the database is too easy.")
    return found


def refuse_demo(layout, database, arguments):
    """Before anything is made: settings, and demonstration data.

    :raises HccError: the interface is public, and something is left at its default
    """
    options = read_options(layout)
    if not is_public(options):
        return
    found = problems_of_options(options, layout.environ)
    stamp = database.stamp() if database.exists() and not arguments.reset else None
    if stamp.get("demo") if stamp else arguments.demo:
        found.append(
            "The database has demonstration accounts, whose password everybody"
            " knows: use ./hcc run --no-demo (with --reset, if there is one already)."
        )
    _refuse(options, found)


def refuse_defaults(setup, database):
    """With the database there: accounts with a password that is tried first.

    :raises HccError: the interface is public, and there is such an account
    """
    options = read_options(setup.layout)
    if not is_public(options):
        return
    made = setup.script("weak_accounts", database.name, passwords=TRIED_ON_ACCOUNTS)
    told = "The account {} has a password that is tried first."
    _refuse(options, [told.format(login) for login in made["logins"]])


def _refuse(options, found):
    if not found:
        return
    interface = options.get("http_interface") or "every interface"
    lines = "\n".join(f"  - {text}" for text in found)
    raise HccError(
        f"This would be open to others ({interface}) with default secrets:\n{lines}",
        "Change these, or set http_interface = 127.0.0.1 in odoo.conf.",
    )
