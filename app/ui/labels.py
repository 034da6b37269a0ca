"""Labels and number formats of the page: job types, stages, sizes, durations, counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.captions import CaptionError
from app.captions.formats import registry
from app.job_types import JOB_TYPES
from app.job_types.stages import DONE_OF
from app.services.files import links
from app.services.jobs import editing
from app.ui.choice_labels import choice_label
from app.ui.language import counted, message, number_text, tr
from models import JobStep, Link, Output

CHANNELS = {"web": "On this page", "api": "Through the API", "cli": "From the command line"}
"""Where a job was submitted, by its channel."""

_BY_KEY = "key "

_WORKING = frozenset(str(stage) for stage in DONE_OF)


def type_label(kind: str) -> str:
    """A job type as people read it."""
    return tr(JOB_TYPES[kind].label) if kind in JOB_TYPES else kind


def sent_back_text(steps: Iterable[JobStep], *, end: str = "") -> str:
    """The last note with which a person sent a job back; a sentence without a note has this `end`."""
    told = [found for step in steps if (found := editing.sent_back(step))]
    if not told:
        return ""
    by, note = told[-1]
    text = tr("sent back by {name}", name=by)
    return f"{text}: {note}" if note else text + end


def action_label(kind: str, count: int) -> str:
    """What the button that submits says: Convert file, Convert 3 files."""
    one, many = JOB_TYPES[kind].action
    return tr(many).format(count) if count > 1 else tr(one)


def jobs_label(count: int) -> str:
    """What the button says that submits several groups at once."""
    return counted(count, "Submit 1 job", "Submit {count} jobs") if count else tr("Submit jobs")


def credits_label(amount: int) -> str:
    """A price: 1 credit, 34 credits; nothing for what costs nothing."""
    return counted(amount, "1 credit", "{count} credits") if amount else ""


def stage_text(stage: str) -> str:
    """The stage to show beside a running job's badge; nothing for stages the badge already says."""
    return tr(stage.capitalize()) if stage in _WORKING else ""


_SHORT_ID = 8
_SHOWN_LANGUAGES = 3


def format_label(name: str) -> str:
    """A caption format in few letters: SRT, VTT, EBU-STL; its name where its id is no shorter."""
    try:
        known = registry.get(name)
    except CaptionError:  # what a refused job named
        return name
    return known.id.upper() if len(known.id) <= _SHORT_ID else format_name(known.name)


def format_name(name: str) -> str:
    """A caption format by its whole name, of which the words are translated: Klartext-Transkript."""
    return message(name)


def formats_text(source: str, target: str, short: bool = True) -> str:
    """From which caption format to which: SRT → VTT; → VTT while the first is yet to be detected."""
    names = ["" if name == "auto" else name for name in (source, target) if name]
    written = [(format_label(name) if short else format_name(name)) if name else "" for name in names]
    return " → ".join(written).strip()


def subject_text(kind: str, parameters: Mapping[str, Any], duration: float | None) -> str:
    """What a job is about beside its formats: its languages, the kind of preview, the length of the media."""
    preview = parameters.get("preview_type", "gif") if kind == "preview" else ""
    wanted = parameters.get("target_languages") or [parameters.get("target_language")]
    languages = [str(language) for language in wanted if language] or [parameters.get("language") or ""]
    shown = ", ".join(str(language) for language in languages[:_SHOWN_LANGUAGES] if language)
    more = f" +{len(languages) - _SHOWN_LANGUAGES}" if len(languages) > _SHOWN_LANGUAGES else ""
    return (
        choice_label(str(preview))
        if preview
        else f"{shown}{more}" or ("" if duration is None else length_text(duration))
    )


def length_text(seconds: float) -> str:
    """The length of media in round numbers: 42 s, 12 min, 1 h 32 min."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes = round(whole / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d} min"


def seconds_text(seconds: float) -> str:
    """A duration: 0.4 s, 12 s, 3 min 05 s, 2 h 10 min."""
    if seconds < 10:
        return f"{number_text(seconds, 1)} s" if seconds >= 0.05 else f"< {number_text(0.1, 1)} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    return f"{minutes} min {rest:02d} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d} min"


def milliseconds_text(ms: float) -> str:
    """How long a request took: 0.8 ms, 12 ms, 1.3 s."""
    if ms < 10:
        return f"{number_text(ms, 1)} ms"
    return f"{ms:.0f} ms" if ms < 1000 else seconds_text(ms / 1000)


def capped_text(count: int, cap: int) -> str:
    """A count that stops at a cap: 57, 1,000+."""
    return f"{number_text(cap)}+" if count > cap else number_text(count)


def count_text(count: int, cap: int) -> str:
    """How many jobs there are, honest about the cap: 1 job, 57 jobs, 1,000+ jobs."""
    if count > cap:
        return tr("{count} jobs", count=capped_text(count, cap))
    return counted(count, "1 job", "{count} jobs")


def duration_text(seconds: float) -> str:
    """A running time: 0:42, 12:05, 1:32:07."""
    whole = round(seconds)
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{left:02d}" if hours else f"{minutes}:{left:02d}"


def remaining_text(seconds: float) -> str:
    """An estimate, no finer than it is: 45 s left, 2 min left, 1 h 5 min left."""
    if seconds < 60:
        return tr("{time} left", time=f"{seconds:.0f} s")
    hours, minutes = divmod(round(seconds / 60), 60)
    told = [f"{hours} h"] * (hours > 0) + [f"{minutes} min"] * (minutes > 0)
    return tr("{time} left", time=" ".join(told))


def downloads_text(count: int, most: int | None) -> str:
    """How often a link was used: 1 download, 2 of 5 downloads."""
    if most is not None:
        return tr("{count} of {most} downloads", count=number_text(count), most=number_text(most))
    return counted(count, "1 download", "{count} downloads")


def link_state_text(link: Link, output: Output) -> str:
    """What a link is now: active, expired, revoked, used up, or without its file."""
    return links.state(link, output).replace("_", " ")


def refusal(kind: str, subject: str, address: str) -> str:
    """What was refused for coming too often, as the owner reads it."""
    words = _REFUSALS.get(kind)
    return tr(words, subject=subject, address=address) if words else kind


_REFUSALS = {
    "sign_in": "Too many wrong passwords for {subject} from {address}",
    "password": "Too many wrong current passwords in a signed-in browser",
    "secret": "Too many wrong links or API keys from {address}",
    "api": "More requests in a minute than allowed by {subject} from {address}",
}


def asker(label: str) -> str:
    """Who submitted a job, from the label that is kept with it: a person, or a key by its name and end."""
    return tr("key {name}", name=label.removeprefix(_BY_KEY)) if label.startswith(_BY_KEY) else label
