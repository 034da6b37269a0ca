"""Machines that start at once on one PostgreSQL: one migrates and makes the secret, and all agree."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.support.product import ROOT
from tests.support.servers.postgres import running_postgres

pytestmark = [pytest.mark.server, pytest.mark.slow]


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    with running_postgres() as url:
        yield url


def joining(postgres: str, folder: Path, **more: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "CUEDECK_DATABASE_URL": postgres, "CUEDECK_DATA_DIR": str(folder), **more}
    command = [sys.executable, "-m", "app.supervisor.join"]
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    told = process.communicate(timeout=120)[0]
    return process.returncode, told


def test_three_at_once_and_then_others(postgres: str, tmp_path: Path) -> None:
    folders = [tmp_path / str(number) for number in range(3)]
    for code, told in [ended(process) for process in [joining(postgres, folder) for folder in folders]]:
        assert code == 0, told
    assert len({(folder / "secret.key").read_text() for folder in folders}) == 1

    code, told = ended(joining(postgres, tmp_path / "four", CUEDECK_SECRET_KEY="another"))
    assert (code, "secret_differs" in told) == (1, True), told
    assert "CUEDECK_PREVIOUS_SECRET_KEYS" in told

    with psycopg.connect(postgres.replace("+psycopg", "")) as database:
        database.execute("UPDATE alembic_version SET version_num = 'newer'")
    code, told = ended(joining(postgres, tmp_path / "old"))  # an older version beside a newer one
    assert (code, "database_is_newer" in told) == (0, True), told
    assert (tmp_path / "old" / "secret.key").read_text() == (folders[0] / "secret.key").read_text()


def test_a_database_that_is_away_is_told_in_words(tmp_path: Path) -> None:
    away = "postgresql+psycopg://a:secret@127.0.0.1:1/x"
    code, told = ended(joining(away, tmp_path / "one"))
    assert (code, "Traceback" in told, "secret" in told) == (1, False, False), told
    assert "The database does not answer" in told
    assert "CUEDECK_DATABASE_URL" in told
