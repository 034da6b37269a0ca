"""The migrations make exactly the tables the models describe."""

import ast
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from models import job_search

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]


def test_migrations_match_the_models(tmp_path: Path) -> None:
    for step in (["upgrade", "head"], ["check"], ["downgrade", "base"]):
        _alembic(tmp_path, *step)


ADDITIVE = {"add_column", "create_index", "create_table", "execute", "get_bind", "batch_alter_table"}
FIRST_SIDE_BY_SIDE = "0024"
"""Since this revision several machines may share a database, and are updated one after another."""


def test_old_code_runs_beside_each_newer_schema() -> None:
    """An upgrade only adds, and no added column has to be given: a version before it knows nothing of it."""
    for file in sorted((ROOT / "alembic" / "versions").glob("[0-9]*.py")):
        if file.name < FIRST_SIDE_BY_SIDE:
            continue
        [upgrade] = [
            node
            for node in ast.walk(ast.parse(file.read_text()))
            if isinstance(node, ast.FunctionDef) and node.name == "upgrade"
        ]
        calls = [node for node in ast.walk(upgrade) if isinstance(node, ast.Call)]
        done = {ast.unparse(call.func) for call in calls}
        done = {name.partition(".")[2] for name in done if name.startswith(("op.", "table."))}
        assert done <= ADDITIVE, (file.name, done - ADDITIVE)
        tables = [call for call in calls if ast.unparse(call.func) == "op.create_table"]
        of_new_tables = {id(node) for table in tables for node in ast.walk(table)}
        for call in calls:
            if ast.unparse(call.func) == "sa.Column" and id(call) not in of_new_tables:
                column = ast.unparse(call)
                assert "nullable=True" in column or "server_default=" in column, (file.name, column)


def test_what_there_was_goes_to_its_side(tmp_path: Path) -> None:
    """What only sandbox jobs used is sandbox, a profile that both used is there twice, the rest is live."""
    _alembic(tmp_path, "upgrade", "0006")
    database = sqlite3.connect(tmp_path / "cuedeck.db")
    database.execute("PRAGMA foreign_keys=OFF")
    _old_rows(database)
    database.commit()
    _alembic(tmp_path, "upgrade", "head")
    sides = dict(database.execute("SELECT id, sandbox FROM upload UNION SELECT id, sandbox FROM output"))
    assert sides == {"u-live": 0, "u-both": 0, "u-none": 0, "u-sandbox": 1, "o-live": 0, "o-sandbox": 1}
    presets = list(database.execute("SELECT name, sandbox FROM preset ORDER BY name, sandbox"))
    assert presets == [("both", 0), ("both", 1), ("none", 0), ("sandbox", 1)]
    used = dict(
        database.execute("SELECT job.id, preset.sandbox FROM job JOIN preset ON preset.id = preset_id")
    )
    assert used == {"live": 0, "sandbox": 1, "sandbox2": 1}
    sent = dict(database.execute("SELECT id, endpoint_id || ' ' || sandbox FROM webhookdelivery"))
    assert sent == {"d-live": "jobs-a 0", "d-sandbox": "jobs-a-sandbox 1", "d-hook": "hook 1"}
    secrets = database.execute("SELECT DISTINCT secret FROM webhookendpoint WHERE url IS NULL")
    assert list(secrets) == [("shared",)]
    assert list(database.execute("SELECT id, operator FROM account")) == [("a", 1)]
    database.close()


def test_old_jobs_are_found_by_text(tmp_path: Path) -> None:
    """The index and its triggers are those of the models, and filled with what there was."""
    _alembic(tmp_path, "upgrade", "0022")
    database = sqlite3.connect(tmp_path / "cuedeck.db")
    job = {"number": 3, "id": "abcdef12-3", "account_id": "a", "source_name": "Harbour.srt"}
    _add(database, "account", {"id": "a", "email": "a"})
    _add(database, "job", job)
    database.commit()
    _alembic(tmp_path, "upgrade", "head")
    made = {sql for (sql,) in database.execute("SELECT sql FROM sqlite_master WHERE name LIKE 'jobsearch%'")}
    assert set(job_search.SQLITE) <= made
    found = "SELECT rowid FROM jobsearch WHERE jobsearch MATCH ?"
    for asked in ('"arb"', "id_prefix : def", f'"{chr(0xE000) * 2}{chr(0xE003)}"'):
        assert list(database.execute(found, [asked])) == [(3,)], asked
    _alembic(tmp_path, "downgrade", "0022")
    assert list(database.execute("SELECT name FROM sqlite_master WHERE name LIKE 'jobsearch%'")) == []
    database.close()


