"""Which processes an instance starts, and what they are told."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

import pytest
import reflex as rx
from reflex_base.environment import environment as reflex

from app.core.child_process import fork_client, guarded_call
from app.core.errors import Invalid
from app.core.settings import Jobs, Settings
from app.supervisor import migrations, processes, roles
from app.supervisor.instance import listen
from app.supervisor.roles import Role
from app.supervisor.serve import __main__ as serve
from models import queues


def names(settings: Settings) -> list[list[str]]:
    return [[service.name for service in wave] for wave in processes.plan(settings, 3)]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path)


def test_an_older_database_is_migrated_beside_valkey(settings: Settings) -> None:
    with closing(sqlite3.connect(settings.data_dir / "cuedeck.db")) as connection, connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute("INSERT INTO alembic_version VALUES ('0001')")
    assert names(settings) == [
        ["valkey", "migrate"],
        ["web", "worker-captions"],
        ["dispatcher", "worker-media", "worker-speech"],
    ]


def test_neither_a_new_nor_a_current_database_is_migrated(settings: Settings) -> None:
    for _ in range(2):
        assert names(settings)[0] == ["valkey"]
    assert migrations.is_current(settings.database, processes.ROOT / "alembic" / "versions")


def test_with_a_broker_of_ones_own_there_is_no_valkey(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, broker_url="redis://localhost:6379/0")
    assert names(settings)[0] == []
    assert not (tmp_path / "valkey").exists()


SERVERS = {
    "database_url": "postgresql://db/cuedeck",
    "broker_url": "amqp://broker",
    "redis_url": "redis://redis",
}


@pytest.mark.parametrize(
    ("role", "services"),
    [
        ("all", ["join", "web", "worker-captions", "dispatcher", "worker-media", "worker-speech"]),
        ("web", ["join", "web", "tidier"]),
        ("worker", ["join", "worker-captions", "tidier", "worker-media", "worker-speech"]),
        ("dispatcher", ["join", "dispatcher"]),
    ],
)
def test_a_machine_runs_what_belongs_to_its_role(tmp_path: Path, role: Role, services: list[str]) -> None:
    settings = Settings(data_dir=tmp_path, **SERVERS)
    roles.check(settings, role)
    waves = processes.plan(settings, 3, role)
    assert [service.name for wave in waves for service in wave] == services


def test_workers_of_two_data_folders_have_names_of_their_own(tmp_path: Path) -> None:
    names = set()
    for folder in ("one", "two"):
        settings = Settings(data_dir=tmp_path / folder, **SERVERS)
        for wave in processes.plan(settings, -1, "worker"):
            names |= {
                each.command[each.command.index("--hostname") + 1]
                for each in wave
                if "--hostname" in each.command
            }
    assert len(names) == 6


@pytest.mark.parametrize("left_out", SERVERS)
def test_a_part_of_an_instance_needs_servers_that_all_reach(tmp_path: Path, left_out: str) -> None:
    given = {name: url for name, url in SERVERS.items() if name != left_out}
    for role in ("web", "worker", "dispatcher"):
        with pytest.raises(Invalid, match="would not reach the others") as refused:
            roles.check(Settings(data_dir=tmp_path, **given), role)  # type: ignore[arg-type]
        assert refused.value.code == "role_needs_servers"
    roles.check(Settings(data_dir=tmp_path, **given), "all")  # type: ignore[arg-type]


def test_every_queue_has_a_worker(settings: Settings) -> None:
    services = [service for wave in processes.plan(settings, 3) for service in wave]
    workers = [service for service in services if service.name.startswith("worker-")]
    commands = [service.command for service in workers]
    assert [command[command.index("--queues") + 1] for command in commands] == list(queues.ALL)
    assert [service.nice for service in workers] == [0, 10, 10]


def test_a_sign_of_life_of_a_killed_instance_is_none(settings: Settings) -> None:
    settings.runtime_dir.mkdir(mode=0o700)
    (settings.runtime_dir / "dispatcher.pulse").touch()
    services = [service for wave in processes.plan(settings, 3) for service in wave]
    [alive] = [service.alive for service in services if service.name == "dispatcher"]
    assert alive is not None
    assert not asyncio.run(alive())


def test_what_other_machines_work_on_has_no_worker_here(tmp_path: Path) -> None:
    for wanted, workers in (
        (["speech", "captions"], ["captions", "speech"]),
        (["media"], ["media"]),
        ([], []),
    ):
        settings = Settings(data_dir=tmp_path, jobs=Jobs(queues=wanted))
        started = [name for wave in names(settings) for name in wave]
        assert [name for name in started if name.startswith("worker-")] == [f"worker-{q}" for q in workers]


def test_the_web_process_gets_the_socket(settings: Settings) -> None:
    [_, [web, _], _] = processes.plan(settings, 7)
    assert web.command[-2:] == ("--fd", "7")
    assert web.pass_fds == (7,)


def test_one_process_makes_the_guarded_children_of_web_and_workers(settings: Settings) -> None:
    services = {each.name: each for wave in processes.plan(settings, 7, line=(8, 9)) for each in wave}
    assert services["guard"].pass_fds == (9,)
    assert services["guard"].command[2:5] == (
        "app.core.child_process.fork_server",
        "9",
        guarded_call.__name__,
    )
    ask = {name for name, each in services.items() if each.environment.get(fork_client.VARIABLE) == "8"}
    assert ask == {name for name, each in services.items() if 8 in each.pass_fds}
    assert ask == {"web", "worker-captions", "worker-media", "worker-speech", "dispatcher"}


def test_any_free_port_is_told_to_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with listen("127.0.0.1", 0) as listener:
        told = processes.environment(Settings(data_dir=Path("data"), port=0), listener)
        port = listener.getsockname()[1]
    assert told == {"CUEDECK_DATA_DIR": str(tmp_path / "data"), "CUEDECK_PORT": str(port)}


def test_the_internal_names_are_those_of_the_installed_reflex() -> None:
    assert version("reflex") == "0.10.1"  # after raising it: run the page, then change this line
    used = (reflex.REFLEX_SKIP_COMPILE, reflex.REFLEX_MOUNT_FRONTEND_COMPILED_APP)
    assert {variable.name for variable in used} <= set(serve.PREBUILT)


def test_the_state_of_pages_is_kept_in_the_process_or_where_all_web_processes_share_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert serve.reflex_environment(settings) == serve.PREBUILT
    shared = settings.model_copy(update={"page_state_url": "redis://pages:6379/1"})
    for name, value in serve.reflex_environment(shared).items():
        monkeypatch.setenv(name, value)
    config = rx.Config(app_name="app", state_manager_mode="memory")  # as rxconfig.py says
    told = (config.state_manager_mode.value, config.redis_url, config.redis_lock_expiration)
    assert told == ("redis", "redis://pages:6379/1", 30_000)
    assert config.redis_token_expiration == 12 * 3600
