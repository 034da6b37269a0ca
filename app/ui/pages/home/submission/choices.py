"""Choices of the form: job types, formats, frame rates and encodings."""

from __future__ import annotations

import codecs
from functools import cache

from app.captions.formats import registry
from app.captions.formats.base import CaptionFormat
from app.captions.quality.style_guides import GUIDES
from app.job_types import JOB_TYPES, JobType
from app.services.engines import capabilities
from app.ui.components.picker import Choice
from app.ui.labels import format_name
from app.ui.language import current, message

COMMON = ("srt", "vtt", "scc", "ttml", "imsc1", "ebu-stl", "ebu-tt-d", "sami", "ass")
"""Ids of the formats most people want; they stand first."""

FRAME_RATES = ("auto", "23.976", "24", "25", "29.97", "30", "48", "50", "59.94", "60")
ENCODINGS = (
    "auto",
    "utf-8",
    "utf-16",
    "windows-1252",
    "iso-8859-1",
    "iso-8859-15",
    "mac-roman",
    "cp437",
    "cp850",
    "windows-1250",
    "iso-8859-2",
    "cp852",
    "windows-1251",
    "koi8-r",
    "koi8-u",
    "iso-8859-5",
    "cp866",
    "mac-cyrillic",
    "windows-1253",
    "iso-8859-7",
    "cp737",
    "windows-1254",
    "windows-1255",
    "windows-1256",
    "iso-8859-6",
    "windows-1257",
    "windows-1258",
    "cp874",
    "shift_jis",
    "cp932",
    "euc-jp",
    "euc-kr",
    "cp949",
    "gb18030",
    "big5",
)


def encoding_offered(name: str) -> str:
    """An encoding by its name in the form's list: cp1251 is windows-1251."""
    try:
        codec = codecs.lookup(name).name
    except LookupError:
        return name
    return next((each for each in ENCODINGS[1:] if codecs.lookup(each).name == codec), name)


GUIDES_SHOWN = (("", "None"), *((guide.id, guide.name) for guide in GUIDES.values()))
GENERAL_CHOICES = {
    "source_frameRate": FRAME_RATES,
    "target_frameRate": FRAME_RATES,
    "encoding": ENCODINGS,
    "guide": tuple(value for value, _ in GUIDES_SHOWN),
}
"""What the lists of the fields of every caption job offer."""


def plain_job_types() -> list[Choice]:
    """Every job type by its name, before it is known what works here."""
    return [{"value": name, "label": kind.label} for name, kind in JOB_TYPES.items()]


def job_types() -> list[Choice]:
    """Every job type; those that do not work on this installation say why."""
    return [_job_type(kind) for kind in JOB_TYPES.values()]


def _job_type(kind: JobType) -> Choice:
    reason = capabilities.missing(kind.name)
    choice: Choice = {
        "value": kind.name,
        "label": message(kind.label),
        "disabled": reason is not None,
    }
    return choice | {"note": f"{message(reason.message)} {message(reason.hint)}"} if reason else choice


def target_profiles() -> list[Choice]:
    """What can be written, common ones first."""
    return _target_profiles(current())


def source_profiles() -> list[Choice]:
    """What can be read, with detection first."""
    return _source_profiles(current())


@cache
def _target_profiles(_language: str) -> list[Choice]:
    return _choices([found for found in registry.formats().values() if found.write])


@cache
def _source_profiles(_language: str) -> list[Choice]:
    detect: Choice = {"value": "auto", "label": message("Detect from content")}
    return [
        detect,
        *_choices([found for found in registry.formats().values() if found.read]),
    ]


def _choices(formats: list[CaptionFormat]) -> list[Choice]:
    common = sorted((p for p in formats if p.id in COMMON), key=lambda p: COMMON.index(p.id))
    others = sorted((p for p in formats if p.id not in COMMON), key=lambda p: format_name(p.name).casefold())
    return [_choice(p, message("Common")) for p in common] + [
        _choice(p, message("More formats")) for p in others
    ]


def _choice(caption_format: CaptionFormat, group: str) -> Choice:
    endings = [f".{ending.lstrip('.')}" for ending in caption_format.extensions]
    return {
        "value": caption_format.name,
        "label": format_name(caption_format.name),
        "group": group,
        "note": endings[0] if endings else "",
        "words": " ".join((caption_format.name, caption_format.id, *endings, *caption_format.aliases)),
    }
