"""What holds for every format of the registry, so that a new format is covered the day it is added."""

import json
import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.captions.conversion.detect import detect, make_head
from app.captions.formats import registry
from app.captions.model.document import TICKS_PER_SECOND, Document, Run, Style
from app.captions.model.losses import Losses
from app.captions.text_io.encoding import head_text
from app.core.errors import AppError, CaptionError
from tests.support.captions.every_format import (
    BOTH,
    LINES,
    RATE,
    READERS,
    SAMPLES,
    WRITERS,
    digests,
    film,
    named,
    read,
    write,
)
from tests.support.examples import examples

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
few = examples(60)


def explained(error):
    """An error of ours is fine when it says what happened and what to do."""
    assert error.message
    assert error.hint


def written_or_refused(caption_format, document):
    """The bytes written, or None after a refusal that explains itself."""
    try:
        return write(caption_format, document)
    except AppError as error:
        return explained(error)


@pytest.mark.parametrize("caption_format", **named(BOTH))
def test_plain_captions_survive(caption_format):
    losses = Losses()
    document = read(caption_format, write(caption_format, film(*LINES), losses))
    words = [" ".join(cue.text.split()) for cue in document.cues]
    assert " ".join(words) == " ".join(" ".join(text.split()) for text in LINES)
    if "times" in losses.kinds:
        return
    assert words == [" ".join(text.split()) for text in LINES]
    precision = TICKS_PER_SECOND // 2 if caption_format.id == "tmplayer" else TICKS_PER_SECOND // 10
    for cue, wanted in zip(document.cues, film(*LINES).cues, strict=True):
        assert abs(cue.start - wanted.start) <= precision
        assert abs(cue.end - wanted.end) <= precision


@pytest.mark.parametrize("caption_format", **named(BOTH))
def test_writing_what_was_read_is_stable_after_one_pass(caption_format):
    styled = film(*LINES)
    styled.cues[0].runs = [
        Run("Hello ", Style(italic=True)),
        Run("there.", Style(color="#ffff00", bold=True)),
    ]
    styled.cues[1].speaker = "ANN"
    once = read(caption_format, write(caption_format, styled))
    data = write(caption_format, once)
    twice = read(caption_format, data)
    assert twice.cues == once.cues
    assert write(caption_format, twice) == data


@pytest.mark.parametrize("caption_format", **named(WRITERS))
def test_what_is_written_is_recognised_and_read_back(caption_format):
    if not any(set(caption_format.extensions) & set(other.extensions) for other in READERS):
        return  # nothing reads this kind of file
    data = write(caption_format, film(*LINES))
    found = detect(make_head(data, f"film{caption_format.extensions[0]}")).caption_format
    if found is None and caption_format.read is None:
        return  # written for people: nothing here reads it
    assert found is not None
    assert len(read(found, data).cues) > 0
    if caption_format.read is not None:
        assert read(found, data).cues == read(caption_format, data).cues


@pytest.mark.slow
def test_the_same_captions_are_the_same_bytes_at_any_time_in_any_process():
    """Three seconds later, which every clock in a header would show, and with other hashes of strings."""
    program = (
        "import json, time; time.sleep(3); "
        "from tests.support.captions.every_format import digests; print(json.dumps(digests()))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "12345", "TZ": "Pacific/Kiritimati"}
    before = digests()
    later = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True, text=True, check=True, timeout=100, env=environment, cwd=ROOT,
    )  # fmt: skip
    assert json.loads(later.stdout) == before


@pytest.mark.parametrize("caption_format", **named(WRITERS))
def test_the_document_is_left_as_it_was(caption_format):
    document = film(*LINES)
    write(caption_format, document)
    assert document == film(*LINES)


@pytest.mark.parametrize("caption_format", **named(WRITERS))
@pytest.mark.parametrize(
    "text",
    ["", " ", "\n\n", "\u0000\u0007\u2028\ufffe", "\ud800", "<>&\"'{}[]|\\^~", "日本語 עברית 🎵", "x" * 3000],
)
def test_any_text_is_written_or_refused_with_a_reason(caption_format, text):
    data = written_or_refused(caption_format, film(text, "last"))
    if data is not None and caption_format.read is not None:
        read(caption_format, data)


@pytest.mark.parametrize("caption_format", **named(WRITERS))
@pytest.mark.parametrize(
    ("start", "end"),
    [(0, 0), (5, 2), (-3, 2), (-5, -2), (359_999, 360_001), (86_399, 86_401), (10**9, 10**9 + 1)],
)
def test_any_times_are_written_or_refused_with_a_reason(caption_format, start, end):
    document = film("one")
    document.cues[0].start, document.cues[0].end = start * TICKS_PER_SECOND, end * TICKS_PER_SECOND
    written_or_refused(caption_format, document)


@pytest.mark.parametrize("caption_format", **named(WRITERS))
def test_no_cues_are_written_or_refused_with_a_reason(caption_format):
    written_or_refused(caption_format, Document(frame_rate=RATE.fps, drop_frame=False))


def refuses_politely(caption_format, data):
    """Reading ends with a document or with an error of ours that says what to do."""
    try:
        document = read(caption_format, data)
    except CaptionError as error:
        return explained(error)
    assert isinstance(document, Document)
    assert all(isinstance(cue.start, int) and isinstance(cue.end, int) for cue in document.cues)
    return document


@pytest.mark.parametrize("caption_format", **named(READERS))
@few
@given(data=st.binary(max_size=400))
def test_random_bytes_are_refused_politely(caption_format, data):
    refuses_politely(caption_format, data)


@pytest.mark.parametrize("caption_format", **named(READERS))
@few
@given(text=st.text(max_size=200))
def test_random_text_is_refused_politely(caption_format, text):
    refuses_politely(caption_format, text.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("caption_format", **named(READERS))
@examples(150)
@given(data=st.data())
def test_damaged_files_are_read_or_refused_politely(caption_format, data):
    """A good file with bytes changed, cut out, doubled or cut off; what is read of it is written again."""
    damaged = bytearray(SAMPLES[caption_format.id])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, max(0, len(damaged) - 1)))
        length = data.draw(st.integers(1, 30))
        change = data.draw(st.sampled_from(["cut", "double", "change", "end", "digits"]))
        if change == "cut":
            del damaged[at : at + length]
        elif change == "double":
            damaged[at:at] = damaged[at : at + length]
        elif change == "change":
            damaged[at : at + 1] = data.draw(st.binary(max_size=3))
        elif change == "digits":
            damaged[at:at] = b"9" * length
        else:
            del damaged[at:]
    document = refuses_politely(caption_format, bytes(damaged))
    if document is None:
        return
    for target in {caption_format.id: caption_format, "vtt": registry.get("vtt")}.values():
        if target.write is None:
            continue
        written_or_refused(target, document)


@few
@given(data=st.binary(max_size=400) | st.text(st.characters(exclude_categories=["Cs"])).map(str.encode))
def test_detection_never_fails(data):
    found = detect(make_head(data))
    assert all(0 < score <= 1 for _, score in found.ranking)
    assert isinstance(head_text(data), str)


def test_rates_in_use_are_whole_ticks():
    assert TICKS_PER_SECOND % 1 == 0
    assert RATE.fps == Fraction(30000, 1001)
