"""Mutilated EBU STL: nothing but CaptionError comes out, and what is read can be written."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.captions.model.document import TICKS_PER_SECOND, Cue, Document, Run, Style
from app.core.errors import CaptionError
from tests.support.captions.ebu_stl_documents import decode, encode
from tests.support.examples import examples


def seed() -> bytes:
    """A file with a comment, colours, a long text in extension blocks and user data."""
    long = " ".join(f"word{n}" for n in range(60))
    cues = [
        Cue(
            n * TICKS_PER_SECOND,
            (n + 1) * TICKS_PER_SECOND,
            [Run(text, Style(color="#ff0000"))],
            comment=n == 1,
        )
        for n, text in enumerate(["One\ntwo é", "Comment", long, "last"])
    ]
    return encode(Document(cues, title="Seed", language="de"))


SEED = seed()
_EDITS = st.lists(st.tuples(st.integers(0, len(SEED) - 1), st.integers(0, 255)), min_size=1, max_size=12)


@examples(250)
@given(_EDITS, st.integers(0, 300), st.booleans())
def test_edited_files(edits: list[tuple[int, int]], cut: int, from_start: bool) -> None:
    data = bytearray(SEED)
    for at, value in edits:
        data[at] = value
    _read_and_write(bytes(data[: len(data) - cut]), from_start)


@examples(60)
@given(st.binary(max_size=512), st.binary(max_size=1024))
def test_any_bytes(header: bytes, body: bytes) -> None:
    _read_and_write(header, False)
    _read_and_write(SEED[:1024] + body[: len(body) // 128 * 128], False)
    _read_and_write(header[:3].ljust(3) + b"STL" + SEED[6:1024] + body, True)


def _read_and_write(data: bytes, from_start: bool) -> None:
    try:
        document = decode(data, start_of_programme=from_start)
    except CaptionError as error:
        problem = error
    else:
        written = encode(document)
        assert encode(decode(written)) == written
        return
    assert problem.code in ("not_ebu_stl", "truncated")
    assert problem.hint
    assert problem.extra["rejected"]
