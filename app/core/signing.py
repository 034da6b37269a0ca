"""Signed tokens: download links and list cursors that cannot be forged or altered.

A token is `version.key-id.payload.signature`, the signature an HMAC-SHA256 over all before it. The key id
names the key that signed, so a key can be replaced while older tokens still verify, for a week.
"""

from __future__ import annotations

import base64
import fcntl
import hashlib
import hmac
import json
import math
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from app.core import clock
from app.core.errors import Conflict
from app.core.settings import get_settings
from app.core.storage.local import sync_folder

_VERSION = "1"


OVERLAP = timedelta(days=7)
"""How long a replaced secret still verifies: as long as the longest link lasts."""


@dataclass(frozen=True, slots=True)
class _Key:
    """A key by the id that tokens name it by; from `until` (Unix seconds) on it is not believed any more."""

    id: str
    key: bytes
    until: float = math.inf


def _keys() -> tuple[_Key, ...]:
    """The key that signs, and then those that it replaced."""
    settings = get_settings()
    if settings.secret_key:
        return _of_settings((settings.secret_key, *settings.previous_secret_keys))
    path = _path()
    try:
        changed = path.stat().st_mtime_ns
    except FileNotFoundError:
        _make_secret()
        changed = path.stat().st_mtime_ns
    return _of_file(path, changed)


@lru_cache(maxsize=4)
def _of_settings(secrets: tuple[str, ...]) -> tuple[_Key, ...]:
    return tuple(_key(secret) for secret in secrets)


@lru_cache(maxsize=4)
def _of_file(path: Path, _changed: int) -> tuple[_Key, ...]:
    """The first line is the secret; each further one a replaced secret and until when it is believed."""
    current, *replaced = path.read_text().strip().split("\n")
    return (_key(current.strip()), *(_key(*line.split()) for line in replaced))


def _key(secret: str, until: str = "inf") -> _Key:
    key = hashlib.sha256(secret.encode()).digest()
    return _Key(hashlib.sha256(b"key id" + key).hexdigest()[:6], key, float(until))


def _path() -> Path:
    return get_settings().data_dir / "secret.key"


def _make_secret() -> None:
    """The instance's own secret is made by whichever process needs it first; the others wait for it."""
    with _alone():
        if not _path().exists() or not _path().read_text().strip():
            _write([secrets.token_urlsafe(48)])


def content() -> str:
    """The secrets of the file, made if there is none."""
    if not _path().exists():
        _make_secret()
    return _path().read_text().strip()


def adopt(given: str) -> None:
    """Take over the secrets of the instance that this machine belongs to."""
    with _alone():
        if not _path().exists() or _path().read_text().strip() != given:
            _write([given])


def fingerprints() -> list[str]:
    """What names the secret that signs in every token, and then those that it has replaced."""
    return [key.id for key in _keys()]


def fingerprint(given: str) -> str:
    """What names the secret that signs, of a file's content."""
    return _key(given.split("\n")[0].strip()).id


def rotate(*, overlap: timedelta = OVERLAP) -> None:
    """Sign with a new secret from now on; what was signed before is good for `overlap` at most.

    Conflict when the secret is a setting: then it is changed there, and the old one named beside it.
    """
    _refuse_setting()
    _make_secret()
    with _alone():
        _write([replaced(_path().read_text().strip(), overlap=overlap)])


def replaced(given: str, *, overlap: timedelta) -> str:
    """A file's content with a new secret before those that it has. Conflict as of `rotate`."""
    _refuse_setting()
    now = int(clock.now().timestamp())
    end = now + int(overlap.total_seconds())
    current, *older = given.split("\n")
    ends = [(secret, min(int(until), end)) for secret, until in map(str.split, older)]
    ends.insert(0, (current.strip(), end))
    believed = [f"{secret} {until}" for secret, until in ends if until > now]
    return "\n".join([secrets.token_urlsafe(48), *believed])


def _refuse_setting() -> None:
    if get_settings().secret_key:
        raise Conflict(
            "The secret of this instance is set by CUEDECK_SECRET_KEY.",
            code="secret_in_settings",
            hint="Set a new one there, and name the old one in CUEDECK_PREVIOUS_SECRET_KEYS for a week.",
        )


@contextmanager
def _alone() -> Iterator[None]:
    """One process at a time makes or replaces the secret."""
    path = _path().with_suffix(".lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _write(lines: list[str]) -> None:
    """Whole or not at all: nothing that was signed could be believed without it."""
    path = _path()
    new = path.with_suffix(".new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write("\n".join(lines))
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    sync_folder(path.parent)


def _signature(key: _Key, purpose: str, body: str) -> str:
    digest = hmac.new(key.key, f"{purpose}\n{body}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:24]).decode()


def sign(purpose: str, payload: str) -> str:
    """A token over `payload` (URL-safe characters without dots), good for `purpose` only."""
    key = _keys()[0]
    body = f"{_VERSION}.{key.id}.{payload}"
    return f"{body}.{_signature(key, purpose, body)}"


def verify(purpose: str, token: str) -> str | None:
    """The payload of a genuine token, or None."""
    body, _, signature = token.rpartition(".")
    parts = body.split(".")
    if len(parts) != 3 or parts[0] != _VERSION:
        return None
    key = next((key for key in _keys() if key.id == parts[1] and key.until > clock.now().timestamp()), None)
    if key is None or not hmac.compare_digest(signature.encode(), _signature(key, purpose, body).encode()):
        return None
    return parts[2]


def sign_json(purpose: str, value: Any) -> str:
    """A token over a small JSON value."""
    raw = json.dumps(value, separators=(",", ":")).encode()
    return sign(purpose, base64.urlsafe_b64encode(raw).decode().rstrip("="))


def verify_json(purpose: str, token: str) -> Any | None:
    """The JSON value of a genuine token, or None."""
    payload = verify(purpose, token)
    if payload is None:
        return None
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
