"""SubRip as it is met in the wild, and written so that players and our own reader agree."""

from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.captions import load
from app.captions.conversion.inspect import inspect
from app.captions.formats import srt
from app.captions.model.document import (
    TICKS_PER_MS,
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


def read(text, **options):
    return srt.read(text, options)


def texts(text):
    return [cue.text for cue in read(text).cues]


def ms(cue):
    return cue.start // TICKS_PER_MS, cue.end // TICKS_PER_MS


def write(*cues, **options):
    losses = Losses()
    return srt.write(Document(list(cues)), options, losses), losses


PLAIN = "1\n00:00:01,000 --> 00:00:02,500\nHello\nthere\n\n2\n00:00:03,000 --> 00:00:04,000\nBye\n"


def test_reads_and_writes_the_usual_file_unchanged():
    document = read(PLAIN)
    assert [(ms(cue), cue.text) for cue in document.cues] == [
        ((1000, 2500), "Hello\nthere"),
        ((3000, 4000), "Bye"),
    ]
    assert srt.write(document, {}, Losses()) == PLAIN


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("carriage returns", PLAIN.replace("\n", "\r")),
        ("both line ends", PLAIN.replace("\n", "\r\n")),
        ("a byte order mark", "\ufeff" + PLAIN),
        ("points for commas", PLAIN.replace(",", ".")),
        ("no numbers", PLAIN.replace("1\n0", "0").replace("2\n0", "0")),
        ("no blank lines", PLAIN.replace("\n\n", "\n")),
        ("a blank line after every line", PLAIN.replace("\n", "\n\n").replace("Hello\n\n", "Hello\n")),
        ("one digit of hours", PLAIN.replace("00:00:0", "0:00:0")),
        ("no hours", PLAIN.replace("00:00:0", "00:0")),
        ("a short arrow", PLAIN.replace("-->", "->")),
        ("spaces around", PLAIN.replace("00:00:01,000", "  00:00:01,000")),
        ("wrong numbers", PLAIN.replace("2\n00:00:03", "977\n00:00:03")),
        ("no last line end", PLAIN.rstrip("\n")),
        ("blank lines before", "\n\n\n" + PLAIN),
    ],
)
def test_mended_to_the_same_cues(what, text):
    assert read(text).cues == read(PLAIN).cues, what


@pytest.mark.parametrize(
    ("fraction", "expected"),
    [(",5", 500), (",04", 40), (",040", 40), (",1234567", 123), ("", 0), (":250", 250)],
)
def test_fractions_are_decimal(fraction, expected):
    assert ms(read(f"00:00:00{fraction} --> 00:00:09,000\nx").cues[0])[0] == expected


def test_digits_as_text_stay_text():
    assert texts("1\n00:00:01,000 --> 00:00:02,000\n42\n\n2\n00:00:03,000 --> 00:00:04,000\n43") == [
        "42",
        "43",
    ]


def test_tags_become_styles():
    runs = (
        read('00:00:01,000 --> 00:00:02,000\n<i>a</i> <b><u>b</u></b> <font color="#FF0000">c</font>')
        .cues[0]
        .runs
    )
    assert runs == [
        Run("a", Style(italic=True)),
        Run(" "),
        Run("b", Style(bold=True, underline=True)),
        Run(" "),
        Run("c", Style(color="#ff0000")),
    ]


@pytest.mark.parametrize(
    ("code", "placement"),
    [
        ("{\\an8}", Placement(anchor="top")),
        ("{\\an2}", None),
        ("{\\an4}", Placement(anchor="middle", align=Align.LEFT)),
        ("{\\a6}", Placement(anchor="top")),
    ],
)
def test_places(code, placement):
    cue = read(f"00:00:01,000 --> 00:00:02,000\n{code}Up").cues[0]
    assert (cue.text, cue.placement) == ("Up", placement)


def test_coordinates_are_carried_through():
    text = "1\n00:00:01,000 --> 00:00:02,000 X1:40 X2:600 Y1:20 Y2:50\nx\n"
    assert srt.write(read(text), {}, Losses()) == text


@pytest.mark.parametrize(
    "literal", ["a < b", "<3", "<unknown>", "AT&T", "{curly}", "</ i>", "5 > 4", "<b", "&;"]
)
def test_what_is_no_tag_stays_text(literal):
    assert texts(f"00:00:01,000 --> 00:00:02,000\n{literal}") == [literal]


