"""The losses of styled text, found the same way for every format that writes text."""

from __future__ import annotations

from dataclasses import fields
from functools import lru_cache

from app.captions.model.document import PLAIN, Cue, Mode, Style
from app.captions.model.losses import Losses

_MESSAGES = {
    "italic": "Italic text",
    "bold": "Bold text",
    "underline": "Underlined text",
    "strike": "Struck-through text",
    "flash": "Flashing text",
    "color": "Text colour",
    "background": "Background colour of text",
    "ruby": "Ruby annotations",
    "font": "Typeface",
    "size": "Text size",
    "language": "Language of a stretch of text",
    "classes": "Style classes",
    "voice": "Who speaks a part of a caption",
}
_AT_ONCE = (None, Mode.POP_ON)


def note_style_losses(cue: Cue, number: int, losses: Losses, held: frozenset[str]) -> None:
    """Record every style of the cue whose field name is not in `held`, once a run, and so for "mode"."""
    if cue.mode not in _AT_ONCE and "mode" not in held:
        losses.add("mode", "Roll-up and paint-on become captions that appear at once.", cue=number)
    for run in cue.runs:
        style = run.style
        if style is PLAIN:
            continue
        for name in _unheld(held):
            if getattr(style, name):
                losses.add(name, _MESSAGES[name], cue=number, detail=run.text)


@lru_cache(maxsize=256)
def _unheld(held: frozenset[str]) -> tuple[str, ...]:
    return tuple(item.name for item in fields(Style) if item.name not in held)
