"""Text fields into runs."""

from __future__ import annotations

import pytest

from app.captions.formats.ebu_stl.text_field import Alphabet, decode, rows_of
from app.captions.model.document import Run, Style

TELETEXT = Alphabet()
OPEN = Alphabet(teletext=False)
RED, LIME = Style(color="#ff0000"), Style(color="#00ff00")


@pytest.mark.parametrize(
    ("field", "runs"),
    [
        (b"\x0d\x0b\x0bPlain\x0a\x0a\x8f\x8f", [Run("Plain")]),
        (b"\x0b\x0bWhite\x01Red\x0a", [Run("White "), Run("Red", RED)]),
        (b"\x0b\x0b\x01Red \x02 Lime", [Run("Red ", RED), Run("Lime", LIME)]),
        (b"\x07\x0b\x0bWhite", [Run("White")]),
        (
            b"\x03\x1d\x04Blue on yellow",
            [Run("Blue on yellow", Style(color="#0000ff", background="#ffff00"))],
        ),
        (b"\x01\x1d\x07a\x1cb", [Run("a ", Style(background="#ff0000")), Run("b")]),
        (b"\x08Flash\x09 steady", [Run("Flash ", Style(flash=True)), Run("steady")]),
        (b"\x01One\x8aTwo", [Run("One", RED), Run("\nTwo")]),
        (b"\x0dOne\x0a\x8a\x8a\x0dTwo", [Run("One\nTwo")]),
        (b"  padded   inside  ", [Run("padded   inside")]),
        (b"\x8a\x8aLower row\x8a", [Run("Lower row")]),
        (b"Mosaic\x11\x19gone\x18", [Run("Mosaic gone")]),
        (b"After\x8funused \x01is nothing", [Run("After")]),
        (b"\xc2e\xc8 \xe1", [Run("é¨Æ")]),
        (b"", []),
        (b"\x0d\x0b\x0b  \x0a\x0a", []),
    ],
)
def test_teletext(field: bytes, runs: list[Run]) -> None:
    assert decode(field, TELETEXT) == runs


@pytest.mark.parametrize(
    ("field", "runs"),
    [
        (b"\x80Italic\x81 not", [Run("Italic", Style(italic=True)), Run(" not")]),
        (b"a\x82b\x83c", [Run("a"), Run("b", Style(underline=True)), Run("c")]),
        (b"\x84Box\x85", [Run("Box", Style(background="#000000"))]),
        (b"\x80One\x8aTwo\x81\x8aThree", [Run("One\nTwo", Style(italic=True)), Run("\nThree")]),
    ],
)
def test_open_subtitles(field: bytes, runs: list[Run]) -> None:
    assert decode(field, OPEN) == runs


def test_teletext_starts_every_row_anew_and_open_subtitles_do_not() -> None:
    assert decode(b"\x80a\x8ab", TELETEXT) == [Run("a", Style(italic=True)), Run("\nb")]
    assert decode(b"\x80a\x8ab", OPEN) == [Run("a\nb", Style(italic=True))]


def test_other_tables() -> None:
    assert decode("Привет".encode("iso8859_5"), Alphabet("01")) == [Run("Привет")]
    assert decode(b"a \xc8 b", Alphabet("03")) == [Run("a Θ b")]


@pytest.mark.parametrize(
    ("field", "rows"),
    [
        (b"One", 1),
        (b"\x0dOne", 2),
        (b"One\x8aTwo", 2),
        (b"\x0dOne\x8a\x8a\x0dTwo", 4),
        (b"\x0dOne\x8atwo\x8athree", 3),
        (b"One\x8a \x0a\x8a\x8f", 1),
        (b"", 1),
    ],
)
def test_rows(field: bytes, rows: int) -> None:
    assert rows_of(field) == rows
