"""SAMI, SubStation Alpha, SBV and MicroDVD from other programs."""

from fractions import Fraction

import pysubs2
import pytest

from app.captions.formats import microdvd, sami, sbv, srt
from app.captions.formats.ass import format as ass
from app.captions.model.document import TICKS_PER_MS, TICKS_PER_SECOND
from app.captions.model.losses import Losses
from tests.support.corpus.folders import corpus_dir, corpus_files


def test_sami():
    text = (corpus_dir() / "mixed" / "subsrt" / "sample.smi").read_text()
    document = sami.read(text, {})
    assert [len(document.cues), document.language] == [6, "kr-KR"]
    first = document.cues[0]
    assert [first.start // TICKS_PER_MS, first.end // TICKS_PER_MS] == [185113, 187035]
    assert first.text == "500년 전,"
    once = sami.write(document, {}, Losses())
    assert sami.read(once, {}).cues == document.cues
    assert sami.write(sami.read(once, {}), {}, Losses()) == once


@pytest.mark.parametrize("path", corpus_files("mixed", ".ass", ".ssa"), ids=lambda path: path.name)
def test_ass_matches_pysubs2_and_is_stable(path):
    text = path.read_text("utf-8-sig")
    document = ass.read(text, {})
    kind = document.extras["ass"]["kind"]
    once = ass.write(document, {}, Losses(), kind)
    twice = ass.write(ass.read(once, {}), {}, Losses(), kind)
    assert once == twice
    theirs = pysubs2.SSAFile.from_string(once)
    assert [(e.start, e.plaintext) for e in theirs] == [
        (c.start // TICKS_PER_MS, c.text)
        for c in ass.read(once, {}).cues  # to the hundredth of a second that the format holds
    ]


def test_the_same_captions_in_three_formats():
    """The corpus has them as SRT, SBV and MicroDVD, the last in frames of 1/25 millisecond."""
    folder = corpus_dir() / "mixed" / "subsrt"
    subrip = srt.read((folder / "sample.srt").read_text(), {}).cues
    youtube = sbv.read((folder / "sample.sbv").read_text(), {}).cues
    frames = microdvd.read((folder / "sample.sub").read_text(), {"frame_rate": Fraction(25_000)}).cues
    assert len(subrip) == len(youtube) == len(frames) == 5
    for one, two, three in zip(subrip, youtube, frames, strict=True):
        assert (one.start, one.end) == (two.start, two.end)
        assert abs(one.start - three.start) <= TICKS_PER_SECOND // 100
        assert one.text.split() == two.text.split()
        assert one.text.split()[-4:] == three.text.split()[-4:]
