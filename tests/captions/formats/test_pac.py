"""PAC files put together byte by byte: decimal times, accents before letters, a table for each script."""

import pytest

from app.captions.conversion.inspect import inspect
from app.captions.formats.pac import FORMAT, read_pac
from app.captions.model.document import TICKS_PER_MS, Placement, Run, Style
from app.captions.timecode.smpte import parse_rate
from app.core.errors import CaptionError

RATE = parse_rate("25")


def label(hours, minutes, seconds, frames):
    return (hours * 100 + minutes).to_bytes(2, "little") + (seconds * 100 + frames).to_bytes(2, "little")


def record(start, end, *lines, row=10, align=2, header=b"", mark=0x60):
    body = bytes([row]) + header + b"".join(bytes([0xFE, align, 3]) + line for line in lines)
    return bytes([mark]) + label(*start) + label(*end) + len(body).to_bytes(2, "little") + body + b"\0\1\0"


def pac(*records):
    return b"\1" + bytes(22) + b"".join(records) + b"\xff" + bytes(11) + b"\x11\0dummy end of file"


ONE, THREE, FOUR, FIVE = (0, 0, 1, 0), (0, 0, 3, 5), (0, 0, 4, 0), (0, 1, 5, 24)
SAMPLE = pac(
    record(ONE, THREE, b"Caf\xe2e \x7c\x7d", b"two<it>on."), record(FOUR, FIVE, b"<Bye", row=1, align=1)
)


def texts(data, table="auto"):
    return [cue.text for cue in read_pac(data, RATE, table).cues]


