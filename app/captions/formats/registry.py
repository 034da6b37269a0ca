"""Every caption format Cuedeck knows, by id; a format is imported when it is first used."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

from app.captions.formats.base import Profile
from app.captions.model.option import Option
from app.core.errors import CaptionError

FORMATS = (
    "srt",
    "vtt.format",
    "scc",
    "mcc.format",
    "ttml.format",
    "ebu_stl.format",
    "sami",
    "ass.format",
    "sbv",
    "spruce",
    "cheetah.cap",
    "cheetah.asc",
    "avid",
    "qt_text",
    "premiere_markers",
    "fcpxml.format",
    "microdvd",
    "mpl2",
    "tmplayer",
    "subviewer",
    "lrc",
    "delimited",
    "xlsx",
    "docx.format",
    "timed_transcript",
    "transcript",
    "html_transcript",
    "rtf",
    "whisper_json",
    "assemblyai_json",
    "deepgram_json",
    "project",
)
"""Module names under app.captions.formats, in the order people see them."""


@cache
def profiles() -> dict[str, Profile]:
    """All profiles by id, in menu order."""
    found: dict[str, Profile] = {}
    for name in FORMATS:
        module = import_module(f"app.captions.formats.{name}")
        for profile in getattr(module, "PROFILES", None) or (module.PROFILE,):
            found[profile.id] = profile
    return found


@cache
def _by_key() -> dict[str, Profile]:
    keys: dict[str, Profile] = {}
    for profile in profiles().values():
        for key in (profile.id, profile.name, *profile.aliases):
            keys[key.casefold()] = profile
    return keys


def get(name: str) -> Profile:
    """The profile with this display name, id or alias, in any letter case; CaptionError unknown_profile."""
    profile = _by_key().get(name.strip().casefold())
    if profile is None:
        known = ", ".join(p.name for p in profiles().values())
        raise CaptionError(
            f"There is no profile named “{name}”.",
            code="unknown_profile",
            hint=f"Use one of: {known}.",
            rejected=True,
        )
    return profile


def describe() -> list[dict[str, Any]]:
    """Every profile as JSON, in menu order, as /v1/capabilities and `cuedeck profiles` publish it."""
    return [
        {
            "id": profile.id,
            "name": profile.name,
            "aliases": list(profile.aliases),
            "extensions": list(profile.extensions),
            "media_type": profile.media_type,
            "can_read": profile.read is not None,
            "can_write": profile.write is not None,
            "frame_based": profile.frame_based,
            "usual_frame_rate": profile.usual_rate or None,
            "decode_options": [_option(option) for option in profile.decode_options],
            "encode_options": [_option(option) for option in profile.encode_options],
            "keeps": list(profile.keeps),
            "loses": list(profile.loses),
        }
        for profile in profiles().values()
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
