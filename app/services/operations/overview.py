"""State of the server for its operators: queues, workers, disk, failing webhooks, engines and models."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import text
from sqlmodel import Session, col, func, or_, select

from app.core import events
from app.core.settings import get_settings
from app.engines import registry
from app.engines.model_store import StoredModel
from app.services import access
from app.services.access import Principal
from app.services.dispatch import workers
from app.services.dispatch.backlog import Backlog, backlogs
from app.services.dispatch.workers import Worker
from app.services.engines.configuration import config
from app.services.operations import model_installs, readiness
from models import Account, DeliveryState, EndpointState, Output, Upload, WebhookDelivery, WebhookEndpoint

_SHOWN = 50


@dataclass(frozen=True, slots=True)
class FailingEndpoint:
    """A webhook endpoint of any account that is paused or failing: its host, its owner, what waits for it."""

    host: str
    account: str
    paused: bool
    since: datetime | None
    waiting: int


@dataclass(frozen=True, slots=True)
class Volume:
    """A folder's disk: its bytes, and those that are free."""

    name: str
    folder: str
    total: int
    free: int


@dataclass(frozen=True, slots=True)
class Activity:
    """What moves all the time. `reasons` say why the server is not whole, as /readyz does."""

    queues: list[Backlog]
    missing: list[str]
    reasons: list[str]
    workers: list[Worker]
    failing: list[FailingEndpoint]
    volumes: list[Volume]


def activity(session: Session, who: Principal) -> Activity:
    """Queues, workers, webhooks and disks now. Forbidden for who is no operator."""
    access.require_operator(who)
    found = readiness.check(live=events.reachable())
    return Activity(
        backlogs(session),
        found.missing_queues,
        found.reasons,
        workers.listed(session),
        list(_failing(session)),
        list(_volumes()),
    )


def _failing(session: Session) -> Iterator[FailingEndpoint]:
    failing = or_(
        col(WebhookEndpoint.state) == EndpointState.PAUSED.value,
        col(WebhookEndpoint.failing_since).is_not(None),
    )
    pending = col(WebhookDelivery.state) == DeliveryState.PENDING.value
    waiting = select(func.count()).where(col(WebhookDelivery.endpoint_id) == col(WebhookEndpoint.id), pending)
    found = select(WebhookEndpoint, Account.email, waiting.scalar_subquery()).join(
        Account, col(Account.id) == col(WebhookEndpoint.account_id)
    )
    found = found.where(col(WebhookEndpoint.deleted_at).is_(None), failing)
    order = col(WebhookEndpoint.failing_since).is_(None), col(WebhookEndpoint.failing_since)
    for endpoint, email, count in session.exec(found.order_by(*order).limit(_SHOWN)):
        host = urlsplit(endpoint.url or "").hostname or endpoint.description
        paused = endpoint.state == EndpointState.PAUSED
        yield FailingEndpoint(host, email, paused, endpoint.failing_since, int(count or 0))


def _volumes() -> Iterator[Volume]:
    """The data folder and the models' folder."""
    settings = get_settings()
    for name, folder in (("Data", settings.data_dir), ("Models", settings.model_dir.expanduser())):
        there = next(path for path in (folder.resolve(), *folder.resolve().parents) if path.exists())
        usage = shutil.disk_usage(there)
        yield Volume(name, str(folder.resolve()), usage.total, usage.free)


@dataclass(frozen=True, slots=True)
class Stored:
    """Bytes of what is kept: files of jobs, uploads that are kept, the database, installed models."""

    results: int
    uploads: int
    database: int
    models: int


def stored(session: Session, who: Principal) -> Stored:
    """What is kept of all accounts. Reads every row of a file, so it is asked for seldom."""
    access.require_operator(who)
    installed = sum(model.size for model in models(who) if model.installed)
    return Stored(_sum(session, Output), _sum(session, Upload), _database_bytes(session), installed)


def _sum(session: Session, table: type[Output] | type[Upload]) -> int:
    kept = select(func.coalesce(func.sum(col(table.size)), 0)).where(col(table.deleted_at).is_(None))
    return int(session.exec(kept).one())


def _database_bytes(session: Session) -> int:
    engine = session.get_bind()
    if engine.dialect.name != "sqlite":
        return int(session.execute(text("SELECT pg_database_size(current_database())")).scalar_one())
    file = getattr(engine, "url").database or ""  # noqa: B009 - a connection has none, and is never bound here
    return sum(path.stat().st_size for path in (Path(file), Path(f"{file}-wal")) if path.is_file())


def engines(who: Principal) -> dict[str, list[dict[str, Any]]]:
    """Every engine by its kind, ready or not, as /v1/capabilities describes it."""
    access.require_operator(who)
    return registry.capabilities(config())


def models(who: Principal) -> list[StoredModel]:
    """The models of this machine, and those that can be installed."""
    access.require_operator(who)
    return model_installs.store().models()
