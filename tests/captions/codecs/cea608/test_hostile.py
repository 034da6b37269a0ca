"""Hostile and broken SCC and MCC files: refused with a reason or read, never anything else, and in bounds."""

import random
from collections import Counter
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.captions.codecs.cea608.fields import Line21
from app.captions.codecs.cea708.service import ServiceDecoder
from app.captions.formats import scc
from app.captions.formats.mcc import format as mcc
from app.captions.model.document import Cue, Document, Mode, Run, ticks
from app.captions.timecode.smpte import format_timecode, parse_rate
from app.core.errors import CaptionError
from tests.support.captions.cea608 import FRAME, cue, defaults, document, written
from tests.support.examples import examples

HEAD = "Scenarist_SCC V1.0\n\n"
MCC_HEAD = "File Format=MacCaption_MCC V1.0\n\nTime Code Rate=30DF\n\n"
IDLE = "T49S494F43Z0172F4QROO74Z01BDAB"
PAST_THE_END = "6101099669094F430000 73FF 00 00"


def read(caption_format, text, **options):
    return caption_format.read(text, defaults(caption_format.decode_options, **options))


@pytest.mark.parametrize(
    ("name", "caption_format", "text", "code"),
    [
        ("no hexadecimal", scc, HEAD + "00:00:01:00\tzzzz", "invalid_scc"),
        ("half a word", scc, HEAD + "00:00:01:00\t9420 94", "invalid_scc"),
        ("three digits", scc, HEAD + "00:00:01:00\t942", "invalid_scc"),
        ("prose", scc, HEAD + "Once upon a time", "invalid_scc"),
        ("binary", scc, HEAD + "\x00\x01\x02 \x03", "invalid_scc"),
        ("minute 99", scc, HEAD + "00:99:01:00\t9420", "invalid_timecode"),
        ("a timecode of 100,000 digits", scc, HEAD + "0" * 100_000 + "\t9420", "invalid_timecode"),
        ("no header", mcc, "00:00:01:00\tT52S", "invalid_mcc"),
        ("empty", mcc, "", "invalid_mcc"),
        ("unknown rate", mcc, MCC_HEAD.replace("30DF", "31"), "invalid_mcc"),
        ("no tab", mcc, MCC_HEAD + "00:00:01:00 " + IDLE, "invalid_mcc"),
        ("cut off", mcc, MCC_HEAD + "00:00:01:00\t" + IDLE[:10], "invalid_mcc"),
        ("no hexadecimal", mcc, MCC_HEAD + "00:00:01:00\t!!", "invalid_mcc"),
        ("a section past the end", mcc, MCC_HEAD + "00:00:01:00\t" + PAST_THE_END, "invalid_mcc"),
        ("frame 99", mcc, MCC_HEAD + "00:00:01:99\t" + IDLE, "invalid_timecode"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 40 else "",
)  # fmt: skip
def test_broken_files_are_refused_with_a_reason(name, caption_format, text, code):
    with pytest.raises(CaptionError) as caught:
        read(caption_format.FORMAT, text)
    assert (caught.value.code, caught.value.extra.get("rejected")) == (code, True)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("nothing but a header", HEAD),
        ("only nulls", HEAD + "00:00:01:00\t" + "8080 " * 1000),
        ("text without any code", HEAD + "00:00:01:00\tc8e9 c8e9"),
        ("codes of no meaning", HEAD + "00:00:01:00\t" + "1010 1818 1f7f 10a0 " * 50),
        ("flips without text", HEAD + "00:00:01:00\t" + "942f 942f 8080 " * 1000),
        ("backspaces", HEAD + "00:00:01:00\t9420 " + "94a1 94a1 8080 " * 1000),
        ("carriage returns", HEAD + "00:00:01:00\t9425 9425 " + "94ad 94ad 8080 " * 1000),
    ],
)
def test_odd_files_are_read_as_nothing(name, text):
    assert read(scc.FORMAT, text).cues == []


@pytest.mark.slow
def test_a_row_of_half_a_million_characters_is_read_in_one_pass():
    doc = read(scc.FORMAT, HEAD + "00:00:01:00\t9420 9470 " + "c1c1 " * 250_000 + "942f")
    assert len(doc.cues[0].text) == 500_000


@pytest.mark.slow
def test_a_hundred_thousand_styles_in_one_row():
    doc = read(scc.FORMAT, HEAD + "00:00:01:00\t9420 9470 " + "91ae c180 9120 c180 " * 50_000 + "942f")
    assert len(doc.cues[0].runs) == 100_000


@pytest.mark.slow
def test_twenty_thousand_captions():
    rate = parse_rate("29.97")
    labels = [format_timecode(rate.ticks_at(n * 15), rate) for n in range(20_000)]
    doc = read(scc.FORMAT, HEAD + "".join(f"{label}\t9420 9470 c1c1 942f\n" for label in labels))
    assert len(doc.cues) == 20_000


def test_lines_that_go_back_in_time_keep_their_order():
    text = HEAD + "00:10:00:00\t9420 9470 c8e9 942f\n00:05:00:00\t942c\n00:10:10:00\t942c\n"
    (only,) = read(scc.FORMAT, text).cues
    assert only.end > only.start


