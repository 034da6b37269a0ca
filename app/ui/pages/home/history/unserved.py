"""Texts about jobs whose queue has no worker."""

from __future__ import annotations

from collections.abc import Sequence

from app.job_types import JOB_TYPES
from app.ui.language import tr


def jobs_text(missing: Sequence[str]) -> str:
    """The kinds of jobs that only wait: "media jobs (Download) and speech jobs (Dub)"; "" for none."""
    return tr(" and ").join(
        tr("{queue} jobs ({types})", queue=queue, types=_types(queue)) for queue in missing
    )


def queues_text(missing: Sequence[str]) -> str:
    """The queues to start a worker for: "media and speech"."""
    return tr(" and ").join(missing)


def _types(queue: str) -> str:
    return ", ".join(tr(kind.label) for kind in JOB_TYPES.values() if kind.queue == queue)
