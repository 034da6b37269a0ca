"""Real TTML and IMSC files: read, compared with ttconv as an independent reader, and stable once written."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.captions.formats.ttml import dialects
from app.captions.formats.ttml.reader import read
from app.captions.formats.ttml.writer import write
from app.captions.model.losses import Losses
from app.core.errors import CaptionError
from tests.support.captions import by_ttconv
from tests.support.captions.ttml_documents import sniff
from tests.support.corpus.folders import corpus_dir

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
        for moment, texts in by_ttconv.of_ttml(text_of(path)):
            assert by_ttconv.ours(document, moment) == texts, (path.name, moment)


@pytest.mark.slow
@pytest.mark.parametrize("dialect", ["TTML", "IMSC1", "IMSC11", "EBU_TT_D", "ITT", "SMPTE_TT", "NETFLIX"])
def test_what_we_write_ttconv_reads_the_same(dialect: str) -> None:
    kind: dialects.Dialect = getattr(dialects, dialect)
    for path in files():
        if path.name in PICTURES:
            continue
        document = read(text_of(path))
        text = write(document, kind, "clock", "", Losses())
        written = read(text)
        assert [cue.text for cue in written.cues] == [cue.text for cue in document.cues]
        for moment, texts in by_ttconv.of_ttml(text):
            assert by_ttconv.ours(written, moment) == texts, (path.name, moment)


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


def test_sniffing_the_corpus_finds_imsc_by_its_profile() -> None:
    found = 0
    for path in (corpus_dir() / "ttml").rglob("*.ttml"):
        text = path.read_text(encoding="utf-8-sig")
        for sign, wanted in [("/imsc1/text", {"imsc1", "ebu-tt-d"}), ("/imsc1.1/text", {"imsc1.1"})]:
            if f"/profile{sign}" in text:
                found += 1
                assert sniff(text) in wanted, path.name
    assert found > 50
