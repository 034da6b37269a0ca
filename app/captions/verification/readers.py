"""Who reads which format back: the outside readers, by the ids of the formats that they know."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import metadata, util

from app.captions.formats.base import CaptionFormat
from app.core.errors import CaptionError

INSTALL = "Install it with: pip install 'cuedeck[verify]'."
_TTML = {"ttml", "imsc1", "imsc1.1", "ebu-tt-d", "itt", "smpte-tt", "netflix-ttml"}


@dataclass(frozen=True, slots=True)
class Reader:
    """An outside reader: the name of its distribution, the module it is imported as, what it reads.

    `adapter` is the full name of the module that calls it.
    """

    name: str
    module: str
    adapter: str
    formats: frozenset[str]

    @property
    def label(self) -> str:
        """Its name and version, such as "pysubs2 1.8.1"."""
        return f"{self.name} {metadata.version(self.name)}"

    @property
    def installed(self) -> bool:
        """Whether it can be imported; does not import it."""
        return util.find_spec(self.module) is not None


READERS = (
    Reader(
        "pysubs2",
        "pysubs2",
        "app.captions.verification.pysubs2_reader",
        frozenset({"srt", "vtt", "ass", "ssa", "microdvd", "mpl2", "tmplayer", "sami"}),
    ),
    Reader("webvtt-py", "webvtt", "app.captions.verification.webvtt_reader", frozenset({"vtt"})),
    Reader(
        "ttconv",
        "ttconv",
        "app.captions.verification.ttconv_reader",
        frozenset({"scc", "scc-advanced", "ebu-stl", *_TTML}),
    ),
)


def readers_of(caption_format: CaptionFormat) -> list[Reader]:
    """The outside readers of a format; empty when there is none."""
    return [reader for reader in READERS if caption_format.id in reader.formats]


def check_installed(caption_format: CaptionFormat) -> None:
    """CaptionError `reader_missing` when a reader of this format is not installed."""
    missing = [reader.name for reader in readers_of(caption_format) if not reader.installed]
    if missing:
        raise CaptionError(
            f"{caption_format.name} cannot be read back here: {' and '.join(missing)} is not installed.",
            code="reader_missing",
            hint=f"{INSTALL} Or leave verify out.",
            rejected=True,
            errors=[{"field": "verify", "message": "no reader of this format is installed"}],
        )
