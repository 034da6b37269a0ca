"""A caption format that a newcomer might add, for the tests of adding one.

As a plugin of pytest (`-p tests.support.captions.toy_format`) it is in the registry for the whole run, so
that every test that goes over all formats goes over this one too.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NAME = "toy_lines"
MODULE = '''
"""Toy lines (.toy): milliseconds of the start, of the end and the text, on one line each."""

from app.captions.formats.base import CaptionFormat, Head
from app.captions.model.document import TICKS_PER_MS, Cue, Document, Run
from app.captions.model.losses import Losses
from app.captions.model.option import Options
from app.captions.model.style_losses import note_style_losses
from app.captions.text_io.text_file import TEXT_FILE_OPTIONS
from app.captions.timecode.clock_time import milliseconds
from app.core.errors import CaptionError

SIGNATURE = "#toy"


def read(text: str, options: Options) -> Document:
    """The lines as a document; CaptionError not_toy without the signature."""
    first, *lines = text.splitlines() or [""]
    if first.strip() != SIGNATURE:
        raise CaptionError("This is no toy file.", code="not_toy", hint="Begin it with #toy.", rejected=True)
    document = Document()
    for line in lines:
        start, end, words = [*line.split(" ", 2), "", "", ""][:3]
        if len(start) < 10 and len(end) < 10 and start.isdecimal() and end.isdecimal():
            runs = [Run(words.replace("|", "\\n"))] if words else []
            document.cues.append(Cue(int(start) * TICKS_PER_MS, int(end) * TICKS_PER_MS, runs))
    return document


def write(document: Document, options: Options, losses: Losses) -> str:
    """A line for each cue."""
    lines = [SIGNATURE]
    for number, cue in enumerate(document.cues, 1):
        note_style_losses(cue, number, losses, frozenset())
        words = "|".join(cue.text.splitlines())
        lines.append(f"{milliseconds(cue.start)} {milliseconds(cue.end)} {words}")
    return "\\n".join(lines) + "\\n"


def sniff(head: Head) -> float:
    """Sure by its first line."""
    return 1.0 if head.start.startswith(SIGNATURE) else 0.0


FORMAT = CaptionFormat(
    id="toy-lines",
    name="Toy lines",
    extensions=(".toy",),
    media_type="text/plain",
    read=read,
    write=write,
    sniff=sniff,
    encode_options=TEXT_FILE_OPTIONS,
    keeps=("times to the millisecond", "text and line breaks"),
    loses=("all styles", "placement", "who speaks"),
)
'''
"""The one file of the format."""


@contextmanager
def registered(folder: Path) -> Iterator[None]:
    """The file in the package of formats and its line in the registry, both taken back at the end."""
    from app.captions import formats
    from app.captions.formats import registry

    (folder / f"{NAME}.py").write_text(MODULE)
    formats.__path__.append(str(folder))
    modules, registry.MODULES = registry.MODULES, (*registry.MODULES, NAME)
    registry.forget()
    try:
        yield
    finally:
        registry.MODULES = modules
        formats.__path__.remove(str(folder))
        registry.forget()


def pytest_configure() -> None:
    """Register it before any test is collected."""
    _FOLDER.append(tempfile.TemporaryDirectory())
    _REGISTRATION.append(registered(Path(_FOLDER[0].name)))
    _REGISTRATION[0].__enter__()


def pytest_unconfigure() -> None:
    """Take it back."""
    _REGISTRATION.pop().__exit__(None, None, None)
    _FOLDER.pop().cleanup()


_FOLDER: list[tempfile.TemporaryDirectory[str]] = []
_REGISTRATION: list = []
