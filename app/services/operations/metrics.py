"""The figures of /metrics, in the text format of Prometheus.

They are read from the database when they are asked for, so they are of the whole installation, whichever web
process answers. What is counted over time is counted over the last hour: a gauge, that a restart or retention
does not set back.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from sqlalchemy import ColumnElement, Float, cast
from sqlmodel import Session, col, func, select

from app.core import clock
from app.core.db import read_scope
from app.core.settings import get_settings
from app.services.dispatch import workers
from models import (
    DeliveryState,
    EndpointState,
    Job,
    JobStep,
    LedgerEntry,
    Link,
    Outbox,
    WebhookDelivery,
    WebhookEndpoint,
    queues,
)

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
KEPT_SECONDS = 5.0
"""How long figures are good: several scrapers, and impatient ones, cost one look."""

_HOUR = timedelta(hours=1)


class _Figures:
    """A collector of what one look at the database found."""

    def __init__(self, families: list[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterable[Metric]:
        """What was found."""
        return self._families


class Metrics:
    """The text of /metrics, made anew when the last one is older than KEPT_SECONDS."""

    def __init__(self) -> None:
        self._text, self._made = b"", -KEPT_SECONDS

    def text(self) -> bytes:
        """All figures. Raises what the database raises while it is away."""
        if clock.monotonic() - self._made >= KEPT_SECONDS:
            registry = CollectorRegistry(auto_describe=False)
            with read_scope() as session:
                registry.register(_Figures(_families(session)))
            self._text, self._made = generate_latest(registry), clock.monotonic()
        return self._text


current = Metrics()
"""Those of this process."""


def _families(session: Session) -> list[Metric]:
    now = clock.now()
    made = [each for look in _LOOKS for each in look(session, now)]
    return [InfoMetricFamily("cuedeck", "The version that answers.", {"version": workers.VERSION}), *made]


def _waiting(session: Session, now: datetime) -> list[Metric]:
    depth = _gauge("cuedeck_queue_jobs", "Jobs that wait for a worker.", "queue")
    age = _gauge("cuedeck_queue_oldest_seconds", "Since when the one that waits longest does.", "queue")
    waits = select(Outbox.queue, func.count(), func.min(Job.changed_at))
    waits = waits.join(Job, col(Job.id) == col(Outbox.job_id)).where(col(Job.lease_token).is_(None))
    found = {queue: (count, since) for queue, count, since in session.exec(waits.group_by(col(Outbox.queue)))}
    for queue in queues.ALL:
        count, since = found.get(queue, (0, now))
        depth.add_metric([queue], count)
        age.add_metric([queue], _age(since, now))
    return [depth, age]


def _open(session: Session, _now: datetime) -> list[Metric]:
    jobs = _gauge("cuedeck_open_jobs", "Jobs that have not ended, by stage.", "stage")
    by_stage = select(Job.stage, func.count()).where(col(Job.completed_at).is_(None)).group_by(col(Job.stage))
    for stage, count in session.exec(by_stage):
        jobs.add_metric([stage], count)
    return [jobs]


def _stages(session: Session, now: datetime) -> list[Metric]:
    count = _gauge("cuedeck_stages_last_hour", "Stages that ended in the last hour.", "stage", "result")
    spent = _gauge("cuedeck_stage_seconds_last_hour", "The time that they took together.", "stage", "result")
    took = _seconds(session, JobStep.ended_at) - _seconds(session, JobStep.started_at)
    failed = col(JobStep.error_code).is_not(None)
    ended = select(JobStep.stage, failed, func.count(), func.sum(took)).where(
        col(JobStep.ended_at) > now - _HOUR
    )
    for stage, wrong, runs, seconds in session.exec(ended.group_by(col(JobStep.stage), failed)):
        labels = [stage, "failed" if wrong else "done"]
        count.add_metric(labels, runs)
        spent.add_metric(labels, round(seconds, 3))
    return [count, spent]


def _webhooks(session: Session, now: datetime) -> list[Metric]:
    owed = _gauge("cuedeck_webhooks_pending", "Deliveries that have not arrived yet.")
    late = _gauge("cuedeck_webhooks_late_seconds", "How long the next attempt at one is overdue.")
    paused = _gauge("cuedeck_webhook_endpoints_paused", "Endpoints paused after days of failure.")
    pending = select(func.count(), func.min(WebhookDelivery.next_attempt_at))
    count, due = session.exec(pending.where(WebhookDelivery.state == DeliveryState.PENDING)).one()
    owed.add_metric([], count)
    late.add_metric([], _age(due or now, now))
    stopped = select(func.count()).where(
        WebhookEndpoint.state == EndpointState.PAUSED, col(WebhookEndpoint.deleted_at).is_(None)
    )
    paused.add_metric([], session.exec(stopped).one())
    return [owed, late, paused]


def _links(session: Session, now: datetime) -> list[Metric]:
    good = _gauge("cuedeck_links", "Links that can be opened.")
    alive = select(func.count()).select_from(Link)
    alive = alive.where(col(Link.revoked_at).is_(None), col(Link.expires_at) > now)
    good.add_metric([], session.exec(alive).one())
    return [good]


def _credits(session: Session, now: datetime) -> list[Metric]:
    moved = _gauge("cuedeck_credits_last_hour", "Credits that moved in the last hour, by kind.", "kind")
    amounts = select(LedgerEntry.kind, func.sum(LedgerEntry.amount)).where(
        col(LedgerEntry.created_at) > now - _HOUR
    )
    for kind, amount in session.exec(amounts.group_by(col(LedgerEntry.kind))):
        moved.add_metric([kind], amount)
    return [moved]


def _workers(session: Session, _now: datetime) -> list[Metric]:
    there = _gauge("cuedeck_workers", "Workers that take jobs from a queue.", "queue")
    leads = _gauge("cuedeck_dispatcher_up", "Whether a dispatcher sends webhooks and takes lost jobs back.")
    found = Counter(row.queue for row in workers.living(session))
    for queue in queues.ALL:
        there.add_metric([queue], found[queue])
    leads.add_metric([], not workers.dispatcher_missing(session))
    return [there, leads]


def _disk(_session: Session, _now: datetime) -> list[Metric]:
    free = _gauge("cuedeck_disk_free_bytes", "What is left on the disk of the data folder here.")
    size = _gauge("cuedeck_disk_bytes", "The size of that disk.")
    found = shutil.disk_usage(get_settings().data_dir)
    free.add_metric([], found.free)
    size.add_metric([], found.total)
    return [free, size]


_LOOKS: tuple[Callable[[Session, datetime], list[Metric]], ...] = (
    *(_waiting, _open, _stages, _webhooks, _links, _credits, _workers, _disk),
)


def _gauge(name: str, text: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, text, labels=labels)


def _age(since: datetime, now: datetime) -> float:
    return round(max(0.0, (now - since).total_seconds()), 3)


def _seconds(session: Session, moment: Any) -> ColumnElement[float]:
    """A time as seconds, by whichever function the database has for it."""
    if session.get_bind().dialect.name == "sqlite":
        return cast(func.julianday(moment), Float) * 86_400.0
    return cast(func.extract("epoch", moment), Float)
