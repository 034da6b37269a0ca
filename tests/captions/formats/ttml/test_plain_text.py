"""Plain paragraphs are read by a shorter way: it must lead to the same document as the long one."""

from __future__ import annotations

import pytest

from app.captions.formats.ttml import paragraphs, plain_text
from app.captions.model.document import Document
from tests.support.captions.ttml_documents import tt

INSIDE = (
    "Hello",
    "  two \n  lines   of source  ",
    "",
    "  ",
    "\u00a0",
    "<br/>",
    "a<br/>b",
    " a <br/> <br/> b ",
    "<br/>a<br/>",
    "a <span> b</span> c",
    '<span tts:fontStyle="italic">a</span><br/>b',
    '<span tts:fontStyle="italic"> a <span tts:fontWeight="bold"> b </span></span> c',
    '<span tts:fontStyle="italic">a</span><span tts:fontStyle="italic">b</span>',
    '<span tts:fontSize="50%" tts:backgroundColor="red">a</span> b',
    '<span xml:lang="de">eins</span> two',
    '<span tts:display="none">hidden</span> seen',
    '<span tts:visibility="hidden">hidden</span>',
    '<span xml:space="preserve">  kept  </span>',
    '<span begin="1s" end="2s">later</span> now',
    '<span dur="1s">a</span>',
    '<span timeContainer="seq"><span dur="1s">a</span><span dur="1s">b</span></span>',
    '<span ttm:agent="anna">a</span> b',
    '<span><set begin="1s" tts:color="red"/>a</span>',
    '<set begin="1s" tts:color="red"/>a',
    "a<metadata>no words</metadata>b",
    "a<!-- a comment -->b",
    '<span tts:ruby="container"><span tts:ruby="base">b</span><span tts:ruby="text">t</span></span>',
    "<x:unknown xmlns:x='urn:x'>text</x:unknown>a",
)
AROUND = (
    '<p begin="1s" end="3s">{}</p>',
    '<p begin="1s">{}</p>',
    '<p begin="3s" end="2s">{}</p>',
    '<p begin="00:00:01.000" end="00:00:02.500" xml:id="one" ttm:role="music">{}</p>',
    '<p begin="1s" dur="2s" xml:space="preserve">{}</p>',
    '<p begin="1s" dur="2s" xml:lang="fr" tts:textAlign="right" tts:color="lime">{}</p>',
    '<p begin="1s" dur="2s" tts:display="none">{}</p>',
    '<p begin="1s" dur="2s" timeContainer="seq">{}</p>',
    '<p begin="1s" dur="2s" ttm:agent="anna">{}</p>',
    '<p begin="1s" dur="2s" tts:origin="10% 10%" tts:extent="80% 20%">{}</p>',
    '<div timeContainer="seq"><p>{0}</p><p dur="1s">{0} again</p></div>',
    '<div tts:fontStyle="italic"><set begin="1s" tts:color="red"/><p begin="1s" dur="2s">{}</p></div>',
)


def _read(around: str, inside: str) -> Document:
    return tt(around.format(inside))


@pytest.mark.parametrize("around", AROUND)
def test_both_ways_lead_to_one_document(around: str, monkeypatch: pytest.MonkeyPatch) -> None:
    short = [_read(around, inside) for inside in INSIDE]
    monkeypatch.setattr(paragraphs, "words_in", lambda *_: None)
    long = [_read(around, inside) for inside in INSIDE]
    for inside, one, other in zip(INSIDE, short, long, strict=True):
        assert one == other, inside


def test_most_paragraphs_take_the_short_way(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[bool] = []
    short = plain_text.plain_runs

    def counted(*arguments: object) -> object:
        runs = short(*arguments)  # type: ignore[arg-type]
        taken.append(runs is not None)
        return runs

    monkeypatch.setattr(paragraphs, "plain_runs", counted)
    for inside in INSIDE:
        _read(AROUND[0], inside)
    assert taken == [True] * 15 + [False] * (len(INSIDE) - 15)


def test_paragraphs_of_another_division_take_over_what_that_says() -> None:
    made = tt(
        '<div tts:fontStyle="italic"><p begin="0s" end="1s">a</p></div>'
        '<div><p begin="1s" end="2s">b</p></div>'
    )
    assert [cue.runs[0].style.italic for cue in made.cues] == [True, False]