def test_an_upgrade_that_was_taken_back_is_done_again(tmp_path: Path) -> None:
    """What the older version sent meanwhile goes to the endpoint that the first upgrade made."""
    _alembic(tmp_path, "upgrade", "0006")
    database = sqlite3.connect(tmp_path / "cuedeck.db")
    _old_rows(database)
    database.commit()
    _alembic(tmp_path, "upgrade", "head")
    _alembic(tmp_path, "downgrade", "0006")
    _add(database, "webhookdelivery", _delivery("later", "jobs-a", "sandbox"))
    database.commit()
    _alembic(tmp_path, "upgrade", "head")
    sent = dict(database.execute("SELECT id, endpoint_id FROM webhookdelivery WHERE sandbox"))
    assert sent == {"d-sandbox": "jobs-a-sandbox", "d-later": "jobs-a-sandbox", "d-hook": "hook"}
    endpoints = [name for (name,) in database.execute("SELECT id FROM webhookendpoint ORDER BY id")]
    assert endpoints == ["hook", "jobs-a", "jobs-a-sandbox"]
    database.close()


def _old_rows(database: sqlite3.Connection) -> None:
    rows: list[tuple[str, dict[str, object]]] = [("account", {"id": "a", "email": "a"})]
    rows += [
        ("upload", {"id": f"u-{name}", "account_id": "a"}) for name in ("live", "both", "none", "sandbox")
    ]
    rows += [
        ("profile", {"id": name, "name": name, "account_id": "a"}) for name in ("both", "none", "sandbox")
    ]
    for name, sandbox, upload, profile in (
        ("live", 0, "u-live", "both"),
        ("live2", 0, "u-both", None),
        ("sandbox", 1, "u-both", "both"),
        ("sandbox2", 1, "u-sandbox", "sandbox"),
    ):
        used = {"upload_id": upload, "profile_id": profile}
        rows.append(("job", {"id": name, "account_id": "a", "sandbox": sandbox, **used}))
    rows += [("output", {"id": f"o-{job}", "job_id": job, "account_id": "a"}) for job in ("live", "sandbox")]
    rows.append(("webhookendpoint", {"id": "jobs-a", "account_id": "a", "secret": "shared"}))
    hook = {"id": "hook", "account_id": "a", "secret": "own", "url": "https://x", "sandbox": 1}
    rows.append(("webhookendpoint", hook))
    for name, endpoint in (("live", "jobs-a"), ("sandbox", "jobs-a"), ("hook", "hook")):
        job = "live" if name == "live" else "sandbox"
        rows.append(("webhookdelivery", _delivery(name, endpoint, job)))
    for table, given in rows:
        _add(database, table, given)


def _delivery(name: str, endpoint: str, job: str) -> dict[str, object]:
    return {"id": f"d-{name}", "account_id": "a", "endpoint_id": endpoint, "job_id": job}


def _add(database: sqlite3.Connection, table: str, given: dict[str, object]) -> None:
    columns = list(database.execute(f"PRAGMA table_info({table})"))
    demanded = {name: kind for _, name, kind, needed, *_ in columns if needed and name != "number"}
    values = {name: _filler(kind) for name, kind in demanded.items()} | given
    names, marks = ", ".join(values), ", ".join("?" * len(values))
    database.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(values.values()))


def _filler(kind: str) -> object:
    fillers = {
        "DATETIME": "2026-11-01 00:00:00",
        "JSON": "[]",
        "BOOLEAN": 0,
        "INTEGER": 0,
        "BIGINT": 0,
        "FLOAT": 0.0,
    }
    return fillers.get(kind, "")


def _alembic(folder: Path, *step: str) -> None:
    environment = {**os.environ, "CUEDECK_DATA_DIR": str(folder)}
    done = subprocess.run(
        [sys.executable, "-m", "alembic", *step], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
