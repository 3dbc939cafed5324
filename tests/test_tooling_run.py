"""./hcc: addons that changed, ports, locks, the server's leftovers, log records."""

import os
import re
import socket
from pathlib import Path
from types import SimpleNamespace

import pytest

from hcc_cli import (
    addons,
    exposure,
    lint_rules,
    lock,
    logcheck,
    ports,
    postgres,
    test_groups,
)
from hcc_cli.__main__ import main, parser
from hcc_cli.errors import HccError
from hcc_cli.i18n_command import read_fill
from hcc_pytest.context import ROOT


@pytest.fixture
def folder(tmp_path):
    """Three addons: c depends on a, a on b."""
    for name, depends in (("a", ["b"]), ("b", ["mail"]), ("c", ["a"])):
        (tmp_path / name / "models").mkdir(parents=True)
        (tmp_path / name / "__manifest__.py").write_text(str({"depends": depends}))
        (tmp_path / name / "models" / "x.py").write_text("x = 1")
    return tmp_path


def test_addons_come_after_what_they_depend_on(folder):
    assert addons.find(folder) == ["a", "b", "c"]
    assert addons.in_order(folder) == ["b", "a", "c"]


def test_only_changed_addons_are_upgraded(folder):
    before = addons.fingerprints(folder)
    assert addons.decide(before, addons.fingerprints(folder)) == ([], [])
    (folder / "a" / "models" / "x.py").write_text("x = 2")
    (folder / "b" / "tests").mkdir()
    (folder / "b" / "tests" / "test_x.py").write_text("")
    (folder / "d").mkdir()
    (folder / "d" / "__manifest__.py").write_text("{}")
    assert addons.decide(before, addons.fingerprints(folder)) == (["d"], ["a"])


def test_a_renamed_file_is_a_change(folder):
    before = addons.fingerprint(folder / "a")
    (folder / "a" / "models" / "x.py").rename(folder / "a" / "models" / "y.py")
    assert addons.fingerprint(folder / "a") != before


def test_busy_port_says_who_and_what_else():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]
        with pytest.raises(HccError) as caught:
            ports.require_free(port)
    text = str(caught.value)
    assert f"Port {port} is taken by" in text
    assert f"process {os.getpid()}" in text
    assert re.search(r"\./hcc run --port \d+$", text)


def test_no_such_port():
    with pytest.raises(HccError, match="not a port"):
        ports.require_free(70000)


def test_listening_sockets_of_a_table():
    table = (
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt"
        "   uid  timeout inode\n"
        "   0: 0100007F:1F85 00000000:0000 0A 00000000:00000000 00:00000000 00000000"
        "     0        0 4711 1 0 100 0 0 10 0\n"
        "   1: 0100007F:1F85 0100007F:9999 01 00000000:00000000 00:00000000 00000000"
        "     0        0 4712 1 0 100 0 0 10 0\n"
    )
    assert ports.listening_inodes(table, 8069) == {"4711"}
    assert ports.listening_inodes(table, 8070) == set()


def test_stale_lock_of_the_database(tmp_path):
    assert not postgres.stale_pid(tmp_path)
    pid_file = tmp_path / "postmaster.pid"
    for content in ("999999999\n", f"{os.getpid()}\n", "", "what\n"):
        pid_file.write_text(content)
        assert postgres.stale_pid(tmp_path), content


def test_the_newest_postgresql_is_used(tmp_path):
    for version in ("9.6", "15", "17"):
        (tmp_path / version / "bin").mkdir(parents=True)
        (tmp_path / version / "bin" / "initdb").write_text("")
    pattern = f"{tmp_path}/*/bin"
    assert postgres.find_binaries(None, pattern).parent.name == "17"
    assert postgres.find_binaries("15", pattern).parent.name == "15"
    with pytest.raises(HccError, match="postgresql-16"):
        postgres.find_binaries("16", pattern)
    with pytest.raises(HccError, match="apt-get install postgresql"):
        postgres.find_binaries(None, f"{tmp_path}/none/*/bin")


def test_a_server_that_the_environment_names():
    server = postgres.GivenServer(
        {"PGHOST": "db.example", "PGUSER": "hcc", "HOME": "x"}
    )
    assert server.variables == {"PGHOST": "db.example", "PGUSER": "hcc"}
    assert server.odoo_options() == ["--db_host=db.example", "--db_user=hcc"]


def test_the_last_user_of_a_cluster_is_told(tmp_path):
    one, two = lock.Shared(tmp_path / "users"), lock.Shared(tmp_path / "users")
    one.acquire()
    two.acquire()
    assert one.release() is False
    assert two.release() is True


