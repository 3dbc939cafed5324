"""./hcc: packages, sources, the unpacked Odoo, environments."""

import errno
import io
import subprocess

import pytest

from hcc_cli import apt_sources, debian, errors, layout, odoo_source, venv
from hcc_cli.console import Console, render_bar
from hcc_cli.errors import HccError

DEB822 = """\
# made by the installer
Types: deb deb-src
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /keys/a.gpg

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main

Enabled: no
Types: deb
URIs: http://off.example/debian
Suites: trixie
Components: main
"""


def test_bar_is_clipped():
    assert render_bar(0.5, 4) == "[##  ]  50%"
    assert render_bar(7, 4) == "[####] 100%"
    assert render_bar(-1, 4) == "[    ]   0%"


def test_one_line_a_step_without_terminal():
    stream = io.StringIO()
    with Console(stream).step("Odoo") as step:
        step.bar(0.3)
        step.say("fetched")
    assert stream.getvalue() == "  Odoo: fetched\n"


def test_failed_step_says_so():
    stream = io.StringIO()
    with pytest.raises(ValueError), Console(stream).step("Odoo") as step:
        step.say("fetched")
        raise ValueError
    assert stream.getvalue() == "  Odoo: failed\n"


def test_deb822_sources():
    found = apt_sources.parse_deb822(DEB822)
    assert found == [apt_sources.Archive("http://mirror.example/debian", "/keys/a.gpg")]


def test_deb822_with_inline_key_and_several_addresses():
    text = (
        "Types: deb\nURIs: http://a.example/debian\n http://b.example/debian\n"
        "Suites: trixie\nComponents: main\nSigned-By:\n -----BEGIN\n .\n abc\n"
    )
    uris = [archive.uri for archive in apt_sources.parse_deb822(text)]
    assert uris == ["http://a.example/debian", "http://b.example/debian"]


def test_one_line_sources():
    text = (
        "# deb http://old.example/debian bookworm main\n"
        "deb cdrom:[Debian 12]/ bookworm main\ndeb\n"
        "deb-src http://src.example/debian bookworm main\n"
        "deb https://packages.example/apt tool-bookworm main\n"
        "deb [arch=amd64 signed-by=/keys/b.gpg] http://m.example/debian bookworm main\n"
    )
    assert apt_sources.parse_one_line(text) == [
        apt_sources.Archive("http://m.example/debian", "/keys/b.gpg")
    ]


def test_archive_of_this_machine(tmp_path):
    parts = tmp_path / "sources.list.d"
    parts.mkdir()
    with pytest.raises(HccError, match="HCC_ODOO"):
        apt_sources.find_archive(tmp_path)
    (tmp_path / "sources.list").write_text("deb http://one.example/d stable main\n")
    assert apt_sources.find_archive(tmp_path).uri == "http://one.example/d"
    (parts / "debian.sources").write_text(DEB822)
    assert apt_sources.find_archive(tmp_path).uri == "http://mirror.example/debian"


def test_private_source_file():
    text = apt_sources.render(
        apt_sources.Archive("http://mirror.example/debian"), ["unstable", "bookworm"]
    )
    (archive,) = apt_sources.parse_deb822(text)
    assert archive.uri == "http://mirror.example/debian"
    assert "Suites: unstable bookworm\n" in text


def test_version_is_chosen_by_what_it_contains():
    madison = (
        "fonts | 7.0-1 | http://mirror.example unstable/main amd64\n"
        "fonts | 5.0+really4.7.0-4 | http://mirror.example bookworm/main amd64\n"
    )
    assert odoo_source.choose_version(madison, None) == "7.0-1"
    assert odoo_source.choose_version(madison, "4.7") == "5.0+really4.7.0-4"
    assert odoo_source.choose_version("", None) is None


TABLE = debian.read_packages("run one cmd:one\nrun two dpkg\ntest three cmd:three\n")


def test_missing_packages_of_the_wanted_sets():
    def present(package, probe):
        return package == "one"

    assert debian.missing(("run",), TABLE, present) == ["two"]
    assert debian.missing(("run", "test"), TABLE, present) == ["two", "three"]


def test_some_packages_only_where_they_exist():
    names = ["postgresql", "tzdata-legacy?"]
    assert debian.available(names, lambda name: False) == ["postgresql"]
    assert debian.available(names, lambda name: True) == ["postgresql", "tzdata-legacy"]


def test_without_sudo_the_packages_are_named():
    assert debian.root_prefix(is_root=False, find=lambda name: None) is None
    text = str(debian.cannot_install(["postgresql", "chromium"]))
    assert "apt-get install postgresql chromium" in text


def test_root_needs_no_sudo():
    assert debian.root_prefix(is_root=True) == []
    found = debian.root_prefix(
        is_root=False, find=lambda name: "/bin/sudo", interactive=True
    )
    assert found == ["sudo"]


