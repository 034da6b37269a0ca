"""Every caption format Cuedeck knows, by id; a format is imported when it is first used."""

from __future__ import annotations

import copyreg
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

from app.captions.formats.base import CaptionFormat
from app.captions.model.option import Option
from app.core.errors import CaptionError
from app.core.message_text import nearest

_COMMON = 4
"""So many formats are named where none has a name that is near."""

MODULES = (
    "srt",
    "vtt.format",
    "webvtt_segments",
    "scc",
    "mcc.format",
    "ttml.format",
    "ebu_stl.format",
    "sami",
    "ass.format",
    "sbv",
    "spruce",
    "cheetah_cap",
    "pac",
    "cavena_890",
    "lambda_cap",
    "cheetah_asc",
    "avid",
    "qt_text",
    "premiere_markers",
    "edl",
    "fcpxml.format",
    "fcp7_xml",
    "dcp_interop",
    "dcp_smpte",
    "bdn_xml",
    "usf",
    "microdvd",
    "mpl2",
    "tmplayer",
    "subviewer",
    "subviewer1",
    "lrc",
    "delimited",
    "xlsx",
    "ods",
    "docx.format",
    "timed_transcript",
    "transcript",
    "html_transcript",
    "rtf.format",
    "whisper_json",
    "assemblyai_json",
    "deepgram_json",
    "aws_json",
    "azure_json",
    "google_json",
    "revai_json",
    "speechmatics_json",
    "bilibili_json",
    "segments_json",
    "youtube.format",
    "audacity",
    "ctm",
    "project",
)
"""Module names under app.captions.formats, in the order people see them."""


@cache
def formats() -> dict[str, CaptionFormat]:
    """All formats by id, in menu order."""
    return {caption_format.id: caption_format for name in MODULES for caption_format in formats_in(name)}


def formats_in(name: str) -> tuple[CaptionFormat, ...]:
    """The formats of one of `MODULES`."""
    module = import_module(f"app.captions.formats.{name}")
    return getattr(module, "FORMATS", None) or (module.FORMAT,)


def forget() -> None:
    """Look the formats up again: `MODULES` has changed."""
    formats.cache_clear()
    _by_key.cache_clear()


@cache
def _by_key() -> dict[str, CaptionFormat]:
    keys: dict[str, CaptionFormat] = {}
    for caption_format in formats().values():
        for key in (caption_format.id, caption_format.name, *caption_format.aliases):
            keys[key.casefold()] = caption_format
    return keys


def get(name: str, *, among: Callable[[CaptionFormat], object] = bool) -> CaptionFormat:
    """The format with this display name, id or alias, in any letter case; CaptionError unknown_profile.

    The refusal names the nearest format for which `among` holds.
    """
    caption_format = _by_key().get(name.strip().casefold())
    if caption_format is None:
        raise CaptionError(
            f"There is no format named “{name}”.",
            code="unknown_profile",
            hint=proposal(name, among),
            rejected=True,
        )
    return caption_format


def proposal(name: str, among: Callable[[CaptionFormat], object]) -> str:
    """What to use in place of a name that will not do: the format with the nearest name, else common ones."""
    able = [each for each in formats().values() if among(each)]
    names = {key: each.name for each in able for key in _keys(each)}
    key = name.strip().casefold().lstrip(".")
    if near := [key] if key in names else nearest(key, names):
        return f"Did you mean {names[near[0]]}?"
    common = ", ".join(each.name for each in able[:_COMMON])
    return f"Use {common}, or another of the {len(able)} that /v1/capabilities and `cuedeck formats` list."


def _keys(caption_format: CaptionFormat) -> list[str]:
    """Every name and ending that people know a format by."""
    names = (caption_format.id, caption_format.name, *caption_format.aliases)
    endings = (ending.lstrip(".") for ending in caption_format.extensions)
    return [key.casefold() for key in (*names, *endings)]


_FIRST_OF = {".txt": "transcript", ".csv": "csv", ".json": "cuedeck-project"}
"""What people mean by an extension that several formats have, where it is not the first in the menu."""


def written_as(extension: str) -> CaptionFormat | None:
    """The format that a file with this extension, such as ".srt", is written in; None when there is none."""
    if extension in _FIRST_OF:
        return formats()[_FIRST_OF[extension]]
    writers = (found for found in formats().values() if found.write is not None)
    return next((found for found in writers if extension in found.extensions), None)


def _pickled(caption_format: CaptionFormat) -> tuple[Callable[[str], CaptionFormat], tuple[str]]:
    """Formats cross process borders by id: their readers and writers may be closures, which do not pickle."""
    return get, (caption_format.id,)


copyreg.pickle(CaptionFormat, _pickled)


def describe() -> list[dict[str, Any]]:
    """Every format as JSON, in menu order, as /v1/capabilities and `cuedeck formats` publish it."""
    return [
        {
            "id": caption_format.id,
            "name": caption_format.name,
            "aliases": list(caption_format.aliases),
            "extensions": list(caption_format.extensions),
            "media_type": caption_format.media_type,
            "can_read": caption_format.read is not None,
            "can_write": caption_format.write is not None,
            "frame_based": caption_format.frame_based,
            "usual_frame_rate": caption_format.usual_rate or None,
            "decode_options": [_option(option) for option in caption_format.decode_options],
            "encode_options": [_option(option) for option in caption_format.encode_options],
            "keeps": list(caption_format.keeps),
            "loses": list(caption_format.loses),
        }
        for caption_format in formats().values()
    ]


def _option(option: Option) -> dict[str, Any]:
    """An option as JSON; `choices`, `minimum` and `maximum` only where they limit it."""
    said: dict[str, Any] = {
        "name": option.name,
        "type": option.kind,
        "default": option.default,
        "help": option.help,
    }
    if option.choices:
        said["choices"] = list(option.choices)
    if option.minimum is not None:
        said["minimum"] = option.minimum
    if option.maximum is not None:
        said["maximum"] = option.maximum
    return said
