"""Lambda CAP: time codes without colons, and codes after ＠."""

import pytest

from app.captions.conversion.inspect import inspect
from app.captions.formats import lambda_cap
from app.captions.model.document import TICKS_PER_MS, Align, Placement, Run, Style

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
