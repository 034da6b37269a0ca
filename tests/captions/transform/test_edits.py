"""The edits of a job: what they do together, and that wrong ones name the field."""

from __future__ import annotations

from typing import Any

import pytest

from app.captions.conversion.convert import ConvertRequest, check, convert, inspect
from app.captions.model.document import Cue, Document, Run, ticks
from app.captions.model.losses import Losses
from app.captions.timecode.smpte import parse_rate
from app.captions.transform.edits import Edits, parse_edits
from app.core.errors import AppError, Invalid

SEGMENT = {"type": "file", "in": "01:00:00:00", "out": "01:00:10:00"}
R25, R50 = parse_rate("25"), parse_rate("50")


def cue(start: str, end: str, text: str) -> Cue:
    return Cue(ticks(start), ticks(end), [Run(text)])


def shown(document: Document) -> list[tuple[float, float, str]]:
    return [(round(c.start / 9e7, 3), round(c.end / 9e7, 3), c.text) for c in document.cues]


def test_nothing_asked_changes_nothing() -> None:
    document = Document([cue("0", "1", "x")])
    edits = parse_edits({}, R25, R25)
    assert edits == Edits()
    assert edits.shape(edits.cut(document, Losses()), R25) is document


def test_cut_and_shape() -> None:
    losses = Losses()
    edits = parse_edits(
        {
            "segments": [SEGMENT],
            "sync": [
                {"from": "00:00:00:00", "to": "00:00:00:00"},
                {"from": "00:00:10:00", "to": "00:00:20:00"},
            ],
            "merge": {"characters": 20, "seconds": 20, "gap": 0.5},
            "split": {"characters": 12},
            "wrap": {"line_length": 6, "lines": 2},
            "gaps": {"frames": 2, "close_below": 0.5},
            "snap": True,
        },
        R25,
        R25,
    )
    document = Document(
        [cue("3601", "3602.013", "one two"), cue("3602.1", "3603", "three"), cue("3700", "3701", "gone")]
    )
    cut = edits.cut(document, losses)
    assert losses.kinds["outside_segments"].count == 1
    assert [s[2] for s in shown(cut)] == ["one two", "three"]
    assert shown(edits.shape(cut, R25)) == [
        (2.0, pytest.approx(4.0, abs=0.3), "one\ntwo"),
        (pytest.approx(4.08, abs=0.3), 6.0, "three"),
    ]


def test_numbers_that_are_left_out_have_usual_values() -> None:
    edits = parse_edits({"wrap": True, "gaps": {}}, R25, R25)
    assert edits.wrap == {"line_length": 42, "lines": 2}
    assert edits.gaps == {"frames": 2, "close_below": 0}
    close = Document([cue("0", "2", "a"), cue("2", "3", "b")])
    assert shown(edits.shape(close, R50))[0][1] == 1.96


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (None, "edits"),
        ([], "edits"),
        ({"colour": 1}, "edits.colour"),
        ({"snap": 1}, "edits.snap"),
        ({"wrap": 3}, "edits.wrap"),
        ({"wrap": {"width": 3}}, "edits.wrap.width"),
        ({"wrap": {"lines": 0}}, "edits.wrap.lines"),
        ({"wrap": {"lines": "2"}}, "edits.wrap.lines"),
        ({"gaps": {"close_below": float("nan")}}, "edits.gaps.close_below"),
        ({"sync": []}, "edits.sync"),
        ({"sync": [{"from": "00:00:00:00"}]}, "edits.sync[0]"),
        ({"segments": []}, "segments"),
    ],
)
def test_wrong_edits_name_the_field(data: Any, field: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_edits(data, R25, R25)
    assert caught.value.extra["errors"][0]["field"] == field
    assert caught.value.hint


def test_wrong_times_are_refused() -> None:
    point = {"from": "00:00:00:25", "to": "00:00:01:00"}
    with pytest.raises(AppError) as caught:
        parse_edits({"sync": [point, point]}, R25, R25)
    assert caught.value.code == "invalid_timecode"


def test_a_conversion_does_them() -> None:
    text = "1\n01:00:01,000 --> 01:00:02,000\nOne two\n\n2\n01:10:00,000 --> 01:10:01,000\nGone\n"
    asked: dict[str, Any] = {
        "segments": [{"type": "black", "duration": "00:00:05:00"}, SEGMENT],
        "wrap": {"line_length": 5, "lines": 2},
    }
    request = ConvertRequest(target_profile="WebVTT", source_frame_rate="25", edits=asked)
    check(request)
    done = convert(text.encode(), request)
    cues = inspect(done.data).document.cues
    assert [(c.start, c.text) for c in cues] == [(ticks(6), "One\ntwo")]
    assert "outside_segments" in {loss["kind"] for loss in done.losses}
    with pytest.raises(Invalid):
        check(ConvertRequest(edits={"nothing": 1}))
