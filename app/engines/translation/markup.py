"""The tags that travel inside sentences: `<s1>…</s1>` around styled words, `<x1/>` for what must not change.

They are well-formed XML, so that engines which know XML or HTML keep them without being told.
"""

from __future__ import annotations

import html
import re

TAG = re.compile(r"</?s\d{1,3}>|<x\d{1,3}/>")
STYLE = re.compile(r"</?s\d{1,3}>")
_LOOSE = re.compile(r"<\s*(/?)\s*([sx])\s*(\d{1,3})\s*(/?)\s*>(?:\s*<\s*/\s*x\s*\3\s*>)?", re.IGNORECASE)


def to_markup(text: str) -> str:
    """The sentence as XML: everything but our tags escaped."""
    parts, at = [], 0
    for match in TAG.finditer(text):
        parts += [html.escape(text[at : match.start()], quote=False), match.group()]
        at = match.end()
    return "".join([*parts, html.escape(text[at:], quote=False)])


def from_markup(text: str) -> str:
    """The sentence out of XML; tags that came back in another spelling (`< S1 >`, `<x1></x1>`) are mended."""
    parts, at = [], 0
    for match in _LOOSE.finditer(text):
        parts += [html.unescape(text[at : match.start()]), _tag(match)]
        at = match.end()
    return "".join([*parts, html.unescape(text[at:])])


def normalize_tags(text: str) -> str:
    """The sentence with its tags in their own spelling, nothing unescaped."""
    return _LOOSE.sub(_tag, text)


def _tag(match: re.Match[str]) -> str:
    letter = match[2].lower()
    return f"<x{match[3]}/>" if letter == "x" else f"<{match[1]}s{match[3]}>"


def without_styles(text: str) -> str:
    """The sentence without its style tags."""
    return STYLE.sub("", text)
