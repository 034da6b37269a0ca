"""Keys carry their own checksum; passwords are argon2id."""

import pytest
from argon2 import PasswordHasher

from app.core import security
from app.core.security import digest, hash_password, new_key, parse_key, password_matches


@pytest.mark.parametrize("sandbox", [True, False])
def test_new_keys_parse(sandbox: bool) -> None:
    text, parsed = new_key(sandbox)
    assert text.startswith("cd_test_" if sandbox else "cd_live_")
    assert parse_key(text) == parsed
    assert parsed.secret_hash == digest(text)
    assert text[20:] not in parsed.id


def test_a_mistyped_key_is_noticed() -> None:
    text, _ = new_key(False)
    swapped = text[:30] + text[31] + text[30] + text[32:] if text[30] != text[31] else text[:-1]
    assert parse_key(swapped) is None
    assert parse_key(text + " ") is None
    assert parse_key("") is None


@pytest.mark.slow
def test_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(security, "_passwords", PasswordHasher())
    hashed = hash_password("secret")
    assert hashed.startswith("$argon2id$")
    assert password_matches("secret", hashed)
    assert not password_matches("Secret", hashed)
    assert not password_matches("secret", None)
