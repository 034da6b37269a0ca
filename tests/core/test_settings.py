"""Settings: documented, readable from files, derived where empty."""

import os
from pathlib import Path

import pytest

from app.core.errors import Invalid
from app.core.settings import Jobs, Settings, get_settings
from app.core.settings_page import PAGE, page


def test_every_setting_is_documented() -> None:
    assert PAGE.read_text() == page(), "run: python -m app.core.settings_page"
    assert "| empty |  |" not in page()


def test_a_secret_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = tmp_path / "key"
    secret.write_text("from the file\n")
    monkeypatch.delenv("CUEDECK_SECRET_KEY", raising=False)
    monkeypatch.setenv("CUEDECK_SECRET_KEY_FILE", str(secret))
    assert Settings().secret_key == "from the file"
    monkeypatch.delenv("CUEDECK_SECRET_KEY")


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("CUEDECK_PORT", "eighty", "CUEDECK_PORT: Input should be a valid integer"),
        ("CUEDECK_JOBS__QUEUES", '["x"]', "CUEDECK_JOBS__QUEUES: Input should be 'captions', 'media' or"),
        ("CUEDECK_JOBS__QUEUES", "captions", "CUEDECK_JOBS__QUEUES: this is not JSON: captions"),
        ("CUEDECK_FETCH_ALLOW", "10.0.0.0/8", "CUEDECK_FETCH_ALLOW: this is not JSON: 10.0.0.0/8"),
    ],
)
def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(Invalid) as caught:
        get_settings.__wrapped__()
    assert (caught.value.code, told in caught.value.message) == ("bad_setting", True)


def test_what_follows_from_what(tmp_path: Path) -> None:
    small = Settings(data_dir=tmp_path, port=8123)
    assert small.base_url == "http://127.0.0.1:8123"
    assert small.database == f"sqlite:///{tmp_path}/cuedeck.db"
    assert small.broker.startswith("redis+socket://")
    assert len(str(small.redis_socket())) < 108
    large = Settings(broker_url="redis://cache:6379/0", public_url="https://captions.example/")
    assert (large.broker, large.redis) == ("redis://cache:6379/0", "redis://cache:6379/0")
    assert large.base_url == "https://captions.example"


@pytest.mark.parametrize(("cores", "jobs"), [(1, 1), (2, 1), (8, 4), (None, 1)])
def test_one_heavy_job_for_two_cores(monkeypatch: pytest.MonkeyPatch, cores: int | None, jobs: int) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    assert Jobs().speech_at_once == jobs
    assert Jobs(speech_concurrency=3).speech_at_once == 3
