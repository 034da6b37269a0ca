"""What a good caption file keeps to: published guides, and a person's own numbers.

Sources: Netflix Partner Help, "Timed Text Style Guide: General Requirements", "Subtitle Timing Guidelines"
and the guides of the languages (`_NETFLIX_IN`); BBC Subtitle Guidelines, sections 3 (line breaks) and 4
(timing); CEA-608-E (32 columns, at most 4 rows at once, two bytes a frame) with 47 CFR 79.101; Apple, iTunes
Package Film Specification (two lines in an iTT caption); EBU Tech 3264 with ETS 300 706 (40 cells a row, of
which height and box take three).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from app.captions.codecs.cea608.characters import REPERTOIRE
from app.captions.model.document import TICKS_PER_SECOND, ticks
from app.captions.timecode.smpte import FrameRate
from app.core.errors import Invalid


@dataclass(frozen=True, slots=True)
class Guide:
    """Limits to check against; None or 0 means not limited. Durations in ticks.

    `gap_frames` is the least gap between two captions; a gap that is longer than that but shorter than
    `open_gap` looks like a flicker and should be closed. `bytes_per_second` is what the channel carries
    (CEA-608), so that a caption can be loaded before it shows. `characters` are the only ones allowed.
    With `halves`, narrow characters count as half of one.
    """

    id: str
    name: str
    characters_per_second: Fraction | None = None
    words_per_minute: int | None = None
    line_length: int | None = None
    lines: int | None = None
    minimum_duration: int = 0
    maximum_duration: int | None = None
    gap_frames: int = 0
    open_gap: int = 0
    characters: frozenset[str] | None = None
    bytes_per_second: Fraction | None = None
    halves: bool = False

    def gap(self, rate: FrameRate) -> int:
        """The least gap in ticks at this frame rate."""
        return self.gap_frames * rate.ticks_per_frame


NETFLIX = Guide(
    "netflix",
    "Netflix",
    characters_per_second=Fraction(20),
    line_length=42,
    lines=2,
    minimum_duration=ticks(Fraction(5, 6)),
    maximum_duration=ticks(7),
    gap_frames=2,
    open_gap=ticks("0.5"),
)
NETFLIX_CHILDREN = replace(
    NETFLIX, id="netflix-children", name="Netflix, children’s programmes", characters_per_second=Fraction(17)
)
_NETFLIX_IN = {
    "ar": (42, 20, 17), "en": (42, 20, 17), "hi": (42, 22, 18), "ja": (13, 4, 4), "ko": (16, 12, 9),
    "th": (35, 17, 13), "zh": (16, 9, 7),
}  # fmt: skip
"""By language: characters of a line, and characters a second for adults and for children.

Lines: section "Character Limitation" of the guides for Arabic, Korean, Simplified Chinese and Thai, and
"TTSG Updates - December 2025", since which Russian has 42 like the others. Speeds: those that Subtitle Edit
compared with every guide in August 2026 (its pull request 13347). The 13 characters of a Japanese line are
from a list of June 2026 (sublingo.cc), not from the guide itself.
"""
_NETFLIX_ELSEWHERE = (42, 17, 13)
"""What these guides say of every other language; our default for those that Netflix has no guide for."""
_HALVES_IN = frozenset(("ja", "ko", "zh"))
"""Languages in which Latin letters, spaces and marks count as half a character: the guide for Korean says so
in section 2, and Japanese and Chinese fonts have the same halves."""
BBC = Guide("bbc", "BBC", words_per_minute=180, line_length=37, lines=2, open_gap=ticks(1))
CEA_608 = Guide(
    "cea-608",
    "CEA-608",
    line_length=32,
    lines=4,
    characters=REPERTOIRE | frozenset("\n\u00a0’"),
    bytes_per_second=Fraction(60000, 1001),
)
ITUNES = Guide("itunes", "Apple iTunes", lines=2)
EBU_STL = Guide("ebu-stl", "EBU STL, teletext rows", line_length=37)
GUIDES = {guide.id: guide for guide in (NETFLIX, NETFLIX_CHILDREN, BBC, CEA_608, ITUNES, EBU_STL)}
"""The published guides by id."""
ANY = Guide("any", "Any captions")
"""What holds for all captions: in order, not empty, ending after they start, not overlapping."""
OF_RECEIVERS = GUIDES | {CEA_608.id: replace(CEA_608, characters=None, bytes_per_second=None)}
"""The guides that formats name as their receiver's. What CEA-608 cannot hold or carry its writer tells."""

