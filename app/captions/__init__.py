"""The caption document, its formats, detection, timing and quality checks; pure, no I/O.

What a program needs of it has a name here, imported when it is first asked for:

    from app.captions import Document, from_pysubs2, load, save, to_pysubs2
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.captions.files import load, save
    from app.captions.model.document import Cue, Document, Placement, Run, Style
    from app.captions.model.losses import Losses
    from app.captions.pysubs2_document import from_pysubs2, to_pysubs2

__all__ = [
    "Cue",
    "Document",
    "Losses",
    "Placement",
    "Run",
    "Style",
    "from_pysubs2",
    "load",
    "save",
    "to_pysubs2",
]

_MODULES = {
    **dict.fromkeys(("Cue", "Document", "Placement", "Run", "Style"), "model.document"),
    **dict.fromkeys(("load", "save"), "files"),
    "Losses": "model.losses",
    **dict.fromkeys(("from_pysubs2", "to_pysubs2"), "pysubs2_document"),
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