@pytest.mark.parametrize(
    ("output", "word"),
    [
        ("tar: write error: No space left on device", "full"),
        ("E: Temporary failure resolving 'x'", "network"),
        ("npm error code ENOTFOUND", "network"),
    ],
)
def test_output_is_explained(output, word):
    error = errors.explain_output("Odoo 19", output)
    assert word in error.message
    assert "again" in error.mend


def test_unknown_output_is_not_explained():
    assert errors.explain_output("Odoo 19", "all is well") is None


def test_full_disk_while_writing():
    error = errors.explain_oserror(OSError(errno.ENOSPC, "no space", "/var/x"))
    assert str(error).startswith("The disk is full (/var/x).")
    assert errors.explain_oserror(OSError(errno.EIO, "io")) is None


def test_space_is_checked_beforehand(tmp_path):
    with pytest.raises(HccError, match="needs 1e[+]09 GB"):
        layout.require_space(tmp_path / "not" / "yet", 1e9, "Odoo 19")
    layout.require_space(tmp_path / "not" / "yet", 1e-9, "Odoo 19")


def make_deb(folder, name, files, links=()):
    """A real .deb with those files; links are (name, target)."""
    tree = folder / name
    control = tree / "DEBIAN"
    control.mkdir(parents=True)
    (control / "control").write_text(
        f"Package: {name}\nVersion: 1\nArchitecture: all\n"
        "Maintainer: nobody <nobody@example.org>\nDescription: test\n"
    )
    for path in files:
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / path).write_text("")
    for path, target in links:
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / path).symlink_to(target)
    deb = folder / f"{name}.deb"
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", "-b", tree, deb],
        check=True,
        capture_output=True,
    )
    return deb


RELEASE = "usr/lib/python3/dist-packages/odoo/release.py"


def test_half_unpacked_odoo_is_replaced(tmp_path):
    target = tmp_path / "cache" / "odoo-19"
    half = target / "usr"
    half.mkdir(parents=True)
    (half / "half").write_text("")
    (target.parent / "odoo-19.partial" / "x").mkdir(parents=True)
    assert not odoo_source.is_complete(target)
    debs = [
        make_deb(tmp_path, "one", [RELEASE], [("usr/link", "share/font")]),
        make_deb(tmp_path, "two", ["usr/share/font"]),
    ]
    seen = []
    odoo_source.unpack(debs, target, seen.append)
    assert odoo_source.is_complete(target)
    assert not (half / "half").exists()
    assert seen == [0.5, 1.0]
    assert [path.name for path in target.parent.iterdir()] == ["odoo-19"]


def test_links_that_lead_nowhere_are_refused(tmp_path):
    target = tmp_path / "cache" / "odoo-19"
    deb = make_deb(tmp_path, "one", [RELEASE], [("usr/link", "share/font")])
    with pytest.raises(HccError, match="1 links that lead nowhere"):
        odoo_source.unpack([deb], target)
    assert list(target.parent.iterdir()) == []


def test_a_broken_package_leaves_nothing_behind(tmp_path):
    target = tmp_path / "cache" / "odoo-19"
    broken = tmp_path / "broken.deb"
    broken.write_bytes(b"!<arch>\nhalf a download")
    with pytest.raises(HccError, match="Unpacking broken.deb failed"):
        odoo_source.unpack([broken], target)
    assert list(target.parent.iterdir()) == []


def test_odoo_of_ones_own(tmp_path):
    with pytest.raises(HccError, match="not a source folder"):
        odoo_source.from_folder(tmp_path)
    (tmp_path / "addons").mkdir()
    (tmp_path / "odoo").mkdir()
    release = tmp_path / "odoo" / "release.py"
    release.write_text("version_info = (18, 0, 0, FINAL, 0, '')")
    with pytest.raises(HccError, match="not version 19"):
        odoo_source.from_folder(tmp_path)
    release.write_text("version_info = (19, 0, 0, FINAL, 0, '')")
    assert odoo_source.from_folder(tmp_path).addons == tmp_path / "addons"


def test_stamp_of_an_environment_follows_the_locks(tmp_path):
    lock = tmp_path / "run.lock"
    lock.write_text("one==1\n")
    before = venv.wanted_stamp([lock])
    assert before == venv.wanted_stamp([lock])
    lock.write_text("one==2\n")
    assert before != venv.wanted_stamp([lock])
    assert before != venv.wanted_stamp([lock], "/elsewhere")


def test_every_version_is_pinned():
    from hcc_pytest.context import ROOT

    for name in ("build", "run", "test", "lint"):
        lines = venv.lock_lines((ROOT / "requirements" / f"{name}.lock").read_text())
        assert lines
        assert [line for line in lines if "==" not in line.split(";")[0]] == []
