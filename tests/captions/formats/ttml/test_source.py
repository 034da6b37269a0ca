"""Hostile XML: each file is refused with its code, or read; the time limit of the test stops a blow-up."""

from __future__ import annotations

import pytest

from app.captions.formats.ttml.reader import read
from app.captions.formats.ttml.source import parse
from app.core.errors import CaptionError

pytestmark = pytest.mark.slow

_NS = 'xmlns="http://www.w3.org/ns/ttml" xmlns:tts="http://www.w3.org/ns/ttml#styling"'


def tt(body: str, head: str = "", prolog: str = "") -> str:
    return f"{prolog}<tt {_NS}><head>{head}</head><body><div>{body}</div></body></tt>"


def _numbered(count: int, text: str) -> str:
    return "".join(text.format(i) for i in range(count))


def _regions(count: int, cues: int) -> str:
    layout = "".join(f'<region xml:id="r{i}"/>' for i in range(count))
    body = "".join(f'<p region="r{i}" begin="{j}s" dur="1s">x</p>' for i in range(count) for j in range(cues))
    return tt(body, f"<layout>{layout}</layout>")


def _laughs() -> str:
    lines = ['<!ENTITY a0 "ha">'] + [f'<!ENTITY a{i} "' + 10 * f"&a{i - 1};" + '">' for i in range(1, 10)]
    return tt("<p>&a9;</p>", prolog=f"<!DOCTYPE tt [{''.join(lines)}]>")


def _styles(count: int) -> str:
    chain = "".join(f'<style xml:id="s{i}" style="s{i - 1}"/>' for i in range(count))
    return tt(f'<p end="1s" style="s{count - 1}">a</p>', f"<styling>{chain}</styling>")


REFUSED = {
    "billion laughs": (_laughs(), "doctype_refused"),
    "external entity": (
        tt(
            "<p>&x;</p>",
            prolog='<?xml version="1.0"?><!DOCTYPE tt [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        ),
        "doctype_refused",
    ),
    "DOCTYPE behind a comment": (tt("", prolog="<!-- a --> \n<?b c?>\n<!DOCTYPE tt>"), "doctype_refused"),
    "unknown entity": (tt("<p>&what;</p>"), "malformed_xml"),
    "deep nesting": (tt("<div>" * 120 + "</div>" * 120), "xml_too_deep"),
    "very deep nesting": (tt("<div>" * 50_000 + "</div>" * 50_000), "xml_too_deep"),
    "chain of styles": (_styles(3000), "xml_too_deep"),
    "attributes": (f"<tt {_NS} " + _numbered(50_000, ' a{}="1"') + "/>", "too_complex"),
    "timed spans": (tt("<p>" + _numbered(5000, '<span begin="{}s">a</span>') + "</p>"), "too_complex"),
    "animations": (
        tt("".join(f'<set begin="{i}s" tts:color="red"/>' for i in range(3000)) + '<p end="9s">a</p>' * 3000),
        "too_complex",
    ),
    "one endless text": (tt(f"<p>{'a' * 11_000_000}</p>"), "file_too_large"),
    "too much text": (tt("<p>a</p>" + " " * 20_000_000), "file_too_large"),
    "too many tags": ("<tt>" + "<p/>" * 2_000_000 + "</tt>", "file_too_large"),
    "endless digits": (tt(f'<p begin="{"1" * 100_000}s">a</p>'), "invalid_time"),
    "unclosed comment": ("<!-- " * 50_000, "malformed_xml"),
    "lone surrogate": (tt("<p>a\ud800b</p>"), "malformed_xml"),
    "nothing": ("", "malformed_xml"),
    "not XML": ("1\n00:00:01,000 --> 00:00:02,000\nHello", "malformed_xml"),
    "cut short": (tt("<p>a</p>")[:-12], "malformed_xml"),
    "another document": ("<html><body/></html>", "not_ttml"),
}

READ = {
    "300 regions with 30 cues each": (_regions(300, 30), 9_000),
    "nothing but breaks": (tt(f'<p end="1s">a{"<br/>" * 100_000}</p>'), 1),
    "nothing but spans": (tt(f'<p end="1s">{"<span>a</span>" * 50_000}</p>'), 1),
    "a loop of styles": (
        tt('<p end="1s" style="a">x</p>', '<style xml:id="a" style="b"/><style xml:id="b" style="a"/>'),
        1,
    ),
    "a style for every cue": (
        tt("".join(f'<p end="1s" tts:color="#{i:06x}">a</p>' for i in range(9000))),
        9000,
    ),
    "absurd times": (tt('<p begin="999999:00:00" dur="999999999999999999h">a</p>'), 1),
    "NUL": (tt('<p end="1s">a\x00b</p>'), 1),
    "a byte order mark": ("\ufeff" + tt('<p end="1s">a</p>'), 1),
    "an encoding that is not so": (
        tt('<p end="1s">é</p>', prolog='<?xml version="1.0" encoding="UTF-16"?>'),
        1,
    ),
    "undeclared prefixes": ('<tt><body><div><p end="1s" tts:color="red">a</p></div></body></tt>', 1),
}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", REFUSED)
def test_hostile_files_are_refused(name: str) -> None:
    text, code = REFUSED[name]
    with pytest.raises(CaptionError) as caught:
        read(text)
    assert caught.value.code == code
    assert caught.value.extra["rejected"]
    assert caught.value.hint
    assert len(caught.value.message) < 300


@pytest.mark.slow
@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", READ)
def test_heavy_files_are_read_in_bounded_time(name: str) -> None:
    text, cues = READ[name]
    document = read(text)
    assert len(document.cues) == cues


def test_a_syntax_error_names_its_line() -> None:
    with pytest.raises(CaptionError) as caught:
        read('<?xml version="1.0"?>\n<tt>\n<body>\n<p></div>\n</body></tt>')
    assert caught.value.extra["line"] == 4


def test_names_that_only_html_knows_are_read() -> None:
    assert read(tt('<p end="1s">a&nbsp;&eacute; &amp;amp;</p>')).cues[0].text == "a\u00a0é &amp;"


def test_an_undeclared_prefix_keeps_its_meaning() -> None:
    assert read(READ["undeclared prefixes"][0]).cues[0].runs[0].style.color == "#ff0000"


def test_a_bare_ampersand_is_a_letter():
    assert parse("<p>AT&T &amp; B & C &#38;</p>").text == "AT&T & B & C &"
