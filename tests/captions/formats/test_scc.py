"""SCC: files of others, exact times, and what other programs read from ours."""

import pytest

from app.captions.conversion.inspect import inspect
from app.captions.formats import scc
from app.captions.formats.base import Head
from app.captions.formats.registry import get
from app.captions.model.document import TICKS_PER_SECOND, Cue, Document, Mode, Placement, Run, Style, ticks
from app.core.errors import CaptionError
from tests.support.captions.cea608 import cue, document, frames, written
from tests.support.captions.cea608 import scc as scc_text
from tests.support.captions.cea608_files import read_scc as read


def test_the_profiles_are_found_by_every_name():
    for name in ("Scenarist V1.0", "Scenarist SCC", "scc"):
        assert get(name) is scc.FORMAT
    assert get("Scenarist V1.0 Advanced") is scc.ADVANCED


def test_drop_frame_and_non_drop_labels_are_exact():
    words = (0x1420, 0x1470, "Hi", 0x142F)
    drop = read(scc_text(("01:00:00;00", *words), ("01:00:02;00", 0x142C)))
    whole = read(scc_text(("01:00:00:00", *words), ("01:00:02:00", 0x142C)))
    assert drop.cues[0].start == (107892 + 3) * 3_003_000
    assert whole.cues[0].start == (108000 + 3) * 3_003_000
    assert (drop.drop_frame, whole.drop_frame) == (True, False)
    forced = read(scc_text(("01:00:00:00", *words), ("01:00:02:00", 0x142C)), timecode="drop")
    assert forced.cues == drop.cues


def test_other_marks_of_drop_frame_are_understood():
    words = (0x1420, 0x1470, "Hi", 0x142F)
    for mark in ".,":
        doc = read(scc_text((f"01:00:00{mark}10", *words), (f"01:00:02{mark}00", 0x142C)))
        assert doc.cues[0].start == (107892 + 13) * 3_003_000
        assert doc.drop_frame is True


def test_a_mode_that_is_changed_is_noted():
    _, losses = written(scc.FORMAT, document(cue(100, 160, "Hi", mode=Mode.ROLL_UP)))
    assert losses.kinds["mode"].count == 1
    _, losses = written(scc.FORMAT, document(cue(100, 160, "Hi", mode=Mode.ROLL_UP)), mode="auto")
    assert not losses.kinds


def test_timecode_is_written_as_asked():
    doc = document(cue(3600 * 30, 3600 * 30 + 60, "Hi"))
    assert "01:00:03;18\t942f" in written(scc.FORMAT, doc)[0]
    assert "01:00:00:00\t942f" in written(scc.FORMAT, doc, timecode="non-drop")[0]


def test_midnight_does_not_turn_time_back():
    words = (0x1420, 0x1470, "Hi", 0x142F)
    doc = read(scc_text(("23:59:59:00", *words), ("00:00:01:00", 0x142C)))
    assert doc.cues[0].end > doc.cues[0].start


def test_the_layout_of_the_file():
    text, losses = written(scc.FORMAT, document(cue(100, 160, "Hi")))
    assert text == (
        "Scenarist_SCC V1.0\n\n"
        "00:00:03;00\t9420 9420 94ae 94ae 9476 9476 9723 9723 c8e9\n\n"
        "00:00:03;10\t942f 942f\n\n"
        "00:00:05;10\t942c 942c\n"
    )
    assert not losses.kinds


def test_the_plain_profile_leaves_out_colours_and_places_and_says_so():
    fancy = cue(100, 160, ("Hi", Style(color="#00ff00")), placement=Placement(line=10.0))
    plain, losses = written(scc.FORMAT, document(fancy))
    assert set(losses.kinds) == {"color", "placement"}
    assert read(plain).cues[0].placement.row == 15
    full, losses = written(scc.ADVANCED, document(fancy))
    assert not losses.kinds
    assert read(full).cues[0].placement.row == 1
    assert read(full).cues[0].runs == [Run("Hi", Style(color="#00ff00"))]