@pytest.mark.slow
def test_thousands_of_cues_at_once_are_written_in_bounds():
    crowd = document(*(cue(1000, 1060, f"caption {n}") for n in range(5000)))
    text, losses = written(scc.ADVANCED, crowd)
    assert losses.kinds["overlap"].count == 5000 - 15
    assert len(text) < 100_000


@pytest.mark.slow
def test_thousands_of_staggered_cues_end_in_a_clear_error_or_in_time():
    crowd = document(*(cue(1000 + n, 100_000 + n, f"caption {n}\nand {n}") for n in range(400)))
    text, losses = written(scc.ADVANCED, crowd)
    assert losses.kinds["late"].count > 0
    assert text.startswith("Scenarist_SCC")


@pytest.mark.slow
def test_a_cue_of_a_hundred_kilobytes_is_divided():
    doc = document(Cue(0, ticks(3600), [Run("word " * 20_000)]))
    text, losses = written(scc.ADVANCED, doc)
    assert {"split", "late"} <= set(losses.kinds)
    assert len(read(scc.FORMAT, text).cues) == 223


def test_a_caption_after_the_last_timecode_is_refused():
    for caption_format in (scc.ADVANCED, mcc.FORMAT):
        with pytest.raises(CaptionError) as caught:
            written(caption_format, Document(cues=[Cue(ticks(10**9), ticks(10**9 + 1), [Run("x")])]))
        assert caught.value.code == "timecode_out_of_range"


HEX = st.text("0123456789abcdef", min_size=4, max_size=4)
CODES = st.sampled_from([
    "9420", "9425", "9426", "94a7", "9429", "94ad", "942c", "94ae", "942f", "94a1", "94a4", "942a", "9470",
    "1340", "91ae", "9120", "9137", "9139", "92a4", "1bb0", "97a1", "10ad", "97ad", "1cae", "1c20", "9520",
    "c8e9",
])  # fmt: skip
LABELS = st.builds("{:02d}:{:02d}:{:02d}{}{:02d}".format, st.integers(0, 25), st.integers(0, 60),
                   st.integers(0, 60), st.sampled_from(":;."), st.integers(0, 30))  # fmt: skip
SCC_LINES = st.builds("{}\t{}".format, LABELS, st.lists(st.one_of(HEX, CODES), max_size=40).map(" ".join))


def letters(doc: Document) -> Counter[str]:
    """How often each character but white space is shown; captions too close to load may share a screen."""
    return Counter("".join("".join(c.text.split()) for c in doc.cues))


@pytest.mark.slow
@examples(150)
@given(st.lists(st.one_of(SCC_LINES, st.text(max_size=30)), max_size=8), st.booleans(), st.booleans())
def test_any_scc_is_read_or_refused(lines, lenient, screens):
    doc = Document()
    with suppress(CaptionError):
        doc = read(scc.FORMAT, "\n".join(lines), lenient=lenient, roll_up="screens" if screens else "lines")
    assert all(c.end > c.start and c.text.strip() for c in doc.cues)
    assert [c.start for c in doc.cues] == sorted(c.start for c in doc.cues)
    if not doc.cues or doc.cues[-1].end < ticks(20 * 3600):
        text, losses = written(scc.ADVANCED, doc)
        lost = letters(doc) - letters(read(scc.FORMAT, text))
        assert not lost or losses.kinds.keys() & {"overlap", "character"}


@examples(150)
@given(st.lists(CODES, max_size=120), st.sampled_from([1, 2]))
def test_any_words_are_decoded(words, field):
    line21 = Line21(FRAME)
    for at, word in enumerate(words):
        line21.fields[field - 1].feed(int(word, 16) & 0x7F7F, at * FRAME)
    for channel in line21.channels.values():
        for c in channel.finish(len(words) * FRAME):
            assert c.end > c.start
            assert c.mode in Mode


@examples(150)
@given(st.lists(st.binary(max_size=31), max_size=20))
def test_any_service_data_is_decoded(blocks):
    service = ServiceDecoder(FRAME)
    for at, block in enumerate(blocks):
        service.feed(block, at * FRAME)
    for c in service.finish(len(blocks) * FRAME):
        assert c.end > c.start


@pytest.mark.slow
def test_random_and_mutated_mcc_lines_are_read_or_refused():
    """Hundreds of files with a few characters changed, the same on every run."""
    chance = random.Random(608)
    good, _ = written(mcc.FORMAT, document(cue(200, 260, "Hello ♪"), cue(300, 360, "there")), fill=False)
    lines = good.split("Time Code Rate=30DF")[1].strip().splitlines()
    for _ in range(250):
        mutated = [list(line) for line in lines]
        for _ in range(chance.randint(1, 6)):
            line = chance.choice(mutated)
            line[chance.randrange(len(line))] = chance.choice("0123456789ABCDEFGHOQSTUZ\t:;x")
        text = MCC_HEAD + "\n".join("".join(line) for line in mutated)
        for lenient in (False, True):
            with suppress(CaptionError):
                doc = read(mcc.FORMAT, text, lenient=lenient)
                assert all(c.end > c.start for c in doc.cues)
