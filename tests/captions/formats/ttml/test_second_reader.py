"""TTML that we wrote, feature by feature, as ttconv, an independent reader, shows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.captions.formats.ttml import dialects
from app.captions.formats.ttml.reader import read
from app.captions.formats.ttml.writer import write
from app.captions.model.losses import Losses
from tests.support.captions import by_ttconv
from tests.support.captions.ttml_documents import sniff

DATA = Path(__file__).parents[3] / "data"
DIALECTS = ["TTML", "IMSC1", "IMSC11", "EBU_TT_D", "ITT", "SMPTE_TT", "NETFLIX"]
_TT = (
    '<tt xmlns="http://www.w3.org/ns/ttml" xmlns:tts="http://www.w3.org/ns/ttml#styling" '
    'xmlns:ttp="http://www.w3.org/ns/ttml#parameter" xmlns:ttm="http://www.w3.org/ns/ttml#metadata" '
    'xmlns:itts="http://www.w3.org/ns/ttml/profile/imsc1#styling" xmlns:ebutts="urn:ebu:tt:style" '
    'xml:lang="en" {root}><head>{head}</head>{body}</tt>'
)


def document(body: str, head: str = "", root: str = "") -> str:
    return _TT.format(body=f"<body>{body}</body>", head=head, root=root)


def styled(attributes: str) -> str:
    """A paragraph, and one with a span, that say these styles."""
    return document(
        f'<div><p begin="0s" end="2s" {attributes}>Good morning</p>'
        f'<p begin="2s" end="4s">to <span {attributes}>the harbour</span></p></div>'
    )


def in_region(attributes: str, inner: str = "") -> str:
    layout = f'<layout><region xml:id="r" {attributes}>{inner}</region></layout>'
    return document('<div region="r"><p begin="0s" end="2s">One<br/>two</p></div>', layout)


def timed(*captions: tuple[str, str, str], root: str = "") -> str:
    """Paragraphs of (begin, end, text)."""
    said = (f'<p begin="{begin}" end="{end}">{text}</p>' for begin, end, text in captions)
    return document(f"<div>{''.join(said)}</div>", root=root)


def shown_for_2s(text: str, attributes: str = "", head: str = "") -> str:
    return document(f'<div><p begin="0s" end="2s" {attributes}>{text}</p></div>', head)


def ruby(role: str, text: str) -> str:
    return f'<span tts:ruby="{role}">{text}</span>'


TIMES = {
    "clock": timed(("00:00:01", "00:00:02.5", "a"), ("00:01:00.040", "01:00:00", "b")),
    "offsets": timed(("0.5s", "1500ms", "a"), ("0.1m", "0.01h", "b")),
    "frames": timed(("00:00:01:12", "50f", "a"), root='ttp:frameRate="25"'),
    "ticks": timed(("10000000t", "25000000t", "a"), root='ttp:tickRate="10000000"'),
    "a fraction of a rate": timed(
        ("00:00:10:12", "300f", "a"), root='ttp:frameRate="24" ttp:frameRateMultiplier="1000 1001"'
    ),
    "a duration": document('<div><p begin="1s" dur="2s">a</p><p begin="4s" dur="9s" end="6s">b</p></div>'),
    "parents": document(
        '<div begin="10s" end="20s"><p begin="1s" end="3s">a</p><p begin="8s" end="15s">b</p>'
        '<p begin="30s" end="31s">c</p></div><div begin="30s" end="50s"><p begin="0s" end="1s">d</p></div>'
    ),
    "a timed body": _TT.format(
        head="", root="", body='<body begin="5s" dur="10s"><div><p>a</p></div></body>'
    ),
    "divisions in divisions": document(
        '<div begin="1s" end="9s"><div begin="1s" end="8s"><p begin="1s" end="2s">a</p></div>'
        '<div><p end="4s">b</p></div></div>'
    ),
    "a sequence": document(
        '<div timeContainer="seq"><p dur="2s">a</p><p begin="1s" dur="2s">b</p>'
        '<p dur="1s"><span>c</span></p></div>'
    ),
    "a sequence in a paragraph": document(
        '<div><p begin="1s" end="9s" timeContainer="seq"><span dur="1s">a</span>'
        '<span begin="1s" dur="2s"> b</span></p></div>'
    ),
    "timed spans": timed(("1s", "5s", 'a <span begin="1s" end="3s">b </span><span begin="2s">c</span>')),
    "a timed line": shown_for_2s('a<br/><span begin="1s">b</span>'),
    "captions that overlap": timed(("1s", "5s", "a"), ("2s", "3s", "b"), ("2s", "6s", "c")),
    "a timed region": document(
        '<div region="r"><p begin="0s" end="9s">a</p></div>',
        '<layout><region xml:id="r" begin="2s" end="5s"/></layout>',
    ),
    "an animation that takes away": shown_for_2s('<set begin="1s" dur="0.5s" tts:display="none"/>a'),
    "an animation that colours": shown_for_2s('<span><set begin="1s" tts:color="red"/>a</span>'),
    "an animation of a region": in_region("", '<set begin="1s" tts:display="none"/>'),
}
TEXTS = {
    "white space": shown_for_2s("\n   one  \t two\n   <span> three </span>\n  "),
    "kept white space": shown_for_2s(" one  two\n three ", 'xml:space="preserve"'),
    "breaks": shown_for_2s("one<br/>two<span>three<br/>four</span>"),
    "entities": shown_for_2s("&lt;a&gt; &amp; &#8220;b&#x201D; \u00a0"),
    "foreign elements": shown_for_2s(
        'one<metadata><ttm:desc>no</ttm:desc></metadata><x:y xmlns:x="urn:x">no</x:y> two<!-- no -->'
    ),
    "nested spans": shown_for_2s('a<span>b<span tts:color="red">c<span>d</span></span></span>e'),
    "many divisions": document(
        '<div><p begin="0s" end="1s">a</p></div><div/><div><p begin="1s" end="2s">b</p></div>'
    ),
    "no text": timed(("0s", "1s", ""), ("1s", "2s", "b")),
    "other scripts": shown_for_2s(
        'Добро јутро <span xml:lang="ar">صباح الخير</span> 早上好 👋', 'xml:lang="sr"'
    ),
    "ruby": shown_for_2s(f"x{ruby('container', ruby('base', '港') + ruby('text', 'みなと'))}y"),
    "ruby in containers": shown_for_2s(
        ruby(
            "container",
            ruby("baseContainer", ruby("base", "港") + ruby("base", "町"))
            + ruby("textContainer", ruby("text", "みなと") + ruby("text", "まち")),
        )
    ),
    "text that is not there": shown_for_2s('a<span tts:display="none">c</span>'),
    "chained styles": shown_for_2s(
        'x<span style="a c">y</span>',
        'style="b"',
        '<styling><initial tts:color="white"/><style xml:id="a" tts:color="red"/><style xml:id="b" '
        'style="a" tts:fontStyle="italic"/><style xml:id="c" tts:display="none"/></styling>',
    ),
}
STYLES = {
    attributes: styled(attributes)
    for attributes in [
        'tts:color="#12ab9fcc"', 'tts:color="rgba(1,2,3,100)"', 'tts:backgroundColor="blue"',
        'tts:fontStyle="oblique"', 'tts:fontWeight="bold"', 'tts:fontFamily="monospaceSerif, Arial"',
        'tts:fontSize="150%"', 'tts:fontSize="1c 2c"', 'tts:textDecoration="underline lineThrough"',
        'tts:textOutline="black 5%"', 'tts:textShadow="2px 2px 1px red"', 'tts:textEmphasis="filled circle"',
        'tts:textCombine="all"', 'tts:direction="rtl" tts:unicodeBidi="bidiOverride"',
        'tts:unicodeBidi="embed"', 'tts:lineHeight="125%"', 'tts:wrapOption="noWrap"', 'tts:shear="16%"',
        'tts:textAlign="end"', 'ebutts:linePadding="0.5c"', 'ebutts:multiRowAlign="center"',
        'itts:fillLineGap="true"', 'tts:fontVariant="super"', 'tts:opacity="0.5"',
    ]
}  # fmt: skip
REGIONS = {
    attributes: in_region(attributes)
    for attributes in [
        'tts:origin="10% 80%" tts:extent="80% 15%"', 'tts:origin="4c 12c" tts:extent="24c 3c"',
        'tts:origin="10vw 80vh" tts:extent="80rw 15rh"',
        'tts:position="center bottom 10%" tts:extent="50% 20%"',
        'tts:displayAlign="after"', 'tts:displayAlign="center" tts:textAlign="right"',
        'tts:writingMode="tbrl"', 'tts:writingMode="tblr"', 'tts:writingMode="rltb"',
        'tts:padding="1% 2% 3% 4%"',
        'tts:showBackground="whenActive" tts:backgroundColor="red"', 'tts:overflow="visible"',
        'tts:zIndex="2"',
        'tts:opacity="0.3"', 'tts:luminanceGain="1.5"', 'tts:disparity="1%"',
    ]
}  # fmt: skip
FILES = {
    **TIMES, **TEXTS, **STYLES, **REGIONS,
    "harbour.ttml": (DATA / "captions" / "harbour.ttml").read_text(),
    "picture size": timed(("0s", "1s", "a"), root='tts:extent="640px 480px" ttp:cellResolution="40 20"'),
    "ratio": timed(("0s", "1s", "a"), root='ttp:displayAspectRatio="4 3" ttp:activeArea="5% 5% 80% 80%"'),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_the_same_text_at_the_same_time(name: str) -> None:
    made = read(FILES[name])
    shown = by_ttconv.of_ttml(FILES[name])
    assert any(texts for _, texts in shown)
    for moment, texts in shown:
        assert by_ttconv.ours(made, moment) == texts, moment


@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_we_write_is_read_the_same(dialect: str) -> None:
    for name, source in FILES.items():
        before = read(source)
        text = write(before, getattr(dialects, dialect), "clock", "", Losses())
        written = read(text)
        assert [cue.text for cue in written.cues] == [cue.text for cue in before.cues], name
        for moment, texts in by_ttconv.of_ttml(text):
            assert by_ttconv.ours(written, moment) == texts, (name, moment)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_writing_is_stable_after_one_pass(dialect: str) -> None:
    everything = (DATA / "ttml" / "everything.ttml").read_text()
    for name, source in {**FILES, "everything.ttml": everything}.items():
        text = source
        for _ in range(2):
            before, text = text, write(read(text), getattr(dialects, dialect), "clock", "", Losses())
        assert write(read(text), getattr(dialects, dialect), "clock", "", Losses()) == text, name
        assert before != source


@pytest.mark.parametrize(
    ("root", "found"),
    [
        ('ttp:profile="http://www.w3.org/ns/ttml/profile/imsc1/text"', "imsc1"),
        ('ttp:contentProfiles="http://www.w3.org/ns/ttml/profile/imsc1/text"', "imsc1"),
        ('ttp:contentProfiles="http://www.w3.org/ns/ttml/profile/imsc1.1/text"', "imsc1.1"),
        ("", "ttml"),
    ],
)
def test_a_file_says_which_profile_it_follows(root: str, found: str) -> None:
    assert sniff(timed(("0s", "1s", "a"), root=root)) == found
