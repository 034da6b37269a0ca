"""Files for a receiver keep to its rules, or say what speaks against them, without anybody naming a guide."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.captions.conversion.convert import ConvertRequest, convert
from app.captions.model.document import Cue, Document, Run
from app.captions.quality.api import check, fix
from app.captions.quality.style_guides import BBC, NETFLIX
from tests.support.examples import examples

BAD = """1
00:00:01,000 --> 00:00:01,200
Blink

2
00:00:01,200 --> 00:00:04,000
One
two
three

3
00:00:05,000 --> 00:00:15,000
This line is much longer than forty-two characters for sure
"""


def made(target, text=BAD, **more):
    return convert(text.encode(), ConvertRequest(target_profile=target, file_name="a.srt", **more))


def codes(entries, key="code"):
    return {entry[key] for entry in entries}


def test_netflix_is_told_what_netflix_refuses():
    done = made("netflix-ttml", target_frame_rate="23.976", conform="keep")
    assert codes(done.quality) >= {"too_short", "gap", "lines", "too_long", "line_length"}
    assert "language_missing" in codes(done.losses, "kind")
    assert made("netflix-ttml", guide="none").quality == []
    named = made("netflix-ttml", encode_options={"language": "en"})
    assert "language_missing" not in codes(named.losses, "kind")


@pytest.mark.parametrize(
    ("target", "expected"),
    [("itt", {"lines"}), ("scc", {"line_length"}), ("ebu-stl", {"line_length"}), ("srt", set())],
)
def test_other_receivers_have_their_own_rules(target, expected):
    text = BAD.replace("Blink", "Blink\nand\nblink\nagain\nplease")
    assert codes(made(target, text).quality) & {"lines", "line_length"} >= expected


def test_a_fix_without_a_guide_is_the_receivers():
    written = made("itt", auto_fix=True).data.decode()
    assert "One two three" in written or written.count("<br/>") < 2


def test_japanese_goes_out_as_imsc_with_what_it_needs():
    text = "WEBVTT\nLanguage: ja\n\n00:01.000 --> 00:02.500 vertical:rl\n<ruby>遅<rt>おく</rt></ruby>れた\n"
    done = convert(text.encode(), ConvertRequest(target_profile="netflix-ttml", file_name="a.vtt"))
    written = done.data.decode()
    for said in ("profile/imsc1.1/text", 'tts:ruby="text"', 'tts:writingMode="tbrl"', 'xml:lang="ja"'):
        assert said in written
    assert "ruby" not in codes(done.losses, "kind")


def test_a_short_caption_is_not_made_shorter_for_a_gap():
    done = made("netflix-ttml", target_frame_rate="23.976", conform="keep", guide="netflix", auto_fix=True)
    assert 'begin="00:00:01.000" end="00:00:01.200"' in done.data.decode()


spans = st.lists(st.tuples(st.integers(0, 12_000), st.integers(1, 9_000)), min_size=1, max_size=6)


@examples(200)
@given(spans=spans, guide=st.sampled_from([NETFLIX, BBC]))
def test_no_fix_breaks_a_rule_that_was_kept(spans, guide):
    """Where captions do not overlap, which has to be mended whatever it costs."""
    starts = sorted({start for start, _ in spans})
    ends = [*starts[1:], 10**6]
    cues = [
        Cue(a * 90_000, min(a + length, b) * 90_000, [Run("Some words.")])
        for a, b, (_, length) in zip(starts, ends, spans, strict=False)
    ]
    before = Document(cues)
    after, _ = fix(before, guide)
    found = [{(f.code, f.cue) for f in check(document, guide)} for document in (before, after)]
    assert found[1] <= found[0]


def test_a_live_event_of_hours_can_be_read_again():
    hours = [f"{n // 12:02}:{n * 5 % 60:02}" for n in range(60)]
    text = "".join(f"{n}\n{at}:00,000 --> {at}:02,000\nHi\n\n" for n, at in enumerate(hours, 1))
    done = made("mcc", text)
    again = convert(done.data, ConvertRequest(target_profile="srt", file_name="a.mcc"))
    assert again.cue_count == 60


@pytest.mark.parametrize(
    "line",
    [
        "これはとても長い日本語の字幕の行ですから",
        "그것은 매우 긴 한국어 자막 줄이므로",
        "这是一个非常长的中文字幕行所以应该分开",
    ],
)
def test_netflix_is_told_lines_that_are_long_in_their_script(line):
    done = made("netflix-ttml", f"1\n00:00:01,000 --> 00:00:07,000\n{line}\n")
    assert "line_length" in codes(done.quality)


@pytest.mark.parametrize(("target", "name"), [("netflix-ttml", "film.pt-BR.srt"), ("itt", "film.de.srt")])
def test_a_receiver_that_asks_for_the_language_has_the_one_of_the_name(target, name):
    text = "1\n00:00:01,000 --> 00:00:03,000\nOlá\n".encode()
    done = convert(text, ConvertRequest(target_profile=target, file_name=name))
    tag = name.split(".")[1]
    assert f'xml:lang="{tag}"'.encode() in done.data
    assert [note for note in done.notes if tag in note]
    assert "language_missing" not in codes(done.losses, "kind")


def test_a_caption_in_the_middle_is_told_where_there_is_none():
    middle = "1\n00:00:01,000 --> 00:00:03,000\n{\\an5}Middle\n"
    assert "placement" in codes(made("itt", middle).losses, "kind")
    assert "placement" not in codes(made("itt", middle.replace("an5", "an8")).losses, "kind")


@pytest.mark.parametrize(
    "target",
    ["ebu-tt-d", "itt", "netflix-ttml", "imsc1.1", "sami", "dcp-interop", "dcp-smpte", "ebu-stl", "usf"],
)
def test_the_language_that_only_the_file_name_says_is_written(target):
    named, unnamed = (
        convert(BAD.encode(), ConvertRequest(target_profile=target, file_name=name))
        for name in ("klobouk.cs.srt", "klobouk.srt")
    )
    assert named.data != unnamed.data
    assert "language_missing" not in codes(named.losses, "kind")
    if target in ("ebu-tt-d", "itt", "netflix-ttml", "imsc1.1"):
        assert 'xml:lang="cs"' in named.data.decode()
        assert any("cs" in note for note in named.notes)
