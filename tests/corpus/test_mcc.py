"""A real MCC file against its two dumps, made by another program: every code, every character, every time."""

import re
from itertools import pairwise

import pytest

from app.captions.formats.mcc import format as mcc
from app.captions.formats.mcc.abbreviations import expansions
from app.captions.model.document import Mode
from app.captions.timecode.smpte import parse_rate, parse_timecode
from tests.support.captions.cea608 import shown, written
from tests.support.captions.cea608_files import data_lines
from tests.support.captions.cea608_files import read_mcc as read
from tests.support.corpus.dumps import channel_dump, service_dump
from tests.support.corpus.folders import corpus_dir

pytestmark = pytest.mark.slow

DROP = parse_rate("29.97", drop=True)


@pytest.fixture(scope="module")
def night():
    return (corpus_dir() / "mcc" / "NightOfTheLivingDead.mcc").read_text("latin-1")


def dump(name):
    return (corpus_dir() / "mcc" / f"NightOfTheLivingDead-{name}").read_text("latin-1").splitlines()[1:]


def test_a_real_file_is_stable_after_one_pass(night):
    """Its first five minutes; test_captions has the whole of it."""
    night = night.partition("\n00:05:00:02")[0]
    once, losses = written(mcc.FORMAT, read(night))
    doc = read(once)
    assert shown(doc.cues) == shown(read(night).cues)
    twice, _ = written(mcc.FORMAT, doc)
    assert data_lines(twice) == data_lines(once)
    assert not losses.kinds


def test_every_code_and_character_of_cc1_equals_the_dump(night):
    """Line by line, character by character: the dump of CEA-608 channel 1 rebuilt from the words we read."""
    assert channel_dump(night) == dump("C1.608")


def test_every_command_and_character_of_service_1_equals_the_dump(night):
    """Line by line, character by character: the dump of CEA-708 service 1 rebuilt from our commands."""
    assert service_dump(night) == dump("S1.708")


def captions_of_the_dump(lines, shows, clears):
    """Start, end and lines of every caption, from a dump alone: what was written since the last time one was
    shown, from the code that shows it to the next that clears or shows."""
    found, text, begun = [], [], None
    for line in lines:
        label, _, rest = line.partition(" - ")
        at = parse_timecode(label, DROP)
        if begun is not None and re.match(clears, rest):
            found.append((begun[0], at, begun[1]))
            begun = None
        if text and re.match(shows, rest):
            begun, text = (at, text), []
        text += re.findall(r'"(.*?)"(?= \{|$)', rest)
    return found if begun is None else [*found, (begun[0], None, begun[1])]


def without_repetitions(lines):
    """A dump shows a code and its repetition a frame later; the second does nothing."""
    kept, last = [], ""
    for line in lines:
        code = line.partition(" - ")[2]
        if code in ("{EOC}", "{EDM}") and code == last:
            last = ""
            continue
        kept.append(line)
        last = code
    return kept


def test_text_and_times_of_cc1_equal_those_in_the_dump(night):
    """Every cue: its lines, its start (the first {EOC}) and its end (the first {EDM}), in ticks."""
    expected = captions_of_the_dump(without_repetitions(dump("C1.608")), r"\{EOC\}", r"\{EDM\}|\{EOC\}")
    doc = read(night)
    assert len(doc.cues) == 83
    assert [(c.start, c.end, c.text.split("\n")) for c in doc.cues] == expected
    assert (doc.frame_rate, doc.drop_frame, doc.language) == (DROP.fps, True, "en")
    assert doc.extras == {"cea-608": {"channel": "ch01", "channels": ["ch01", "programA"]}}
    assert {c.mode for c in doc.cues} == {Mode.POP_ON}


def test_text_and_times_of_service_1_equal_those_in_the_dump(night):
    """Every cue: its lines, its start ({DSW}) and its end ({CLW}).

    The dump shows a command at the frame where the next packet begins. So our times are compared with the
    frames of the packets that carry these commands, found in the file without our decoder; and the frame of
    the packet after each with the time in the dump, which leaves out the last {CLW}.
    """
    doc = read(night, channel="programA")
    expected = captions_of_the_dump(dump("S1.708"), r"\{DSW", r"\{CLW|\{DSW")
    assert [c.text.split("\n") for c in doc.cues] == [lines for _, _, lines in expected]
    sent = packet_frames(night)
    assert [c.start for c in doc.cues] == [at for at, data in sent if data[2] == 0x89][1:]
    assert [c.end for c in doc.cues] == [at for at, data in sent if data[2] == 0x88][1:]
    following = {at: after for (at, _), (after, _) in pairwise(sent)} | {sent[-1][0]: None}
    assert [(following[c.start], following[c.end]) for c in doc.cues] == [
        (start, end) for start, end, _ in expected
    ]


def packet_frames(text):
    """Time and bytes of every DTVCC packet, by its triplets: of type FF the first, of FE those after it."""
    found = []
    for line in data_lines(text):
        label, _, data = line.partition("\t")
        data = data.translate(expansions([]))
        triplets = [data[n : n + 6] for n in range(24, 24 + 20 * 6, 6)]
        body = "".join(t[2:] for t in triplets if t[:2] in ("FF", "FE"))
        assert data[20:24] == "72F4"
        if body:
            found.append((parse_timecode(label, DROP), bytes.fromhex(body)))
    return found
