"""One sample, written by hand in every format that people write by hand: the same captions in each."""

from pathlib import Path

import pytest

from app.captions.conversion.convert import ConvertRequest, convert, inspect
from app.captions.model.document import TICKS_PER_MS
from app.core.errors import CaptionError

FOLDER = Path(__file__).resolve().parents[2] / "data" / "captions"
ENDINGS = {
    "srt": "srt", "vtt": "vtt", "sbv": "sbv", "microdvd": "sub", "lrc": "lrc", "sami": "smi", "ass": "ass",
    "ssa": "ssa", "ttml": "ttml",
}  # fmt: skip
TTML = '<tt xmlns="http://www.w3.org/ns/ttml">'
SAID = [
    (1200, 3600, "Good morning, this is Ana Weaver at the harbour."),
    (4000, 6480, "The wind has turned to the west."),
    (6480, 9000, "“Will you sail today?”"),
    (10_000, 12_520, "- Not before noon. - At noon, then."),
    (13_000, 15_960, "Goodbye – and fair weather to the Żółw & her crew!"),
]
"""Milliseconds and words of the five captions; every time is a whole frame at 25 a second."""


def sample(caption_format):
    return (FOLDER / f"harbour.{ENDINGS[caption_format]}").read_bytes()


def captions(data):
    cues = [cue for cue in inspect(data, frame_rate="25").document.cues if not cue.comment]
    return [(cue.start // TICKS_PER_MS, cue.end // TICKS_PER_MS, " ".join(cue.text.split())) for cue in cues]


def test_there_is_a_sample_in_each():
    assert sorted(path.name for path in FOLDER.glob("harbour.*")) == sorted(
        f"harbour.{end}" for end in ENDINGS.values()
    )


@pytest.mark.parametrize("caption_format", ENDINGS)
def test_it_is_read(caption_format):
    assert inspect(sample(caption_format), file_name="sample").caption_format.id == caption_format
    assert captions(sample(caption_format)) == SAID


@pytest.mark.parametrize("caption_format", sorted(ENDINGS.keys() - {"sbv", "lrc"}))
def test_its_second_caption_is_italic(caption_format):
    cues = [cue for cue in inspect(sample(caption_format)).document.cues if not cue.comment]
    assert [all(run.style.italic for run in cue.runs) for cue in cues] == [False, True, False, False, False]


@pytest.mark.parametrize("caption_format", ENDINGS)
def test_it_is_stable_after_one_pass_through_its_own_format(caption_format):
    once = convert(sample(caption_format), ConvertRequest(target_profile=caption_format)).data
    again = convert(once, ConvertRequest(source_profile=caption_format, target_profile=caption_format)).data
    assert again == once
    assert captions(once) == SAID


@pytest.mark.parametrize("target", ENDINGS)
def test_it_is_the_same_written_in_every_other(target):
    for source in ENDINGS:
        done = convert(sample(source), ConvertRequest(target_profile=target, target_frame_rate="25"))
        assert captions(done.data) == SAID, source


@pytest.mark.parametrize("target", ["SubRip Video Subtitle Script", "WebVTT", "IMSC1.1", "Plain transcript"])
@pytest.mark.parametrize("source", ENDINGS)
def test_it_becomes_what_people_ask_for(source, target):
    done = convert(sample(source), ConvertRequest(target_profile=target))
    assert done.cue_count == len(SAID)
    assert "Ana Weaver" in done.data.decode()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("caption_format", ["srt", "vtt", "sbv", "microdvd", "lrc", "ass"])
def test_bytes_in_another_encoding_are_the_same_captions(caption_format, encoding):
    assert captions(sample(caption_format).decode().encode(encoding)) == SAID


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
@pytest.mark.parametrize("caption_format", ENDINGS)
def test_other_line_ends_are_the_same_captions(caption_format, line_end):
    assert captions(sample(caption_format).decode().replace("\n", line_end).encode()) == SAID


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("a.srt", "", "empty_file"),
        ("a.vtt", " \n\n", "empty_file"),
        ("a.vtt", "WEBVTT", "no_cues"),
        ("a.vtt", "WEBVTT\n\nNOTE nothing yet\n", "no_cues"),
        ("a.vtt", "\ufeffWEBVTT\t\n", "no_cues"),
        ("a.vtt", "WEBVTT 00:01.000 --> 00:02.000\nhi", "no_cues"),
        ("a.vtt", "WEBVTT\n\n00:01.000 -->", "no_cues"),
        ("a.srt", "one\n\ntwo\n\nthree\n", "not_captions"),
        ("a.srt", "1\n00:00:01,000 - 00:00:02,000\nhi\n", "not_captions"),
        ("a.srt", "1\n00;00;01 => 00;00;02\nhi\n", "not_captions"),
        ("a.sbv", "0:00:01.000 0:00:02.000\nhi\n", "not_captions"),
        ("a.ttml", f"{TTML}<head/><body/></tt>", "no_cues"),
        ("a.ttml", f'{TTML}<body><div><image src="a.png"/></div></body></tt>', "image_captions"),
    ],
)
def test_what_holds_no_captions_is_refused_with_a_reason(name, text, code):
    with pytest.raises(CaptionError) as caught:
        inspect(text.encode(), file_name=name)
    assert caught.value.code == code
    assert caught.value.hint
