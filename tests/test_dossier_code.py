"""Codes of dossiers: the server and the field page say the same of each."""

import doctest
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "addons/hcc_booking/tools"))

import dossier_code  # noqa: E402

CLIENT = ROOT / "addons/hcc_field/static/src/field/parts/dossier_code.js"
TEXTS = (
    "H26.1-251123-0001",
    " h26.1 – 251123 — 0001 ",
    "H26-251123-123456",
    "G01.899.107-250101-0001",
    "000.00.16.H26-251123-0001",
    "000.16.H26-251123-0001",
    "H26.1-25II23-OOO1",
    "OOO.OO.16.H26-251123-0001",
    "https://portal.example/tra-cuu?ma_ho_so=H26.1-251123-0001&x=1",
    "Biên nhận 7",
    "-.H26..1−251123_0001.;",
    "Ｈ26-251123-0001",
    "12345",
    "",
)


def test_examples_in_the_words():
    failed, tried = doctest.testmod(dossier_code)
    assert (failed, tried > 5) == (0, True)


def test_styles():
    usual = [text for text in TEXTS if dossier_code.is_usual(dossier_code.tidy(text))]
    assert usual == [*TEXTS[:6], TEXTS[10], TEXTS[11]]
    assert dossier_code.suggest(TEXTS[6]) == TEXTS[0]
    assert dossier_code.suggest(TEXTS[7]) == TEXTS[4]


def find_node():
    for folder in sorted((ROOT / ".hcc/node").glob("**/bin")):
        if (folder / "node").exists():
            return folder / "node"
    return shutil.which("node")


def test_client_says_the_same(tmp_path):
    node = find_node()
    if not node:
        pytest.fail("Node is missing; ./hcc test installs it")
    module = tmp_path / "dossier_code.mjs"
    module.write_text(CLIENT.read_text(encoding="utf-8"), encoding="utf-8")
    script = tmp_path / "run.mjs"
    script.write_text(
        'import * as c from "./dossier_code.mjs";\n'
        f"const texts = {json.dumps(TEXTS)};\n"
        "console.log(JSON.stringify(texts.map((text) => [c.tidy(text),"
        " c.isUsual(c.tidy(text)), c.findCode(text), c.suggest(text)])));\n",
        encoding="utf-8",
    )
    answer = subprocess.run(
        [str(node), str(script)], capture_output=True, text=True, check=True
    )
    expected = [
        [
            dossier_code.tidy(text),
            dossier_code.is_usual(dossier_code.tidy(text)),
            dossier_code.find_code(text),
            dossier_code.suggest(text),
        ]
        for text in TEXTS
    ]
    assert json.loads(answer.stdout) == expected
