"""Reading small XML formats: their root, the texts of their elements, and captions that are pictures."""

from __future__ import annotations

import re
from typing import Any

from app.captions.formats.base import Head
from app.captions.model.document import Document, Run
from app.core.errors import CaptionError
from app.core.message_text import counted

_LOOKED_AT = 4096


def has_root(head: Head, name: str) -> bool:
    """Whether a file begins like XML and has an element of this name, with any prefix, near its start."""
    start = head.start[:_LOOKED_AT]
    return start.startswith("<") and re.search(rf"<(?:[\w.-]{{1,40}}:)?{name}[\s>]", start) is not None


def without_bare_doctype(text: str, name: str) -> str:
    """The text without a `<!DOCTYPE name>` that declares nothing; the parser refuses any other."""
    bare = re.compile(rf"<!DOCTYPE[ \t\r\n]{{1,9}}{name}[ \t\r\n]{{0,9}}>")
    return bare.sub("", text[:_LOOKED_AT], count=1) + text[_LOOKED_AT:]


def local(element: Any) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""


def parsed(text: str, root_name: str, name: str) -> Any:
    """The root element; CaptionError from the XML parser, and `wrong_file` for another root."""
    from app.captions.formats.ttml.source import parse  # lxml is imported when a file needs it

    root = parse(text)
    if local(root) != root_name:
        raise CaptionError(
            f"This is no {name}: its root is <{local(root)[:40]}>, not <{root_name}>.",
            code="wrong_file",
            hint="Choose another source format, or “auto”.",
            rejected=True,
        )
    return root


def said(root: Any, name: str) -> str:
    """The text of the first child with this name; "" when there is none."""
    return next((" ".join(child.itertext()).strip() for child in root if local(child) == name), "")


def note_pictures(document: Document, count: int) -> None:
    """Say that captions are pictures, whose names stand for their text."""
    if count:
        pictures = counted(count, "caption is a picture", "captions are pictures")
        message = f"{pictures}: the names of files stand for the text, which is not known."
        document.add_issue("pictures", message)


def picture(name: str) -> Run:
    """What stands for a caption that is a picture."""
    return Run(f"[{' '.join(name.split())}]")
