"""The small text formats: SBV, LRC, MicroDVD, MPL2, TMPlayer, SubViewer 2 and the plain transcript."""

from fractions import Fraction

import pytest

from app.captions.formats import lrc, microdvd, mpl2, sbv, subviewer, tmplayer, transcript
from app.captions.model.document import Document, Run, Style
from app.captions.model.losses import Losses
from tests.support.captions.text_formats import cue, kinds


@pytest.mark.parametrize("text", ["/x", "a|b", "{y:i}x", "a\n/b"])
@pytest.mark.parametrize("module", [microdvd, mpl2, tmplayer])
def test_text_that_is_a_command_is_shown_not_obeyed(module, text):
    written = module.write(Document([cue(0, 1000, Run(text))]), {}, Losses())
    runs = module.read(written, {"frame_rate": Fraction(25)}).cues[0].runs
    assert all(run.style == Style() for run in runs)
    assert len("".join(run.text for run in runs)) == len(text)


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