@pytest.mark.parametrize(
    "literal", ["<i>", "</b>", "{\\an8}", "&amp;", "&lt;", "<font color=red>", "a &#60; b"]
)
def test_text_that_looks_like_markup_survives(literal):
    written, _ = write(Cue(0, TICKS_PER_MS, [Run(literal)]))
    assert texts(written) == [literal]


def test_unreadable_times_are_skipped_and_said():
    document = read(PLAIN.replace("Bye", "Bye\n\n3\n00:00:1d,000 --> 00:00:20,000\nLost"))
    assert [cue.text for cue in document.cues] == ["Hello\nthere", "Bye"]
    assert [issue.code for issue in document.issues] == ["unreadable_times"]


def test_arrows_in_the_text_stay_text():
    assert texts("1\n00:00:01,000 --> 00:00:02,000\nA --> B\nC -> D\n") == ["A --> B\nC -> D"]


def test_a_cue_without_times_is_skipped_and_said():
    document = read(
        "1\n00:00:01,000 --> 00:00:02,000\na\n\n2\nno times\n\n3\n00:00:05,000 --> 00:00:06,000\nb"
    )
    assert [cue.text for cue in document.cues] == ["a", "b"]
    assert [issue.code for issue in document.issues] == ["cue_without_times"]


def test_speakers_are_lost_or_written():
    cue = Cue(0, TICKS_PER_MS, [Run("Hi")], speaker="Ann")
    written, losses = write(cue)
    assert "Ann" not in written
    assert [loss["kind"] for loss in losses.as_list()] == ["speaker"]
    written, losses = write(cue, speakers="prefix")
    assert "Ann: Hi" in written
    assert losses.as_list() == []


def test_losses_are_counted_with_examples():
    style = Style(background="#000000", ruby="r")
    _, losses = write(Cue(0, 1, [Run("a\n\nb", style)], placement=Placement(line=12.5)))
    assert {loss["kind"]: loss["count"] for loss in losses.as_list()} == {
        "background": 1,
        "ruby": 1,
        "placement": 1,
        "blank_line": 1,
    }


def test_formatting_can_be_left_out():
    written, losses = write(Cue(0, 1, [Run("a", Style(italic=True))]), formatting=False)
    assert "<i>" not in written
    assert losses.as_list()[0]["kind"] == "italic"


def test_an_empty_cue_is_kept():
    assert texts("1\n00:00:01,000 --> 00:00:02,000\n\n2\n00:00:03,000 --> 00:00:04,000\nx") == ["", "x"]


def test_modes_are_lost_and_said():
    for mode, kinds in ((Mode.ROLL_UP, ["mode"]), (Mode.PAINT_ON, ["mode"]), (Mode.POP_ON, []), (None, [])):
        _, losses = write(Cue(0, TICKS_PER_MS, [Run("x")], mode=mode))
        assert [loss["kind"] for loss in losses.as_list()] == kinds


TIMES = ["00:00:01,000 --> 00:00:02,500", "00:01:03,000 --> 00:01:04,020"]
ODD_TIMES = ["00:00:61,000 --> 00:01:02,000", "0:00:05.5 --> 0:00:06"]
LINES = ["1", "2", "17", "42", "٣", "Hello", "<i>a</i>", "{\\an8}x", "->", " ", "\t", ""]


@given(st.lists(st.sampled_from(TIMES + ODD_TIMES + LINES), max_size=14).map("\n".join))
@example(PLAIN)
@example(PLAIN + "\n\n")
@example(PLAIN.replace("Hello", ""))
@example(PLAIN.replace("Bye", "Bye \t"))
def test_one_pass_over_a_strict_file_finds_what_the_tolerant_reader_finds(text):
    strictly = srt._read_strictly(text)
    if strictly:
        assert srt._read_tolerantly(text) == Document(strictly)


def test_the_usual_file_is_read_in_one_pass():
    assert srt._read_strictly(PLAIN)
    assert srt._read_strictly(PLAIN.replace("there", "-> there")) is None


TWO = "1\n00:00:01,000 --> 00:00:02,000\nAlpha\n\n{}\n00:00:03,000 --> 00:00:04,000\nBeta\n"


