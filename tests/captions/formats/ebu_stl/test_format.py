"""The EBU STL format as a user meets it: detection, options, damaged files."""

from __future__ import annotations

import pytest

from app.captions.formats.base import Head
from app.captions.formats.ebu_stl.format import FORMAT
from app.captions.model.document import Cue, Document, Run
from app.core.errors import CaptionError
from tests.support.captions.ebu_stl_documents import decode, encode

DATA = encode(Document([Cue(0, 90_000_000, [Run("Hello")]), Cue(90_000_000, 180_000_000, [Run("there")])]))


def sniff(data: bytes) -> float:
    assert FORMAT.sniff is not None
    return FORMAT.sniff(Head(data, "", "a.stl"))


def test_the_profile() -> None:
    assert (FORMAT.name, FORMAT.id, FORMAT.binary, FORMAT.frame_based) == (
        "EBU STL",
        "ebu-stl",
        True,
        True,
    )
    for option in (*FORMAT.decode_options, *FORMAT.encode_options):
        assert option.help
        assert not option.choices or option.default in option.choices


def test_sniffing() -> None:
    assert sniff(DATA) > 0.9
    assert sniff(b"   STL30.01 ") > 0.9
    for other in (
        b"",
        b"$FontName = Arial\r\n00:00:01:00 , 00:00:02:00 , Hi",
        b"850STL",
        b"1\n00:00:01,000 --> ",
    ):
        assert sniff(other) == 0


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "truncated"),
        (DATA[:500], "truncated"),
        (DATA[:1023], "truncated"),
        (DATA[:1100], "truncated"),
        (DATA[:-1], "truncated"),
        (b"x" * 2000, "not_ebu_stl"),
        (b"\x00" * 1024, "not_ebu_stl"),
    ],
)
def test_damaged_files(data: bytes, code: str) -> None:
    with pytest.raises(CaptionError) as caught:
        decode(data)
    assert caught.value.code == code
    assert caught.value.hint
    assert caught.value.extra["rejected"]


@pytest.mark.parametrize("padding", [b"\x1a", b"\r\n", b"\x00" * 60, b"\x8f" * 100])
def test_padding_at_the_end_is_no_damage(padding: bytes) -> None:
    assert [cue.text for cue in decode(DATA + padding).cues] == ["Hello", "there"]


def test_no_blocks_is_an_empty_document() -> None:
    assert decode(DATA[:1024]).cues == []


def test_a_wrong_count_in_the_header_does_not_matter() -> None:
    assert len(decode(DATA[:238] + b"99999" + DATA[243:]).cues) == 2


def test_a_lenient_reader_takes_what_is_there_and_says_so() -> None:
    document = decode(DATA[:-1], lenient=True)
    assert [cue.text for cue in document.cues] == ["Hello"]
    assert [issue.code for issue in document.issues] == ["truncated"]
