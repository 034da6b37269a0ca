"""Passwords, API keys, session secrets, and the security headers of answers."""

from __future__ import annotations

import hashlib
import secrets
import string
import zlib
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SECURITY_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
"""What every answer carries, whoever gives it: the application, or the server before it."""

NO_PAGE_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""The content security policy of JSON and everything else that is no page."""

_ALPHABET = string.digits + string.ascii_letters
_passwords = PasswordHasher()


def hash_password(password: str) -> str:
    """The argon2id hash of a password."""
    return _passwords.hash(password)


def password_matches(password: str, password_hash: str | None) -> bool:
    """Whether the password is right; takes as long for an account without one."""
    try:
        return _passwords.verify(password_hash or _decoy(), password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def _decoy() -> str:
    global _decoy_hash
    if _decoy_hash is None:
        _decoy_hash = hash_password("no account has this password")
    return _decoy_hash


_decoy_hash: str | None = None


def digest(secret: str) -> str:
    """The SHA-256 of a random secret, for storage: long random secrets need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def random_text(length: int) -> str:
    """Random base-62 text."""
    number, text = secrets.randbelow(len(_ALPHABET) ** length), []
    for _ in range(length):
        number, digit = divmod(number, len(_ALPHABET))
        text.append(_ALPHABET[digit])
    return "".join(text)


def _checksum(text: str) -> str:
    number, out = zlib.crc32(text.encode()), ""
    for _ in range(6):
        number, rest = divmod(number, 62)
        out = _ALPHABET[rest] + out
    return out


@dataclass(frozen=True, slots=True)
class KeyText:
    """A parsed API key: which mode it claims, its id, and the digest of the whole text."""

    sandbox: bool
    id: str
    secret_hash: str


def new_key(sandbox: bool) -> tuple[str, KeyText]:
    """A fresh API key `cd_live_<id><secret><checksum>` and what to store of it."""
    body = ("cd_test_" if sandbox else "cd_live_") + random_text(12) + random_text(43)
    text = body + _checksum(body)
    parsed = parse_key(text)
    if parsed is None:
        raise AssertionError("a new key parses")
    return text, parsed


def parse_key(text: str) -> KeyText | None:
    """The parts of a well-formed key, or None: a checksum finds a mistyped one without a query."""
    if len(text) != 69 or text[:8] not in ("cd_live_", "cd_test_") or _checksum(text[:-6]) != text[-6:]:
        return None
    return KeyText(text.startswith("cd_test_"), text[8:20], digest(text))
