"""One caption of what a SubStation Alpha script shows several times over for its looks.

A typeset sign is written once for its outline, once for its fill and once for its glow, or anew for each
frame in which it moves. In a format without layers these would be the same words several times.
"""

from __future__ import annotations

from dataclasses import replace

from app.captions.formats.base import CaptionFormat
from app.captions.model.document import Cue, Document
from app.captions.model.losses import Losses
from app.captions.model.numpad import is_exact

_KEY = "ass"
_SCRIPTS = ("ass", "ssa")


def one_layer(document: Document, target: CaptionFormat, losses: Losses) -> Document:
    """The document with each typeset text once, for a target that is not a script itself."""
    if _KEY not in document.extras or target.id in _SCRIPTS or target.lossless:
        return document
    kept: dict[int, Cue] = {}
    shown: dict[str, int] = {}
    for index in sorted(range(len(document.cues)), key=lambda n: document.cues[n].start):
        cue = document.cues[index]
        before = shown.get(cue.text)
        if cue.comment or not cue.text.strip():
            kept[index] = cue
        elif before is not None and _is_layer(kept[before], cue):
            kept[before] = replace(kept[before], end=max(kept[before].end, cue.end))
            losses.add("layers", "Layers and steps of a typeset text", cue=index + 1, detail=cue.text)
        else:
            kept[index] = cue
            shown[cue.text] = index
    if len(kept) == len(document.cues):
        return document
    return replace(document, cues=[kept[index] for index in sorted(kept)])


def _is_layer(before: Cue, cue: Cue) -> bool:
    """Whether a cue with the same words is another layer of the one before, or its next step."""
    if (before.start, before.end) == (cue.start, cue.end):
        return True
    return cue.start <= before.end and _is_typeset(before) and _is_typeset(cue)


def _is_typeset(cue: Cue) -> bool:
    """Whether it has codes of typesetters, or stands where only they put text."""
    has_codes = "effects" in ((cue.extras or {}).get(_KEY) or {})
    placed = cue.placement is not None and not is_exact(cue.placement)
    return has_codes or placed or any(run.style.properties for run in cue.runs)