def _numbered(form):
    return TWO.format(form.format(2)).replace("1\n", f"{form.format(1)}\n", 1)


@pytest.mark.parametrize(
    "text",
    [
        TWO.format("\ufeff2"),
        TWO.format("# 2"),
        TWO.format("2."),
        TWO.format("2)"),
        TWO.format("2").replace("\n", "\r\r\n"),
        TWO.format("[2]"),
        TWO.format("No. 2"),
        TWO.format("№ 2"),
        TWO.format("2").replace(" --> ", " → "),
        TWO.format("2").replace("-->", "–>"),
        TWO.format("2").replace("-->", "-- >"),
        TWO.format("2").replace("-->", "--&gt;"),
        TWO.format("2").replace(":", ": ").replace(",", ", "),
        TWO.format("2").translate(str.maketrans("0123456789:,>", "０１２３４５６７８９：，＞")),
        TWO.format("2").replace(",", "'"),
        TWO.format("2").replace(",", ";"),
        *(TWO.format("2").replace("-->", arrow) for arrow in ("=>", "--->", "‐‐>")),
        TWO.format("2").replace(":", "."),
        TWO.format("2").replace(":", "-"),
        TWO.format("2").replace("00:00:", "00h00m").replace(",", "s"),
        TWO.format("2").replace("00:00:0", ""),
        TWO.format("2").replace("\n00:", " 00:"),
        TWO.format("2").replace("00,000\nAlpha", "00,000 Alpha").replace("00\nBeta", "00 Beta"),
        *(_numbered(form) for form in ("Caption {}:", "{}/2", "-{}", "{} -", "a{}", "Subtitle {}")),
    ],
)
def test_what_happens_to_files_on_their_way_leaves_no_trace_in_the_text(text):
    found = read(text).cues
    assert [(cue.start, cue.end, cue.text) for cue in found] == [
        (ticks(1), ticks(2), "Alpha"),
        (ticks(3), ticks(4), "Beta"),
    ]


@pytest.mark.parametrize(
    ("beside", "words", "issues"),
    [
        ("See you at 10:30", "See you at 10:30", []),
        ("The finish line: here", "The finish line: here", []),
        ("line:0 Hello there", "Hello there", ["timing_extra"]),
        ("X1:100 X2:200 Y1:10 Y2:20 Hello there", "Hello there", []),
        ("X1:100 X2:200 Y1:10 Y2:20", "", []),
        ("position:50% line:84.66% align: start", "", ["timing_extra"]),
        ("10:30", "", ["timing_extra"]),
    ],
)
def test_words_beside_the_times_are_text_and_settings_are_none(beside, words, issues):
    document = read(f"1\n00:00:01,000 --> 00:00:02,000 {beside}\n\n2\n00:00:03,000 --> 00:00:04,000\nBeta\n")
    assert [cue.text for cue in document.cues] == [words, "Beta"]
    assert [issue.code for issue in document.issues] == issues


def test_a_decorated_number_out_of_order_is_text():
    assert read(TWO.format("# 7")).cues[0].text == "Alpha\n\n# 7"


def test_words_above_the_first_times_are_no_number_unless_the_next_one_has_them_too():
    document = read("Part 1\n" + TWO.format("2").partition("\n")[2])
    assert [cue.text for cue in document.cues] == ["Alpha", "Beta"]
    assert [issue.code for issue in document.issues] == ["text_before_first_cue"]


def test_what_begins_before_zero_is_cut_and_reported():
    found = read("1\n-00:00:01,000 --> 00:00:02,000\nEarly\n\n2\n-00:00:02,000 --> -00:00:01,000\nGone\n")
    assert [(cue.start, cue.end, cue.text) for cue in found.cues] == [(0, ticks(2), "Early"), (0, 0, "Gone")]
    assert [issue.code for issue in found.issues] == ["negative_time"] * 2


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("One\\NTwo", "One\nTwo"),
        ("in C:\\New", "in C:\\New"),
        ("< i >Alpha < / i >and", "Alpha and"),
        ("2 < b > 1", "2 < b > 1"),
        ('<font color="red">Alpha< / FONT >', "Alpha"),
        ('< font color="red" >Alpha</ font>', "Alpha"),
        ("One< br >Two", "One\nTwo"),
    ],
)
def test_breaks_and_tags_of_other_programs(body, text):
    assert read(f"1\n00:00:01,000 --> 00:00:02,000\n{body}\n").cues[0].text == text


