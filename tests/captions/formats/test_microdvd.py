"""MicroDVD: times as frames."""

from fractions import Fraction

from app.captions.formats import microdvd
from app.captions.model.document import Run, Style
from app.captions.model.losses import Losses
from tests.support.captions.text_formats import ITALIC, ms


def test_counts_frames_at_the_stated_rate():
    text = "{1}{1}25.000\n{25}{50}{y:i}Hello|there\n{75}{100}{c:$0000ff}Bye\n"
    document = microdvd.read(text, {"frame_rate": Fraction(24)})
    assert document.frame_rate == 25
    assert ms(document) == [(1000, 2000, "Hello\nthere"), (3000, 4000, "Bye")]
    assert document.cues[0].runs == [Run("Hello", ITALIC), Run("\nthere")]
    assert document.cues[1].runs == [Run("Bye", Style(color="#ff0000"))]
    assert microdvd.write(document, {}, Losses()) == text.replace("25.000", "25")


def test_uses_the_rate_to_assume():
    assert ms(microdvd.read("{24}{48}x", {"frame_rate": Fraction(24)})) == [(1000, 2000, "x")]


def test_capital_codes_hold_for_all_lines():
    runs = microdvd.read("{0}{1}{Y:b}a|b", {}).cues[0].runs
    assert runs == [Run("a\nb", Style(bold=True))]


def test_many_codes_end_quickly():
    assert len(microdvd.read("{1}" * 33_000 + "\n{1}{2}x", {}).cues) >= 1
