"""MCC: every frame rate, both captions of a file, damage, and the header."""

import re

import pytest

from app.captions.codecs.cea708.cdp import ancillary
from app.captions.formats.base import Head
from app.captions.formats.mcc import format as mcc
from app.captions.formats.mcc.abbreviations import expansions
from app.captions.formats.registry import get
from app.captions.model.document import Mode, Run, Style
from app.captions.timecode.smpte import parse_rate
from app.core.errors import CaptionError
from tests.support.captions.cea608 import cue, document, frames, shown, written
from tests.support.captions.cea608_files import data_lines
from tests.support.captions.cea608_files import read_mcc as read

DROP = parse_rate("29.97", drop=True)


def test_the_profile_is_found_by_every_name():
    for name in ("MacCaption 608/708", "mcc", "MacCaption MCC V2.0"):
        assert get(name) is mcc.FORMAT


@pytest.mark.parametrize(
    ("label", "named"),
    [("23.976", "24"), ("24", "24"), ("25", "25"), ("29.97 DF", "30DF"), ("29.97 NDF", "30"), ("30", "30"),
     ("50", "50"), ("59.94 DF", "60DF"), ("59.94 NDF", "60"), ("60", "60")],
)  # fmt: skip
def test_every_frame_rate_is_written_and_read_back(label, named):
    rate = parse_rate(label)
    doc = document(cue(0, 0, "Hello\nthere"), cue(0, 0, ("Two ♪ é", Style(italic=True))))
    doc.frame_rate, doc.drop_frame = rate.fps, rate.drop
    for number, c in enumerate(doc.cues):
        c.start, c.end = rate.ticks_at(2000 + 200 * number), rate.ticks_at(2150 + 200 * number)
    text, losses = written(mcc.FORMAT, doc, timecode="auto")
    assert f"Time Code Rate={named}\n" in text
    for channel in ("ch01", "programA"):
        back = read(text, channel=channel)
        assert (back.frame_rate, back.drop_frame) == (rate.fps, rate.drop)
        assert [(c.start, c.end, c.runs) for c in back.cues] == [(c.start, c.end, c.runs) for c in doc.cues]
    assert not losses.kinds


def test_both_captions_stand_in_the_same_cells():
    fancy = cue(200, 300, "Up ", ("high", Style(color="#ffff00", background="#0000ff80")), "\nand\nlow")
    fancy.extras = {"cea-608": {"cells": [(1, 3), (2, 10), (14, 4)]}}
    text, _ = written(mcc.FORMAT, document(fancy))
    line21, service = read(text), read(text, channel="programA")
    assert [c.text for c in line21.cues] == ["Up high\nand", "low"]
    assert shown(line21.cues) == shown(service.cues, extras="cea-708")
    assert line21.cues[0].runs[-2] == Run("high", Style(color="#ffff00", background="#0000ff80"))


def test_modes_are_kept_in_cea_608_and_whole_in_cea_708():
    cues = [
        cue(n, n + 60, f"line {n}", mode=Mode.ROLL_UP, extras={"cea-608": {"depth": 3}}) for n in (100, 160)
    ]
    text, losses = written(mcc.FORMAT, document(*cues))
    assert [c.mode for c in read(text).cues] == [Mode.ROLL_UP] * 2
    assert frames(read(text).cues) == frames(read(text, channel="programA").cues) == frames(cues)
    assert {c.mode for c in read(text, channel="programA").cues} == {Mode.POP_ON}
    assert not losses.kinds


def test_every_frame_has_a_line_with_counting_sequence_and_right_checksums():
    text, _ = written(mcc.FORMAT, document(cue(100, 160, "Hi")))
    lines = data_lines(text)
    assert [line[:11] for line in lines[:2]] == ["00:00:03:00", "00:00:03:01"]
    assert len(lines) == 162 - 90
    assert len(data_lines(written(mcc.FORMAT, document(cue(100, 160, "Hi")), fill=False)[0])) < 20
    for number, line in enumerate(lines):
        data = bytes.fromhex(line.partition("\t")[2].translate(expansions([])))
        _, cdp, intact = ancillary(data)
        assert intact
        assert sum(cdp) & 0xFF == 0
        assert int.from_bytes(cdp[5:7]) == number


