"""SAMI (.smi), Microsoft's captions for media players: HTML-like `<SYNC Start=…><P Class=…>` blocks.

A block lasts until the next one of its class; `&nbsp;` alone ends it early. Nothing a file names is fetched;
its style sheet is searched for the classes, their languages, and what they look like.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.reading_time import reading_time
from app.captions.formats.shared.speakers import WRITE_SPEAKERS, with_speaker
from app.captions.formats.shared.subrip.markup import parse_markup, render_markup, unread_markup
from app.captions.formats.style_sheets.css import safe_value
from app.captions.formats.style_sheets.sami_sheet import SamiSheet, css_of_base, styled
from app.captions.model.document import TICKS_PER_MS, Cue, Document, Run
from app.captions.model.losses import Losses
from app.captions.model.option import Option, Options
from app.captions.model.runs import edited, text_of
from app.captions.model.style_losses import note_base_style, note_style_losses
from app.captions.text_io.line_ends import unify_lines
from app.captions.text_io.text_file import TEXT_FILE_OPTIONS
from app.captions.timecode.clock_time import milliseconds
from app.core.message_text import counted

_BLOCK = re.compile(r"<(sync|p)\b([^<>]{0,2000})>", re.IGNORECASE)
_START = re.compile(r"\bstart\s{0,9}=\s{0,9}[\"']?(-?\d{1,10})", re.IGNORECASE)
_END = re.compile(r"\bend\s{0,9}=\s{0,9}[\"']?(-?\d{1,10})", re.IGNORECASE)
_CLASS = re.compile(r"\bclass\s{0,9}=\s{0,9}[\"']?([\w-]{1,60})", re.IGNORECASE)
_RULE = re.compile(r"\.([\w-]{1,60})\s{0,99}\{([^{}]{0,2000})\}")
_LANG = re.compile(r"\blang\s{0,9}:\s{0,9}([A-Za-z-]{2,20})", re.IGNORECASE)
_TITLE = re.compile(r"<title>([^<]{0,500})</title>", re.IGNORECASE)
_BREAK = re.compile(r"<br\s{0,9}/?>", re.IGNORECASE)
_STRANGE_TAG = re.compile(r"<(?!/?(?:[bius]|br|font)\b)[^<>]{0,2000}>", re.IGNORECASE)
_STRANGE_NAME = re.compile(
    r"<(?!/|(?:[bius]|br|font|p|sync|sami|body|html|head|div)\b)([a-z]\w{0,19})", re.IGNORECASE
)
_PARAMETERS = re.compile(r"<samiparam>(.{0,2000}?)</samiparam>", re.IGNORECASE | re.DOTALL)
_PARAMETER = re.compile(r"([A-Za-z]{1,40})\s{0,9}[{:]")
_USUAL_PARAMETERS = ("metrics", "spec", "time", "msft")
_META = re.compile(r"<meta\s[^<>]{0,200}?\bname\s{0,9}=\s{0,9}[\"']?([\w-]{1,40})", re.IGNORECASE)
_OTHERS = ("align=", "align =", "title=", "dir=")
_OTHER_ATTRIBUTE = re.compile(
    r"<(?:p|div|body|sync)\s[^<>]{0,500}?\b(align|title|valign|dir)\s{0,9}=", re.IGNORECASE
)
_ID = re.compile(r"\bid=\s{0,9}[\"']?([\w-]{1,60})", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[^<>]{0,2000}>")
_ENTITY = re.compile(r"&(?!amp;|lt;|gt;|nbsp;)#?\w{1,31};")
_OPEN_NBSP = re.compile(r"&nbsp(?![\w;])", re.IGNORECASE)
_SYNC = re.compile(r"<sync\s{1,9}start\s{0,9}=", re.IGNORECASE)
_HELD = frozenset({"italic", "bold", "underline", "strike", "color", "font", "size"})
_HEAD_CHARACTERS = 65_536


@dataclass(slots=True)
class _Block:
    """A paragraph: when it begins and (seldom said) ends in milliseconds, its class, its text with tags."""

    start: int
    end: int | None
    name: str
    text: str
    fields: dict[str, Any] = field(default_factory=dict)


def read(text: str, options: Options) -> Document:
    """A SAMI text as a document of one language: the one asked for, else the one with most captions."""
    text = unify_lines(text)
    head = text[:_HEAD_CHARACTERS]
    sheet = SamiSheet(head)
    dropped: set[str] = set()
    blocks = list(_blocks(text, sheet, dropped))
    languages = {name: found[1] for name, css in _RULE.findall(head) if (found := _LANG.search(css))}
    counts = Counter(block.name for block in blocks if block.text)
    chosen = _choose(counts, languages, str(options.get("language") or "").lower())
    document = Document(language=languages.get(chosen))
    if title := _TITLE.search(head):
        document.title = html.unescape(title[1]).strip() or None
    for name, count in counts.items():
        if name != chosen:
            language = languages.get(name, "no language")
            message = f"Left out: {counted(count, 'caption')} of the class {name} ({language})."
            others = (chosen, name) if chosen else ()
            document.add_issue("other_language", message, option="language" if others else "", choices=others)
    document.base_style = sheet.base(chosen)
    document.cues = list(_cues([block for block in blocks if block.name == chosen]))
    dropped.update(unread_markup(text), _said_of_file(head))
    lowered = text.lower()
    if any(said in lowered for said in _OTHERS):
        dropped.update(f"the attribute {name.lower()}" for name in _OTHER_ATTRIBUTE.findall(text))
    if unkept := sorted(dropped | set(sheet.unread)):
        document.add_issue("not_kept", f"Read, but not kept: {', '.join(unkept[:12])}.")
    return document


def _said_of_file(head: str) -> Iterator[str]:
    """What a file says about itself beside its title and how it counts time, by name."""
    if found := _PARAMETERS.search(head):
        yield from (name for name in _PARAMETER.findall(found[1]) if name.lower() not in _USUAL_PARAMETERS)
    yield from (f"<meta {name.lower()}>" for name in _META.findall(head))


def _choose(counts: Counter[str], languages: dict[str, str], wanted: str) -> str:
    for name in counts:
        if wanted and wanted in (name.lower(), languages.get(name, "").lower()):
            return name
    return counts.most_common(1)[0][0] if counts else ""


def _blocks(text: str, sheet: SamiSheet, dropped: set[str]) -> Iterator[_Block]:
    """Every paragraph with the times of the SYNC before it; text right after a SYNC is one too."""
    text = _without_comments(text)
    found = list(_BLOCK.finditer(text))
    start, end = None, None
    for index, match in enumerate(found):
        body = text[match.end() : found[index + 1].start() if index + 1 < len(found) else len(text)]
        if match[1].lower() == "sync":
            said, last = _START.search(match[2]), _END.search(match[2])
            start, end = (int(said[1]) if said else None), (int(last[1]) if last else None)
            if not body.strip():
                continue
        if start is not None:
            named = _CLASS.search(match[2])
            name = named[1] if named else ""
            fields = sheet.fields(match[2], name) if "=" in match[2] else {}
            if "d=" in match[2].lower() and (said := _ID.search(match[2])) and not sheet.knows(said[1]):
                dropped.add("id of <p>")
            if "<" in body:
                body = sheet.with_spans_as_tags(body)
                dropped.update(f"<{tag.lower()}>" for tag in _STRANGE_NAME.findall(body))
            yield _Block(start, end, name, _clean(body), fields)


def _without_comments(text: str) -> str:
    parts: list[str] = []
    position = 0
    while (begin := text.find("<!--", position)) >= 0:
        end = text.find("-->", begin)
        if end < 0:
            break
        parts.append(text[position:begin])
        position = end + 3
    return "".join([*parts, text[position:]])


def _clean(body: str) -> str:
    """One line for each `<br>`, other white space collapsed; "" when only `&nbsp;` is left."""
    body = _OPEN_NBSP.sub("&nbsp;", body) if "&" in body else body
    lines = _BREAK.split(_STRANGE_TAG.sub("", body) if "<" in body else body)
    text = "\n".join(" ".join(line.split()) for line in lines).strip("\n ")
    text = _ENTITY.sub(lambda match: html.unescape(match[0]), text)
    return text if _ANY_TAG.sub("", text).replace("&nbsp;", "").strip() else ""


def _cues(blocks: list[_Block]) -> Iterator[Cue]:
    blocks.sort(key=lambda block: block.start)
    for index, block in enumerate(blocks):
        if not block.text:
            continue
        runs, placement = parse_markup(block.text)
        cue = Cue(block.start * TICKS_PER_MS, 0, _trimmed(runs), placement=placement)
        if block.fields:
            cue.runs = styled(cue.runs, block.fields)
        later = next(
            (other.start for other in blocks[index + 1 : index + 9] if other.start > block.start), None
        )
        ends = [end for end in (block.end, later) if end is not None and end > block.start]
        cue.end = min(ends) * TICKS_PER_MS if ends else cue.start + reading_time(cue.text)
        yield cue


def _trimmed(runs: list[Run]) -> list[Run]:
    """The runs without blanks at the ends of the text, which may stand inside the tags."""
    text = text_of(runs)
    begin, end = len(text) - len(text.lstrip(" \n")), len(text.rstrip(" \n"))
    if begin == 0 and end == len(text):
        return runs
    return edited(runs, [(0, begin, ""), (end, len(text), "")])


def write(document: Document, options: Options, losses: Losses) -> str:
    """The document as SAMI in one class; a pause is written as a block of `&nbsp;`."""
    language = document.language or "en-US"
    name = "".join(ch for ch in language.upper() if ch.isalnum()) + "CC"
    note_base_style(document.base_style, losses, _HELD | {"background"})
    head = {"title": html.escape(document.title or ""), "language": safe_value(language)}
    parts = [_HEAD.format(**head, name=name, look=css_of_base(document.base_style))]
    cues = sorted(document.cues, key=lambda cue: cue.start)
    for number, cue in enumerate(cues, 1):
        note_style_losses(cue, number, losses, _HELD)
        if cue.karaoke:
            losses.add("inner_times", "Times inside a caption (karaoke)", cue=number)
        if cue.placement is not None:
            losses.add("placement", "Exact placement on the picture", cue=number)
        text = with_speaker(cue, _escaped(cue), number, losses, options)
        start, end = milliseconds(cue.start), milliseconds(cue.end)
        parts.append(f"<SYNC Start={start}><P Class={name}>{text}")
        following = milliseconds(cues[number].start) if number < len(cues) else None
        if following is None or following > end:
            parts.append(f"<SYNC Start={end}><P Class={name}>&nbsp;")
        elif following < end:
            losses.add("overlap", "The end of a caption that overlaps the next", cue=number)
    return "\n".join([*parts, "</BODY>", "</SAMI>", ""])


def _escaped(cue: Cue) -> str:
    """Runs with tags; in HTML every bare `&` and `<` must be an entity, a line break a `<br>`."""
    parts = _SPLIT.split(render_markup(cue.runs))
    return "".join(part if index % 2 else _text(part) for index, part in enumerate(parts))


_SPLIT = re.compile(r"(</?(?:[bius]|font(?: [^<>]{0,300})?)>|&(?:lt|amp|#123);)")


def _text(text: str) -> str:
    return html.escape(text, quote=False).replace("\u00a0", "&nbsp;").replace("\n", "<br>")


_HEAD = """<SAMI>
<HEAD>
<TITLE>{title}</TITLE>
<STYLE TYPE="text/css">
<!--
P {{ {look} }}
.{name} {{ Name: Captions; lang: {language}; SAMIType: CC; }}
-->
</STYLE>
</HEAD>
<BODY>"""


def sniff(head: Head) -> float:
    """Certain with a <SAMI> tag near the start, nearly with the tag that begins each caption."""
    if "<sami" in head.text[:2000].lower():
        return 1.0
    return 0.95 if _SYNC.search(head.text[:8192]) else 0.0


FORMAT = CaptionFormat(
    id="sami",
    name="SAMI",
    holds_title=True,
    extensions=(".smi", ".sami"),
    media_type="application/x-sami",
    read=read,
    write=write,
    sniff=sniff,
    holds_base_style=True,
    decode_options=(
        Option(
            "language", "text", "", "Class or language to read, such as ENCC or en-US; empty: the fullest."
        ),
    ),
    encode_options=(WRITE_SPEAKERS, *TEXT_FILE_OPTIONS),
    keeps=(
        "times to the millisecond",
        "italic, bold, underline, strike-through, colour, typeface",
        "title, language",
        "the look that its style sheet gives all captions, or one by its ID",
    ),
    loses=("placement", "overlaps", "ruby and classes", "other languages of a file with several"),
    aliases=("Synchronized Accessible Media Interchange", ".smi"),
)