_NUMBERS: dict[str, tuple[int, int]] = {
    "characters_per_second": (1, 100),
    "words_per_minute": (1, 1000),
    "line_length": (1, 1000),
    "lines": (1, 20),
    "minimum_duration": (0, 60),
    "maximum_duration": (1, 600),
    "gap_frames": (0, 60),
    "open_gap": (0, 10),
}
"""What a person may set, with its least and greatest value; durations in seconds."""
_WHOLE = frozenset({"words_per_minute", "line_length", "lines", "gap_frames"})
_SECONDS = frozenset({"minimum_duration", "maximum_duration", "open_gap"})


def for_language(guide: Guide, language: str | None) -> Guide:
    """The guide with the numbers that it has for a language; without one, those of English."""
    if guide not in (NETFLIX, NETFLIX_CHILDREN) or not language or language == "und":
        return guide
    code = re.split("[-_]", language.lower(), maxsplit=1)[0]
    length, adults, children = _NETFLIX_IN.get(code, _NETFLIX_ELSEWHERE)
    speed = Fraction(adults if guide is NETFLIX else children)
    return replace(guide, line_length=length, characters_per_second=speed, halves=code in _HALVES_IN)


def parse_guide(value: str | Mapping[str, Any]) -> Guide:
    """A guide by id ("netflix", "bbc", "cea-608") or by own numbers, as an object or its JSON text.

    Own numbers: `{"base": "netflix", "line_length": 37, "minimum_duration": 1.2}`; `base` is optional, null
    lifts a limit, durations are in seconds. Raises Invalid `invalid_guide`, with `errors` naming the field.
    """
    if isinstance(value, str):
        name = value.strip()
        if not name.startswith("{"):
            return _named(name)
        try:
            value = json.loads(name)
        except (ValueError, RecursionError) as error:
            raise _invalid("guide", "The guide is not valid JSON.") from error
    if not isinstance(value, Mapping):
        raise _invalid("guide", "A guide is a name or an object of numbers.")
    numbers = dict(value)
    base = numbers.pop("base", None)
    guide = Guide("own", "Own numbers") if base is None else _named(str(base))
    changes = {name: _number(name, number) for name, number in numbers.items()}
    name = "Own numbers" if base is None else f"{guide.name} with own numbers"
    return replace(guide, id="own", name=name, **changes)


def _named(name: str) -> Guide:
    if name.casefold() in ("none", "any"):
        return ANY
    guide = GUIDES.get(name.casefold().replace("_", "-").replace(" ", "-"))
    if guide is None:
        raise _invalid("guide", f"There is no guide named “{name[:40]}”.")
    return guide


def _number(name: str, value: Any) -> Any:
    if name not in _NUMBERS:
        raise _invalid(str(name)[:40], f"A guide has no number “{str(name)[:40]}”.")
    if value is None:
        return None if name not in ("minimum_duration", "gap_frames", "open_gap") else 0
    least, most = _NUMBERS[name]
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise _invalid(name, f"“{name}” has to be a number from {least} to {most}.")
    if name in _WHOLE:
        if value != int(value):
            raise _invalid(name, f"“{name}” has to be a whole number.")
        return int(value)
    exact = Fraction(str(value))
    return round(exact * TICKS_PER_SECOND) if name in _SECONDS else exact


def _invalid(field: str, message: str) -> Invalid:
    return Invalid(
        message,
        code="invalid_guide",
        hint=f"Use one of: {', '.join(GUIDES)}; or own numbers: {', '.join(_NUMBERS)}.",
        errors=[{"field": field, "message": message}],
        rejected=True,
    )
