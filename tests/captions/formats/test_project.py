"""Cuedeck Project: everything comes back, and hostile files are refused in our own words."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.captions.formats import project
from app.captions.formats.base import Head
from app.captions.model.document import (
    Align,
    Cue,
    Document,
    Issue,
    Mode,
    Placement,
    Region,
    Run,
    Style,
    ticks,
)
from app.captions.model.losses import Losses
from app.captions.model.word_timings import Word, with_words, words_of
from app.core.errors import CaptionError
from tests.support.examples import examples

TEXT = st.text(st.characters(codec="utf-8"), max_size=12)
NAME = st.text("ab$ -", max_size=4)
PERCENT = st.none() | st.floats(0, 100)
STYLES = st.builds(
    Style,
    italic=st.booleans(),
    bold=st.booleans(),
    color=st.none() | st.just("#ff0000"),
    ruby=st.none() | TEXT,
    size=st.none() | st.integers(1, 300),
    classes=st.lists(NAME, max_size=2).map(tuple),
    voice=st.none() | TEXT,
)
PLACEMENTS = st.builds(
    Placement,
    line=PERCENT,
    column=PERCENT,
    align=st.none() | st.sampled_from(Align),
    line_number=st.none() | st.integers(-20, 20),
    row=st.none() | st.integers(1, 15),
    region=st.none() | NAME,
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | TEXT
    | st.binary(max_size=5)
    | st.fractions()
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(NAME, inner, max_size=3)
        | st.dictionaries(st.integers() | st.tuples(NAME, NAME), inner, max_size=2)
        | st.frozensets(st.integers(), max_size=3)
    ),
    max_leaves=6,
)
EXTRAS = st.dictionaries(NAME, ANYTHING | STYLES | PLACEMENTS, max_size=2)
CUES = st.builds(
    Cue,
    start=st.integers(),
    end=st.integers(),
    runs=st.lists(st.builds(Run, TEXT, STYLES), max_size=3),
    id=st.none() | TEXT,
    speaker=st.none() | TEXT,
    placement=st.none() | PLACEMENTS,
    mode=st.none() | st.sampled_from(Mode),
    comment=st.booleans(),
    extras=st.none() | st.dictionaries(NAME, ANYTHING | STYLES | PLACEMENTS, min_size=1, max_size=2),
    karaoke=st.none() | st.lists(st.tuples(st.integers(), st.integers()), max_size=3).map(tuple),
)
DOCUMENTS = st.builds(
    Document,
    cues=st.lists(CUES, max_size=4),
    frame_rate=st.none() | st.fractions(min_value=1),
    drop_frame=st.none() | st.booleans(),
    start_timecode=st.integers(),
    language=st.none() | TEXT,
    title=st.none() | TEXT,
    regions=st.dictionaries(NAME, st.builds(Region, id=TEXT, left=PERCENT, extras=EXTRAS), max_size=2),
    styles=st.dictionaries(NAME, ANYTHING, max_size=2),
    comments=st.lists(TEXT, max_size=2),
    extras=EXTRAS,
    issues=st.lists(st.builds(Issue, TEXT, TEXT, st.none() | st.integers()), max_size=2),
)


@pytest.mark.slow
@examples(300)
@given(DOCUMENTS)
def test_everything_comes_back(document: Document) -> None:
    losses = Losses()
    written = project.write(document, {}, losses)
    assert project.read(written, {}) == document
    assert losses.as_list() == []
    assert json.loads(written)["format"] == "cuedeck-project"


def test_it_reads_well() -> None:
    document = Document([Cue(ticks(1), ticks(2), [Run("Hi")])], frame_rate=Fraction(25))
    assert project.write(document, {}, Losses()).splitlines() == [
        "{",
        '"format": "cuedeck-project",',
        '"version": 1,',
        '"ticks_per_second": 90000000,',
        '"frame_rate": "25",',
        '"cues": [',
        '{"start":90000000,"end":180000000,"text":"Hi"}',
        "]}",
    ]


def test_strange_extras_are_recorded_and_left_out() -> None:
    losses = Losses()
    document = Document(
        [Cue(0, 1, [Run("x")], extras={"odd": object(), "good": 1})], extras={"odd": object()}
    )
    back = project.read(project.write(document, {}, losses), {})
    assert back.cues[0].extras == {"good": 1}
    assert losses.kinds["extras"].count == 2


GOOD: dict[str, Any] = {
    "format": "cuedeck-project",
    "version": 1,
    "cues": [{"start": 0, "end": 1, "text": "x"}],
}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"format": "other"}, "has no “format”"),
        ({"version": 2}, "version 2"),
        ({"ticks_per_second": 1000}, "version"),
        ({"cues": 3}, "project.cues"),
        ({"cues": [3]}, "cues[0]"),
        ({"cues": [{"start": 0}]}, "cues[0].end is missing"),
        ({"cues": [{"start": 0, "end": 1, "text": 3}]}, "cues[0].text has to be str"),
        ({"cues": [{"start": 0.5, "end": 1}]}, "cues[0].start has to be int"),
        ({"cues": [{"start": True, "end": 1}]}, "cues[0].start has to be int"),
        ({"cues": [{"start": 0, "end": 1, "mood": 1}]}, "no field “mood”"),
        ({"cues": [{"start": 0, "end": 1, "mode": "x"}]}, "cues[0].mode cannot be"),
        ({"cues": [{"start": 0, "end": 1, "marks": [[1]]}]}, "cues[0].marks has to have 2"),
        (
            {"cues": [{"start": 0, "end": 1, "runs": [{"text": "x", "style": {"size": "1"}}]}]},
            "runs[0].style.size",
        ),
        ({"frame_rate": "1/0"}, "frame_rate is no fraction"),
        ({"frame_rate": "0"}, "frame_rate"),
        ({"frame_rate": "9" * 100}, "frame_rate"),
        ({"extras": {"a": {"$bytes": "?"}}}, "$bytes cannot be read"),
        ({"extras": {"a": {"$type": "os"}}}, "$type cannot be read"),
        ({"extras": {"a": {"$no": 1}}}, "$no cannot be read"),
        ({"extras": {"a": {"$dict": [[[], 1]]}}}, "$dict cannot be read"),
        ({"extras": 3}, "extras"),
    ],
)
def test_wrong_projects_name_the_place(change: dict[str, Any], words: str) -> None:
    with pytest.raises(CaptionError) as caught:
        project.read(json.dumps(GOOD | change), {})
    assert caught.value.code == "invalid_project"
    assert words in caught.value.message


@pytest.mark.parametrize("number", ["1e999", "-1e999", "NaN", "9" * 400, "1e300"])
@pytest.mark.parametrize("place", ['"start": {}', '"placement": {{"column": {}, "line": 1.0}}'])
def test_numbers_that_nothing_can_be_are_refused(place: str, number: str) -> None:
    cue = f'{{"start": 0, "end": 9, {place.format(number)}, "text": "Hi"}}'
    with pytest.raises(CaptionError) as caught:
        project.read(json.dumps(GOOD | {"cues": []}).replace('"cues": []', f'"cues": [{cue}]'), {})
    assert caught.value.code in ("invalid_project", "malformed_json")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[" * 100_000,
        '{"a":' * 50_000,
        '{"format":"cuedeck-project","version":1,"start_timecode":' + "9" * 10_000 + "}",
        '{"format":"cuedeck-project","version":1,"extras":{"a":' + "[" * 600 + "]" * 600 + "}}",
    ],
)
def test_hostile_texts_are_refused(text: str) -> None:
    with pytest.raises(CaptionError) as caught:
        project.read(text, {})
    assert caught.value.code in ("malformed_json", "invalid_project")


def test_detection() -> None:
    assert project.sniff(Head(b"", '{\n "format": "cuedeck-project", ')) == 1.0
    assert project.sniff(Head(b"", '{"segments": []}')) == 0.0


def test_what_a_recogniser_said_of_the_words_is_kept() -> None:
    said = [Word(0, 10, "Hi", 0.5), Word(10, 20, "there")]
    losses = Losses()
    source = Document([Cue(0, 90, [Run("Hi there")], extras=with_words(None, said))])
    assert words_of(project.read(project.write(source, {}, losses), {}).cues[0]) == said
    assert losses.as_list() == []
