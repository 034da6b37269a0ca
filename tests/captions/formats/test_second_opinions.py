"""What we write, read by programs nobody here wrote: webvtt-py, pysubs2 and ffmpeg."""

import io
import json
import re
import subprocess

import pysubs2
import pytest
import webvtt

from app.captions.formats import registry
from app.captions.model.document import TICKS_PER_MS, Cue, Document, Placement, Run, Style
from tests.support.captions.every_format import write
from tests.support.programs import program

TOP = Placement(anchor="top")
CUES = [
    Cue(1000 * TICKS_PER_MS, 2500 * TICKS_PER_MS, [Run("Hello, world.")]),
    Cue(
        3000 * TICKS_PER_MS,
        4000 * TICKS_PER_MS,
        [Run("Two lines,\nsecond & last.")],
        placement=Placement(anchor="top"),
    ),
    Cue(3_725_000 * TICKS_PER_MS, 3_726_500 * TICKS_PER_MS, [Run("Wholly italic", Style(italic=True))]),
]
SPANS = [(1000, 2500), (3000, 4000), (3_725_000, 3_726_500)]
TEXTS = ["Hello, world.", "Two lines,\nsecond & last.", "Wholly italic"]


def written(profile_id):
    document = Document([*CUES], frame_rate=25, drop_frame=False)
    return write(registry.formats()[profile_id], document)


@pytest.mark.parametrize("profile_id", ["vtt", "srt", "sbv"])
def test_webvtt_py_reads_ours(profile_id):
    captions = webvtt.from_buffer(io.StringIO(written(profile_id).decode()), format=profile_id).captions
    clocks = [(caption.start, caption.end) for caption in captions]
    assert clocks[0] == ("00:00:01.000", "00:00:02.500")
    assert clocks[2] == ("01:02:05.000", "01:02:06.500")
    texts = [re.sub(r"\{.an8\}|</?i>", "", caption.text.replace("&amp;", "&")) for caption in captions]
    assert texts == TEXTS


@pytest.mark.parametrize(
    ("profile_id", "name", "ends_differ"),
    [
        ("srt", "srt", False),
        ("vtt", "vtt", False),
        ("ass", "ass", False),
        ("ssa", "ssa", False),
        ("microdvd", "microdvd", False),
        ("mpl2", "mpl2", False),
        ("tmplayer", "tmp", True),
        ("sami", "sami", True),
    ],
)
def test_pysubs2_reads_ours(profile_id, name, ends_differ):
    """It guesses ends where these formats only have the next start."""
    events = pysubs2.SSAFile.from_string(written(profile_id).decode(), name)
    found = [event for event in events if event.plaintext.strip("/ ")]
    assert [event.plaintext.lstrip("/").replace("&amp;", "&") for event in found] == TEXTS
    precision = 1000 if profile_id == "tmplayer" else 100
    assert all(abs(event.start - start) < precision for event, (start, _) in zip(found, SPANS, strict=True))
    if not ends_differ:
        assert all(abs(event.end - end) < precision for event, (_, end) in zip(found, SPANS, strict=True))


FFMPEG = [
    ("srt", "srt", 0.001),
    ("vtt", "webvtt", 0.001),
    ("ass", "ass", 0.01),
    ("ssa", "ass", 0.01),
    ("microdvd", "microdvd", 0.04),
    ("mpl2", "mpl2", 0.1),
    ("tmplayer", "vplayer", 1),
    ("subviewer2", "subviewer", 0.01),
    ("sami", "sami", 0.001),
    ("lrc", "lrc", 0.01),
]


@pytest.mark.parametrize(("profile_id", "demuxer", "precision"), FFMPEG, ids=[item[0] for item in FFMPEG])
def test_ffmpeg_reads_ours(profile_id, demuxer, precision, tmp_path):
    path = tmp_path / "film"
    path.write_bytes(written(profile_id))
    command = [program("ffprobe"), "-v", "error", "-f", demuxer, "-show_packets", "-of", "json", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    packets = [p for p in json.loads(done.stdout)["packets"] if int(p["size"]) > 6]
    assert len(packets) >= len(SPANS)
    for start, _ in SPANS:
        assert any(abs(float(packet["pts_time"]) - start / 1000) <= precision for packet in packets)
