"""Real TTML and IMSC files: read, compared with ttconv as an independent reader, and stable once written."""

from __future__ import annotations

import logging
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from ttconv import model
from ttconv.imsc import reader as ttconv_reader
from ttconv.isd import ISD

from app.captions.formats.ttml import dialects
from app.captions.formats.ttml.reader import read
from app.captions.formats.ttml.writer import write
from app.captions.model.document import TICKS_PER_SECOND, Document
from app.captions.model.losses import Losses
from app.core.errors import CaptionError
from tests.corpus import corpus_dir

pytestmark = pytest.mark.slow

FILES = 75
PICTURES = {"imsc1_1_ttml_displayAspectRatio_displayAspectRatio003.ttml"}

DIFFERENT = {
    "example-in.ttml": "ttconv does not know the 2006 draft namespaces",
    "example-in-merging-style.ttml": "ttconv does not know the 2006 draft namespaces",
    "example-in-breaklines.ttml": "ttconv wants a namespace",
    "referential_styling.ttml": (
        "its paragraphs name no region although regions exist; TTML shows no such text, we keep it, because "
        "files made that way mean it to be seen"
    ),
}
"""Where the two readers differ, and why ours reads what it reads."""


def files() -> list[Path]:
    corpus = corpus_dir()
    found = [*(corpus / "ttml").rglob("*.ttml"), *(corpus / "mixed" / "go-astisub").glob("*.ttml")]
    return sorted(found)


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8-sig")


def words(text: str) -> str:
    return "".join(text.split())


def paragraphs(element: Any) -> Iterator[str]:
    """Texts of the paragraphs in a ttconv tree, ruby annotations left out."""
    if isinstance(element, model.P):
        yield inner_text(element)
        return
    for child in element:
        yield from paragraphs(child)


def inner_text(element: Any) -> str:
    if isinstance(element, model.Text):
        return str(element.get_text())
    if isinstance(element, (model.Rt, model.Rtc, model.Rp)):
        return ""
    return "\n" if isinstance(element, model.Br) else "".join(inner_text(child) for child in element)


def shown_by_ttconv(path: Path) -> list[tuple[Fraction, list[str]]]:
    """What ttconv shows, as (a moment in seconds, paragraph texts without white space)."""
    logging.disable(logging.CRITICAL)
    try:
        sequence = ISD.generate_isd_sequence(ttconv_reader.to_model(ElementTree.parse(path)))
    finally:
        logging.disable(logging.NOTSET)
    shown = []
    for index, (begin, isd) in enumerate(sequence):
        end = sequence[index + 1][0] if index + 1 < len(sequence) else begin
        texts = (words(text) for region in isd.iter_regions() for body in region for text in paragraphs(body))
        shown.append((Fraction(begin + end) / 2, sorted(text for text in texts if text)))
    return shown


def shown_by_us(document: Document, moment: Fraction) -> list[str]:
    at = moment * TICKS_PER_SECOND
    return sorted(words(cue.text) for cue in document.cues if cue.start <= at < cue.end)


def test_every_file_is_read() -> None:
    found = files()
    assert len(found) == FILES
    for path in found:
        if path.name in PICTURES:
            with pytest.raises(CaptionError, match="pictures"):
                read(text_of(path))
        else:
            assert read(text_of(path)).cues or path.name == "body_only.ttml", path.name


def test_the_same_text_at_the_same_time_as_ttconv() -> None:
    for path in files():
        if path.name in PICTURES or path.name in DIFFERENT:
            continue
        document = read(text_of(path))
        for moment, texts in shown_by_ttconv(path):
            assert shown_by_us(document, moment) == texts, (path.name, moment)


@pytest.mark.slow
@pytest.mark.parametrize("dialect", ["TTML", "IMSC1", "IMSC11", "EBU_TT_D", "ITT", "SMPTE_TT", "NETFLIX"])
def test_what_we_write_ttconv_reads_the_same(dialect: str, tmp_path: Path) -> None:
    kind: dialects.Dialect = getattr(dialects, dialect)
    out = tmp_path / "out.ttml"
    for path in files():
        if path.name in PICTURES:
            continue
        document = read(text_of(path))
        out.write_text(write(document, kind, "clock", "", Losses()), encoding="utf-8")
        written = read(text_of(out))
        assert [cue.text for cue in written.cues] == [cue.text for cue in document.cues]
        for moment, texts in shown_by_ttconv(out):
            assert shown_by_us(written, moment) == texts, (path.name, moment)


@pytest.mark.parametrize("dialect", ["TTML", "IMSC1", "IMSC11", "EBU_TT_D", "ITT", "SMPTE_TT", "NETFLIX"])
def test_writing_is_stable_after_one_pass(dialect: str) -> None:
    kind: dialects.Dialect = getattr(dialects, dialect)
    for path in files():
        if path.name not in PICTURES:
            once = write(
                read(write(read(text_of(path)), kind, "clock", "", Losses())), kind, "clock", "", Losses()
            )
            assert write(read(once), kind, "clock", "", Losses()) == once, path.name


def test_the_pairs_of_go_astisub() -> None:
    """Its in/out pairs hold the same cues."""
    folder = corpus_dir() / "mixed" / "go-astisub"
    for before, after in [
        ("example-in.ttml", "example-out.ttml"),
        ("example-in.ttml", "example-out-no-indent.ttml"),
        ("example-in-breaklines.ttml", "example-out-breaklines.ttml"),
    ]:
        first, second = (read(text_of(folder / name)).cues for name in (before, after))
        assert [(c.start, c.end, c.text) for c in first] == [(c.start, c.end, c.text) for c in second]
