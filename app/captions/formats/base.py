"""What a caption format is: one `CaptionFormat` with its reader, its writer and its options.

To add a format: one file beside this one that ends with `FORMAT = CaptionFormat(...)`, one line in
`app/captions/formats/registry.py`, one test file. Keep heavy imports inside the reader and writer functions.
A larger format is a package with `format.py`, `reader.py` and `writer.py`, and `styles.py` and `times.py`
where it needs them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from app.captions.model.document import Document
from app.captions.model.losses import Losses
from app.captions.model.option import Option, Options


@dataclass(frozen=True)
class Head:
    """The first 64 KB of a file, for detection: raw bytes, its text (whatever it gives when
    it is no text), the name. What several sniffers look at is made once, when the first one asks."""

    data: bytes
    text: str
    file_name: str = ""

    @cached_property
    def start(self) -> str:
        """The text from its first character that is not blank."""
        return self.text.lstrip("\ufeff \r\n\t")

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the first 8,192 characters that are not blank."""
        return [line for line in self.text[:8192].removeprefix("\ufeff").splitlines() if line.strip()]


Reader = Callable[[Any, Options], Document]
Writer = Callable[[Document, Options, Losses], Any]


@dataclass(frozen=True, slots=True)
class CaptionFormat:
    """A caption format as a person chooses it.

    `name` is the exact display name used in `source_profile` and `target_profile`. A text format
    (`binary=False`) reads and writes `str` with "\\n" or "\\r\\n" line ends; a binary one `bytes`.
    `read(data, options) -> Document` raises CaptionError. `write(document, options, losses)` records what it
    had to drop in `losses` and raises CaptionError only when nothing sensible can be written.
    `sniff(head)` answers how sure it is that the head is this format, 0.0 to 1.0, within a millisecond.
    `frame_based` formats count frames, so they need a rate; `usual_rate` is what they are read and written
    in when neither the file nor the job says one (empty: the job's default); `holds_comments` ones write
    `Cue.comment` cues as comments (for the others they are left out and recorded before the writer is
    called); `holds_notes` ones write `Document.comments`; `holds_base_style` ones `Document.base_style`,
    `holds_names` ones `Cue.id`, `holds_title` ones `Document.title` (or record themselves that it is lost);
    `holds_places` ones captions that stand at several places at once; for the others those that are lines of
    one are joined; a `lossless` one keeps even the extras of others.
    `guide` is the style guide of whoever receives the format, checked when a request names none.
    `keeps` and `loses` are the sentences of the format's page in docs/formats.
    """

    id: str
    name: str
    extensions: tuple[str, ...]
    media_type: str
    read: Reader | None = None
    write: Writer | None = None
    sniff: Callable[[Head], float] | None = None
    binary: bool = False
    decode_options: tuple[Option, ...] = ()
    encode_options: tuple[Option, ...] = ()
    frame_based: bool = False
    usual_rate: str = ""
    holds_comments: bool = False
    holds_notes: bool = False
    holds_base_style: bool = False
    holds_names: bool = False
    holds_title: bool = False
    holds_places: bool = False
    lossless: bool = False
    guide: str = ""
    keeps: tuple[str, ...] = ()
    loses: tuple[str, ...] = ()
    aliases: tuple[str, ...] = field(default=())
