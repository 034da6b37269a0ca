"""Settings: documented, readable from files, derived where empty."""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from app.core.errors import Invalid
from app.core.settings import Jobs, Settings, get_settings
from app.core.settings import names as setting_names
from app.job_types import JOB_TYPES
from scripts.settings_page import PAGE, page


def test_every_setting_is_documented() -> None:
    assert PAGE.read_text() == page(), "run: python scripts/settings_page.py"
    assert "|  |" not in page()


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
        ("CUEDECK_OWNER_PASSWORD", "short", "CUEDECK_OWNER_PASSWORD: a password needs at least 10 char"),
        ("CUEDECK_PORT", "eighty", "CUEDECK_PORT: must be a whole number"),
        ("CUEDECK_JOBS__QUEUES", '["x"]', "CUEDECK_JOBS__QUEUES: must be 'captions', 'media' or"),
        ("CUEDECK_JOBS__QUEUES", "captions", "CUEDECK_JOBS__QUEUES: this is not JSON: captions"),
        ("CUEDECK_FETCH_ALLOW", "10.0.0.0/8", "CUEDECK_FETCH_ALLOW: this is not JSON: 10.0.0.0/8"),
        ("CUEDECK_LOG_LEVEL", "LOUD", "CUEDECK_LOG_LEVEL: must be 'DEBUG', 'INFO'"),
        (
            "CUEDECK_JOBS__HEARTBEAT_SECONDS",
            "20",
            "used. CUEDECK_JOBS__HEARTBEAT_SECONDS must be less than CUEDECK_JOBS__LEASE_SECONDS",
        ),
        (
            "CUEDECK_METRICS",
            "token",
            "used. CUEDECK_METRICS is token, so CUEDECK_METRICS_TOKEN needs 16 characters or more",
        ),
        ("CUEDECK_WEBHOOKS__SCHEDULE", "[5, -1]", "CUEDECK_WEBHOOKS__SCHEDULE: must be "),
        (
            "CUEDECK_PUBLIC_URL",
            "captions.example",
            "CUEDECK_PUBLIC_URL: 'captions.example' is no",
        ),
        ("CUEDECK_PUBLIC_URL", "ftp://captions.example", "is no http:// or https:// address"),
        ("CUEDECK_PUBLIC_URL", "https://", "is no http:// or https:// address"),
        ("CUEDECK_PUBLIC_URL", "https://a b.example", "is no http:// or https:// address"),
        ("CUEDECK_PUBLIC_URL", "https://a.example:port", "is no http:// or https:// address"),
        ("CUEDECK_PUBLIC_URL", "https://a.example/cues", "has more than a scheme, a host and a port"),
        ("CUEDECK_PUBLIC_URL", "https://a.example?x=1", "has more than a scheme, a host and a port"),
        ("CUEDECK_PUBLIC_URL", "https://me:pw@a.example", "has more than a scheme, a host and a port"),
        ("CUEDECK_PROT", "80", "CUEDECK_PROT: there is no such setting, did you mean CUEDECK_PORT?"),
        ("CUEDECK_JOBS__QUEUE", "[]", "CUEDECK_JOBS__QUEUE: there is no such setting, did you mean"),
        ("CUEDECK_QUITE_ELSE", "", "CUEDECK_QUITE_ELSE: there is no such setting"),
        (
            "CUEDECK_DATABASE_URL",
            "mysql://a:secret@b/c",
            "CUEDECK_DATABASE_URL: this is no URL of a",
        ),
        (
            "CUEDECK_DATABASE_URL",
            "/var/lib/cuedeck.db",
            "CUEDECK_DATABASE_URL: this is no URL of a",
        ),
        ("CUEDECK_BROKER_URL", "localhost:6379", "CUEDECK_BROKER_URL: this is no URL of a"),
        ("CUEDECK_BROKER_URL", "kafka://a", "it begins with one of redis://"),
        ("CUEDECK_REDIS_URL", "amqp://a", "CUEDECK_REDIS_URL: this is no URL of a"),
        ("CUEDECK_REDIS_URL", "redis://", "CUEDECK_REDIS_URL: this is no URL of a"),
        ("CUEDECK_PRICES", '{"convrt": 1}', "CUEDECK_PRICES: there is no job type 'convrt'"),
        ("CUEDECK_PRICES", '{"dub": -1}', "CUEDECK_PRICES__DUB: must be at least 0"),
        ("CUEDECK_PRICES", '{"dub": 1.5}', "CUEDECK_PRICES__DUB: must be a whole number"),
        ("CUEDECK_PRICES__NOPE", "1", "there is no job type 'nope'"),
        (
            "CUEDECK_SECRET_KEY_FILE",
            "/no/such/file",
            "CUEDECK_SECRET_KEY_FILE: the file /no/such/file cannot",
        ),
    ],
)
def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(Invalid) as caught:
        get_settings.__wrapped__()
    assert (caught.value.code, told in caught.value.message) == ("bad_setting", True)


