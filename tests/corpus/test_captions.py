"""Every real file: read without an error that is ours, and stable after one pass through its own format."""

import re

import pytest

from app.captions.conversion.convert import ConvertRequest, convert, inspect
from app.captions.model.document import TICKS_PER_MS, TICKS_PER_SECOND
from app.core.errors import CaptionError
from tests.support.corpus.folders import corpus_dir, corpus_files

pytestmark = pytest.mark.slow

ENDINGS = [".srt", ".vtt", ".ass", ".ssa", ".sbv", ".lrc", ".smi", ".sub", ".scc", ".mcc", ".stl"]
XML = [".ttml", ".xml", ".itt", ".dfxp"]
FILES = corpus_files("", *ENDINGS, *XML)
NAMES = {"ids": [path.name for path in FILES]}
NO_CUES = (
    "body_only no_captions signature-bom signature-no-newline signature-space-no-newline signature-space"
)
NO_CUES += " signature-tab-no-newline signature-tab signature-timings timings-eof"
REFUSED = {
    "empty.vtt": "empty_file",
    "broken-1-in.vtt": "not_captions",
    "invalid_format.sbv": "not_captions",
    "invalid_format1.srt": "not_captions",
    "invalid_format2.srt": "not_captions",
    "invalid_format3.srt": "not_captions",
    "imsc1_1_ttml_displayAspectRatio_displayAspectRatio003.ttml": "image_captions",
}
"""The files that hold no captions, and how they must be refused."""


def refusal(path):
    return REFUSED.get(path.name) or ("no_cues" if path.stem in NO_CUES.split() else None)


@pytest.mark.parametrize("path", FILES, **NAMES)
def test_is_read_and_stable_after_one_pass(path):
    data = path.read_bytes()
    if code := refusal(path):
        with pytest.raises(CaptionError) as caught:
            inspect(data, file_name=path.name)
        assert caught.value.code == code
        assert caught.value.hint
        return
    found = inspect(data, file_name=path.name)
    name = found.caption_format.name if found.caption_format.write else "WebVTT"
    once = convert(data, ConvertRequest(target_profile=name, file_name=path.name)).data
    again = ConvertRequest(source_profile=name, target_profile=name, file_name=path.name)
    assert convert(once, again).data == once


@pytest.mark.parametrize("target", ["SubRip Video Subtitle Script", "WebVTT", "IMSC1.1", "Plain transcript"])
def test_becomes_what_people_ask_for(target):
    for path in FILES:
        if refusal(path) is None and path.stat().st_size < 50_000:
            done = convert(path.read_bytes(), ConvertRequest(target_profile=target, file_name=path.name))
            assert done.cue_count > 0, path.name
            assert done.data, path.name


FIRST_AND_LAST = {
    "srt": (5, 599, "Hi, my name is Alice Miller and this is John Brown", 21_480, "laid out here"),
    "vtt": (5, 1_000, "Hi, my name is Alice Miller and this is John Brown.", 30_000, "laid out here"),
    "sbv": (5, 599, "Hi, my name is Alice Miller and this is John Brown", 21_480, "laid out here"),
    "microdvd": (
        5,
        599_000,
        "Hi, my name is Alice Miller and this is John Brown",
        21_480_000,
        "laid out here",
    ),
    "ass": (1, 1_180, "Like an Angel with pity on nobody", 6_850, "The second line in subtitle"),
    "ssa": (1, 1_180, "Like an angel with pity on nobody", 6_850, "pity on nobody"),
    "lrc": (6, 12_000, "Line 1 lyrics", None, "Line 6 lyrics"),
    "sami": (6, 185_113, "500년 전,", 342_460, "빨리!"),
}
"""Of the sample in each format: how many cues, start and words of the first, end and words of the last."""
ENDINGS_OF = {"microdvd": "sub", "sami": "smi"}


def sample(caption_format):
    """The sample in this format, at 25 frames a second where frames are counted."""
    path = corpus_dir() / "mixed" / "subsrt" / f"sample.{ENDINGS_OF.get(caption_format, caption_format)}"
    found = inspect(path.read_bytes(), file_name=path.name, frame_rate="25")
    assert found.caption_format.id == caption_format
    return [cue for cue in found.document.cues if not cue.comment]


@pytest.mark.parametrize("caption_format", FIRST_AND_LAST)
def test_the_eight_formats_of_one_sample(caption_format):
    cues = sample(caption_format)
    count, start, first, end, last = FIRST_AND_LAST[caption_format]
    assert len(cues) == count
    assert first in " ".join(cues[0].text.split())
    assert cues[0].start == start * TICKS_PER_MS
    assert cues[-1].text.endswith(last)
    assert end is None or cues[-1].end == end * TICKS_PER_MS


def test_the_samples_that_hold_the_same_captions_are_read_as_the_same():
    """SubRip and SBV to the tick; MicroDVD counts a thousand times too many frames, and names no speakers."""
    subrip, sbv, microdvd = sample("srt"), sample("sbv"), sample("microdvd")
    assert [(cue.start, cue.end, cue.text.split()) for cue in subrip] == [
        (cue.start, cue.end, cue.text.split()) for cue in sbv
    ]
    words = [re.sub(r">> [A-Z]+: ", "", cue.text).split() for cue in subrip]
    assert [(cue.start * 1000, cue.end * 1000) for cue in subrip] == [(c.start, c.end) for c in microdvd]
    assert words == [cue.text.split() for cue in microdvd]


@pytest.mark.parametrize("caption_format", FIRST_AND_LAST)
def test_one_sample_written_in_the_eight_formats_is_the_same_in_each(caption_format):
    """The five captions of the SubRip sample, to the precision each format has."""
    source = corpus_dir() / "mixed" / "subsrt" / "sample.srt"
    done = convert(source.read_bytes(), ConvertRequest(target_profile=caption_format, target_frame_rate="25"))
    cues = inspect(done.data, frame_rate="25").document.cues
    precision = TICKS_PER_SECOND // 25 if caption_format == "microdvd" else TICKS_PER_SECOND // 100
    assert len(cues) == 5
    for cue, wanted in zip(cues, sample("srt"), strict=True):
        assert cue.text.split() == wanted.text.split()
        assert abs(cue.start - wanted.start) <= precision


def test_bytes_in_another_encoding_are_read_as_the_same_captions():
    folder = corpus_dir() / "mixed" / "go-astisub"
    for ending in (".srt", ".vtt"):
        wide = inspect((folder / f"example-in-non-utf8{ending}").read_bytes())
        usual = inspect((folder / f"example-in{ending}").read_bytes())
        assert wide.encoding == "utf-16"
        assert [cue.text for cue in wide.document.cues] == [cue.text for cue in usual.document.cues]
