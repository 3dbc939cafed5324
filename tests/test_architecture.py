"""The rooms, the floors and who may import whom: docs/architecture.md, checked."""

import ast
import re
import tokenize
from pathlib import Path

import pytest

ADDONS = Path(__file__).resolve().parent.parent / "addons"
#: room -> rooms that it stands on
ROOMS = {
    "hcc_collaborator": set(),
    "hcc_booking": {"hcc_collaborator"},
    "hcc_training": {"hcc_collaborator"},
    "hcc_reporting": {"hcc_booking", "hcc_training"},
    "hcc_dispatch": {"hcc_booking"},
    "hcc_field": {"hcc_booking"},
}
#: all rooms below one
BELOW = {
    "hcc_collaborator": set(),
    "hcc_booking": {"hcc_collaborator"},
    "hcc_training": {"hcc_collaborator"},
    "hcc_reporting": {"hcc_collaborator", "hcc_booking", "hcc_training"},
    "hcc_dispatch": {"hcc_collaborator", "hcc_booking"},
    "hcc_field": {"hcc_collaborator", "hcc_booking"},
}
#: the ground floor: plain Python
PURE = ("slots", "tools", "solver")
CLOCK = ("now", "utcnow", "today")
ROOM_NAME = re.compile(
    r"\bhcc_(?:collaborator|booking|training|reporting|dispatch|field)\b"
)


def python_files(addon):
    """Files of an addon that a user runs: all but the tests."""
    for path in sorted((ADDONS / addon).rglob("*.py")):
        if "tests" not in path.relative_to(ADDONS / addon).parts:
            yield path


def parsed(path):
    return ast.parse(path.read_text(), filename=str(path))


