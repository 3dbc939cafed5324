"""Passwords and codes in notes: the field page and the server tell the same ones."""

import importlib.util
import json
import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest

ADDONS = Path(__file__).parents[1] / "addons"
EXAMPLES = json.loads(
    (ADDONS / "hcc_collaborator/tests/files/secret_words.json").read_text("utf-8")
)
_SPEC = importlib.util.spec_from_file_location(
    "secret_words", ADDONS / "hcc_collaborator/tools/secret_words.py"
)
_MODULE = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_MODULE)
SCRIPT = ADDONS / "hcc_field/static/src/field/parts/secret_words.js"
#: what else may be typed, and what the server says of it
MORE = [
    "otp" + " " * 3000,
    "mật khẩu " * 2000,
    "1 " * 3000,
    "Mật khẩu: •••",
    "mã OTP là •••",
    "12345678901 là mã OTP",
    "A482913 là mã OTP của bác",
    "pass là abcd. pass là ab1d.",
    "MẬT KHẨU->abcd",
]
RUN = """
import {hasSecrets} from "%s";
let text = "";
for await (const part of process.stdin) text += part;
console.log(JSON.stringify(JSON.parse(text).map(hasSecrets)));
"""


def _server(text):
    return _MODULE.has_secrets(text)


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """{text: whether the page takes it for a secret}"""
    node = shutil.which("node")
    if not node:
        pytest.fail("Node is missing; ./hcc test installs it")
    texts = [*EXAMPLES["secrets"], *EXAMPLES["harmless"], *MORE]
    texts = [
        unicodedata.normalize(form, text) for text in texts for form in ("NFC", "NFD")
    ]
    folder = tmp_path_factory.mktemp("page")
    module = folder / "secret_words.mjs"
    module.write_text(SCRIPT.read_text("utf-8"), "utf-8")
    done = subprocess.run(
        [node, "--input-type=module", "-e", RUN % module.as_uri()],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return dict(zip(texts, json.loads(done.stdout), strict=True))


def test_the_same_as_the_server(told):
    assert told == {text: _server(text) for text in told}


def test_examples(told):
    for text in EXAMPLES["secrets"]:
        assert told[unicodedata.normalize("NFD", text)], text
    for text in EXAMPLES["harmless"]:
        assert not told[unicodedata.normalize("NFC", text)], text
