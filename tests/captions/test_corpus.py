"""Every real file: read without an error that is ours, and stable after one pass through its own format."""

import pytest

from app.captions.convert import ConvertRequest, convert, inspect
from app.core.errors import CaptionError
from tests.corpus import corpus_dir, corpus_files

ENDINGS = [".srt", ".vtt", ".ass", ".ssa", ".sbv", ".lrc", ".smi", ".sub", ".scc", ".mcc"]
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
    name = found.profile.name if found.profile.write else "WebVTT"
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


@pytest.mark.parametrize(
    ("name", "profile", "cues"),
    [
        ("sample.srt", "srt", 5),
        ("sample.vtt", "vtt", 5),
        ("sample.sbv", "sbv", 5),
        ("sample.sub", "microdvd", 5),
        ("sample.ass", "ass", 1),
        ("sample.ssa", "ssa", 1),
        ("sample.lrc", "lrc", 6),
        ("sample.smi", "sami", 6),
    ],
)
def test_the_eight_formats_of_one_sample(name, profile, cues):
    path = corpus_dir() / "mixed" / "subsrt" / name
    found = inspect(path.read_bytes(), file_name=name)
    assert (found.profile.id, len(found.document.cues)) == (profile, cues)


def test_bytes_in_another_encoding_are_read_as_the_same_captions():
    folder = corpus_dir() / "mixed" / "go-astisub"
    for ending in (".srt", ".vtt"):
        wide = inspect((folder / f"example-in-non-utf8{ending}").read_bytes())
        usual = inspect((folder / f"example-in{ending}").read_bytes())
        assert wide.encoding == "utf-16"
        assert [cue.text for cue in wide.document.cues] == [cue.text for cue in usual.document.cues]
