"""A document to WebVTT, with all that a WebVTT source said beside its cues."""

from __future__ import annotations

from itertools import islice

from app.captions.formats.style_sheets.css import CSS_PROPERTIES, css_of
from app.captions.formats.vtt.colors import ColorClasses
from app.captions.formats.vtt.cue_settings import format_region, format_settings
from app.captions.formats.vtt.styles import SheetStyles, without_styles
from app.captions.formats.vtt.text import in_simple_tags, render_cue_text
from app.captions.model.document import PLAIN, Cue, Document
from app.captions.model.losses import Losses
from app.captions.model.option import Options
from app.captions.model.style_losses import note_base_style, note_style_losses
from app.captions.text_io.line_ends import drop_blank_lines, has_blank_line
from app.captions.timecode.clock_time import span_with_points

_STYLES_HELD = CSS_PROPERTIES | frozenset(
    [
        "italic",
        "bold",
        "underline",
        "strike",
        "color",
        "background",
        "font",
        "size",
        "ruby",
        "language",
        "classes",
        "voice",
    ]
)


_AT_ONCE = 500


def write(document: Document, options: Options, losses: Losses) -> str:
    """The document as WebVTT with its header, comments, styles, regions and cue settings."""
    carried = document.extras.get("vtt", {})
    colors, sheets = ColorClasses(), SheetStyles(carried.get("styles", []))
    written = (_write_cue(cue, number, colors, sheets, losses) for number, cue in enumerate(document.cues, 1))
    parts = list(iter(lambda: "\n".join(islice(written, _AT_ONCE)), ""))
    title = carried.get("title", "")
    head = ["\n".join([f"WEBVTT {title}".rstrip(), *carried.get("header", ())]) + "\n"]
    head += [_note(comment) for comment in document.comments]
    head += [f"STYLE\n{css}\n" for css in carried.get("styles", ())]
    if document.base_style not in (PLAIN, sheets.base):
        note_base_style(document.base_style, losses, _STYLES_HELD)
        head.append(f"STYLE\n::cue {{ {css_of(document.base_style)} }}\n")
    if own := colors.style_block():
        head.append(own)
    head += [format_region(region) for region in document.regions.values()]
    parts[:0] = head
    parts += [_note(comment) for comment in carried.get("notes", ())]
    return _joined(parts)


def _joined(parts: list[str]) -> str:
    """The parts line after line; each is let go as it is taken, so that nothing is in memory twice."""
    text = ""
    for index, part in enumerate(parts):
        parts[index] = ""
        text += f"\n{part}" if index else part
    return text


def _write_cue(cue: Cue, number: int, colors: ColorClasses, sheets: SheetStyles, losses: Losses) -> str:
    runs = cue.runs
    plain = cue.mode is None and not (cue.speaker or cue.karaoke)
    body = in_simple_tags(runs) if plain else None
    if body is None:
        note_style_losses(cue, number, losses, _STYLES_HELD)
        body = render_cue_text(cue, without_styles(cue, sheets), colors)
    if has_blank_line(body):
        body = drop_blank_lines(body, losses, number)
    times = span_with_points(cue.start, cue.end)
    if cue.placement is None and cue.extras is None and cue.id is None:
        return f"{times}\n{body}\n"
    settings = format_settings(cue.placement) if cue.placement is not None else ""
    notes = ""
    if cue.extras and "vtt" in cue.extras:
        notes = "".join(_note(comment) + "\n" for comment in cue.extras["vtt"].get("notes", ()))
    identifier = f"{_identifier(cue.id)}\n" if cue.id else ""
    return f"{notes}{identifier}{times}{settings and ' '}{settings}\n{body}\n"


def _identifier(text: str) -> str:
    return " ".join(text.splitlines()).replace("-->", "->")


def _note(text: str) -> str:
    lines = [line for line in text.replace("-->", "->").split("\n") if line]
    separator = "\n" if len(lines) > 1 else " "
    return f"NOTE{separator}" + "\n".join(lines) + "\n"
