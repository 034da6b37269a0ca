"""The losses of styled text, found the same way for every format that writes text."""

from __future__ import annotations

from functools import lru_cache

from app.captions.model.document import PLAIN, Cue, Mode, Style
from app.captions.model.losses import Losses
from app.captions.model.style_properties import kind_of, message_of, says_something

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
    """Record every style of the cue whose field name is not in `held`, once a run, and so for "mode".

    `held` may also name properties (see `style_properties`).
    """
    if cue.mode not in _AT_ONCE and "mode" not in held:
        losses.add("mode", "Roll-up and paint-on become captions that appear at once.", cue=number)
    for run in cue.runs:
        style = run.style
        if style is PLAIN or run.text == "\n":  # between two languages, or two voices
            continue
        for name in _unheld(held):
            if getattr(style, name):
                losses.add(name, _MESSAGES[name], cue=number, detail=run.text)
        for name, value in style.properties:
            if name not in held and says_something(name, value):
                losses.add(kind_of(name), message_of(name), cue=number, detail=run.text)


@lru_cache(maxsize=256)
def _unheld(held: frozenset[str]) -> tuple[str, ...]:
    return tuple(name for name in _MESSAGES if name not in held)


_FIELDS = ("bold", "color", "background", "font", "size")


def note_base_style(base: Style, losses: Losses, held: frozenset[str] = frozenset()) -> None:
    """Record what of a look that all captions share has no place in the target."""
    said = [(name, getattr(base, name)) for name in _FIELDS]
    for name, value in [*said, *base.properties]:
        if value and name not in held:
            detail = name if value is True else f"{name}: {value}"
            losses.add("style", "The look of all captions, from a style sheet or main style", detail=detail)
