"""Documents with everything that a reader may trip over, and what reading them back finds."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from importlib import import_module

from app.captions.conversion.options import check_options
from app.captions.formats import registry
from app.captions.formats.base import CaptionFormat
from app.captions.model.document import (
    TICKS_PER_SECOND,
    Align,
    Cue,
    Document,
    Mode,
    Placement,
    Run,
    Style,
)
from app.captions.model.losses import Losses
from app.captions.text_io.text_file import to_bytes
from app.captions.verification.comparison import Comparison, compare
from app.captions.verification.expected import Expected, RecordedLosses, expect
from app.captions.verification.readers import Reader, readers_of

ITALIC, BOLD = Style(italic=True), Style(bold=True)
POINT = Placement(line=50, column=10, align=Align.LEFT, line_align=Align.START, column_align="line-left")


def cue(start: float, end: float, *runs: Run | str, **more: object) -> Cue:
    made = [run if isinstance(run, Run) else Run(run) for run in runs]
    cue = Cue(round(start * TICKS_PER_SECOND), round(end * TICKS_PER_SECOND), made)
    for name, value in more.items():
        setattr(cue, name, value)
    return cue


def spaced(*texts: str | tuple[Run | str, ...], **more: object) -> list[Cue]:
    """Cues of three seconds with a second between them."""
    runs = [(text,) if isinstance(text, str) else text for text in texts]
    return [cue(2 + 4 * place, 5 + 4 * place, *of, **more) for place, of in enumerate(runs)]


CUES = {
    "plain": spaced("Hello", "two\nlines", "three\nmore\nlines"),
    "styles": spaced(
        (Run("all italic", ITALIC),),
        ("mixed ", Run("bold", BOLD), " and ", Run("italic", ITALIC)),
        (Run("red", Style(color="#ff0000")), Run(" green", Style(color="#00ff00"))),
        (Run("behind", Style(background="#0000ff")), Run(" big", Style(size=150, font="Arial"))),
        (Run("under", Style(underline=True)), Run(" strike", Style(strike=True))),
    ),
    "signs": spaced(
        "a & b < c > d",
        "<b>not bold</b>",
        "&amp; and &lt; &copy; R&para",
        "{braces} [brackets] {\\an8}code",
        "C:\\New\\host",
        "a < b > c",
        "quotes \" ' `",
        "|bar| / slash",
        "/slash first",
        "100% $5 @home #1 ~^_—",
    ),
    "numbers": spaced("42", "line\n43", "7\n8", "9\n10"),
    "one number": spaced("10"),
    "times in the text": spaced(
        "a --> b",
        "00:00:01,000 --> 00:00:02,000",
        "x\n00:00:07.000 --> 00:00:08.000\ny",
        "from 00:01 to 00:02",
        "->",
    ),
    "words of formats": spaced(
        "NOTE hello", "STYLE", "WEBVTT", "Dialogue: 0,1", "<SYNC Start=1>", "{25}{50}x"
    ),
    "speakers": spaced("Hello", "Who?", speaker="Ann"),
    "voices": spaced((Run("Hi ", Style(voice="Ann")), Run("Ho", Style(voice="Bo")))),
    "ruby": spaced((Run("漢", Style(ruby="kan")), Run("字", Style(ruby="ji")), "です")),
    "positions": [
        cue(2, 4, "top", placement=Placement(anchor="top")),
        cue(5, 7, "left", placement=POINT),
        cue(8, 9, "upright", placement=Placement(vertical="rl")),
    ],
    "overlapping": [cue(2, 6, "first"), cue(4, 8, "second"), cue(4, 8, "third"), cue(10, 12, "after")],
    "at one time": [cue(2, 6, "first"), cue(2, 6, "second"), cue(8, 12, "after")],
    "one in another": [cue(2, 10, "long one"), cue(4, 6, "inside"), cue(12, 14, "after")],
    "touching": [cue(2, 4, "one"), cue(4, 6, "two"), cue(6, 8, "three")],
    "out of order": [cue(10, 12, "later"), cue(2, 4, "sooner")],
    "empty": [cue(2, 4, "one"), cue(5, 6), cue(7, 8, " "), cue(9, 11, "two")],
    "blank lines": spaced("one\n\ntwo", "\nlead", "trail\n"),
    "other scripts": spaced(
        "Привет, мир",
        "日本語の字幕",
        "مرحبا بالعالم",
        "Ελληνικά",
        "🎵 music ♪",
        "ﬁ ½ € ™ … “quotes” ’",
        "naïve ñ ß œ",
    ),
    "long": [cue(2 * n, 2 * n + 1.5, f"Caption number {n},\nwith a second line") for n in range(1, 100)],
    "one long line": spaced(
        "A line that no format with thirty-two columns can hold in one row, and it goes on. " * 2
    ),
    "fast": [cue(1 + n / 5, 1.2 + n / 5, f"Fast caption number {n} with words") for n in range(30)],
    "short": [cue(2, 2.001, "blink"), cue(3, 3, "none"), cue(4, 3.5, "reverse"), cue(6, 8, "fine")],
    "between units": [cue(1.2345678, 2.3456789, "odd"), cue(3.9999, 5.00049, "edge")],
    "late": [cue(36000.5, 36002, "ten hours"), cue(86390, 86399, "almost a day")],
    "from zero": [cue(0, 1, "start"), cue(0.0005, 2, "half")],
    "within a frame": [cue(0, 0.017, ":"), cue(0.001, 0.041, "a"), cue(0.002, 0.042, "third")],
    "rolling up": [cue(2 + 2 * n, 4 + 2 * n, f"line {n}", mode=Mode.ROLL_UP) for n in range(6)],
    "painting on": [cue(2 + 2 * n, 4 + 2 * n, f"line {n}", mode=Mode.PAINT_ON) for n in range(6)],
    "karaoke": [cue(2, 6, "sing a song", karaoke=((5, TICKS_PER_SECOND), (7, 2 * TICKS_PER_SECOND)))],
    "names of cues": [replace(each, id=f"id {n}") for n, each in enumerate(spaced("a", "b"))],
    "comments": [cue(2, 4, "one"), cue(4, 5, "note", comment=True), cue(6, 8, "two")],
    "languages": spaced((Run("oui", Style(language="fr")),), (Run("c", Style(classes=("loud",))),)),
    "spaces": spaced("  lead", "two  spaces", "a\u00a0b\u00a0", "tab\there", "trail  "),
    "control characters": spaced("a\x07b", "c\u200bd", "e\u200ef", "g\u2028h", "x\u0085y"),
    "repeated": [cue(2 * n, 2 * n + 1, "♪" if n % 2 else "Yes.") for n in range(1, 40)],
}
RATES = {"25": (Fraction(25), False), "29.97 DF": (Fraction(30000, 1001), True)}


def written(
    caption_format: CaptionFormat, cues: list[Cue], rate: str = "25", **options: object
) -> tuple[bytes, Expected]:
    """A file of these cues in this format, and what it should say."""
    fps, drop = RATES[rate]
    shown = [cue for cue in cues if caption_format.holds_comments or not cue.comment]
    document = Document(shown, frame_rate=fps, drop_frame=drop, comments=["a note"], language="en")
    checked = check_options(caption_format.encode_options, options, caption_format.name)
    losses = RecordedLosses(Losses())
    assert caption_format.write is not None
    made = caption_format.write(document, checked, losses)
    data = to_bytes(made, checked, losses) if isinstance(made, str) else made
    return data, expect(document, caption_format, checked, losses)


def found(reader: Reader, data: bytes, expected: Expected) -> Comparison:
    """What this reader finds otherwise than expected, here and not in a guarded child."""
    adapter = import_module(reader.adapter)
    return compare(expected, adapter.read(data, expected), adapter.also_read_as)


VERIFIED = [
    (reader, caption_format)
    for caption_format in registry.formats().values()
    for reader in readers_of(caption_format)
    if caption_format.write is not None
]


NAMES = [f"{caption_format.id}-{reader.name}" for reader, caption_format in VERIFIED]
