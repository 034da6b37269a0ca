"""One instance on several hosts, for tests: PostgreSQL, Valkey, an S3 server, webs and workers."""

from __future__ import annotations

import pwd
import shutil
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Any

import httpx
import psycopg

from app.supervisor.valkey import _binary
from tests.support.product import EMAIL, PASSWORD, wait_for
from tests.support.programs import program
from tests.support.servers import s3
from tests.support.servers.hosts import NET, Host
from tests.support.servers.s3 import ACCESS_KEY, BUCKET, SECRET_KEY

START_SECONDS = 300.0


class Cluster:
    """The instance: its hosts, and what runs on them. `front` has the database and the broker too."""

    def __init__(self, front: Host, files: Host, one: Host, two: Host, second: Host | None = None) -> None:
        self.front, self.files, self.one, self.two = front, files, one, two
        self.second = second or front
        self.key = ""

    def environment(self, host: Host, name: str, **more: str) -> dict[str, str]:
        """The settings of a part that runs on a host, with its data in a folder of this name."""
        settings = {
            "DATA_DIR": str(host.folder / name),
            "HOST": host.address,
            "PORT": "8000",
            "PUBLIC_URL": f"http://{self.front.address}:8000",
            "TRUSTED_HOSTS": f'["{host.address}"]',
            "DATABASE_URL": f"postgresql://cuedeck@{self.front.address}:5432/postgres",
            "BROKER_URL": f"redis://{self.front.address}:6379/0",
            "S3__BUCKET": BUCKET,
            "S3__ENDPOINT": f"http://{self.files.address}:9000",
            "S3__ACCESS_KEY_ID": ACCESS_KEY,
            "S3__SECRET_ACCESS_KEY": SECRET_KEY,
            "OWNER_EMAIL": EMAIL,
            "OWNER_PASSWORD": PASSWORD,
            **more,
        }
        return {f"CUEDECK_{name}": value for name, value in settings.items()}

    def run(
        self, host: Host, role: str, *options: str, name: str = "", **settings: str
    ) -> subprocess.Popen[bytes]:
        """Start a part: web, dispatcher or worker."""
        command = [sys.executable, "-m", "app.cli.main", role, *options]
        return host.start(command, self.environment(host, name or role, **settings))

    def start_servers(self) -> None:
        """PostgreSQL, Valkey and the S3 server."""
        self.postgres_folder = Path(program("initdb", folder="/usr/lib/postgresql/*/bin")).parent
        data, owner = self.front.folder / "postgres", pwd.getpwnam("postgres")
        data.mkdir()
        shutil.chown(data, "postgres")
        made = [
            self.postgres_folder / "initdb",
            "-D",
            data,
            "-U",
            "cuedeck",
            "-A",
            "trust",
            "--locale=C.UTF-8",
        ]
        subprocess.run(made, check=True, capture_output=True, user=owner.pw_uid, cwd=data)
        with (data / "pg_hba.conf").open("a") as rules:
            rules.write(f"host all all {NET}.0/24 trust\n")
        self.start_postgres()
        self.start_valkey()
        bucket = self.files.folder / "s3" / BUCKET
        bucket.mkdir(parents=True)
        self.files.start(s3.command(bucket.parent, self.files.address, 9000), s3.KEYS)
        wait_for(self.postgres_answers, START_SECONDS, "PostgreSQL")

    def start_postgres(self) -> None:
        options = ("listen_addresses=*", "unix_socket_directories=", "max_connections=400")
        given = [word for option in options for word in ("-c", option)]
        command = [self.postgres_folder / "postgres", "-D", self.front.folder / "postgres", *given]
        self.postgres = self.front.start(command, user=pwd.getpwnam("postgres").pw_uid)

    def start_valkey(self) -> None:
        folder = self.front.folder / "valkey"
        folder.mkdir(exist_ok=True)
        kept = ["--appendonly", "yes", "--save", "", "--protected-mode", "no"]
        self.valkey = self.front.start([_binary(), "--port", "6379", "--dir", folder, *kept])

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        address = f"postgresql://cuedeck@{self.front.address}:5432/postgres"
        with psycopg.connect(address, connect_timeout=5) as database:
            return database.execute(query).fetchall()  # type: ignore[arg-type]

    def postgres_answers(self) -> bool:
        try:
            return self.rows("SELECT 1") == [(1,)]
        except psycopg.OperationalError:
            return False

    def address(self, host: Host) -> str:
        return f"http://{host.address}:8000"

    def ready(self, host: Host, without: Collection[str] = ("speech",)) -> bool:
        """Whether the host's web is ready, and every queue but these has a worker."""
        try:
            answer = httpx.get(f"{self.address(host)}/readyz", timeout=5)
        except httpx.TransportError:
            return False
        waiting = [name for name in answer.json()["missing_queues"] if name not in without]
        return answer.status_code == 200 and not waiting

    def sign_in(self) -> None:
        here = self.address(self.front)
        with httpx.Client(base_url=here, headers={"origin": here}, timeout=60) as person:
            form = {"email": EMAIL, "password": PASSWORD}
            assert person.post("/auth/sign-in", data=form).status_code == 303
            self.key = person.post("/v1/keys", json={"name": "tests"}).json()["key"]

    def api(self, host: Host) -> httpx.Client:
        headers = {"authorization": f"Bearer {self.key}"}
        return httpx.Client(base_url=self.address(host), headers=headers, timeout=60)
