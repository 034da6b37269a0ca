"""decode(encode(document)) for everything EBU STL can hold."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.captions.formats.ebu_stl.rows import Grid
from app.captions.model.document import Document
from app.captions.model.losses import Losses
from tests.support.captions.ebu_stl_documents import OPEN_STYLES, TELETEXT_STYLES, decode, documents, encode
from tests.support.examples import examples


def bare(document: Document) -> Document:
    """The document without what only an EBU STL source has."""
    told = [issue for issue in document.issues if issue.code != "start_of_programme"]
    return replace(
        document, extras={}, issues=told, cues=[replace(cue, extras=None) for cue in document.cues]
    )


def check(document: Document, **options: Any) -> None:
    losses = Losses()
    data = encode(document, losses, **options)
    assert set(losses.kinds) <= {"line_length"}
    again = decode(data)
    assert bare(again) == document
    assert encode(again) == data


@examples(60)
@given(documents(TELETEXT_STYLES, Grid(23), 2))
def test_teletext_in_double_height(document: Document) -> None:
    check(document)


@examples(40)
@given(documents(TELETEXT_STYLES, Grid(23), 1))
@pytest.mark.parametrize("boxing", ["auto", "off"])
def test_teletext_in_single_height(boxing: str, document: Document) -> None:
    data = encode(document, double_height="off", boxing=boxing)
    assert bare(decode(data)) == document


@examples(60)
@given(documents(OPEN_STYLES, Grid(11), 1))
def test_open_subtitles(document: Document) -> None:
    check(document, display_standard="open")


@examples(40)
@given(
    st.text(min_size=1, max_size=400),
    st.sampled_from(["latin", "greek"]),
    st.sampled_from(["teletext", "open"]),
)
def test_any_text_is_written_and_stable_after_one_pass(text: str, table: str, standard: str) -> None:
    document = Document()
    document.cues = [replace(cue) for cue in _one(text)]
    once = decode(encode(document, code_table=table, display_standard=standard))
    data = encode(once, display_standard=standard)
    assert decode(data).cues == once.cues


def _one(text: str) -> list[Any]:
    from app.captions.model.document import TICKS_PER_SECOND, Cue, Run

    return [Cue(0, TICKS_PER_SECOND, [Run(text)])]
