"""Caption files that a browser saved as a page: the file in a `<pre>`, or only the end of that left."""

from __future__ import annotations

import re
from html import unescape

_LOOKED_AT = 4096
_BEFORE = re.compile(
    r"\s*(?:<!doctype\b[^>]{0,200}>\s*)?(?:<html\b[^>]{0,400}>\s*)?(?:<head\b[^>]{0,400}>.{0,2000}?</head>\s*)?"
    r"(?:<body\b[^>]{0,400}>\s*)?<pre\b[^>]{0,400}>(?:\r?\n)?",
    re.IGNORECASE | re.DOTALL,
)
_AFTER = re.compile(r"</pre>\s*(?:<[^<>]{0,200}>\s*){0,20}\Z", re.IGNORECASE)


def start_of_page(head: str, tail: bytes) -> str:
    """The start of a file without the tags that the page begins with, when its end is that of such a page."""
    before = _BEFORE.match(head[:_LOOKED_AT])
    if before is None or _AFTER.search(tail[-_LOOKED_AT:].decode("latin-1").replace("\0", "")) is None:
        return head
    return unescape(_AFTER.sub("", head[before.end() :]))


def without_page(text: str) -> str:
    """The text that a page of nothing but `<pre>` shows; the text itself when it is no such page.

    Where only the closing tags are left behind the text, they go.
    """
    tail = text[-_LOOKED_AT:]
    end = _AFTER.search(tail) if "</" in tail else None
    if end is None:
        return text
    stop = len(text) - len(tail) + end.start()
    before = _BEFORE.match(text[:_LOOKED_AT])
    shown = unescape(text[before.end() : stop]) if before else text[:stop]
    return f"{shown.rstrip()}\n"
