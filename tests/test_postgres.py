"""The same product on PostgreSQL, by one setting."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.product import free_port, start, stop

pytestmark = [pytest.mark.server, pytest.mark.slow]

SRT = b"1\n00:00:01,000 --> 00:00:02,500\nHello\n"


def programs() -> Path | None:
    """Debian keeps the server's programs out of PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """The URL of a server of our own, on a free port of this machine."""
    folder = programs()
    if folder is None:
        pytest.fail("PostgreSQL is missing. Install it with: sudo apt-get install postgresql")
    port = free_port()
    user = {"user": pwd.getpwnam("postgres").pw_uid} if os.getuid() == 0 else {}
    with tempfile.TemporaryDirectory(prefix="cuedeck-postgres-") as name:
        if user:
            shutil.chown(name, "postgres")
        run = {"cwd": name, "check": True, "capture_output": True, **user}
        subprocess.run([folder / "initdb", "-D", f"{name}/data", "-U", "cuedeck", "-A", "trust"], **run)
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={name} -c fsync=off"
        subprocess.run(
            [folder / "pg_ctl", "-D", f"{name}/data", "-w", "-l", f"{name}/log", "-o", options, "start"],
            **run,
        )
        yield f"postgresql+psycopg://cuedeck@127.0.0.1:{port}/postgres"
        subprocess.run([folder / "pg_ctl", "-D", f"{name}/data", "-m", "immediate", "stop"], **run)


def test_the_main_job(postgres: str) -> None:
    pytest.importorskip("psycopg", reason="the postgres extra is not installed")
    with tempfile.TemporaryDirectory() as folder:
        product = start(Path(folder) / "data", CUEDECK_DATABASE_URL=postgres)
        try:
            with product.client() as api:
                files = {"source": ("film.srt", SRT)}
                form = {"config": '{"target_profile": "WebVTT", "labels": ["a"]}'}
                job = api.post("/v1/jobs?wait=30", files=files, data=form).json()
                assert (job["status"], job["credits_charged"]) == ("completed", 1)
                listed = api.get("/v1/jobs", params={"q": "FILM", "label": "a", "status": "completed"}).json()
                assert [item["job_id"] for item in listed["items"]] == [job["job_id"]]
                assert api.get(job["download_url"]).text.startswith("WEBVTT")
            assert not list(product.data_dir.glob("*.db"))
        finally:
            stop(product)