def test_no_wrong_address_is_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    """It may hold a password."""
    monkeypatch.setenv("CUEDECK_DATABASE_URL", "mysql://me:secret@host/name")
    with pytest.raises(Invalid) as caught:
        get_settings.__wrapped__()
    assert "secret" not in caught.value.message


@pytest.mark.parametrize(
    ("name", "given", "used"),
    [
        ("database", "postgresql://a/b", "postgresql+psycopg://a/b"),
        ("database", "postgres://a/b", "postgresql+psycopg://a/b"),
        ("database", "sqlite:////tmp/a.db", "sqlite:////tmp/a.db"),
        ("broker", "amqp://a/b", "amqp://a/b"),
        ("broker", "valkey://a/0", "redis://a/0"),
        ("redis", "valkeys://a/0", "rediss://a/0"),
        ("redis", "unix:///run/valkey.sock", "unix:///run/valkey.sock"),
    ],
)
def test_an_address_as_its_driver_calls_it(name: str, given: str, used: str) -> None:
    assert getattr(Settings(**{f"{name}_url": given}), name) == used


@pytest.mark.parametrize(
    ("name", "value"), [("CUEDECK_PRICES", '{"dub": 20}'), ("CUEDECK_PRICES__DUB", "20")]
)
def test_the_price_of_one_type_leaves_the_others(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    prices = get_settings.__wrapped__().prices
    assert (prices["dub"], prices["convert"], set(prices)) == (20, 1, set(JOB_TYPES))


def numbers(model: type[BaseModel], prefix: str = "CUEDECK_") -> Iterator[tuple[str, str]]:
    """Every numeric setting with values just out of its range, and with what is no number at all."""
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from numbers(kind, f"{prefix}{name.upper()}__")
        elif kind in (int, float):
            for value in ("-1", "1e30", "inf", "nan", "", "many"):
                yield f"{prefix}{name.upper()}", value


@pytest.mark.parametrize(("name", "value"), list(numbers(Settings)))
def test_a_number_out_of_range_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(Invalid, match=name):
        get_settings.__wrapped__()


def test_every_name_that_the_repository_uses_is_known() -> None:
    root = Path(__file__).resolve().parents[2]
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, check=True).stdout
    names: set[str] = set()
    for file in listed.decode().split("\0"):
        if (
            file
            and not file.startswith(("tests/core/test_settings", "tests/core/test_log"))
            and (root / file).is_file()
        ):
            names |= set(
                re.findall(r"\bCUEDECK_[A-Z][A-Z_]*[A-Z]\b", (root / file).read_text(errors="replace"))
            )
    assert len(names) > 50
    assert setting_names.unknown(Settings, names) == []


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


def test_files_may_lie_apart_from_the_data_folder(tmp_path: Path) -> None:
    own = Settings(data_dir=tmp_path)
    shared = Settings(data_dir=tmp_path, files_dir="/srv/cuedeck/files")
    assert (own.storage_dir, shared.storage_dir) == (tmp_path / "files", Path("/srv/cuedeck/files"))
