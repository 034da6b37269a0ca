"""Caption files: one document model, every format, timing, translation and quality checks; pure, no I/O.

What a program needs has a name here and is imported when it is first asked for, so that importing this
package costs nothing and needs no settings or database:

    from app.captions import ConvertRequest, convert, inspect, load, save

    load("in.scc").save("out.vtt")
    made = convert(data, ConvertRequest(target_profile="WebVTT"))

The rooms below, each importing only those before it: `model` (the document), `timecode` and `text_io`,
`transform` (what is done to a document), `codecs` (CEA-608 and CEA-708), `quality`, `speech`, `formats` (a
file or a package each), `translation`, `verification` (other readers), `conversion` (the way of a file).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.captions.conversion.convert import Conversion, convert
    from app.captions.conversion.files import Captions, load, save
    from app.captions.conversion.inspect import Inspection, inspect
    from app.captions.conversion.pysubs2_document import from_pysubs2, to_pysubs2
    from app.captions.conversion.request import ConvertRequest
    from app.captions.formats.base import CaptionFormat
    from app.captions.formats.registry import formats as caption_formats
    from app.captions.model.document import TICKS_PER_SECOND, Cue, Document, Placement, Region, Run, Style
    from app.captions.model.losses import Losses
    from app.captions.model.word_timings import Word
    from app.captions.transform.two_languages import Bilingual, merged_languages, split_languages
    from app.core.errors import CaptionError

__all__ = [
    "TICKS_PER_SECOND",
    "Bilingual",
    "CaptionError",
    "CaptionFormat",
    "Captions",
    "Conversion",
    "ConvertRequest",
    "Cue",
    "Document",
    "Inspection",
    "Losses",
    "Placement",
    "Region",
    "Run",
    "Style",
    "Word",
    "caption_formats",
    "convert",
    "from_pysubs2",
    "inspect",
    "load",
    "merged_languages",
    "save",
    "split_languages",
    "to_pysubs2",
]

_MODULES = {
    "app.captions.conversion.convert": ("Conversion", "convert"),
    "app.captions.conversion.files": ("Captions", "load", "save"),
    "app.captions.conversion.inspect": ("Inspection", "inspect"),
    "app.captions.conversion.pysubs2_document": ("from_pysubs2", "to_pysubs2"),
    "app.captions.conversion.request": ("ConvertRequest",),
    "app.captions.formats.base": ("CaptionFormat",),
    "app.captions.model.document": (
        "TICKS_PER_SECOND",
        "Cue",
        "Document",
        "Placement",
        "Region",
        "Run",
        "Style",
    ),
    "app.captions.model.losses": ("Losses",),
    "app.captions.transform.two_languages": ("Bilingual", "merged_languages", "split_languages"),
    "app.captions.model.word_timings": ("Word",),
    "app.core.errors": ("CaptionError",),
}
_PLACES = {name: (module, name) for module, names in _MODULES.items() for name in names}
_PLACES["caption_formats"] = ("app.captions.formats.registry", "formats")  # `formats` is a room


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, own_name = _PLACES[name]
    return getattr(import_module(module), own_name)
