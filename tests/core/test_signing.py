"""Tokens cannot be altered, moved to another purpose, or made without the key."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from app.core import signing
from app.core.settings import get_settings
from app.core.signing import sign, sign_json, verify, verify_json


def test_round_trip() -> None:
    assert verify("link", sign("link", "l-abc-1")) == "l-abc-1"
    assert verify_json("cursor", sign_json("cursor", [1, "x"])) == [1, "x"]


def test_purposes_are_apart() -> None:
    assert verify("cursor", sign("link", "abc")) is None


@pytest.mark.parametrize("position", range(0, 40, 3))
def test_any_altered_character_is_noticed(position: int) -> None:
    token = sign("link", "l-abcdef-1795310700")
    changed = token[:position] + ("A" if token[position] != "A" else "B") + token[position + 1 :]
    assert verify("link", changed) is None


@pytest.mark.parametrize("token", ["", ".", "...", "1.2.3", "x" * 5000, "é.é.é.é", "1..l-abc-1."])
def test_rubbish(token: str) -> None:
    assert verify("link", token) is None


def test_all_who_need_the_first_secret_at_once_get_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(20):
        settings = get_settings().model_copy(update={"data_dir": tmp_path / str(number)})
        monkeypatch.setattr(signing, "get_settings", lambda settings=settings: settings)
        with ThreadPoolExecutor(8) as pool:
            made = list(pool.map(lambda _: sign("link", "same"), range(8)))
        kept = settings.data_dir / "secret.key"
        assert len(set(made)) == 1
        assert len(kept.read_text().strip()) == 64
        assert kept.stat().st_mode & 0o777 == 0o600


def test_at_once_ends_what_earlier_secrets_signed_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = get_settings().model_copy(update={"data_dir": tmp_path})
    monkeypatch.setattr(signing, "get_settings", lambda: settings)
    first = sign("link", "first")
    signing.rotate()
    second = sign("link", "second")
    signing.rotate()
    assert (verify("link", first), verify("link", second)) == ("first", "second")
    signing.rotate(overlap=timedelta(0))
    assert (verify("link", first), verify("link", second)) == (None, None)
    assert verify("link", sign("link", "new")) == "new"
