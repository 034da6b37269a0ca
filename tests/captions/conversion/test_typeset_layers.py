"""Layers and steps of typeset signs: once in formats that have no layers."""

import pytest

from app.captions.conversion.convert import ConvertRequest, convert

HEAD = """[Script Info]
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, Bold, Italic, Alignment
Style: Default,Arial,48,&H00FFFFFF,0,0,2

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""


def line(start, end, text, layer=0, kind="Dialogue"):
    return f"{kind}: {layer},0:00:{start:05.2f},0:00:{end:05.2f},Default,,0,0,0,,{text}\n"


def converted(*lines, target="SRT"):
    return convert((HEAD + "".join(lines)).encode(), ConvertRequest(target_profile=target))


def texts(done):
    return [block.split("\n", 2)[1:] for block in done.data.decode().strip().split("\n\n")]


def test_layers_of_one_sign_are_written_once_and_said():
    done = converted(line(1, 2, r"{\blur5}SIGN", 1), line(1, 2, r"{\bord0}SIGN"), line(1, 2, "Talk"))
    assert [text for _, text in texts(done)] == ["SIGN", "Talk"]
    (loss,) = [loss for loss in done.losses if loss["kind"] == "layers"]
    assert loss["count"] == 1


def test_steps_of_a_moving_sign_are_one_caption():
    steps = [line(1 + n / 25, 1 + (n + 1) / 25, rf"{{\pos({n},0)}}{{\blur1}}SIGN") for n in range(25)]
    done = converted(*steps, line(1.5, 3, "Talk"))
    assert texts(done)[0] == ["00:00:01,000 --> 00:00:02,000", r"{\an8}SIGN"]
    assert len(texts(done)) == 2


def test_who_says_the_same_again_is_kept():
    assert len(texts(converted(line(1, 2, "No."), line(2, 3, "No."), line(4, 5, r"{\blur1}No.")))) == 3


@pytest.mark.parametrize("target", ["ass", "ssa", "cuedeck-project"])
def test_formats_with_layers_keep_them(target):
    done = converted(line(1, 2, r"{\blur5}SIGN", 1), line(1, 2, r"{\bord0}SIGN"), target=target)
    assert done.data.decode().count("SIGN") >= 2
    assert done.cue_count == 2


def test_a_sign_that_only_changes_its_place_is_one_caption():
    steps = [line(1 + n / 5, 1 + (n + 1) / 5, rf"{{\pos({n},50)}}SIGN") for n in range(5)]
    assert texts(converted(*steps)) == [["00:00:01,000 --> 00:00:02,000", r"{\an8}SIGN"]]