def test_times_lines_italics_and_places():
    found = inspect(SAMPLE)
    document = found.document
    assert found.caption_format is FORMAT
    assert [(c.start // TICKS_PER_MS, c.end // TICKS_PER_MS, c.text) for c in document.cues] == [
        (1000, 3200, "Café æø\ntwo it on."),
        (4000, 65960, "Bye"),
    ]
    assert document.cues[0].runs == [Run("Café æø\ntwo "), Run("it", Style(italic=True)), Run(" on.")]
    assert document.cues[1].runs == [Run("Bye", Style(italic=True))]
    assert (document.cues[0].placement, document.cues[1].placement) == (
        None,
        Placement(anchor="top", align="left"),
    )


def test_the_rate_that_was_assumed_is_told():
    (issue,) = inspect(SAMPLE).document.issues
    assert (issue.code, "at 25." in issue.message) == ("frame_rate_assumed", True)
    assert inspect(SAMPLE, frame_rate="30").document.cues[1].end // TICKS_PER_MS == 65_800


SCRIPTS = {
    "cyrillic": (b"Ghbdtn> rfr ltkf? Z yt pyf.", "Привет"),
    "greek": (b"De nai", "Δε"),
    "hebrew": (bytes([0xAC, 0xA0, 0x20, 0xA0, 0xBA, 0x20, 0xA6, 0xA4]), "לא את זה"),
    "arabic": (bytes([0x94, 0x9F, 0x20, 0x98, 0x99, 0x20, 0x97, 0x81]), "في من لا"),
    "thai": ("สวัสดีครับ".encode("cp874"), "สวัสดีครับ"),
}


@pytest.mark.parametrize(("table", "line", "text"), [(name, *both) for name, both in SCRIPTS.items()])
def test_a_table_that_is_named(table, line, text):
    assert texts(pac(record(ONE, THREE, line)), table)[0].startswith(text)


@pytest.mark.parametrize(
    ("table", "line", "text"),
    [
        ("cyrillic", b"z yt pyf.^ xnj 'nj", "я не знаю, что это"),
        ("cyrillic", b"ult ns ,sk^ ljhjuj\xe0b", "где ты был, дорогой"),
        ("greek", b"to e\xe2imai g pou jai", "το είναι η που και"),
        ("hebrew", *SCRIPTS["hebrew"]),
        ("arabic", *SCRIPTS["arabic"]),
        ("thai", *SCRIPTS["thai"]),
    ],
)
def test_the_table_that_makes_words_is_taken_and_told(table, line, text):
    document = read_pac(pac(record(ONE, THREE, line)), RATE)
    assert document.cues[0].text == text
    (issue,) = document.issues
    assert (issue.code, table.capitalize() in issue.message) == ("code_table_assumed", True)


def test_two_bytes_a_character_and_unicode():
    wide = b"\x1fW16\0" + "你".encode("big5") + b"\0!" + "好".encode("big5")
    assert texts(pac(record(ONE, THREE, wide)), "chinese-traditional") == ["你!好"]
    fpc = b"\x1f\xef\xbb\xbf" + "Žlutý Ω\xff".encode().replace("\xff".encode(), b"\xff") + b"."
    assert texts(pac(record(ONE, THREE, fpc, header=b"\x80\x80\x80"))) == ["Žlutý Ω."]


def test_colours_blanks_and_what_is_no_record():
    data = pac(
        b"\x60" * 40, record(ONE, THREE, b"\x01Red\xffone", mark=0x61), b"noise", record(FOUR, FIVE, b"x")
    )
    assert texts(data) == ["Red one", "x"]
    assert read_pac(data, RATE).cues[0].runs == [Run("Red one", Style(color="#ff0000"))]
    assert texts(pac(record((655, 35, 0, 0), THREE, b"no"), record(ONE, THREE, b"yes"))) == ["yes"]


def test_a_file_that_is_cut_short_gives_what_is_there():
    assert texts(SAMPLE[:-35])[0] == "Café æø\ntwo it on."


def test_a_file_without_records_is_refused():
    with pytest.raises(CaptionError, match="no records"):
        read_pac(b"\1" + bytes(60), RATE)


def test_commands_and_comments_are_no_text():
    data = pac(record(ONE, THREE, b"\x1fC8Hello", b"\x1fR03.there\x1fCby Ann"), record(FOUR, FIVE, b"x"))
    assert texts(data) == ["Hello\nthere", "x"]


def test_a_box_is_reported_and_its_colour_is_not_that_of_the_text():
    document = read_pac(pac(record(ONE, THREE, b"\x04\x1dIn a box")), RATE)
    assert document.cues[0].runs == [Run("In a box")]
    assert [issue.code for issue in document.issues] == ["not_kept"]


def test_the_first_record_may_tell_of_the_programme():
    zero = (0, 0, 0, 0)
    data = pac(
        record(zero, (0, 0, 8, 0), b"STORY: The Film", b"LANG: RUS", b"CONFIG: 4"),
        record(ONE, THREE, b"LF"),
    )
    document = read_pac(data, RATE)
    assert (document.title, document.language) == ("The Film", "ru")
    assert [cue.text for cue in document.cues] == ["ДА"]  # too short for a guess: by the language
    (issue,) = document.issues
    assert issue.code == "not_kept"
    assert "CONFIG" in issue.message


def test_lines_of_a_second_table_stand_beside_latin_ones():
    first = bytes([0xFE, 0x0A, 3]) + b"z yt pyf." + bytes([0xFE, 0x02, 3]) + b"I do not know"
    body = b"\x0a" + first
    data = b"\x60" + label(*ONE) + label(*THREE) + len(body).to_bytes(2, "little") + body + b"\0\1\0"
    document = read_pac(pac(data), RATE)
    assert document.cues[0].text == "я не знаю\nI do not know"
    assert document.cues[0].placement is None


def test_the_number_of_the_first_record_ends_the_head():
    data = bytearray(SAMPLE)
    data[21] = 1
    assert inspect(bytes(data)).caption_format is FORMAT


def test_the_encoding_of_double_bytes_is_guessed_and_told():
    for text, encoding in (
        ("我们没有时间了", "gb18030"),
        ("我們沒有時間了", "big5"),
        ("さあ行きましょう", "cp932"),
    ):
        document = read_pac(pac(record(ONE, THREE, b"A \x1fW16." + text.encode(encoding))), RATE)
        assert document.cues[0].text == f"A {text}"
        assert [issue.code for issue in document.issues] == ["code_table_assumed"]


def test_numbers_and_latin_words_in_hebrew_are_read_from_the_left():
    hebrew = bytes([0xAC, 0xA0])
    assert texts(pac(record(ONE, THREE, hebrew + b" 0202 )PBN( " + hebrew)), "hebrew") == ["לא 2020 (NBP) לא"]


def test_signs_of_greek_and_letters_with_two_accents():
    assert texts(pac(record(ONE, THREE, b"\x84De\x85_\xab")), "greek") == ["«Δε»-½"]
    assert texts(pac(record(ONE, THREE, b"\xe4\xe2a"))) == ["ấ"]
