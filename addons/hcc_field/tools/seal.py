"""Sealed messages of the field page. No Odoo here.

A device without a network seals what was done to the public key of the server at
once: from then on nobody reads it but the server, not even the device. Each message
has a key pair of its own (ECDH on P-256), whose shared secret becomes the key
(HKDF-SHA256) of one AES-256-GCM box. The clear header is additional data of the box:
neither can be changed, nor moved to the other, without being noticed.
"""

import base64
import binascii
import json
import os
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

INFO = b"hcc-field-1"
IV_LENGTH = 12
_POINT = (serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


class Unreadable(Exception):
    """The box is not one of this key, or header and box do not belong together."""


class KeyPair(NamedTuple):
    """``private`` is a PEM text, ``point`` the raw public point in base64."""

    private: str
    point: str


def new_pair():
    """Make a key pair of the server."""
    key = ec.generate_private_key(ec.SECP256R1())
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return KeyPair(private.decode(), _text(key.public_key().public_bytes(*_POINT)))


def seal(header, payload, point):
    """Seal as a device does; for tests and tools.

    :param str header: the clear text that goes with the box
    :param payload: any JSON value, or bytes
    :param str point: raw public point of the server in base64
    :return: {epk, iv, box} in base64
    """
    if not isinstance(payload, bytes):
        payload = json.dumps(payload).encode()
    own = ec.generate_private_key(ec.SECP256R1())
    other = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(point))
    iv = os.urandom(IV_LENGTH)
    box = AESGCM(_derive(own, other)).encrypt(iv, payload, header.encode())
    return {
        "epk": _text(own.public_key().public_bytes(*_POINT)),
        "iv": _text(iv),
        "box": _text(box),
    }


def open_sealed(header, sealed, private):
    """Open what a device has sealed.

    :param str header: the clear text exactly as it was sent
    :param dict sealed: {epk, iv, box} in base64
    :param private: key as :func:`load` returns it
    :rtype: bytes
    :raises Unreadable: for whatever is not right
    """
    try:
        iv = _bytes(sealed["iv"])
        if len(iv) != IV_LENGTH:
            raise Unreadable
        other = ec.EllipticCurvePublicKey.from_encoded_point(
            ec.SECP256R1(), _bytes(sealed["epk"])
        )
        key = _derive(private, other)
        return AESGCM(key).decrypt(iv, _bytes(sealed["box"]), header.encode())
    except (
        AttributeError,
        InvalidTag,
        KeyError,
        OverflowError,
        TypeError,
        ValueError,
    ) as error:
        raise Unreadable from error


def load(private):
    """Read a private key once for many boxes."""
    return serialization.load_pem_private_key(private.encode(), password=None)


def _derive(private, public):
    secret = private.exchange(ec.ECDH(), public)
    kdf = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=INFO)
    return kdf.derive(secret)


def _text(raw):
    return base64.b64encode(raw).decode()


def _bytes(text):
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError, TypeError) as error:
        raise Unreadable from error
