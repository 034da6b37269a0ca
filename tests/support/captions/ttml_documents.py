"""Documents that TTML can hold, as hypothesis strategies."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import strategies as st

from app.captions.formats.base import Head
from app.captions.formats.ttml.format import FORMATS
from app.captions.formats.ttml.reader import read
from app.captions.formats.ttml.regions import Zone
from app.captions.formats.ttml.styles import ComputedStyle
from app.captions.model.document import TICKS_PER_MS, Align, Cue, Document, Placement, Region, Run, Style

_LETTERS = st.characters(codec="utf-8", categories=("L", "N", "P", "S"), exclude_characters="\ufffe\uffff")
_TEXT = st.text(st.one_of(_LETTERS, st.sampled_from(" \n&<>\"'漢é\u00a0")), min_size=1, max_size=20)
_COLORS = st.from_regex(r"#[0-9a-e]{6}([0-9a-e]{2})?", fullmatch=True).filter(lambda c: c[7:] != "00")
_NAMES = st.from_regex(r"[a-zA-Zé_][a-zA-Z0-9_.\-]{0,8}", fullmatch=True).filter(
    lambda x: x not in ("default", "bottom", "middle", "top", "normal")
)
_WORDS = st.text(_LETTERS, min_size=1, max_size=10)

STYLES = st.builds(
    Style,
    italic=st.booleans(),
    bold=st.booleans(),
    underline=st.booleans(),
    strike=st.booleans(),
    color=st.none() | _COLORS,
    background=st.none() | _COLORS,
    font=st.none() | st.sampled_from(["serif", "Arial, sansSerif", 'A "quoted" font']),
    size=st.none() | st.integers(10, 99),
    language=st.none() | st.sampled_from(["fr", "zh-Hant"]),
    ruby=st.none() | _WORDS,
)


@st.composite
def runs(draw: st.DrawFn, styles: st.SearchStrategy[Style]) -> list[Run]:
    """Runs as a reader makes them: neighbours differ, ruby stands over plain words."""
    made: list[Run] = []
    for style in draw(st.lists(styles, min_size=1, max_size=4)):
        text = draw(_WORDS if style.ruby is not None else _TEXT)
        if made and made[-1].style == style and style.ruby is None:
            continue
        made.append(Run(text, style))
    return made if "".join(run.text for run in made).strip() else [Run("a")]


def voiced(said: list[Run]) -> list[Run]:
    """The runs said by two people in turn, if both say something."""
    names = ("Ann", "Bob")
    made = [Run(run.text, replace(run.style, voice=names[n % 2])) for n, run in enumerate(said)]
    return made if all("".join(run.text for run in made[n::2]).strip() for n in (0, 1)) else said


@st.composite
def regions(draw: st.DrawFn) -> Region:
    left, top = draw(st.integers(0, 400)) / 4, draw(st.integers(0, 400)) / 4
    return Region(
        draw(_NAMES),
        left,
        top,
        draw(st.integers(1, 400)) / 4,
        draw(st.integers(1, 400)) / 4,
        align=draw(st.none() | st.sampled_from(Align)),
        display_align=draw(st.none() | st.sampled_from(["before", "center", "after"])),
        extras=draw(
            st.sampled_from([{}, {"ttml": {"tts:padding": "1%", "tts:showBackground": "whenActive"}}])
        ),
    )


def placed_in(region: Region, align: Align | None) -> Placement | None:
    """What a reader says of a cue in this region."""
    return Zone(ComputedStyle({}), region).placement(align or region.align, None)


@st.composite
def documents(draw: st.DrawFn, styles: st.SearchStrategy[Style] = STYLES) -> Document:
    """A document that comes back from TTML as it went, times in whole milliseconds."""
    areas = {region.id: region for region in draw(st.lists(regions(), max_size=3))}
    aligns = st.none() | st.sampled_from(Align)
    free = st.builds(Placement, align=aligns, anchor=st.sampled_from([None, "top", "middle", "bottom"])).map(
        lambda place: None if place == Placement() else place
    )
    within = st.builds(placed_in, st.sampled_from(list(areas.values())), aligns) if areas else free
    names = st.none() | _NAMES.filter(lambda x: x not in areas)
    cues = []
    for number in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, 400_000_000))
        end = start + draw(st.integers(1, 100_000))
        identity = draw(names)
        speaker, said = draw(st.none() | _WORDS), draw(runs(styles))
        if len(said) > 1 and draw(st.booleans()):
            speaker, said = None, voiced(said)
        cues.append(
            Cue(
                start * TICKS_PER_MS,
                end * TICKS_PER_MS,
                said,
                id=f"{identity}.{number}" if identity else None,
                speaker=speaker,
                placement=draw(free | within),
                extras=draw(
                    st.sampled_from([None, {"ttml": {"tts:lineHeight": "125%", "ttm:role": "dialog"}}])
                ),
            )
        )
    rate = draw(st.sampled_from([None, Fraction(25), Fraction(24000, 1001), Fraction(30000, 1001)]))
    return Document(
        cues,
        frame_rate=rate,
        language=draw(st.none() | st.sampled_from(["en", "ja"])),
        title=draw(st.none() | _WORDS),
        regions=areas,
        comments=draw(st.lists(_WORDS.filter(lambda x: "-" not in x), max_size=2)),
        extras=draw(st.sampled_from([{}, {"ttml": {"desc": "About <it>", "copyright": "© & co"}}])),
    )


def without(document: Document, *fields: str) -> Document:
    """The document without style fields (by name) and document fields that a format does not have."""
    gone = {name: None for name in fields if name in ("frame_rate", "drop_frame")}
    blank = Style()
    styles = [name for name in fields if name in Style.__dataclass_fields__]
    made = replace(document, **gone)  # type: ignore[arg-type]
    made.cues = []
    for cue in document.cues:
        changed: list[Run] = []
        for run in cue.runs:
            style = replace(run.style, **{name: getattr(blank, name) for name in styles})
            if changed and changed[-1].style == style and style.ruby is None:
                changed[-1] = Run(changed[-1].text + run.text, style)
            else:
                changed.append(Run(run.text, style))
        made.cues.append(replace(cue, runs=changed))
    return made


def sniff(text: str, name: str = "") -> str:
    head = Head(text.encode(), text, name)
    scores = {
        caption_format.id: caption_format.sniff(head) for caption_format in FORMATS if caption_format.sniff
    }
    best = max(scores, key=lambda key: scores[key])
    return best if scores[best] else ""


_NS = (
    'xmlns="http://www.w3.org/ns/ttml" xmlns:tts="http://www.w3.org/ns/ttml#styling" '
    'xmlns:ttp="http://www.w3.org/ns/ttml#parameter" xmlns:ttm="http://www.w3.org/ns/ttml#metadata" '
    'xmlns:ebutts="urn:ebu:tt:style"'
)


def tt(body: str, head: str = "", root: str = "") -> Document:
    return read(f"<tt {_NS} {root}><head>{head}</head><body><div>{body}</div></body></tt>")
