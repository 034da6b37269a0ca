"""HTML transcripts (.html): a page to read and to search, with the times in `data-` attributes.

    <p><time>00:00:01.000</time> <b class="speaker">ANN:</b>
       <span data-start="1.000" data-end="2.500" data-speaker="ANN">Good <i>morning</i>.</span></p>

Read are elements with `data-start` and `data-end` in seconds; a page without them is read as a transcript
with timecodes. The parser loads nothing that the page names, and no script or style of the page is kept.
"""

from __future__ import annotations

import re
from html import escape

from app.captions.formats import timed_transcript
from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.loose_times import TIME_FORMAT, TimeWriter
from app.captions.formats.shared.speakers import READ_SPEAKERS
from app.captions.formats.shared.tables import ROWS_SEARCHED, evidence, note_placement, read_table
from app.captions.model.document import Cue, Document, Run, Style
from app.captions.model.losses import Losses
from app.captions.model.option import Option, Options
from app.captions.model.style_losses import note_style_losses

_HELD = frozenset({"bold", "italic", "underline", "strike", "color", "background", "ruby", "language"})
_TAGS = (("bold", "b"), ("italic", "i"), ("underline", "u"), ("strike", "s"))
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_LOOK = (
    "body{font:1rem/1.6 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}"
    "time{color:#666;font-variant-numeric:tabular-nums;margin-right:.5em}"
)


def read(text: str, options: Options) -> Document:
    """A page as a document; CaptionError `malformed_html`, or `no_times` when nothing in it is timed."""
    from app.captions.formats.shared.html import read_page

    page = read_page(text)
    if page.cues:
        return Document(page.cues, language=page.language, title=page.title)
    if evidence(page.rows[:ROWS_SEARCHED]) > 1:
        document = read_table(page.rows, {}, "page")
    else:
        document = timed_transcript.read("\n".join(page.lines), options)
    document.language, document.title = page.language, page.title
    return document


def write(document: Document, options: Options, losses: Losses) -> str:
    """The document as a page of its own, which asks for nothing from elsewhere."""
    title = escape(document.title or "Transcript")
    language = f' lang="{escape(document.language)}"' if document.language else ""
    body = "\n".join(_paragraphs(document, options, losses))
    return (
        f'<!DOCTYPE html>\n<html{language}>\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f"<style>{_LOOK}</style>\n</head>\n<body>\n<h1>{title}</h1>\n{body}\n</body>\n</html>\n"
    )


def _paragraphs(document: Document, options: Options, losses: Losses) -> list[str]:
    flowing = options.get("layout") == "paragraphs"
    writer = TimeWriter(document, options)
    out: list[list[str]] = []
    before: Cue | None = None
    for number, cue in enumerate(document.cues, 1):
        note_style_losses(cue, number, losses, _HELD)
        note_placement(cue, number, losses)
        if not flowing or before is None or cue.speaker != before.speaker:
            name = f'<b class="speaker">{escape(cue.speaker)}:</b> ' if cue.speaker else ""
            out.append([f"<time>{writer.one(cue.start)}</time> {name}"])
        else:
            out[-1].append(" ")
        out[-1].append(_span(cue))
        before = cue
    return [f"<p>{''.join(parts)}</p>" for parts in out]


def _span(cue: Cue) -> str:
    speaker = f' data-speaker="{escape(cue.speaker)}"' if cue.speaker else ""
    words = "".join(_run(run) for run in cue.runs)
    return f'<span data-start="{_seconds(cue.start)}" data-end="{_seconds(cue.end)}"{speaker}>{words}</span>'


def _seconds(ticks: int) -> str:
    ms = max((ticks + 45_000) // 90_000, 0)
    return f"{ms // 1000}.{ms % 1000:03}"


def _run(run: Run) -> str:
    words = escape(_CONTROL.sub("\ufffd", run.text), quote=False).replace("\n", "<br>")
    style = run.style
    if style.ruby:
        words = f"<ruby>{words}<rt>{escape(style.ruby, quote=False)}</rt></ruby>"
    for name, tag in _TAGS:
        words = f"<{tag}>{words}</{tag}>" if getattr(style, name) else words
    look = _css(style)
    language = f' lang="{escape(style.language)}"' if style.language else ""
    return f"<span{look}{language}>{words}</span>" if look or language else words


def _css(style: Style) -> str:
    parts = [f"color:{style.color}"] if style.color else []
    parts += [f"background-color:{style.background}"] if style.background else []
    return f' style="{escape(";".join(parts))}"' if parts else ""


def sniff(head: Head) -> float:
    """Sure by its own times, possible for any page."""
    start = head.start[:20].lower()
    if not start.startswith(("<!doctype html", "<html", "<body", "<p")):
        return 0.0
    return 0.98 if "data-start=" in head.text else 0.4


FORMAT = CaptionFormat(
    id="html-transcript",
    name="HTML transcript",
    holds_title=True,
    extensions=(".html", ".htm"),
    media_type="text/html",
    read=read,
    write=write,
    sniff=sniff,
    frame_based=True,
    decode_options=(READ_SPEAKERS,),
    encode_options=(
        Option(
            "layout",
            "choice",
            "captions",
            "A paragraph a caption, or captions of one speaker as one paragraph.",
            choices=("captions", "paragraphs"),
        ),
        TIME_FORMAT,
    ),
    keeps=(
        "times in milliseconds",
        "text and line breaks, who speaks",
        "bold, italic, underline, strike-through, colours, ruby, languages",
    ),
    loses=("placement", "fonts and sizes"),
    aliases=("HTML",),
)