def test_one_at_a_time(tmp_path):
    held = lock.try_exclusive(tmp_path / "lock")
    assert lock.try_exclusive(tmp_path / "lock") is None
    os.close(held)
    again = lock.try_exclusive(tmp_path / "lock")
    assert again is not None
    os.close(again)


LOG = """\
2026-01-02 03:04:05,678 12 INFO hcc odoo.modules.loading: loading
2026-01-02 03:04:05,678 12 WARNING hcc odoo.one: first 12
2026-01-02 03:04:05,678 12 ERROR ? odoo.two: second
Traceback (most recent call last):
ValueError: why
2026-01-02 03:04:05,678 12 INFO hcc odoo.modules.loading: done
2026-01-02 03:04:05,678 12 WARNING hcc odoo.one: first 13
"""


def test_log_records_with_their_tracebacks():
    records = logcheck.parse(LOG, "server.log")
    assert [(r.level, r.logger) for r in records] == [
        ("WARNING", "odoo.one"),
        ("ERROR", "odoo.two"),
        ("WARNING", "odoo.one"),
    ]
    assert records[1].message.endswith("ValueError: why")
    assert "INFO" not in records[1].message


def test_listed_records_are_allowed_and_unused_entries_told():
    allowed = logcheck.Allowed(
        '[[allow]]\nlogger = "odoo\\\\.two"\nmessage = "why"\nreason = "expected"\n'
        '[[allow]]\nlogger = "odoo"\nmessage = "first"\nreason = "never matches"\n'
    )
    unlisted = allowed.unlisted(logcheck.parse(LOG))
    assert [record.message for record in unlisted] == ["first 12"]
    assert [entry["reason"] for entry in allowed.unused()] == ["never matches"]


def test_an_allowed_record_needs_a_reason():
    with pytest.raises(HccError, match="no reason"):
        logcheck.Allowed('[[allow]]\nlogger = "a"\nmessage = "b"\nreason = " "\n')


def test_the_list_of_this_repository_can_be_read():
    logcheck.Allowed((ROOT / "tests" / "allowed_logs.toml").read_text())


