"""HTML transcripts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from app.captions import load
from app.captions.formats import html_transcript as page
from app.captions.formats.base import Head
from app.captions.formats.shared.html import read_page
from app.captions.model.document import PLAIN, Cue, Document, Placement, Run, Style, ticks
from app.captions.model.losses import Losses
from app.core.errors import AppError, CaptionError
from tests.support.captions.documents import documents, runs, seen

STYLES = (
    PLAIN,
    Style(italic=True, bold=True),
    Style(underline=True, strike=True, color="#12ab80"),
    Style(background="#00000080", language="fr-CA"),
    Style(ruby="reading"),
)


@pytest.mark.parametrize("layout", ["captions", "paragraphs"])
@given(document=documents(text=runs(STYLES), speakers=[None, "ANN", '<b>&"'], overlapping=True))
def test_round_trip(layout: str, document: Document) -> None:
    if not document.cues:
        return
    document.title, document.language = "A <title>", "en"
    back = page.read(page.write(document, {"layout": layout}, Losses()), {})
    assert seen(back) == seen(document)
    assert (back.title, back.language) == ("A <title>", "en")


def test_nothing_in_a_caption_becomes_markup() -> None:
    words = "<script>alert(1)</script> <img src=x onerror=alert(1)> \" ' &amp;"
    cue = Cue(0, ticks(1), [Run(words, Style(ruby="<b>"))], speaker="<script>")
    written = page.write(Document([cue], title="</title><script>"), {}, Losses())
    tree = html.fromstring(written)
    assert {element.tag for element in tree.iter()} == {
        "html", "head", "meta", "title", "style", "body", "h1", "p", "time", "b", "span", "ruby", "rt"
    }  # fmt: skip
    assert "http" not in written


def test_a_page_of_another_program() -> None:
    text = """<html lang="de"><head><title> My page </title><script>var x = "[0:09] no"</script></head><body>
      <p>Some words</p><p>[0:01] ANN: Hello<br>there</p><div>[0:03] Bye</div><p>[0:05]
      wrapped   words</p></body></html>"""
    document = page.read(text, {})
    assert [(c.start, c.speaker, c.text) for c in document.cues] == [
        (ticks(1), "ANN", "Hello\nthere"),
        (ticks(3), None, "Bye"),
        (ticks(5), None, "wrapped words"),
    ]
    assert (document.language, document.title) == ("de", "My page")


def test_times_as_attributes_in_any_element() -> None:
    text = '<p data-start="1.5" data-end="00:00:03">One <em>two</em>\n  three</p><li data-start="x">no</li>'
    assert page.read(text, {}).cues == [
        Cue(ticks("1.5"), ticks(3), [Run("One "), Run("two", Style(italic=True)), Run(" three")])
    ]


def test_what_it_cannot_hold_is_recorded() -> None:
    losses = Losses()
    cue = Cue(0, ticks(1), [Run("a\x07", Style(font="x", size=50))], placement=Placement(line=1))
    written = page.write(Document([cue]), {}, losses)
    assert set(losses.kinds) == {"font", "size", "placement"}
    assert page.read(written, {}).cues[0].text == "a\ufffd"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "malformed_html"),
        ("<p>No times.</p>", "no_times"),
        ("<html>" + "<i>" * 30_000, "no_times"),
        ("<!" * 100_000, "no_times"),
        ("<!--" * 100_000, "no_times"),
        ("<a b='" * 100_000, "no_times"),
        ("<" * 2_000_001, "file_too_large"),
    ],
)
def test_hostile_pages_are_refused(text: str, code: str) -> None:
    with pytest.raises(CaptionError) as caught:
        page.read(text, {})
    assert caught.value.code in (code, "malformed_html")


@given(st.text("<>/ abip=\"'-!&;0123:[]\n", max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    page.sniff(Head(b"", text))
    for body in (text, f'<p data-start="1">{text}</p>'):
        try:
            document = page.read(body, {})
        except AppError:
            continue
        assert all(cue.end >= cue.start and cue.text.strip() for cue in document.cues)


def test_detection() -> None:
    written = page.write(Document([Cue(0, ticks(1), [Run("x")])]), {}, Losses())
    assert page.sniff(Head(b"", written)) == 0.98
    assert page.sniff(Head(b"", "<html><body>x")) == 0.4
    assert page.sniff(Head(b"", "<SAMI><HEAD>")) == 0.0


def test_a_table_of_captions_in_a_page() -> None:
    rows = ["<th>Start</th><th>End</th><th>Speaker</th><th>Text</th>"]
    rows += ["<td>00:00:01.000</td><td>00:00:02.500</td><td>Ann</td><td>Hello<br>\n  <b>there</b></td>"]
    rows += ["<td>00:00:03.000</td><td>00:00:04.000</td><td></td><td>Bye</td>"]
    page = "<html><body><table><tr>" + "</tr><tr>".join(rows) + "</tr></table></body></html>"
    cues = load(page.encode(), "a.html").cues
    assert [(cue.start / 9e7, cue.end / 9e7, cue.speaker, cue.text) for cue in cues] == [
        (1.0, 2.5, "Ann", "Hello\nthere"),
        (3.0, 4.0, None, "Bye"),
    ]


def test_what_stands_in_a_cell_is_read_as_it_is_seen() -> None:
    words = "a <b>b <i>c</i> d</b> e<!-- no --><p>one</p><div>two</div><script>no()</script> three"
    rows = [f"<tr><td>00:00:0{n}.000</td><td>{words}</td> no</tr>" for n in (1, 2)]
    rows.insert(0, "<tr><th>Start</th><th>Text</th></tr>")
    cues = load(f"<html><body><table>{''.join(rows)}</table></body></html>".encode(), "a.html").cues
    assert [cue.text for cue in cues] == ["a b c d e\none\ntwo\nthree"] * 2


def test_cells_of_a_row_that_is_no_table_of_captions_stand_apart() -> None:
    data = b"<html><body><table><tr><td>00:00:01.000</td><td>Hello</td></tr></table></body></html>"
    assert [cue.text for cue in load(data, "a.html").cues] == ["Hello"]


def test_what_tables_inside_tables_say_is_not_said_again_by_each_around_them() -> None:
    start = "<table><tr><td>00:00:01.000</td><td>00:00:02.000</td><td>" * 50
    page = f"<html><body>{start}{'word ' * 1000}{'</td></tr></table>' * 50}</body></html>"
    assert sum(len(cell) for row in read_page(page).rows for cell in row) < len(page)
