"""Caption files inside something else: a page that a browser saved, the answer of a chat.

A page has the file in a `<pre>`, or only the end of that is left; a chat has it as a block of code between
words.
"""

from __future__ import annotations

import re
from html import unescape

from app.captions.text_io.line_ends import DATA, usual_ends
from app.captions.text_io.wrapping import unwrapped

_LOOKED_AT = 4096
_BEFORE = re.compile(
    r"\s*(?:<!doctype\b[^>]{0,200}>\s*)?(?:<html\b[^>]{0,400}>\s*)?(?:<head\b[^>]{0,400}>.{0,2000}?</head>\s*)?"
    r"(?:<body\b[^>]{0,400}>\s*)?<pre\b[^>]{0,400}>(?:\r?\n)?",
    re.IGNORECASE | re.DOTALL,
)
_AFTER = re.compile(r"</pre>\s*(?:<[^<>]{0,200}>\s*){0,20}\Z", re.IGNORECASE)


_FENCE = re.compile(r"^```[A-Za-z0-9]{0,20}[ \t]*\r?$", re.MULTILINE)
_CLOCK = re.compile(r"\d:[0-5]\d")


def start_of_page(head: str, tail: bytes) -> str:
    """The start of a file without what stands before its captions, when its end is that of such a page."""
    head = unwrapped(usual_ends(head))
    if tail.count(b"```") == 2 and (fence := _FENCE.search(head[:_LOOKED_AT])):
        timed = _CLOCK.search(head, 0, fence.start())
        return head if timed else head[fence.end() :].lstrip("\r\n")
    before = _BEFORE.match(head[:_LOOKED_AT])
    if before is None or _AFTER.search(tail[-_LOOKED_AT:].decode("latin-1").replace("\0", "")) is None:
        return head
    return unescape(_AFTER.sub("", head[before.end() :]))


def without_wrapping(text: str) -> str:
    """The text of the captions in a page or a mail, with line ends as text files have them; else as it is."""
    return unwrapped(without_page(usual_ends(text)))


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


def without_fence(text: str) -> tuple[str, str] | None:
    """The one block of code in a text, and the words around it; None when there is none.

    Captions may speak of code themselves: then times stand around the block, or there are none in it.
    """
    if "```" not in text:
        return None
    fences = list(_FENCE.finditer(text))
    if len(fences) != 2:
        return None
    first, last = fences
    inside = text[first.end() : last.start()].lstrip("\r\n")
    if not inside.startswith(DATA) and _CLOCK.search(inside) is None:
        return None
    if _CLOCK.search(text, 0, first.start()) or _CLOCK.search(text, last.end()):
        return None
    return inside, " ".join((text[: first.start()] + " " + text[last.end() :]).split())
