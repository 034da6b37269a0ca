"""Nobody asks the database for what belongs to an account but through app.services.access.

Faces have no queries. In the services, a query of a table with owners names its asker; the few that work for
the system, or on what has been found already, are listed here with their reason.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from sqlmodel import SQLModel

import models

ROOT = Path(__file__).resolve().parents[2]
FACES = ("app/api", "app/ui", "app/cli", "tasks")
OWNED = {
    name
    for name in models.__all__
    if hasattr(kind := getattr(models, name), "__table__") and "account_id" in kind.model_fields
}
WITHOUT_SIDE = {
    "LedgerEntry", "BrowserSession", "SignInLink", "Refusal", "SavedView", "HistoryLayout", "JobLabel",
    "AuditEntry",
}  # fmt: skip
"""The ledger is of live work only. Sessions, sign-in links, refusals, saved views, the history's layout are
a person's, who sees both sides. Labels are read only joined with their jobs. The audit log
is of the server."""

REASONS = {
    "accounts/open_jobs.py": "counts what one account has open on a side",
    "editor/respeaking.py": "the source of a job that the asker has found",
    "editor/work_files.py": "the steps of a job that the asker has found",
    "operations/audit.py": "of the whole server, for operators only",
    "operations/overview.py": "the state of the whole server, for operators only",
    "dispatch/backlog.py": "counts what waits for workers, of all accounts",
    "files/orphans.py": "the dispatcher works for all accounts",
    "files/quota.py": "counts what one account stores on a side",
    "jobs/history/archive.py": "joined with conditions on jobs and outputs",
    "jobs/history/counts.py": "counts with conditions on the jobs",
    "jobs/history/matches.py": "labels and the text index joined with jobs that have conditions",
    "jobs/history/pages.py": "by their ids, and only those that Principal.sees are kept",
    "jobs/history/runs.py": "the events of a job that the asker has found, and jobs with conditions",
    "jobs/history/saved_views.py": "a person's own, by the account",
    "accounts/api_keys.py": "a key is looked up to find out who asks",
    "accounts/credits.py": "the entries of one job, by their unique keys",
    "accounts/refused_requests.py": "removed for all accounts when their time is over",
    "accounts/sessions.py": "who is signed in is what it finds out",
    "dispatch/leases.py": "a worker's own job",
    "dispatch/usual_times.py": "how long stages took, of all accounts and without a name",
    "dispatch/sweep.py": "the dispatcher works for all accounts",
    "files/links.py": "opened by whoever has the address; lists have conditions",
    "files/outputs.py": "the files of one job; `get` goes through Principal.sees",
    "files/direct_uploads.py": "removes one upload that a row of the asker's names",
    "files/shared_uploads.py": "counts what one account has begun; `find` goes through Principal.sees",
    "files/uploads.py": "whether any job has a file",
    "jobs/acceptance.py": "the source of a job that the asker has found",
    "jobs/event_feed.py": "joined with conditions on the events",
    "jobs/lifecycle.py": "the steps of a job that the asker has found",
    "jobs/lookup.py": "built once, and its answer goes through Principal.sees",
    "jobs/presets.py": "the preset of a job that the asker has found; a name that is taken",
    "jobs/rendering.py": "built once, and its answer goes through Principal.sees",
    "jobs/job_api.py": "the media of a job that the asker has found",
    "jobs/transitions.py": "moves one job, which has been found",
    "operations/metrics.py": "counts of the whole installation, for whom the settings let read them",
    "sandbox/jobs.py": "the clock ends the sandbox jobs of all accounts",
    "webhooks/deliveries.py": "removed for all accounts when their time is over",
    "webhooks/endpoints.py": "the endpoint of one account's jobs, by its name",
    "webhooks/enqueue.py": "the endpoints of a job's account and side",
    "webhooks/outcomes.py": "what became of a delivery that was sent",
    "webhooks/sending.py": "the sender works for all accounts",
}
FACE_REASONS = {
    "app/api/downloads/metered_download.py": "a link that was opened by its address",
    "tasks/run_job.py": "the source of the worker's own job",
}
_CALLS = {"select", "get", "get_one", "update", "delete", "exists"}


def queries(path: Path) -> Iterator[tuple[str, int]]:
    """The owned tables that a module asks for, with the line."""
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called not in _CALLS:
            continue
        for name in {
            found.id for argument in node.args for found in ast.walk(argument) if isinstance(found, ast.Name)
        }:
            if name in OWNED:
                yield name, node.lineno


def modules(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def test_faces_ask_the_services() -> None:
    asking = {str(path.relative_to(ROOT)) for face in FACES for path in modules(face) if list(queries(path))}
    assert asking == set(FACE_REASONS), "ask a service, or say here why not"


def test_services_ask_on_somebodys_behalf() -> None:
    asking = {
        str(path.relative_to(ROOT / "app/services"))
        for path in modules("app/services")
        if list(queries(path)) and path.name != "access.py"
    }
    assert asking == set(REASONS), "ask through app.services.access, or say here why not"


def test_every_table_with_an_owner_has_a_side() -> None:
    without = {name for name in OWNED if "sandbox" not in getattr(models, name).model_fields}
    assert without == WITHOUT_SIDE


def test_no_table_with_an_owner_is_overlooked() -> None:
    tables = {table.name for table in SQLModel.metadata.sorted_tables if "account_id" in table.columns}
    assert tables == {getattr(models, name).__tablename__ for name in OWNED}