@pytest.mark.parametrize(("frames", "rate"), [(23, 24), (24, 25), (29, 30), (49, 50)])
def test_times_that_end_in_frames(frames, rate):
    text = f"1\n00:00:01:00 --> 00:00:02:{frames:02}\nAlpha\n\n2\n00:00:03:12 --> 00:00:04:00\nBeta\n"
    found = read(text)
    assert [cue.text for cue in found.cues] == ["Alpha", "Beta"]
    assert found.cues[0].end == ticks(2 + Fraction(frames, rate))
    assert [issue.code for issue in found.issues] == ["frame_rate_assumed"]


@pytest.mark.parametrize(
    "text",
    [
        "00:00:07,000 --> 00:00:08,000",
        "before\n00:00:07,000 --> 00:00:08,000\nafter",
        "00:00:07 -> 00:00:08",
        "9\n00:00:07.5 --> 00:00:08.5 x",
        "00:00:0x --> 00:00:08",
    ],
)
def test_times_in_the_text_begin_no_cue(text):
    cues = [
        Cue(n * TICKS_PER_SECOND, (n + 1) * TICKS_PER_SECOND, [Run(t)])
        for n, t in enumerate(("a", text, "b"))
    ]
    again = srt.read(srt.write(Document(cues), {}, Losses()), {})
    assert [cue.text for cue in again.cues] == ["a", text, "b"]
    assert [cue.start for cue in again.cues] == [cue.start for cue in cues]


def test_arrows_in_the_text_stay_arrows():
    written = srt.write(Document([Cue(0, TICKS_PER_SECOND, [Run("a --> b -> c")])]), {}, Losses())
    assert "a --> b -> c" in written


def test_a_bracket_in_styled_text_does_not_swallow_the_closing_tag():
    document = Document([Cue(0, ticks(1), [Run("<a", Style(italic=True))])])
    written = srt.write(document, {}, Losses())
    assert "<i>&lt;a</i>" in written
    assert read(written).cues[0].text == "<a"


@pytest.mark.parametrize("line", ["00:00:0l,000 --> 00:00:02,OOO", "OO:00:01,000 --> 00:O0:02,000"])
def test_digits_that_a_recogniser_took_for_letters(line):
    text = f"1\n{line}\nOil is lIquid\n\n2\n00:00:03,000 --> 00:00:04,00O\nBye\n"
    cues = inspect(text.encode()).as_json()["cues"]
    assert [(cue["start"], cue["end"], cue["text"]) for cue in cues] == [
        (1.0, 2.0, "Oil is lIquid"),
        (3.0, 4.0, "Bye"),
    ]


@pytest.mark.parametrize(
    ("text", "texts"),
    [
        ("1\n{0}\nOne\n\n2\n\n2\n{1}\nTwo\n", ["One", "Two"]),
        ("24\n\n{0}\n\nOne\n\n25\n\n{1}\n\nTwo\n", ["One", "Two"]),
        ("1\n{0}\n500\n\n2\n{1}\n2\n", ["500", "2"]),
        ("1\n{0}\nRoom\n101\n\n2\n{1}\nTwo\n", ["Room\n101", "Two"]),
    ],
)
def test_numbers_that_stand_oddly(text: str, texts: list[str]) -> None:
    times = "00:00:01,000 --> 00:00:02,000", "00:00:03,000 --> 00:00:04,000"
    assert [cue.text for cue in srt.read(text.format(*times), {}).cues] == texts


@pytest.mark.parametrize("arrow", [" -->\n", "\n--> ", "\n-->\n", " \u00ad--> "])
def test_times_broken_at_their_arrow(arrow: str) -> None:
    text = f"1\n00:00:01,000{arrow}00:00:02,000\nOne\n\n2\n00:00:03,000{arrow}00:00:04,000\nTwo\n"
    cues = load(text.encode(), "a.srt").cues
    assert [(cue.start, cue.end, cue.text) for cue in cues] == [
        (90_000_000, 180_000_000, "One"),
        (270_000_000, 360_000_000, "Two"),
    ]
