"""Signed tokens: download links and list cursors that cannot be forged or altered.

A token is `version.key-id.payload.signature`, the signature an HMAC-SHA256 over all before it. The key id
names the key that signed, so a key can be replaced while older tokens still verify.
"""

from __future__ import annotations

import base64
import fcntl
import hashlib
import hmac
import json
import os
import secrets
from functools import cache
from typing import Any

from app.core.settings import get_settings

_VERSION = "1"


@cache
def _key() -> tuple[str, bytes]:
    settings = get_settings()
    secret = settings.secret_key or _kept_secret()
    key = hashlib.sha256(secret.encode()).digest()
    return hashlib.sha256(b"key id" + key).hexdigest()[:6], key


def _kept_secret() -> str:
    """The instance's own secret, made by whichever process needs it first; the others wait for it."""
    path = get_settings().data_dir / "secret.key"
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        secret = file.read().strip()
        if not secret:
            secret = secrets.token_urlsafe(48)
            file.write(secret)
            file.flush()
            os.fsync(file.fileno())
    return secret


def _signature(purpose: str, body: str) -> str:
    digest = hmac.new(_key()[1], f"{purpose}\n{body}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:24]).decode()


def sign(purpose: str, payload: str) -> str:
    """A token over `payload` (URL-safe characters without dots), good for `purpose` only."""
    body = f"{_VERSION}.{_key()[0]}.{payload}"
    return f"{body}.{_signature(purpose, body)}"


def verify(purpose: str, token: str) -> str | None:
    """The payload of a genuine token, or None."""
    body, _, signature = token.rpartition(".")
    parts = body.split(".")
    if len(parts) != 3 or parts[0] != _VERSION or parts[1] != _key()[0]:
        return None
    return parts[2] if hmac.compare_digest(signature.encode(), _signature(purpose, body).encode()) else None


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
