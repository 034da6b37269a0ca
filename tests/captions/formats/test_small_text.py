"""The small text formats: SBV, LRC, MicroDVD, MPL2, TMPlayer, SubViewer 2 and the plain transcript."""

from fractions import Fraction

import pytest

from app.captions.formats import lrc, microdvd, mpl2, sbv, subviewer, tmplayer, transcript
from app.captions.model.document import TICKS_PER_MS, Cue, Document, Run, Style
from app.captions.model.losses import Losses

ITALIC = Style(italic=True)


def ms(document):
    return [(cue.start // TICKS_PER_MS, cue.end // TICKS_PER_MS, cue.text) for cue in document.cues]


def cue(start, end, *runs, **fields):
    return Cue(start * TICKS_PER_MS, end * TICKS_PER_MS, [*runs], **fields)


def kinds(losses):
    return {loss["kind"] for loss in losses.as_list()}


def test_sbv_reads_and_writes():
    text = "0:00:01.000,0:00:02.500\nHello\nthere\n\n0:00:03.000,0:00:04.000\nBye\n"
    document = sbv.read(text, {})
    assert ms(document) == [(1000, 2500, "Hello\nthere"), (3000, 4000, "Bye")]
    assert sbv.write(document, {}, Losses()) == text


def test_sbv_says_what_it_skips():
    text = "0:00:01.000,0:00:02.000\na[br]b\n\n0:00:03.x00,0:00:04.000\nLost\n\n0:00:05.000,0:00:06.000\nc"
    document = sbv.read(text, {})
    assert [c.text for c in document.cues] == ["a\nb", "c"]
    assert document.issues[0].code == "unreadable_times"


def test_subviewer_reads_and_writes():
    text = (
        "[INFORMATION]\n[TITLE]Film\n[AUTHOR]Me\n[END INFORMATION]\n[SUBTITLE]\n\n"
        "00:00:01.00,00:00:02.50\nHello[br]there\n\n00:00:03.00,00:00:04.00\nBye\n"
    )
    document = subviewer.read(text, {})
    assert document.title == "Film"
    assert ms(document) == [(1000, 2500, "Hello\nthere"), (3000, 4000, "Bye")]
    assert subviewer.write(document, {}, Losses()) == text


def test_lrc_lines_last_until_the_next_and_repeat():
    document = lrc.read("[ti:Song]\n[00:01.00][00:05.00]la\n[00:02.50]lo\n[00:03]\n[00:06.00]\n", {})
    assert ms(document) == [(1000, 2500, "la"), (2500, 3000, "lo"), (5000, 6000, "la")]
    assert document.title == "Song"


def test_lrc_offset_is_positive_for_sooner():
    assert ms(lrc.read("[offset:+500]\n[00:01.00]x\n[00:02.00]", {})) == [(500, 1500, "x")]


def test_lrc_word_times_survive():
    text = "[00:01.00]one <00:01.40>two\n[00:02.00]\n"
    document = lrc.read(text, {})
    assert document.cues[0].karaoke == ((4, 400 * TICKS_PER_MS),)
    assert lrc.write(document, {"word_times": True}, Losses()) == text


def test_microdvd_counts_frames_at_the_stated_rate():
    text = "{1}{1}25.000\n{25}{50}{y:i}Hello|there\n{75}{100}{c:$0000ff}Bye\n"
    document = microdvd.read(text, {"frame_rate": Fraction(24)})
    assert document.frame_rate == 25
    assert ms(document) == [(1000, 2000, "Hello\nthere"), (3000, 4000, "Bye")]
    assert document.cues[0].runs == [Run("Hello", ITALIC), Run("\nthere")]
    assert document.cues[1].runs == [Run("Bye", Style(color="#ff0000"))]
    assert microdvd.write(document, {}, Losses()) == text.replace("25.000", "25")


def test_microdvd_uses_the_rate_to_assume():
    assert ms(microdvd.read("{24}{48}x", {"frame_rate": Fraction(24)})) == [(1000, 2000, "x")]


def test_microdvd_capital_codes_hold_for_all_lines():
    runs = microdvd.read("{0}{1}{Y:b}a|b", {}).cues[0].runs
    assert runs == [Run("a\nb", Style(bold=True))]


def test_microdvd_many_codes_end_quickly():
    assert len(microdvd.read("{1}" * 33_000 + "\n{1}{2}x", {}).cues) >= 1


def test_mpl2_reads_and_writes():
    text = "[10][25]/Hello|there\n[30][40]Bye\n"
    document = mpl2.read(text, {})
    assert ms(document) == [(1000, 2500, "Hello\nthere"), (3000, 4000, "Bye")]
    assert document.cues[0].runs[0] == Run("Hello", ITALIC)
    assert mpl2.write(document, {}, Losses()) == text


def test_mpl2_records_what_a_line_cannot_hold():
    losses = Losses()
    written = mpl2.write(
        Document([cue(0, 1000, Run("a|b ", ITALIC), Run("c", Style(bold=True)))]), {}, losses
    )
    assert written == "[0][10]a¦b c\n"
    assert kinds(losses) == {"italic", "bold", "character"}


@pytest.mark.parametrize("text", ["/x", "a|b", "{y:i}x", "a\n/b"])
@pytest.mark.parametrize("module", [microdvd, mpl2, tmplayer])
def test_text_that_is_a_command_is_shown_not_obeyed(module, text):
    written = module.write(Document([cue(0, 1000, Run(text))]), {}, Losses())
    runs = module.read(written, {"frame_rate": Fraction(25)}).cues[0].runs
    assert all(run.style == Style() for run in runs)
    assert len("".join(run.text for run in runs)) == len(text)


def test_tmplayer_ends_at_the_next_line():
    text = "00:00:01:Hello|there\n00:00:03:Bye\n00:00:04:\n00:01:00:Late\n"
    document = tmplayer.read(text, {})
    assert ms(document) == [(1000, 3000, "Hello\nthere"), (3000, 4000, "Bye"), (60_000, 61_000, "Late")]
    assert tmplayer.write(document, {}, Losses()) == text + "00:01:01:\n"


def test_tmplayer_shows_nothing_through_a_long_pause():
    assert ms(tmplayer.read("00:00:01:Short\n00:01:00:x\n", {}))[0] == (1000, 2000, "Short")


def test_transcript_times_are_estimated_and_said_so():
    text = "ANN: Hello there.\n\n" + "A long paragraph goes on and on. " * 20
    document = transcript.read(text, {})
    assert document.cues[0].speaker == "ANN"
    assert document.cues[0].text == "Hello there."
    assert all(len(line) <= 42 for c in document.cues for line in c.text.split("\n"))
    assert all(a.end <= b.start for a, b in zip(document.cues, document.cues[1:], strict=False))
    assert [issue.code for issue in document.issues] == ["times_estimated"]


def test_transcript_paragraphs_begin_at_pauses_and_speakers():
    cues = [
        cue(0, 1000, Run("One\ntwo"), speaker="Ann"),
        cue(1000, 2000, Run("three."), speaker="Ann"),
        cue(2000, 3000, Run("Four."), speaker="Bob"),
        cue(9000, 9500, Run("Five."), speaker="Bob"),
    ]
    losses = Losses()
    written = transcript.write(Document(cues), {}, losses)
    assert written == "Ann: One two three.\n\nBob: Four.\n\nFive.\n"
    assert kinds(losses) == {"times"}


@pytest.mark.parametrize("module", [sbv, lrc, microdvd, mpl2, tmplayer, subviewer, transcript])
def test_empty_text_has_no_cues(module):
    assert module.read("", {"frame_rate": Fraction(25)}).cues == []


LIKE_TIMES = (
    "0:00:07.000,0:00:08.000",
    "a\n0:00:07.000,0:00:08.000\nb",
    "00:00:07.00,00:00:08.00",
    "[00:07.00]words",
    "00:00:07:words",
    "00:00:01,000 --> 00:00:02,000",
    "{25}{50}words",
    "[10][20]words",
)


@pytest.mark.parametrize("text", LIKE_TIMES)
@pytest.mark.parametrize(
    "module", [sbv, lrc, microdvd, mpl2, tmplayer, subviewer], ids=lambda m: m.__name__[21:]
)
def test_text_that_looks_like_times_begins_no_cue(module, text):
    """It may be set off or changed, but then that is recorded."""
    losses = Losses()
    document = Document(
        [cue(2000, 4000, Run("before")), cue(5000, 6000, Run(text)), cue(9000, 10_000, Run("after"))]
    )
    document.frame_rate = Fraction(25)
    again = module.read(module.write(document, {}, losses), {"frame_rate": Fraction(25)})
    assert [each.start for each in again.cues] == [each.start for each in document.cues]
    said = again.cues[1].text
    assert said.split() == text.split() or "character" in kinds(losses), said
    assert "".join(said.split()).replace("\u2060", "")[1:] == "".join(text.split())[1:]
