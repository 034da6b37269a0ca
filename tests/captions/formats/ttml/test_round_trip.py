"""decode(encode(document)) for everything each format can hold."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.captions.formats.ttml import dialects
from app.captions.formats.ttml.reader import read
from app.captions.formats.ttml.writer import write
from app.captions.model.document import Document
from app.captions.model.losses import Losses
from tests.support.captions.ttml_documents import documents, without
from tests.support.examples import examples

_QUICK = examples(30)


def again(document: Document, dialect: dialects.Dialect, times: str = "clock") -> Document:
    return read(write(document, dialect, times, "", Losses()))


@_QUICK
@given(documents(), st.sampled_from(["clock", "ticks"]))
def test_ttml_holds_everything(document: Document, times: str) -> None:
    losses = Losses()
    assert read(write(document, dialects.TTML, times, "", losses)) == document
    assert losses.as_list() == []


@_QUICK
@given(documents())
def test_imsc11_holds_everything(document: Document) -> None:
    assert again(document, dialects.IMSC11) == document


@_QUICK
@given(documents())
@pytest.mark.parametrize("dialect", [dialects.IMSC1, dialects.SMPTE_TT], ids=["imsc1", "smpte-tt"])
def test_ttml1_profiles_hold_all_but_ruby(dialect: dialects.Dialect, document: Document) -> None:
    assert again(document, dialect) == without(document, "ruby")


@_QUICK
@given(documents())
def test_ebu_tt_d_holds_all_but_rate_ruby_and_strike(document: Document) -> None:
    found = again(document, dialects.EBU_TT_D_PLAIN)
    expected = without(document, "ruby", "strike", "frame_rate")
    assert [cue.runs for cue in found.cues] == [cue.runs for cue in expected.cues]
    assert [(cue.start, cue.end, cue.speaker, cue.extras) for cue in found.cues] == [
        (cue.start, cue.end, cue.speaker, cue.extras) for cue in expected.cues
    ]
    assert replace(found, cues=[], regions={}) == replace(expected, cues=[], regions={})


@_QUICK
@given(documents())
def test_itt_holds_text_style_and_times_to_the_frame(document: Document) -> None:
    found = again(document, dialects.ITT)
    expected = without(document, "ruby", "strike", "voice")
    assert [cue.runs for cue in found.cues] == [cue.runs for cue in expected.cues]
    rate = found.frame_rate
    assert rate is not None
    for ours, theirs in zip(found.cues, document.cues, strict=True):
        assert abs(ours.start - theirs.start) <= 90_000_000 / rate / 2


@_QUICK
@given(documents())
@pytest.mark.parametrize("dialect", ["TTML", "IMSC1", "IMSC11", "EBU_TT_D", "ITT", "SMPTE_TT", "NETFLIX"])
def test_every_profile_is_stable_after_one_pass(dialect: str, document: Document) -> None:
    kind: dialects.Dialect = getattr(dialects, dialect)
    once = write(again(document, kind), kind, "clock", "", Losses())
    assert write(read(once), kind, "clock", "", Losses()) == once
