"""MPL2: times in tenths of a second."""

from hypothesis import given
from hypothesis import strategies as st

from app.captions.formats import mpl2
from app.captions.model.document import Document, Run, Style
from app.captions.model.losses import Losses
from tests.support.captions.text_formats import ITALIC, cue, kinds, ms


def test_reads_and_writes():
    text = "[10][25]/Hello|there\n[30][40]Bye\n"
    document = mpl2.read(text, {})
    assert ms(document) == [(1000, 2500, "Hello\nthere"), (3000, 4000, "Bye")]
    assert document.cues[0].runs[0] == Run("Hello", ITALIC)
    assert mpl2.write(document, {}, Losses()) == text


def test_records_what_a_line_cannot_hold():
    losses = Losses()
    written = mpl2.write(
        Document([cue(0, 1000, Run("a|b ", ITALIC), Run("c", Style(bold=True)))]), {}, losses
    )
    assert written == "[0][10]a¦b c\n"
    assert kinds(losses) == {"italic", "bold", "character"}


@given(st.lists(st.sampled_from(["/", "|", "a", "b ", "{", "\\"]), max_size=7).map("".join))
def test_italic_is_what_lines_begin_with_however_many_there_are(text):
    (found,) = mpl2.read(f"[10][25]{text}\n", {}).cues
    lines = text.rstrip().split("|")
    assert found.text == "\n".join(line.removeprefix("/") for line in lines)
    shown = [(sign, run.style.italic) for run in found.runs for sign in run.text if sign != "\n"]
    assert shown == [(sign, line[0] == "/") for line in lines for sign in line.removeprefix("/")]
