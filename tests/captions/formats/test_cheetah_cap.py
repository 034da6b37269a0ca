"""Cheetah CAP, binary: it is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.captions.formats import cheetah_cap
from app.captions.formats.base import Head
from app.captions.model.document import Align, Placement, Run, Style
from app.captions.timecode.smpte import parse_rate
from app.core.errors import CaptionError

NDF = parse_rate("29.97 NDF")
OPTIONS = {"frame_rate": NDF.fps, "drop_frame": False}
ITALIC = Style(italic=True)


def block(start: bytes, end: bytes | None, text: bytes, layout: bytes = b"\x03\x0f\x10") -> bytes:
    """A CAP block as public readers describe it: length, flags, times, layout bytes, text, zero."""
    times = start + end + b"\x12\x01\0\0\0\0" if end else start + b"\x02\x01\0\0\0\0"
    body = bytes([0x61 if end else 0x41]) + times + layout + text + b"\0"
    return bytes([len(body) + 1]) + body


HEAD = (b"\xea\x22\x01\x00\x03\x00" + bytes(122))[:128]


def test_blocks_with_and_without_an_end() -> None:
    data = HEAD + b"".join([
        block(b"\0\0\x01\x0f", b"\0\0\x03\0", b"\xd0Hola, se\x8for\0\0\0\0\x03\x0f\x10second line"),
        b"\0\0",
        block(b"\0\0\x05\0", None, b"No end", layout=b"\x01\x01\x05"),
        block(b"\0\0\x06\0", None, b"\x81 last \x81"),
    ])  # fmt: skip
    document = cheetah_cap.read(data, OPTIONS)
    assert [(c.start, c.end) for c in document.cues[:2]] == [
        (NDF.ticks_at(45), NDF.ticks_at(90)),
        (NDF.ticks_at(150), NDF.ticks_at(180)),
    ]
    assert document.cues[0].runs == [Run("Hola, señor", ITALIC), Run("\nsecond line")]
    assert document.cues[0].placement is None
    assert document.cues[1].placement == Placement(anchor="top", align=Align.LEFT)
    assert document.cues[2].text == "♪ last ♪"
    assert document.cues[2].end > document.cues[2].start


def test_a_file_that_is_cut_off() -> None:
    data = (
        HEAD
        + block(b"\0\0\x01\0", b"\0\0\x02\0", b"whole")
        + block(b"\0\0\x03\0", b"\0\0\x04\0", b"cut")[:-5]
    )
    document = cheetah_cap.read(data, OPTIONS)
    assert [c.text for c in document.cues] == ["whole"]
    assert [issue.code for issue in document.issues] == ["truncated"]


@pytest.mark.parametrize("data", [b"", b"\xea\x22", HEAD[:100], b"\xea\x22\x09" + bytes(200), b"x" * 500])
def test_refuses_other_files(data: bytes) -> None:
    with pytest.raises(CaptionError) as caught:
        cheetah_cap.read(data, OPTIONS)
    assert caught.value.code == "wrong_file"
    assert cheetah_cap.sniff(Head(data, "")) == 0.0


@given(st.binary(max_size=600))
def test_survives_any_bytes(data: bytes) -> None:
    document = cheetah_cap.read(HEAD + data, OPTIONS)
    assert all(cue.end >= cue.start >= 0 and cue.text.strip() for cue in document.cues)


def test_detection() -> None:
    assert cheetah_cap.sniff(Head(HEAD, "")) == 1.0
