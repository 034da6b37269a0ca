"""Caption files as documents and back, for Python programs."""

from __future__ import annotations

from dataclasses import dataclass, fields
from fractions import Fraction
from pathlib import Path

from app.captions.conversion.convert import written_as
from app.captions.conversion.gc_pause import collector_paused
from app.captions.conversion.read import read_source
from app.captions.conversion.request import ConvertRequest
from app.captions.formats import registry
from app.captions.formats.shared.language_names import language_of_file
from app.captions.model.document import Document, ticks
from app.captions.model.losses import Losses
from app.captions.transform.retime import ending_at
from app.core.errors import CaptionError


@dataclass(slots=True, eq=False)
class Captions(Document):
    """A document that was loaded, and that can be saved again: `load("in.scc").save("out.vtt")`."""

    @classmethod
    def of(cls, document: Document) -> Captions:
        """A document as one that can be saved."""
        return cls(**{field.name: getattr(document, field.name) for field in fields(Document)})

    def save(self, path: str | Path, caption_format: str = "auto", **options: object) -> Losses:
        """Write a file and return what it could not hold.

        The format is that of the path's extension unless `caption_format` names another; `options` are its
        encode options. Raises CaptionError, before anything is written.
        """
        losses = Losses()
        data = save(self, _named(path, caption_format), losses, **options)
        Path(path).write_bytes(data)
        return losses

    def to_bytes(self, caption_format: str, losses: Losses | None = None, **options: object) -> bytes:
        """The file in the format of this name, as `save` of this module gives it."""
        return save(self, caption_format, losses, **options)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Document):
            return NotImplemented
        return all(getattr(self, f.name) == getattr(other, f.name) for f in fields(Document))

    __hash__ = None  # type: ignore[assignment]


def load(source: bytes | str | Path, file_name: str = "", caption_format: str = "auto") -> Captions:
    """The captions of a file, given as its path or its bytes.

    `file_name` helps to detect the format of bytes, and may say the language of a file that does not, as in
    “film.de.srt”; `caption_format` is a format's name, id or file extension, such as ".srt". Raises
    CaptionError, which says what is wrong with a file that cannot be read.
    """
    if not isinstance(source, bytes):
        path = Path(source)
        source, file_name = path.read_bytes(), file_name or path.name
    request = ConvertRequest(source_profile=caption_format, file_name=file_name)
    with collector_paused():
        found = Captions.of(read_source(source, request).document)
    found.language = found.language or language_of_file(file_name)
    return found


def save(document: Document, caption_format: str, losses: Losses | None = None, **options: object) -> bytes:
    """The file of a document in the format of this name; `options` are the format's encode options.

    What the format cannot hold is recorded in `losses`.
    """
    request = ConvertRequest(target_profile=caption_format, encode_options=options)
    with collector_paused():
        return written_as(document, request, Losses() if losses is None else losses)


def _named(path: str | Path, caption_format: str) -> str:
    if caption_format != "auto":
        return caption_format
    found = registry.written_as(Path(path).suffix.lower())
    if found is None:
        raise CaptionError(
            f"No caption format writes {Path(path).suffix or 'files without an extension'}.",
            code="unknown_profile",
            hint="Name the format: save(path, “WebVTT”).",
            rejected=True,
        )
    return found.name


def within_film(data: bytes, format_name: str, seconds: float) -> bytes:
    """A caption file without what lies behind the end of its film, which a longer track would lengthen."""
    document = load(data, format_name)
    end = ticks(Fraction(seconds))
    if all(cue.end <= end for cue in document.cues):
        return data
    return save(ending_at(document, seconds), format_name)