@pytest.fixture
def checkout(tmp_path):
    for path in ("addons/a/tests/test_a.py", "tests/test_b.py", "tests/e2e/test_c.py"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("")
    return tmp_path


def test_without_arguments_everything_runs(checkout):
    groups = test_groups.plan([], checkout)
    assert [(group.name, group.paths) for group in groups] == [
        ("a", ["addons/a/tests", test_groups.RULES]),
        ("e2e-1", ["tests/e2e/test_c.py"]),
        ("tests", ["tests"]),
    ]


def test_paths_choose_the_process(checkout):
    arguments = ["addons/a/tests/test_a.py::TestA", "-k", "name", "-x"]
    (group,) = test_groups.plan(arguments, checkout)
    assert group.name == "addons"
    assert group.paths == ["addons/a/tests/test_a.py::TestA"]
    assert group.options == ["-k", "name", "-x"]
    groups = test_groups.plan(["tests/e2e", "addons/a"], checkout)
    assert [group.name for group in groups] == ["tests", "addons"]


def test_options_alone_go_to_both(checkout):
    groups = test_groups.plan(["-k", "name"], checkout)
    assert [group.options[:2] for group in groups] == [["-k", "name"]] * 3
    assert [group.is_inside for group in groups] == [True, False, False]


def test_machine_paths_and_addresses_are_found(tmp_path):
    bad = tmp_path / "bad.py"
    bad.write_text("a = 1\nb = '/ro" + "ot/x'\nc = 'https://py" + "pi.org/x'\n")
    good = tmp_path / "good.py"
    good.write_text("url = '/odoo/work/day'\npath = f'{base}/work/x'\n")
    problems = lint_rules.check_places([bad, good], tmp_path)
    assert [problem.split(": ")[0] for problem in problems] == ["bad.py:2", "bad.py:3"]


def test_long_files_are_told(tmp_path):
    for name, lines in (("a.py", 400), ("b.py", 401), ("c.py", 601), ("d.xml", 999)):
        (tmp_path / name).write_text("\n" * lines)
    problems, warnings = lint_rules.check_sizes(sorted(tmp_path.iterdir()), tmp_path)
    assert [text.split(":")[0] for text in problems] == ["c.py"]
    assert [text.split(":")[0] for text in warnings] == ["b.py"]


def test_translations_to_fill_in(tmp_path):
    path = tmp_path / "fill.json"
    path.write_text('{"Ward": "Phường"}')
    assert read_fill(path) == {"Ward": "Phường"}
    for wrong in ("[]", '{"a": 1}', "{"):
        path.write_text(wrong)
        with pytest.raises(HccError):
            read_fill(path)


def test_command_line():
    run = parser().parse_args(["run", "--port", "8070", "--no-demo", "--workers", "2"])
    assert (run.port, run.demo, run.reset, run.workers) == (8070, False, False, 2)
    with pytest.raises(SystemExit):
        main(["run", "--unknown"])


GOOD = {"admin_passwd": "a-long-and-good-one", "list_db": "False"}


@pytest.mark.parametrize(
    ("interface", "is_public"),
    [
        ("127.0.0.1", False),
        ("localhost", False),
        ("::1", False),
        ("127.0.0.53", False),
        ("0.0.0.0", True),
        ("", True),
        ("::", True),
        ("192.168.1.5", True),
        ("hcc.example.vn", True),
    ],
)
def test_what_others_can_reach(interface, is_public):
    assert exposure.is_public({"http_interface": interface}) is is_public
    assert exposure.is_public({})


def test_default_secrets_are_told():
    def problems(environ=(), **changes):
        options = {**GOOD, **changes}
        return exposure.problems_of_options(options, dict(environ))

    assert problems() == []
    assert "admin_passwd" in problems(admin_passwd="admin")[0]
    assert "admin_passwd" in problems(admin_passwd="short")[0]
    assert "list_db" in problems(list_db="True")[0]
    assert "db_password" in problems(db_password="odoo")[0]
    assert "PGPASSWORD" in problems({"PGPASSWORD": "postgres"})[0]
    assert problems({"PGPASSWORD": "zu7-kd9-ql2-wn4"}) == []


class Stamped:
    """A database that was, or was not, made with demonstration data."""

    def __init__(self, demo):
        self.demo = demo

    def exists(self):
        return self.demo is not None

    def stamp(self):
        return {"demo": self.demo, "state": "ready"}


@pytest.mark.parametrize(
    ("have", "asked", "reset", "refused"),
    [
        (None, True, False, True),
        (None, False, False, False),
        (True, False, False, True),
        (True, False, True, False),
        (False, True, False, False),
    ],
)
def test_demonstration_accounts_are_not_shown_to_others(
    tmp_path, have, asked, reset, refused
):
    lines = "".join(f"{name} = {value}\n" for name, value in GOOD.items())
    conf = tmp_path / "odoo.conf"
    conf.write_text(f"[options]\nhttp_interface = 0.0.0.0\n{lines}")
    layout = SimpleNamespace(root=tmp_path, environ={})
    arguments = SimpleNamespace(demo=asked, reset=reset)
    if refused:
        with pytest.raises(HccError, match="demonstration accounts"):
            exposure.refuse_demo(layout, Stamped(have), arguments)
    else:
        exposure.refuse_demo(layout, Stamped(have), arguments)
    conf.write_text(f"[options]\nhttp_interface = 127.0.0.1\n{lines}")
    exposure.refuse_demo(layout, Stamped(have), arguments)


def test_weak_accounts_are_told_before_others_reach_them(tmp_path):
    conf = tmp_path / "odoo.conf"
    conf.write_text("[options]\nhttp_interface = 0.0.0.0\n")
    asked = []

    def script(name, database, **values):
        asked.append(values["passwords"])
        return {"logins": ["admin"]}

    setup = SimpleNamespace(layout=SimpleNamespace(root=tmp_path), script=script)
    with pytest.raises(HccError, match="account admin"):
        exposure.refuse_defaults(setup, SimpleNamespace(name="hcc"))
    assert "demo" in asked[0]
    conf.write_text("[options]\nhttp_interface = 127.0.0.1\n")
    exposure.refuse_defaults(setup, SimpleNamespace(name="hcc"))
    assert len(asked) == 1, "nobody else can reach it"


def test_this_repository_serves_this_machine_alone():
    layout = SimpleNamespace(root=ROOT)
    assert not exposure.is_public(exposure.read_options(layout))


def test_help_names_every_command(capsys):
    assert main(["help"]) == 0
    text = capsys.readouterr().out
    commands = ("run", "test", "lint", "i18n", "shell", "bench", "verify-journal")
    for command in (*commands, "plan"):
        assert command in text


def test_entry_is_executable():
    for name in ("hcc", ".ci/run"):
        assert os.access(Path(ROOT, name), os.X_OK)
