"""What each caption format holds, tried: a small document is written, and its losses are looked at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from app.captions import TICKS_PER_SECOND, CaptionFormat, Cue, Document, Losses, Placement, Run, Style, save

_PLAIN = Cue(TICKS_PER_SECOND, 3 * TICKS_PER_SECOND, [Run("Hello")])


def _styled(**style: object) -> Cue:
    return replace(_PLAIN, runs=[Run("Hello", Style(**style))])  # type: ignore[arg-type]


FEATURES = {
    "italics": _styled(italic=True),
    "bold": _styled(bold=True),
    "underline": _styled(underline=True),
    "colour": _styled(color="#ffff00"),
    "top or bottom": replace(_PLAIN, placement=Placement(anchor="top")),
    "exact place": replace(_PLAIN, placement=Placement(line=40.0, column=30.0)),
    "speaker": replace(_PLAIN, speaker="Anna"),
    "ruby": _styled(ruby="hi"),
}


def table(formats: Iterable[CaptionFormat]) -> list[str]:
    """The rows of all formats that are written, in Markdown."""
    rows = [_row(each) for each in formats if each.write]
    return [f"| format | {' | '.join(FEATURES)} |", "|---" * (len(FEATURES) + 1) + "|", *rows]


def _row(caption_format: CaptionFormat) -> str:
    cells = ("yes" if holds(caption_format, name) else "" for name in FEATURES)
    return f"| [{caption_format.name}]({caption_format.id}.md) | {' | '.join(cells)} |"


def holds(caption_format: CaptionFormat, feature: str) -> bool:
    """Whether the feature is written: nothing is lost that the same caption without it does not lose too."""
    return _losses(caption_format, FEATURES[feature]) <= _losses(caption_format, _PLAIN)


def _losses(caption_format: CaptionFormat, cue: Cue) -> set[str]:
    losses = Losses()
    save(Document(cues=[cue], language="en"), caption_format.name, losses)
    return set(losses.kinds)
