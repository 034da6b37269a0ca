"""A document made ready for a target: what its own format said in its own way, said in that of the target.

A look that all captions share, styles of whole TTML paragraphs and voices inside a caption are put where the
target's writer finds them. What the target has no place for is recorded as lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.captions.formats.base import CaptionFormat
from app.captions.model.document import PLAIN, Cue, Document, Run, Style
from app.captions.model.losses import Losses
from app.captions.model.run_builder import interned
from app.captions.model.style_losses import note_base_style
from app.captions.model.style_properties import (
    is_slanted,
    kind_of,
    message_of,
    on_runs,
    says_something,
    split_block,
)

_TTML = "application/ttml+xml"
_FLAGS = ("italic", "underline", "strike")
"""What of a look that all captions share is put on each of them, where there is no place for it."""


def family_of(target: CaptionFormat) -> str:
    """The key of the extras that the target's writer understands."""
    if target.media_type == _TTML:
        return "ttml"
    return "ass" if target.id == "ssa" else target.id


def adapted(
    document: Document, target: CaptionFormat, options: Mapping[str, Any], losses: Losses
) -> Document:
    """The document for this target; the same one when there is nothing to do."""
    if target.lossless:
        return document
    family = family_of(target)
    cues = document.cues
    if family != "ttml" and any(cue.extras and "ttml" in cue.extras for cue in cues):
        cues = [_with_block_styles(cue, number, losses) for number, cue in enumerate(cues, 1)]
    if family not in ("ttml", "ass"):
        cues = [_italic_where_slanted(cue) for cue in cues] if _has_properties(cues) else cues
    if document.base_style != PLAIN and not target.holds_base_style:
        cues = _with_base_flags(cues, document.base_style)
        note_base_style(document.base_style, losses)
    if options.get("speakers") == "prefix":
        cues = [_with_voices(cue) for cue in cues]
    return document if cues is document.cues else replace(document, cues=cues)


def _has_properties(cues: list[Cue]) -> bool:
    styles = {id(run.style): run.style for cue in cues for run in cue.runs if run.style is not PLAIN}
    return any(style.properties for style in styles.values())


def _italic_where_slanted(cue: Cue) -> Cue:
    """Slanted text as italic, which is the nearest; the slant itself is recorded by the writer as lost."""
    if not any(is_slanted(run.style) for run in cue.runs):
        return cue
    runs = [Run(r.text, replace(r.style, italic=True) if is_slanted(r.style) else r.style) for r in cue.runs]
    return replace(cue, runs=runs)


def _with_base_flags(cues: list[Cue], base: Style) -> list[Cue]:
    changes: dict[str, Any] = {name: True for name in _FLAGS if getattr(base, name)}
    if not changes:
        return cues
    return [
        replace(cue, runs=[Run(run.text, interned(replace(run.style, **changes))) for run in cue.runs])
        for cue in cues
    ]


def _with_block_styles(cue: Cue, number: int, losses: Losses) -> Cue:
    """The styles of a TTML paragraph on its runs, as far as runs can have them; the others are lost."""
    said = (cue.extras or {}).get("ttml")
    if not isinstance(said, dict):
        return cue
    texts = {name: value for name, value in said.items() if isinstance(value, str)}
    for_runs, others = split_block(texts)
    for name, _ in others:
        losses.add(kind_of(name), message_of(name), cue=number)
    return replace(cue, runs=on_runs(cue.runs, for_runs)) if for_runs else cue


def note_region_styles(document: Document, target: CaptionFormat, losses: Losses) -> None:
    """Record what regions in use say beyond their place, where the target cannot say it."""
    family = family_of(target)
    used = {cue.placement.region for cue in document.cues if cue.placement and cue.placement.region}
    for name in used & document.regions.keys():
        region = document.regions[name]
        said = region.extras.get("ttml") if family != "ttml" else None
        for style, value in (said or {}).items():
            style = style.removeprefix("tts:")
            if isinstance(value, str) and style != "writingMode" and says_something(style, value):
                losses.add(kind_of(style), message_of(style), detail=f"region {name}")
        if (said or {}).get("tts:writingMode") in ("rltb", "rl"):
            losses.add("direction", "Direction of lines of text", detail=f"region {name}")
        if region.scroll and family != "vtt":
            losses.add("scroll", "Scrolling of a region", detail=f"region {name}")


def _with_voices(cue: Cue) -> Cue:
    """The name of who speaks before each stretch that has another voice, as “NAME: ” on a line of its own."""
    if not any(run.style.voice for run in cue.runs):
        return cue
    runs: list[Run] = []
    speaking: str | None = None
    for run in cue.runs:
        voice, style = run.style.voice, interned(replace(run.style, voice=None))
        if voice and voice != speaking and run.text.strip():
            before = "".join(each.text for each in runs)
            name = f"{voice}: " if not before or before.endswith("\n") else f"\n{voice}: "
            gap = run.text[: len(run.text) - len(run.text.lstrip("\n"))]
            runs.append(Run(gap + name.lstrip("\n") if gap else name))
            speaking = voice
            runs.append(Run(run.text[len(gap) :].lstrip(" "), style))
        else:
            runs.append(Run(run.text, style))
    return replace(cue, runs=runs)
