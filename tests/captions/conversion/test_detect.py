"""The content decides, the name only between equals."""

import time

import pytest

from app.captions.conversion.detect import HEAD_BYTES, check_choice, detect, make_head
from app.captions.formats import registry
from app.core.errors import CaptionError
from tests.support.captions.heads import heads

SAMPLES = {
    "srt": "1\n00:00:01,000 --> 00:00:02,000\nx\n",
    "vtt": "WEBVTT\n\n00:01.000 --> 00:02.000\nx\n",
    "sbv": "0:00:01.000,0:00:02.000\nx\n",
    "lrc": "[ar:A]\n[00:01.00]x\n[00:02.00]y\n",
    "microdvd": "{1}{1}25\n{10}{20}x\n",
    "mpl2": "[10][20]x\n[20][30]y\n",
    "tmplayer": "00:00:01:x\n00:00:02:y\n",
    "subviewer2": "00:00:01.00,00:00:02.00\nx\n",
    "transcript": "Once upon a time there was a text.",
}


@pytest.mark.parametrize(("caption_format", "text"), SAMPLES.items())
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_by_content(caption_format, text, line_end, encoding):
    found = detect(make_head(text.replace("\n", line_end).encode(encoding)))
    assert found.caption_format is not None
    assert found.caption_format.id == caption_format


def test_a_wrong_name_does_not_matter():
    found = detect(make_head(SAMPLES["vtt"].encode(), "film.srt"))
    assert found.caption_format.id == "vtt"


@pytest.mark.parametrize("data", [bytes(range(256)) * 300, b"\xff" * 70_000, b"<" * 70_000, b"\n" * 70_000])
def test_nothing_fits(data):
    found = detect(make_head(data, "x.bin"))
    assert found.caption_format is None or found.confidence < 0.5


READERS = [p for p in registry.formats().values() if p.read and p.id != "vtt"]


@pytest.mark.parametrize("wrong", READERS, ids=[p.id for p in READERS])
def test_every_wrong_choice_is_refused_with_the_right_one(wrong):
    """WebVTT chosen as any other format: the reader must not make something of it."""
    with pytest.raises(CaptionError) as caught:
        check_choice(wrong, detect(make_head(SAMPLES["vtt"].encode())))
    assert caught.value.code == "wrong_profile"
    assert caught.value.extra["suggested_profile"] == "WebVTT"


@pytest.mark.slow
def test_no_head_takes_long():
    """On the worst head that is known, detection takes as long as six glances at every character.

    The 20 milliseconds it may take are 25 glances where they were measured; when every format did its own
    looking it took 45. The two are timed side by side, and a disturbed round does not count.
    """
    slowest = sorted(heads().values(), key=detection_seconds)[-5:]
    assert all(glances(data) < 15 for data in slowest)


def glances(data):
    return min(detection_seconds(data) / glance_seconds() for _ in range(9))


def detection_seconds(data):
    begin = time.thread_time()
    _ = detect(make_head(data)).ranking
    return time.thread_time() - begin


def glance_seconds():
    text = " " * HEAD_BYTES
    begin = time.thread_time()
    for character in text:
        character.isspace()
    return time.thread_time() - begin


def test_a_root_tag_behind_comments_is_found():
    root = '<tt xmlns="http://www.w3.org/ns/ttml"><body/></tt>'
    assert (
        detect(make_head(f"\ufeff <?xml version='1.0'?>{'<!-- > -->' * 400}\n{root}".encode())).confidence
        == 0.85
    )
    assert detect(make_head(f"<!-- never ended {root}".encode())).caption_format is None
