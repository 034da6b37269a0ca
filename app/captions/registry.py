"""Every caption format Cuedeck knows, by id; a format is imported when it is first used."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from app.captions.formats.base import Profile
from app.core.errors import CaptionError

FORMATS = (
    "srt",
    "vtt",
    "ass",
    "sami",
    "sbv",
    "lrc",
    "microdvd",
    "mpl2",
    "tmplayer",
    "subviewer",
    "transcript",
    "ttml",
    "scc",
    "mcc",
    "spruce",
    "avid",
    "qt_text",
    "premiere_markers",
    "cheetah_cap",
    "cheetah_asc",
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
