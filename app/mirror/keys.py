"""The keys that copies are signed with: Ed25519, a seed of 32 bytes that stays with the portal."""

import base64
import binascii
import os
from pathlib import Path

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

#: What stands before the 32 bytes of a public key in the form that OpenSSL reads (RFC 8410).
PREFIX = bytes.fromhex("302a300506032b6570032100")
SIZE = 32


class NoKeyError(ValueError):
    """What was given is no key. The message never repeats it."""


def make(path: Path) -> str:
    """Write a new seed to a file that only its owner may read; gives the public key.

    Raises FileExistsError where there is a file already.
    """
    key = SigningKey.generate()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as target:
        target.write(bytes(key).hex() + "\n")
    return public(bytes(key))


def public(seed: bytes) -> str:
    """The public key of a seed, as 64 hexadecimal digits."""
    return bytes(SigningKey(seed).verify_key).hex()


def pem(key: str) -> str:
    """A public key as OpenSSL reads it."""
    told = base64.b64encode(PREFIX + bytes.fromhex(key)).decode()
    return f"-----BEGIN PUBLIC KEY-----\n{told}\n-----END PUBLIC KEY-----\n"


def sign(seed: bytes, message: bytes) -> bytes:
    """The 64 bytes of a signature."""
    return SigningKey(seed).sign(message).signature


def fits(key: str, message: bytes, signature: bytes) -> bool:
    """Whether a signature is of this key and of this message."""
    try:
        VerifyKey(bytes.fromhex(key)).verify(message, signature)
    except (BadSignatureError, ValueError, TypeError):
        return False
    return True


def read_public(text: str) -> str:
    """A public key out of hexadecimal digits, base64 or the form of OpenSSL.

    Raises NoKeyError where it is none.
    """
    lines = [line.strip() for line in text.strip().splitlines() if not line.startswith("-----")]
    told = "".join(lines)
    if len(told) == 2 * SIZE:
        try:
            return bytes.fromhex(told).hex()
        except ValueError:
            pass
    try:
        found = base64.b64decode(told, validate=True)
    except (binascii.Error, ValueError):
        found = b""
    found = found.removeprefix(PREFIX) if len(found) == len(PREFIX) + SIZE else found
    if len(found) != SIZE:
        raise NoKeyError("a public key has 64 hexadecimal digits, or is base64, or a .pem file")
    return found.hex()
