"""Secrets that stand outside the database. No Odoo here."""

import os
import re
from configparser import ConfigParser, Error

#: no setting may name, and so send away, what belongs to somebody else
NAME = re.compile(r"HCC_[A-Z0-9_]{1,40}")


def read_secret(name, path=""):
    """Return a secret of the machine, or an empty text.

    It stands in the environment (``HCC_SMS_SECRET``) or in a configuration file, in
    a section ``[hcc]`` (``sms_secret``).

    :param str name: begins with ``HCC_``; any other is nothing
    :param str path: of the configuration file
    """
    if not name or not NAME.fullmatch(name):
        return ""
    if name in os.environ:
        return os.environ[name].strip()
    parser = ConfigParser(interpolation=None, strict=False)
    try:
        parser.read([path], encoding="utf-8")
    except (Error, OSError, UnicodeDecodeError):
        return ""
    key = name.removeprefix("HCC_").lower()
    return parser.get("hcc", key, fallback="").strip()
