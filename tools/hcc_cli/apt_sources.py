"""Where this machine gets its Debian packages from."""

import shlex
from dataclasses import dataclass
from pathlib import Path

from .errors import HccError

KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
SUITES = {"bookworm", "trixie", "stable", "oldstable", "testing", "sid", "unstable"}


@dataclass(frozen=True)
class Archive:
    """An archive of Debian: its address, and the key that signs it."""

    uri: str
    signed_by: str = ""


def parse_deb822(text):
    """Archives of Debian itself in a `.sources` file."""
    archives = []
    for stanza in text.replace("\r\n", "\n").split("\n\n"):
        fields, last = {}, None
        for line in stanza.splitlines():
            if line.startswith("#"):
                continue
            if line[:1] in " \t" and last:
                fields[last] += "\n" + line.strip()
            elif ":" in line:
                last, _, value = line.partition(":")
                last = last.strip().lower()
                fields[last] = value.strip()
        if fields.get("enabled", "yes").lower() in ("no", "false"):
            continue
        if "deb" not in fields.get("types", "").split():
            continue
        if not _is_debian(fields.get("suites", ""), fields.get("components", "")):
            continue
        key = fields.get("signed-by", "")
        archives += [Archive(uri, key) for uri in fields.get("uris", "").split()]
    return archives


def parse_one_line(text):
    """Archives of Debian itself in a `sources.list`."""
    archives = []
    for line in text.splitlines():
        line = line.split("#", 1)[0].strip()
        if not line.startswith("deb "):
            continue
        rest, key = line[4:].strip(), ""
        if rest.startswith("["):
            options, _, rest = rest[1:].partition("]")
            for option in shlex.split(options):
                name, _, value = option.partition("=")
                if name.lower() == "signed-by":
                    key = value
        fields = rest.split()
        if len(fields) < 3 or fields[0].startswith("cdrom:"):
            continue
        if _is_debian(fields[1], " ".join(fields[2:])):
            archives.append(Archive(fields[0], key))
    return archives


def _is_debian(suites, components):
    return bool(SUITES & set(suites.split())) and "main" in components.split()


def find_archive(etc=Path("/etc/apt")):
    """The first archive of Debian that this machine uses.

    :raises HccError: it uses none
    """
    archives = []
    for path in sorted((etc / "sources.list.d").glob("*.sources")):
        archives += parse_deb822(path.read_text(errors="replace"))
    lists = sorted((etc / "sources.list.d").glob("*.list"))
    for path in [etc / "sources.list", *lists]:
        if path.is_file():
            archives += parse_one_line(path.read_text(errors="replace"))
    if not archives:
        raise HccError(
            "No Debian archive is named in the package sources of this machine.",
            "Odoo 19 comes from Debian: use Debian 12 or 13, or name a folder"
            " with the sources of Odoo 19 in HCC_ODOO.",
        )
    return archives[0]


def render(archive, suites, keyring=KEYRING):
    """A `.sources` file for those suites of the archive."""
    return (
        "Types: deb\n"
        f"URIs: {archive.uri}\n"
        f"Suites: {' '.join(suites)}\n"
        "Components: main\n"
        f"Signed-By: {keyring}\n"
    )