def imported(tree):
    """Yield the dotted names that a module imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield name.name
        elif isinstance(node, ast.ImportFrom) and not node.level:
            for name in node.names:
                yield f"{node.module}.{name.name}"


def rooms_of(name):
    """Return the room that a dotted name is in, or nothing."""
    parts = name.split(".")
    return {parts[2]} & ROOMS.keys() if parts[:2] == ["odoo", "addons"] else set()


def defined_models(addon):
    """Return the models that an addon defines; extending one is not defining it."""
    names = set()
    for path in python_files(addon):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.ClassDef):
                names |= constants(node, "_name") - constants(node, "_inherit")
    return names


def constants(class_node, name):
    """Return the texts that a class gives to one of its attributes."""
    return {
        value.value
        for node in class_node.body
        if isinstance(node, ast.Assign)
        and any(getattr(item, "id", "") == name for item in node.targets)
        for value in ast.walk(node.value)
        if isinstance(value, ast.Constant)
    }


def test_these_are_the_rooms():
    found = {path.parent.name for path in ADDONS.glob("*/__manifest__.py")}
    assert found == ROOMS.keys()


@pytest.mark.parametrize("addon", ROOMS)
def test_manifest_depends_on_the_rooms_below(addon):
    manifest = ast.literal_eval((ADDONS / addon / "__manifest__.py").read_text())
    assert set(manifest["depends"]) & ROOMS.keys() == ROOMS[addon]
    assert manifest["license"] == "LGPL-3"


@pytest.mark.parametrize("addon", ROOMS)
def test_imports_go_down_only(addon):
    wrong = [
        f"{path.relative_to(ADDONS)} imports {name}"
        for path in python_files(addon)
        for name in imported(parsed(path))
        if rooms_of(name) - BELOW[addon] - {addon}
    ]
    assert wrong == []


@pytest.mark.parametrize("addon", ROOMS)
def test_no_room_names_one_that_it_does_not_stand_on(addon):
    """Neither XML ids nor models of another room, in any file that is run."""
    others = ROOMS.keys() - BELOW[addon] - {addon}
    models = {name for other in others for name in defined_models(other)}
    wrong = []
    for path in sorted((ADDONS / addon).rglob("*")):
        inside = path.relative_to(ADDONS / addon).parts
        if path.suffix not in (".py", ".xml", ".js", ".csv") or "tests" in inside:
            continue
        text = path.read_text()
        names = set(ROOM_NAME.findall(text)) & others
        names |= set(re.findall(r"[\"']([a-z.]+)[\"']", text)) & models
        wrong += [f"{path.relative_to(ADDONS)} names {name}" for name in sorted(names)]
    assert wrong == []


@pytest.mark.parametrize("addon", ROOMS)
def test_ground_floor_knows_no_odoo(addon):
    wrong = [
        f"{path.relative_to(ADDONS)} imports {name}"
        for path in python_files(addon)
        if path.relative_to(ADDONS / addon).parts[0] in PURE
        for name in imported(parsed(path))
        # a pure module of a room below is reached by Odoo's name space alone
        if name.split(".")[0] == "odoo" and not is_pure(name)
    ]
    assert wrong == []


def is_pure(name):
    parts = name.split(".")
    return bool(rooms_of(name)) and len(parts) > 3 and parts[3] in PURE


def is_seeded(tree):
    """Whether all that is used of `random` is `random.Random` of some seed."""
    uses = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "random"
    ]
    seeded = [
        node.func
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and node.args and node.func in uses
    ]
    return bool(uses) and all(use.attr == "Random" and use in seeded for use in uses)


@pytest.mark.parametrize("addon", ROOMS)
def test_ground_floor_has_no_clock_and_no_chance(addon):
    """What is computed depends on what goes in; references alone are random."""
    wrong = []
    for path in python_files(addon):
        if path.relative_to(ADDONS / addon).parts[0] not in PURE:
            continue
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Attribute) and node.attr in (
                "now",
                "utcnow",
                "today",
            ):
                wrong.append(
                    f"{path.relative_to(ADDONS)}:{node.lineno} reads the clock"
                )
        if "random" in set(imported(parsed(path))) and not is_seeded(parsed(path)):
            wrong.append(f"{path.relative_to(ADDONS)} draws without a seed")
    assert wrong == []


@pytest.mark.parametrize("addon", ROOMS)
def test_each_sudo_says_why(addon):
    """A comment `# sudo: model - reason` before or at each use, in its function."""
    wrong = []
    for path in python_files(addon):
        with tokenize.open(path) as file:
            reasons = [
                token.start[0]
                for token in tokenize.generate_tokens(file.readline)
                if token.type == tokenize.COMMENT and "# sudo: " in token.string
            ]
        for first, last, line in sudo_calls(parsed(path)):
            if not any(first <= reason <= last for reason in reasons):
                wrong.append(f"{path.relative_to(ADDONS)}:{line}")
    assert wrong == []


def is_superuser(node):
    """Whether something is done past the rights of whoever asks.

    ``sudo()``, ``with_user(SUPERUSER_ID)`` or of a number, ``env(su=True)`` and
    ``env(user=SUPERUSER_ID)``; ``sudo(False)`` gives rights back.
    """
    if not isinstance(node, ast.Call):
        return False
    name = getattr(node.func, "attr", "")
    if name == "sudo":
        return not any(getattr(value, "value", True) is False for value in node.args)
    if name == "with_user":
        return any(is_root(value) for value in node.args)
    if name == "env" or getattr(node.func, "id", "") == "env":
        return any(
            (keyword.arg == "su" and getattr(keyword.value, "value", True) is True)
            or (keyword.arg == "user" and is_root(keyword.value))
            for keyword in node.keywords
        )
    return False


def is_root(node):
    name = getattr(node, "attr", getattr(node, "id", ""))
    return name == "SUPERUSER_ID" or isinstance(getattr(node, "value", None), int)


def sudo_calls(tree):
    """Yield (first line of the function, last line of the statement, line)."""

    def visit(node, function, statement):
        if isinstance(node, ast.stmt):
            statement = node
        if isinstance(node, ast.FunctionDef):
            function = node
        if is_superuser(node):
            yield function.lineno, statement.end_lineno, node.lineno
        for child in ast.iter_child_nodes(node):
            yield from visit(child, function, statement)

    yield from visit(tree, None, None)


@pytest.mark.parametrize(
    ("code", "count"),
    [
        ("def f(self):\n    return self.env['a'].sudo().x", 1),
        ("def f(self):\n    return self.sudo(True)", 1),
        ("def f(self):\n    return self.with_user(SUPERUSER_ID)", 1),
        ("def f(self):\n    return self.with_user(1)", 1),
        ("def f(self):\n    return request.env(su=True)", 1),
        ("def f(self):\n    return self.env(user=api.SUPERUSER_ID)", 1),
        ("def f(self):\n    return self.sudo(False)", 0),
        ("def f(self):\n    return self.with_user(user)", 0),
        ("def f(self):\n    return self.env(context={})", 0),
    ],
)
def test_ways_past_the_rights_are_known(code, count):
    assert len(list(sudo_calls(ast.parse(code)))) == count


@pytest.mark.parametrize("addon", ROOMS)
def test_controllers_read_no_tables_by_themselves(addon):
    """No SQL in a controller: it would go past every rule without a word."""
    wrong = [
        f"{path.relative_to(ADDONS)}:{node.lineno}"
        for path in python_files(addon)
        if "controllers" in path.parts
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute)
        and node.attr in ("execute", "execute_query", "execute_query_dict", "fetchall")
    ]
    assert wrong == []


@pytest.mark.parametrize("addon", ROOMS)
def test_no_writer_of_sheets_computes(addon):
    """Who writes CSV or XLSX does so with the helpers by which texts stay texts."""
    wrong = []
    for path in python_files(addon):
        text = path.read_text()
        if re.search(r"csv\.(writer|DictWriter)\(", text) and "csv_text" not in text:
            wrong.append(f"{path.relative_to(ADDONS)}: csv_text")
        if "xlsxwriter.Workbook(" not in text:
            continue
        if '"strings_to_formulas": False' not in text or "xlsx_text" not in text:
            wrong.append(f"{path.relative_to(ADDONS)}: xlsx_text")
        wrong += [
            f"{path.relative_to(ADDONS)}:{node.lineno}: guesses what a text is"
            for node in ast.walk(parsed(path))
            if isinstance(node, ast.Call)
            and getattr(node.func, "attr", "") in ("write", "write_row", "write_column")
            and "sheet" in ast.unparse(node.func)
        ]
    assert wrong == []


@pytest.mark.parametrize("addon", ROOMS)
def test_each_route_says_how_it_is_called(addon):
    """Only POST changes anything: so no route leaves its methods open."""
    wrong = []
    for path in python_files(addon):
        for node in ast.walk(parsed(path)):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name != "route" or not node.args:
                continue
            given = {keyword.arg for keyword in node.keywords}
            if not given & {"methods", None}:
                wrong.append(f"{path.relative_to(ADDONS)}:{node.lineno}")
    assert wrong == []


@pytest.mark.parametrize("addon", ROOMS)
def test_nothing_commits_by_itself(addon):
    wrong = [
        f"{path.relative_to(ADDONS)}:{node.lineno}"
        for path in python_files(addon)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute)
        and node.attr == "commit"
        and getattr(node.value, "attr", getattr(node.value, "id", "")) == "cr"
    ]
    assert wrong == []


@pytest.mark.parametrize("name", ["architecture.md", "security.md"])
def test_the_page_names_what_there_is(name):
    """Files and tests that a page of docs points to exist."""
    root = ADDONS.parent
    page = (root / "docs" / name).read_text()
    tests = {
        test
        for path in [*root.glob("tests/**/*.py"), *ADDONS.glob("*/tests/*.py")]
        for test in re.findall(r"def (test_\w+)", path.read_text())
    }
    names = set(re.findall(r"`(test_\w+)`", page))
    assert sorted(names - tests) == []
    paths = set(re.findall(r"`([\w/.]+/[\w.]+\.\w+)`", page))
    missing = {
        p for p in paths if not (root / p).exists() and not (ADDONS / p).exists()
    }
    assert sorted(missing) == []
