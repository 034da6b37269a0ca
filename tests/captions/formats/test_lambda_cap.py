"""Lambda CAP: time codes without colons, and codes after ＠."""

from fractions import Fraction

import pytest

from app.captions import load, save
from app.captions.conversion.inspect import inspect
from app.captions.formats import lambda_cap
from app.captions.model.document import TICKS_PER_MS, Align, Cue, Document, Placement, Run, Style, ticks
from app.captions.model.losses import Losses

TEXT = """Lambda字幕V4 DF0+1 SCENE"和文標準"

1\t00000100/00000315\t（女）こんにちは
\t\t\t\t世界 ＠斜３
2\t00000500/00000600\t＠ルビ上［漢字（かんじ）］＠の＠組［12］＠ ＠行頭
3A\t00000700/00000800\t縦です ＠縦右
"""
SAMPLE = TEXT.encode("cp932")


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-16"])
def test_lines_and_codes(encoding):
    found = inspect(TEXT.encode(encoding), frame_rate="30")
    document = found.document
    assert found.caption_format is lambda_cap.FORMAT
    assert [(c.start // TICKS_PER_MS, c.end // TICKS_PER_MS, c.text) for c in document.cues] == [
        (1000, 3500, "（女）こんにちは\n世界"),
        (5000, 6000, "漢字の12"),
        (7000, 8000, "縦です"),
    ]
    assert document.cues[0].runs[-1] == Run("世界", Style(italic=True))
    assert document.cues[1].runs[0] == Run("漢字", Style(ruby="かんじ"))
    assert document.cues[1].placement == Placement(anchor="top")
    assert document.cues[2].placement == Placement(vertical="rl", align=Align.RIGHT)


@pytest.mark.parametrize(("flag", "start"), [("0", 60_060), ("1", 59_993)])
def test_the_head_says_whether_frames_are_dropped(flag, start):
    text = TEXT.replace("DF0", f"DF{flag}").replace("00000100/00000315", "00010000/00010200")
    cue = inspect(text.encode()).document.cues[0]
    assert abs(cue.start // TICKS_PER_MS - start) <= 67


def test_a_file_without_its_head_is_recognised_by_its_time_codes():
    found = inspect(b"1\t00000100/00000200\tx\n")
    assert found.caption_format is lambda_cap.FORMAT


def test_unknown_codes_leave_their_text():
    (cue,) = lambda_cap.read("Lambda\n1\t00000100/00000200\t＠謎［あ］＠い＠", {}).cues
    assert cue.text == "あい＠"


def test_codes_stand_inside_one_another_and_hold_any_length():
    long, many = "あ" * 300, "＠斜３［" * 50_000
    text = (
        f"＠斜３［い＠ルビ上［漢字｜かんじ］＠＠組［12］＠］＠\n\t＠斜３［{long}］＠\n\t＠斜３［end\n{many}い"
    )
    (cue,) = lambda_cap.read(f"Lambda\n1\t00000100/00000200\t{text}", {}).cues
    italic = Style(italic=True)
    assert cue.runs[:3] == [
        Run("い", italic),
        Run("漢字", Style(italic=True, ruby="かんじ")),
        Run("12", Style(italic=True, properties=(("textCombine", "all"),))),
    ]
    assert cue.text == f"い漢字12\n{long}\n＠斜３［end\n{many}い"
    assert Run(long, italic) in cue.runs


REAL = """Lambda字幕V4\tDF0+1\tSCENE"和文標準"

1\t01002619/01002902\t中国 ＠ルビ上［成都｜せいと］＠\t＠横下\t＠中頭
"""


def test_codes_for_the_line_are_no_words():
    (cue,) = lambda_cap.read(REAL, {}).cues
    assert (cue.text, cue.runs[1].style.ruby, cue.placement) == ("中国 成都", "せいと", None)
    document = lambda_cap.read(REAL.replace("＠横下", "＠横上").replace("＠中頭", "＠両端"), {})
    assert document.cues[0].placement == Placement(anchor="top")
    assert [issue.message for issue in document.issues] == ["Read, but not kept: ＠両端."]


def test_what_was_read_is_written_again():
    rate = {"frame_rate": Fraction(24)}
    document = lambda_cap.read(TEXT, rate)
    document.frame_rate = Fraction(24)
    losses = Losses()
    written = lambda_cap.write(document, {}, losses)
    assert losses.as_list() == []
    assert lambda_cap.read(written, rate).cues == document.cues
    assert written.splitlines()[2:5] == [
        "1\t00000100/00000315\t（女）こんにちは",
        "\t\t\t\t＠斜３［世界］＠",
        "2\t00000500/00000600\t＠ルビ上［漢字｜かんじ］＠の＠組［12］＠\t＠横上",
    ]


def test_what_it_cannot_hold_is_told():
    run = Run("a＠b［c］\n\nd", Style(bold=True, color="#ff0000"))
    cue = Cue(0, ticks(1), [run], speaker="Ann", placement=Placement(line=33, column=10))
    losses = Losses()
    written = lambda_cap.write(Document([cue]), {}, losses)
    assert set(losses.kinds) == {"bold", "color", "character", "speaker", "placement", "blank_line"}
    assert [cue.text for cue in lambda_cap.read(written, {}).cues] == ["a@b[c]\nd"]


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "shift_jis"])
def test_every_encoding_that_is_written_is_recognised(codec):
    document = lambda_cap.read(TEXT, {"frame_rate": Fraction(24)})
    data = save(document, "Lambda CAP", text_encoding=codec)
    assert [cue.text for cue in load(data).cues] == [cue.text for cue in document.cues]


def test_a_timecode_that_cannot_be_is_told():
    document = lambda_cap.read("1\t00007500/00010299\tあ\n", {"frame_rate": Fraction(30)})
    assert [(cue.start, cue.end) for cue in document.cues] == [(ticks(59), ticks(62 + Fraction(29, 30)))]
    assert [(issue.code, issue.cue) for issue in document.issues] == [("invalid_timecode", 1)] * 2
