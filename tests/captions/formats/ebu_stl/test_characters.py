"""The character tables against ttconv's decoder, and back."""

from __future__ import annotations

import unicodedata

import pytest
from ttconv.stl import iso6937

from app.captions.formats.ebu_stl.characters import TABLES, best_table, decode, encode, encode_character

_SPACING = [*range(0x20, 0x7F), *range(0xA0, 0xC1), *range(0xD0, 0x100)]
_LETTERS = [0x20, *range(0x41, 0x5B), *range(0x61, 0x7B)]
DOLLAR = b"\xa4"
"""Here ttconv reads the currency sign of a later edition; the one that the standard names has the dollar."""


def theirs(data: bytes) -> str | None:
    try:
        return unicodedata.normalize("NFC", iso6937.decode(data, errors="strict")[0])
    except UnicodeDecodeError:
        return None


@pytest.mark.parametrize("code", _SPACING)
def test_single_codes_agree_with_an_independent_table(code: int) -> None:
    data = bytes([code])
    expected = theirs(data)
    if expected is not None and data != DOLLAR:
        assert decode(data, "00") == expected


@pytest.mark.parametrize("accent", range(0xC1, 0xD0))
def test_accented_letters_agree_with_an_independent_table(accent: int) -> None:
    for letter in _LETTERS:
        expected = theirs(bytes([accent, letter]))
        if expected is not None:
            assert decode(bytes([accent, letter]), "00") == expected


def test_accents_that_lead_nowhere() -> None:
    assert decode(b"a\xc2", "00") == "a"
    assert decode(b"\xc2\xc3\x61", "00")[-1] == "a"
    assert decode(b"\xe5\xd9", "00") == "\ufffd\ufffd"


@pytest.mark.parametrize(
    "text",
    [
        "Größe, naïve façade, Dvořák, œuvre, Łódź, Þórr, ŉ, ģ, ß, ĳ",
        "♪ ‘quoted’ “words” «так» — ½ × ÷ ° µ ¿¡ £ $ ¥ # ¤".replace("так", "so"),
        "ÀÈÌÒÙ ÁÉÍÓÚÝ ÂÊÎÔÛŴŶ ÃÑÕ ĀĒĪŌŪ ĂĞŬ ĊĖĠİŻ ÄËÏÖÜŸ ÅŮ ÇĢĶĻŅŖŞŢ ŐŰ ĄĘĮŲ ČĎĚĽŇŘŠŤŽ",
        "´ ¯ ˘ ˙ ¨ ˚ ¸ ˝ ˛ ˇ",
    ],
)
def test_latin_goes_there_and_back(text: str) -> None:
    codes, missing = encode(text, "00")
    assert missing == ""
    assert decode(codes, "00") == text


def test_decomposed_text_is_composed_or_keeps_its_accent() -> None:
    assert encode("e\u0301", "00") == (b"\xc2e", "")
    codes, missing = encode("b\u0302", "00")
    assert (decode(codes, "00"), missing) == ("b\u0302", "")


@pytest.mark.parametrize(
    ("table", "text"),
    [
        ("01", "Привет, Їжак, Ђорђе №1"),
        ("02", "مرحبا، كيف؟"),
        ("03", "Γειά σου, Ελλάδα"),
        ("04", "שלום עולם"),
    ],
)
def test_other_alphabets(table: str, text: str) -> None:
    codes, missing = encode(text, table)
    assert missing == ""
    assert decode(codes, table) == text
    assert best_table(text) == table


def test_what_a_table_lacks_gets_a_likeness_and_is_named() -> None:
    assert encode("a…b–c €5 漢 ạ", "00") == (b"a...b\xd0c EUR5 ? a", "…–€漢ạ")
    assert encode("é", "01") == (b"e", "é")
    assert encode("\u200bx", "00") == (b"x", "\u200b")


def test_no_character_is_written_as_a_control_code() -> None:
    for table in TABLES:
        for number in range(0x3000):
            codes = encode_character(chr(number), table) or b" "
            assert all(0x20 <= code < 0x7F or code >= 0xA0 for code in codes)


def test_latin_wins_a_draw() -> None:
    assert best_table("plain ASCII") == "00"
    assert best_table("") == "00"
