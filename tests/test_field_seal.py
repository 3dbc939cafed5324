"""The seal of the field page: what a browser sealed opens, and nothing else does."""

import base64
import importlib.util
import json
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

ADDON = Path(__file__).parents[1] / "addons" / "hcc_field"
#: sealed by Chromium's WebCrypto, as the page does
VECTOR = json.loads((Path(__file__).parent / "field_vector.json").read_text())


def load(name):
    """A module by its file: other tests have another `tools`."""
    spec = importlib.util.spec_from_file_location(
        f"hcc_field_{name}", ADDON / "tools" / f"{name}.py"
    )
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


seals, messages = load("seal"), load("messages")


def test_a_box_of_a_browser_opens():
    key = ec.derive_private_key(int(VECTOR["number"]), ec.SECP256R1())
    opened = seals.open_sealed(VECTOR["header"], VECTOR["sealed"], key)
    assert opened.decode() == VECTOR["payload"]


def test_there_and_back():
    pair = seals.new_pair()
    for payload in ({"text": "Nhà trong ngõ"}, {}, b"\x00\xff" * 1000):
        sealed = seals.seal("{}", payload, pair.point)
        opened = seals.open_sealed("{}", sealed, seals.load(pair.private))
        assert opened == (
            payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        )


def test_no_two_boxes_are_alike():
    pair = seals.new_pair()
    boxes = [seals.seal("{}", {"a": 1}, pair.point) for _each in range(20)]
    for name in ("epk", "iv", "box"):
        assert len({box[name] for box in boxes}) == 20


def changed(text):
    raw = bytearray(base64.b64decode(text))
    raw[-1] ^= 1
    return base64.b64encode(raw).decode()


@pytest.mark.parametrize("name", ["header", "epk", "iv", "box", "key"])
def test_whatever_is_changed_is_noticed(name):
    key = ec.derive_private_key(int(VECTOR["number"]), ec.SECP256R1())
    header, sealed = VECTOR["header"], dict(VECTOR["sealed"])
    if name == "header":
        # the same JSON, other characters
        header = header.replace(":7", ": 7")
    elif name == "key":
        key = seals.load(seals.new_pair().private)
    else:
        sealed[name] = changed(sealed[name])
    with pytest.raises(seals.Unreadable):
        seals.open_sealed(header, sealed, key)


@pytest.mark.parametrize(
    "change",
    [
        {"epk": ""},
        {"epk": base64.b64encode(b"\x04" + bytes(64)).decode()},
        {"epk": base64.b64encode(b"\x00").decode()},
        {"iv": "AAAA"},
        {"iv": 5},
        {"box": ""},
        {"box": "%%"},
        {"box": None},
    ],
)
def test_what_is_no_box(change):
    key = ec.derive_private_key(int(VECTOR["number"]), ec.SECP256R1())
    with pytest.raises(seals.Unreadable):
        seals.open_sealed(VECTOR["header"], VECTOR["sealed"] | change, key)
    with pytest.raises(seals.Unreadable):
        seals.open_sealed(VECTOR["header"], {}, key)


def test_headers():
    good = json.loads(VECTOR["header"])
    message = {"header": VECTOR["header"], "sealed": {}}
    assert messages.read_header(message) == good
    for change in (
        {"id": good["id"].upper()},
        {"seq": 0},
        {"seq": 1.0},
        {"clock": -1},
        {"kind": "Note"},
        {"kind": "_private"},
        {"assignment": None},
    ):
        text = json.dumps(good | change)
        assert messages.read_header(message | {"header": text}) is None
    assert messages.read_header({"header": "[1]", "sealed": {}}) is None


def test_json_of_strangers():
    for text in ("", "{", "NaN", '{"a": Infinity}', "[" * 100_000, b"\xff\xfe{"):
        with pytest.raises(ValueError):
            messages.read_json(text)
    assert messages.clean({"a\x00": ["b\ud800", 1, None]}) == {"a": ["b", 1, None]}
    deep = []
    for _each in range(20):
        deep = [deep]
    with pytest.raises(ValueError):
        messages.clean(deep)
