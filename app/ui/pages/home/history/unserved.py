"""Words for the jobs that nobody works on, from the queues that no worker serves."""

from __future__ import annotations

from collections.abc import Sequence

from app.services.jobs.lifecycle import QUEUE_OF
from app.ui.labels import TYPE_LABELS


def jobs_text(missing: Sequence[str]) -> str:
    """The kinds of jobs that only wait: "media jobs (Download) and speech jobs (Dub)"; "" for none."""
    return " and ".join(f"{queue} jobs ({_types(queue)})" for queue in missing)


def queues_text(missing: Sequence[str]) -> str:
    """The queues to start a worker for: "media and speech"."""
    return " and ".join(missing)


def _types(queue: str) -> str:
    return ", ".join(TYPE_LABELS[kind] for kind, serves in QUEUE_OF.items() if serves == queue)
