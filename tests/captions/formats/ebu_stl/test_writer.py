"""What the writer puts in the blocks, and what it says it left out."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from app.captions.formats.ebu_stl import gsi, tti
from app.captions.model.document import (
    TICKS_PER_SECOND,
    Align,
    Cue,
    Document,
    Mode,
    Placement,
    Run,
    Style,
    ticks,
)
from app.captions.model.losses import Losses
from app.core.errors import CaptionError
from tests.support.captions.ebu_stl_documents import decode, encode


def cue(text: str = "a", style: Style | None = None, **more: Any) -> Cue:
    return Cue(TICKS_PER_SECOND, 2 * TICKS_PER_SECOND, [Run(text, style or Style())], **more)


def fields(data: bytes) -> dict[str, str]:
    return gsi.read(data)


def blocks(data: bytes) -> list[tti.Block]:
    return [tti.unpack(data[at : at + 128]) for at in range(1024, len(data), 128)]


def text_of(data: bytes) -> bytes:
    return blocks(data)[0].text.rstrip(b"\x8f")


class TestHeader:
    def test_a_new_file(self) -> None:
        document = Document([cue(), cue()], language="pt-BR", title="Ein Titel")
        data = encode(document, country="DEU", start_timecode="10:00:00:00")
        found = fields(data)
        expected = {"CPN": "850", "DFC": "STL25.01", "DSC": "1", "CCT": "00", "LC": "21", "OPT": "Ein Titel"}
        expected |= {"CO": "DEU", "CD": "260101", "TNB": "00002", "TNS": "00002"}
        assert {name: found[name] for name in expected} == expected
        assert (found["TCP"], found["TCF"], found["MNC"], found["MNR"]) == (
            "10000000",
            "10000100",
            "40",
            "23",
        )
        assert len(data) == 1024 + 2 * 128

    def test_start_moves_every_time(self) -> None:
        again = decode(encode(Document([cue()]), start_timecode="10:00:00:00"))
        assert again.start_timecode == 36000 * TICKS_PER_SECOND
        assert again.cues[0].start == 36001 * TICKS_PER_SECOND

    def test_a_title_too_long_or_strange_is_cut_or_questioned(self) -> None:
        assert decode(encode(Document([cue()], title="x" * 50))).title == "x" * 32
        assert decode(encode(Document([cue()], title="漢字"))).title == "??"

    @pytest.mark.parametrize(
        ("date", "day"), [("", "800101"), ("260301", "260301"), ("2026-03-01T12:30:00", "260301")]
    )
    def test_the_date_is_the_one_asked_for_and_never_the_clocks(self, date: str, day: str) -> None:
        written = fields(encode(Document(), date=date))
        assert (written["CD"], written["RD"]) == (day, day)

    def test_the_date_of_the_source_is_kept(self) -> None:
        again = decode(encode(Document([cue()]), date="990228"))
        assert fields(encode(again, date=""))["CD"] == "990228"

    def test_a_date_that_is_none_is_refused(self) -> None:
        with pytest.raises(CaptionError) as caught:
            encode(Document(), date="tomorrow")
        assert caught.value.code == "invalid_option"

    @pytest.mark.slow
    def test_too_many_blocks(self) -> None:
        long = cue("x" * 26_000)
        with pytest.raises(CaptionError) as caught:
            encode(Document([long] * 430))
        assert caught.value.code == "too_many_cues"


class TestRates:
    @pytest.mark.parametrize(
        ("rate", "drop", "format_code", "frames"),
        [
            (None, None, "STL25.01", (0, 0, 1, 0)),
            (Fraction(50), None, "STL25.01", (0, 0, 1, 0)),
            (Fraction(30), None, "STL30.01", (0, 0, 1, 0)),
            (Fraction(24000, 1001), None, "STL25.01", (0, 0, 1, 0)),
            (Fraction(30000, 1001), False, "STL30.01", (0, 0, 1, 0)),
        ],
    )
    def test_auto(
        self, rate: Fraction | None, drop: bool | None, format_code: str, frames: tuple[int, ...]
    ) -> None:
        data = encode(Document([cue()], frame_rate=rate, drop_frame=drop))
        assert fields(data)["DFC"] == format_code
        assert tuple(blocks(data)[0].begin) == frames

    def test_drop_frame_labels_when_asked_for(self) -> None:
        minute = Cue(ticks(Fraction(1800 * 1001, 30000)), ticks(100), [Run("a")])
        data = encode(Document([minute]), timecode_rate="29.97 DF")
        assert tuple(blocks(data)[0].begin) == (0, 1, 0, 2)
        assert decode(data, timecode_rate="29.97 DF").cues[0].start == minute.start

    def test_a_file_of_24_frames_keeps_its_rate(self) -> None:
        data = encode(Document([cue()])).replace(b"STL25.01", b"STL24.01", 1)
        document = decode(data)
        assert document.frame_rate == 24
        assert fields(encode(document))["DFC"] == "STL24.01"

    def test_a_caption_shorter_than_a_frame_keeps_one(self) -> None:
        block = blocks(encode(Document([Cue(ticks("1"), ticks("1.001"), [Run("a")])])))[0]
        assert (tuple(block.begin), tuple(block.end)) == ((0, 0, 1, 0), (0, 0, 1, 1))


class TestText:
    def test_teletext_has_height_colour_box_and_double_newlines(self) -> None:
        yellow = Cue(0, 25, [Run("One ", Style(color="#ffff00")), Run("two\nthree")])
        assert (
            text_of(encode(Document([yellow])))
            == b"\x0d\x03\x0b\x0bOne\x07two\x0a\x0a\x8a\x8a\x0d\x0b\x0bthree\x0a\x0a"
        )

    def test_switches_of_height_and_box(self) -> None:
        data = encode(Document([cue("a\nb")]), double_height="off", boxing="off")
        assert text_of(data) == b"a\x8ab"

    def test_open_subtitles_switch_styles(self) -> None:
        runs = [Run("a", Style(italic=True)), Run("b\nc", Style(italic=True, underline=True)), Run("d")]
        data = encode(Document([Cue(0, 25, runs)]), display_standard="open")
        assert text_of(data) == b"\x80a\x82b\x8ac\x81\x83d"

    def test_long_text_goes_on_in_extension_blocks(self) -> None:
        text = "\n".join("word " * 7 + "end" for _ in range(9))
        data = encode(Document([cue(text)]))
        assert [block.extension for block in blocks(data)] == [0, 1, 2, 255]
        assert {(block.number, block.begin) for block in blocks(data)} == {(1, bytes([0, 0, 1, 0]))}
        assert decode(data).cues[0].text == text

    def test_the_table_that_holds_the_text_is_chosen(self) -> None:
        data = encode(Document([cue("Привет")]))
        assert fields(data)["CCT"] == "01"
        assert decode(data).cues[0].text == "Привет"
        wrong = data.replace(b"01", b"03", 1)
        assert decode(wrong, code_table="cyrillic").cues[0].text == "Привет"

    def test_comments_are_comments(self) -> None:
        assert [block.comment for block in blocks(encode(Document([cue(), cue(comment=True)])))] == [
            False,
            True,
        ]


class TestPlace:
    @pytest.mark.parametrize(
        ("place", "text", "row", "code"),
        [
            (None, "a", 22, 2),
            (None, "a\nb", 20, 2),
            (Placement(anchor="top", align=Align.LEFT), "a", 1, 1),
            (Placement(anchor="middle"), "a", 11, 2),
            (Placement(line=90.0, line_align=Align.END, align=Align.END), "a", 22, 3),
            (Placement(line=0.0, line_align=Align.START, align=Align.START), "a", 1, 1),
            (Placement(line=50.0, line_align=Align.CENTER), "a", 12, 2),
            (Placement(line=200.0), "a", 22, 2),
        ],
    )
    def test_rows_and_justification(self, place: Placement | None, text: str, row: int, code: int) -> None:
        block = blocks(encode(Document([cue(text, placement=place)])))[0]
        assert (block.row, block.justification) == (row, code)


@pytest.mark.parametrize(
    ("made", "standard", "kind"),
    [
        (cue(style=Style(bold=True)), "teletext", "bold"),
        (cue(style=Style(italic=True)), "teletext", "italic"),
        (cue(style=Style(underline=True)), "teletext", "underline"),
        (cue(style=Style(strike=True)), "teletext", "strike"),
        (cue(style=Style(ruby="x")), "teletext", "ruby"),
        (cue(style=Style(font="x")), "teletext", "font"),
        (cue(style=Style(size=50)), "teletext", "size"),
        (cue(style=Style(language="fr")), "teletext", "language"),
        (cue(style=Style(classes=("x",))), "teletext", "classes"),
        (cue(style=Style(color="#fe0000")), "teletext", "color"),
        (cue(style=Style(color="#ff0000")), "open", "color"),
        (cue(style=Style(background="#ff0000")), "open", "background"),
        (cue(style=Style(flash=True)), "open", "flash"),
        (cue("漢"), "teletext", "character"),
        (cue("a\tb"), "teletext", "character"),
        (cue("a\n\nb"), "teletext", "blank_line"),
        (cue("a" * 41), "teletext", "line_length"),
        (cue(" "), "teletext", "empty"),
        (cue(speaker="Ann"), "teletext", "speaker"),
        (cue(id="intro"), "teletext", "identifier"),
        (cue(mode=Mode.PAINT_ON), "teletext", "mode"),
        (cue(karaoke=((0, 5),)), "teletext", "inner_times"),
        (cue(style=Style(voice="Ann")), "teletext", "voice"),
        (cue(placement=Placement(column=50.0, align=Align.LEFT)), "teletext", "placement"),
        (cue(placement=Placement(vertical="rl")), "teletext", "placement"),
        (Cue(ticks("0.01"), TICKS_PER_SECOND, [Run("a")]), "teletext", "frames"),
        (Cue(-TICKS_PER_SECOND, TICKS_PER_SECOND, [Run("a")]), "teletext", "timing"),
        (Cue(0, 86400 * TICKS_PER_SECOND, [Run("a")]), "teletext", "timing"),
        (Cue(0, TICKS_PER_SECOND, [Run("a", Style(color="#ff0000")), Run("b")]), "teletext", "spacing"),
    ],
)
def test_every_loss_is_recorded(made: Cue, standard: str, kind: str) -> None:
    losses = Losses()
    encode(Document([made]), losses, display_standard=standard)
    assert {name: loss.count for name, loss in losses.kinds.items()} == {kind: 1}


def test_text_longer_than_any_subtitle_is_cut_and_recorded() -> None:
    losses = Losses()
    data = encode(Document([cue("x" * 30_000)]), losses)
    assert len(blocks(data)) == 241
    assert set(losses.kinds) == {"line_length", "length"}


@pytest.mark.parametrize(
    "junk", [None, [], "x", {"text": "zz"}, {"row": "a", "text": ""}, {"number": -1, "text": "41"}]
)
def test_extras_that_make_no_sense_are_passed_over(junk: object) -> None:
    document = Document([cue(extras={"ebu-stl": junk})], extras={"ebu-stl": junk})
    assert decode(encode(document)).cues[0].text == "a"
    document.extras = {"ebu-stl": {"user_data": junk, "UDA": "zz"}}
    assert decode(encode(document)).cues[0].text == "a"


def test_user_data_and_groups_come_back_where_they_were() -> None:
    data = bytearray(encode(Document([cue("one"), cue("two")])))
    data[1024] = data[1152] = 7
    private = bytes([7, 1, 0, 0xFE]) + bytes(range(124))
    whole = bytes(data[:1152]) + private + bytes(data[1152:])
    again = encode(decode(whole))
    assert again[1024:] == whole[1024:]
    assert (fields(again)["TNB"], fields(again)["TNS"]) == ("00003", "00002")


def test_user_data_of_the_header_comes_back() -> None:
    data = bytearray(encode(Document([cue()])))
    data[448:452] = b"\x01\x02\xff\x00"
    assert encode(decode(bytes(data)))[448:452] == b"\x01\x02\xff "


def test_a_broken_cumulative_set_is_no_set() -> None:
    data = bytearray(encode(Document([cue("one"), cue("two"), cue("three")])))
    for index, status in enumerate((1, 2, 3)):
        data[1024 + 128 * index + 4] = status
    document = decode(bytes(data))
    assert [block.cumulative for block in blocks(encode(document))] == [1, 2, 3]
    del document.cues[2]
    assert [block.cumulative for block in blocks(encode(document))] == [0, 0]