def test_without_cea_708_there_is_no_service():
    text, _ = written(mcc.FORMAT, document(cue(100, 160, "Hi")), cea708=False)
    assert read(text).extras["cea-608"]["channels"] == ["ch01"]
    with pytest.raises(CaptionError) as caught:
        read(text, channel="programA")
    assert caught.value.code == "no_captions"


@pytest.mark.parametrize("channel", ["ch01", "ch02", "ch03", "ch04"])
def test_every_channel_is_written_and_found(channel):
    for rate in ("29.97 DF", "59.94 DF"):
        doc = document(cue(200, 300, "Hi"))
        doc.frame_rate = parse_rate(rate).fps
        text, _ = written(mcc.FORMAT, doc, channel=channel, cea708=False)
        assert read(text).extras["cea-608"]["channels"] == [channel]


def test_version_2_with_field_and_line_after_the_timecode():
    text, _ = written(mcc.FORMAT, document(cue(100, 160, "Hi")), version="2.0")
    assert text.startswith("File Format=MacCaption_MCC V2.0\n")
    suffixed = re.sub(r"^(\d\d:\d\d:\d\d:\d\d)\t", r"\1.0,11\t", text, flags=re.MULTILINE)
    assert read(suffixed).cues == read(text).cues


def test_damage_is_refused_or_skipped_when_lenient():
    text, _ = written(mcc.FORMAT, document(cue(100, 160, "Hi")))
    lines = text.splitlines()
    lines[-20] = lines[-20][:30]
    broken = "\n".join(lines)
    with pytest.raises(CaptionError) as caught:
        read(broken)
    assert (caught.value.code, caught.value.extra["line"]) == ("invalid_mcc", len(lines) - 19)
    doc = read(broken, lenient=True)
    assert doc.cues[0].text == "Hi"
    assert "damaged_line" in [issue.code for issue in doc.issues]


def test_a_wrong_checksum_is_noted():
    text, _ = written(mcc.FORMAT, document(cue(100, 160, "Hi")))
    wrong = text[:-3] + ("00" if text[-3:-1] != "00" else "01") + "\n"
    assert [issue.code for issue in read(wrong).issues] == ["wrong_checksum"]


def test_bare_line_21_packets_are_read():
    text, _ = written(mcc.FORMAT, document(cue(100, 160, "Hi")), cea708=False)
    header = text[: text.index("\nTime Code Rate")]
    lines = []
    for number, word in enumerate(("9420", "9470", "C8E9", "942F", "942C")):
        data = bytes.fromhex(f"61020380{word}")
        lines.append(f"00:00:01:{number:02d}\t{data.hex().upper()}{sum(data) & 0xFF:02X}")
    doc = read(header + "\nTime Code Rate=25\n\n" + "\n".join(lines) + "\n")
    assert [(c.start, c.end, c.text) for c in doc.cues] == [(28 * 3_600_000, 29 * 3_600_000, "Hi")]


def test_detection_by_the_header():
    assert mcc.sniff(Head(b"", "File Format=MacCaption_MCC V1.0\n")) == 1.0
    assert mcc.sniff(Head(b"", "Scenarist_SCC V1.0")) == 0.0


@pytest.mark.parametrize(
    ("date", "day", "hour"),
    [
        ("", "Tuesday, January 1, 1980", "00:00:00"),
        ("2026-03-01T12:30:05", "Sunday, March 1, 2026", "12:30:05"),
    ],
)
def test_the_header_is_dated_as_asked_and_never_by_the_clock(date, day, hour):
    text, _ = written(mcc.FORMAT, document(cue(1, 2, "Hello")), date=date)
    assert f"Creation Date={day}\nCreation Time={hour}\n" in text
