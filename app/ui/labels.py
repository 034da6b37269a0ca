"""Labels and number formats of the page: job types, stages, sizes, durations, counts."""

from __future__ import annotations

from app.job_types import JOB_TYPES
from app.job_types.stages import DONE_OF

CHANNELS = {"web": "On this page", "api": "Through the API", "cli": "From the command line"}
"""Where a job was submitted, by its channel."""

_WORKING = frozenset(str(stage) for stage in DONE_OF)


def type_label(kind: str) -> str:
    """A job type as people read it."""
    return JOB_TYPES[kind].label if kind in JOB_TYPES else kind


def action_label(kind: str, count: int) -> str:
    """What the button that submits says: Convert file, Convert 3 files."""
    one, many = JOB_TYPES[kind].action
    return many.format(count) if count > 1 else one


def jobs_label(count: int) -> str:
    """What the button says that submits several groups at once."""
    return "Submit 1 job" if count == 1 else f"Submit {count} jobs" if count else "Submit jobs"


def credits_label(amount: int) -> str:
    """A price: 1 credit, 34 credits; nothing for what costs nothing."""
    return "1 credit" if amount == 1 else f"{amount:,} credits" if amount else ""


def stage_text(stage: str) -> str:
    """The stage to show beside a running job's badge; nothing for stages the badge already says."""
    return stage.capitalize() if stage in _WORKING else ""


def seconds_text(seconds: float) -> str:
    """A duration: 0.4 s, 12 s, 3 min 05 s, 2 h 10 min."""
    if seconds < 10:
        return f"{seconds:.1f} s" if seconds >= 0.05 else "< 0.1 s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    return f"{minutes} min {rest:02d} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d} min"


def size_text(size: int) -> str:
    """A file size in decimal units: 532 B, 14.2 kB, 1.3 GB."""
    value = float(size)
    for unit in ("B", "kB", "MB", "GB"):
        if value < 1000 or unit == "GB":
            return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1000
    raise AssertionError("GB is the last unit")


def count_text(count: int, cap: int) -> str:
    """How many jobs there are, honest about the cap: 1 job, 57 jobs, 1,000+ jobs."""
    if count > cap:
        return f"{cap:,}+ jobs"
    return f"{count:,} job" if count == 1 else f"{count:,} jobs"


def duration_text(seconds: float) -> str:
    """A running time: 0:42, 12:05, 1:32:07."""
    whole = round(seconds)
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{left:02d}" if hours else f"{minutes}:{left:02d}"


def refusal(kind: str, subject: str, address: str) -> str:
    """What was refused for coming too often, as the owner reads it."""
    return {
        "sign_in": f"Too many wrong passwords for {subject} from {address}",
        "password": "Too many wrong current passwords in a signed-in browser",
        "secret": f"Too many wrong links or API keys from {address}",
        "api": f"More requests in a minute than allowed by {subject} from {address}",
    }.get(kind, kind)