@pytest.mark.parametrize("channel", ["ch01", "ch02", "ch03", "ch04"])
def test_every_channel_is_written_and_found(channel):
    text, _ = written(scc.FORMAT, document(cue(100, 160, "Hi")), channel=channel)
    doc = read(text)
    assert frames(doc.cues) == [(100, 160, "Hi")]
    assert doc.extras == {"cea-608": {"channel": channel, "channels": [channel]}}


def test_a_channel_without_captions_says_which_has_some():
    text, _ = written(scc.FORMAT, document(cue(100, 160, "Hi")))
    with pytest.raises(CaptionError) as caught:
        read(text, channel="ch03")
    assert caught.value.code == "no_captions"
    assert "ch01" in caught.value.hint


def test_auto_takes_the_channel_with_the_most_text_and_names_the_others():
    one, _ = written(scc.FORMAT, document(cue(100, 160, "Hi")))
    three, _ = written(scc.FORMAT, document(cue(1000, 1160, "A longer text")), channel="ch03")
    doc = read(one + "\n" + three.split("\n", 1)[1])
    assert doc.cues[0].text == "A longer text"
    assert doc.issues[0].code == "other_channels"


def test_damage_is_refused_or_skipped_when_lenient():
    text = scc_text(("00:00:01;00", 0x1420, 0x1470, "Hi", 0x142F), ("00:00:03;00", 0x142C))
    broken = text.replace("c8e9", "c8xx c8e9")
    with pytest.raises(CaptionError) as caught:
        read(broken)
    assert (caught.value.code, caught.value.extra["line"]) == ("invalid_scc", 3)
    doc = read(broken, lenient=True)
    assert doc.cues[0].text == "Hi"
    assert [issue.code for issue in doc.issues] == ["damaged_words"]


def test_detection_by_the_header():
    assert scc.sniff(Head(b"", "\ufeffScenarist_SCC V1.0\n")) == 1.0
    assert scc.sniff(Head(b"", "WEBVTT\n")) == 0.0


def test_an_empty_document_is_a_header():
    assert written(scc.FORMAT, document())[0] == "Scenarist_SCC V1.0\n"


LINE = "94ae 94ae 9420 9420 9470 9470 c1ec 7068 6180 942f 942f"


def test_a_file_without_a_header_is_recognised_by_its_codes():
    text = f"00:00:01;00  {LINE}\n00:00:03;00  942c 942c\n"
    found = inspect(text.encode())
    assert (found.caption_format.id, [cue.text for cue in found.document.cues]) == ("scc", ["Alpha"])


def test_one_bad_label_is_reported_and_the_rest_is_read():
    body = f"00:00:01:00\t{LINE}\n\n00:00:61:00\t{LINE}\n\n00:01:05:00\t{LINE}\n\n00:01:08:00\t942c 942c\n"
    document = inspect(f"{scc.HEADER}\n\n{body}".encode()).document
    assert len(document.cues) == 2
    assert "unreadable_timecode" in [issue.code for issue in document.issues]


def test_non_drop_labels_run_past_midnight():
    lines = [
        f"23:59:59:00\t{LINE}",
        "00:00:01:00\t942c 942c",
        f"00:00:02:00\t{LINE}",
        "00:00:04:00\t942c 942c",
    ]
    first, second = inspect("\n\n".join([scc.HEADER, *lines]).encode()).document.cues
    assert 2.5 * TICKS_PER_SECOND < second.start - first.start < 3.5 * TICKS_PER_SECOND


def test_an_alphabet_that_cea_608_lacks_is_told():
    _, losses = written(scc.FORMAT, Document([Cue(ticks(1), ticks(3), [Run("Добрый вечер")])]))
    assert "unreadable" in losses.kinds


def test_a_frame_beyond_the_rate_costs_no_caption():
    text = scc_text(("00:00:01:30", 0x1420, 0x1470, "Hi", 0x142F), ("00:00:02:00", 0x142C))
    document = read(text)
    assert [caption.text for caption in document.cues] == ["Hi"]
    assert document.cues[0].start // TICKS_PER_SECOND == 2
    assert [issue.code for issue in document.issues] == ["unreadable_timecode"]
