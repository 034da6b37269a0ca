"""WebVTT (W3C), read by the parser of the standard, section 6.1, and written back with all it said."""

from __future__ import annotations

import re

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.vtt.colors import ColorClasses, is_our_style
from app.captions.formats.vtt.settings import format_region, format_settings, parse_region, parse_settings
from app.captions.formats.vtt.styles import Looks, apply_looks, class_looks, without_looks
from app.captions.formats.vtt.text import escape, parse_cue_text, render_cue_text
from app.captions.model.document import PLAIN, Cue, Document
from app.captions.model.losses import Losses
from app.captions.model.option import Option, Options
from app.captions.model.style_losses import note_style_losses
from app.captions.text_io.line_ends import drop_blank_lines, has_blank_line, unify_lines
from app.captions.text_io.text_file import LINE_ENDS
from app.captions.timecode.clock_time import format_clock, from_parts
from app.core.errors import CaptionError

_TIME = r"(?:(\d{1,9}):)?([0-5]\d):([0-5]\d)\.(\d{3})(?!\d)"
_TIMING = re.compile(rf"[ \t\f]*{_TIME}[ \t\f]*-->[ \t\f]*{_TIME}(.*)", re.ASCII | re.DOTALL)
_LENIENT_TIME = r"(?:(\d{1,9}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,9}))?(?!\d)"
_LENIENT = re.compile(rf"[ \t\f]*{_LENIENT_TIME}[ \t\f]*-->[ \t\f]*{_LENIENT_TIME}(.*)", re.ASCII | re.DOTALL)
_SIGNATURE = re.compile(r"WEBVTT(?:[ \t]|\Z)")
_STYLES_HELD = frozenset(
    {"italic", "bold", "underline", "color", "background", "ruby", "language", "classes", "voice"}
)


class _Reader:
    """Takes the blocks of one file in order and fills a document."""

    def __init__(self, lenient: bool) -> None:
        self.document = Document()
        self.lenient = lenient
        self.timing = _LENIENT if lenient else _TIMING
        self.notes: list[str] = []
        self.styles: list[str] = []

    def lines(self, lines: list[str]) -> None:
        """The non-empty lines between two empty ones: a block, or several when more times follow."""
        first, count = 0, len(lines)
        while first < count:
            timing = first if "-->" in lines[first] else -1
            if timing < 0 and first + 1 < count and "-->" in lines[first + 1]:
                timing = first + 1
            end = max(timing, first) + 1
            while end < count and "-->" not in lines[end]:
                end += 1
            if timing < 0:
                self.block(lines[first:end])
            else:
                identifier = lines[first] if timing > first else None
                self.cue(identifier, lines[timing], "\n".join(lines[timing + 1 : end]))
            first = end

    def cue(self, identifier: str | None, line: str, text: str) -> None:
        match = self.timing.match(line)
        if match is None:
            self.issue("unreadable_times", f"Skipped, its times cannot be read: {line[:80]!r}.")
            return
        h1, m1, s1, f1, h2, m2, s2, f2, rest = match.groups()
        cue = Cue(from_parts(h1, m1, s1, f1), from_parts(h2, m2, s2, f2), id=identifier)
        if rest and not rest.isspace():
            cue.placement = parse_settings(rest, self.document.regions, self.lenient)
        parse_cue_text(cue, text)
        if self.notes:
            cue.extras = {"vtt": {"notes": self.notes}}
            self.notes = []
        self.document.cues.append(cue)

    def block(self, lines: list[str]) -> None:
        """A block without times: a comment, a style sheet, a region, or something to skip."""
        kind, body = lines[0], "\n".join(lines[1:])
        if kind == "NOTE" or kind.startswith(("NOTE ", "NOTE\t")):
            self.note("\n".join(lines)[5:] if len(kind) > 4 else body)
        elif not body or self.document.cues or kind.rstrip(" \t\f") not in ("STYLE", "REGION"):
            said = " ".join(lines).strip()
            if said and not said.isdecimal():
                self.issue("block_skipped", f"Skipped, it has no times: {said[:80]!r}.")
        elif kind.startswith("STYLE"):
            if not is_our_style(body):
                self.styles.append(body)
        elif region := parse_region(body):
            self.document.regions.pop(region.id, None)
            self.document.regions[region.id] = region

    def note(self, text: str) -> None:
        (self.notes if self.document.cues else self.document.comments).append(text)

    def issue(self, code: str, message: str) -> None:
        self.document.add_issue(code, message, len(self.document.cues) + 1)

    def header(self, lines: list[str]) -> list[str]:
        """Keep the header lines; returns the lines from the first times on, which belong to a cue."""
        end = next((i for i, line in enumerate(lines) if "-->" in line and i), len(lines))
        extras = {"title": lines[0][7:].strip(), "header": lines[1:end]}
        self.document.extras["vtt"] = {name: value for name, value in extras.items() if value}
        for line in lines[1:end]:
            name, colon, value = line.partition(":")
            if colon and name.strip().lower() == "language":
                self.document.language = value.strip() or None
        return lines[end:]

    def finish(self) -> Document:
        carried = self.document.extras["vtt"]
        if self.styles:
            carried["styles"] = self.styles
            apply_looks(self.document, class_looks(self.styles))
        if self.notes:
            carried["notes"] = self.notes
        if not carried:
            del self.document.extras["vtt"]
        return self.document


def read(text: str, options: Options) -> Document:
    """A WebVTT text as a document; CaptionError not_webvtt when it does not begin with WEBVTT."""
    text = unify_lines(text)
    blocks = text.split("\n\n")
    lines = blocks[0].rstrip("\n").split("\n")
    if not _SIGNATURE.match(lines[0]):
        raise CaptionError(
            f"This is not WebVTT: it begins with {lines[0][:40]!r}, not with WEBVTT.",
            code="not_webvtt",
            hint="Choose “auto” as the source format, or add a first line that says WEBVTT.",
            rejected=True,
        )
    reader = _Reader(bool(options.get("lenient")))
    reader.lines(reader.header(lines))
    for block in blocks[1:]:
        block = block.strip("\n")
        if block:
            reader.lines(block.split("\n"))
    return reader.finish()


def write(document: Document, options: Options, losses: Losses) -> str:
    """The document as WebVTT with its header, comments, styles, regions and cue settings."""
    carried = document.extras.get("vtt", {})
    colors, looks = ColorClasses(), class_looks(carried.get("styles", []))
    body = [_write_cue(cue, number, colors, looks, losses) for number, cue in enumerate(document.cues, 1)]
    title = carried.get("title", "")
    head = ["\n".join([f"WEBVTT {title}".rstrip(), *carried.get("header", ())]) + "\n"]
    head += [_note(comment) for comment in document.comments]
    head += [f"STYLE\n{css}\n" for css in carried.get("styles", ())]
    if own := colors.style_block():
        head.append(own)
    head += [format_region(region) for region in document.regions.values()]
    return "\n".join([*head, *body, *(_note(comment) for comment in carried.get("notes", ()))])


def _write_cue(cue: Cue, number: int, colors: ColorClasses, looks: Looks, losses: Losses) -> str:
    runs = cue.runs
    settings = notes = ""
    if len(runs) == 1 and runs[0].style is PLAIN and cue.mode is None and not (cue.speaker or cue.marks):
        body = escape(runs[0].text)
    else:
        note_style_losses(cue, number, losses, _STYLES_HELD)
        body = render_cue_text(cue, without_looks(runs, looks), colors)
    if has_blank_line(body):
        body = drop_blank_lines(body, losses, number)
    if cue.placement is not None and (settings := format_settings(cue.placement)):
        settings = " " + settings
    if cue.extras and "vtt" in cue.extras:
        notes = "".join(_note(comment) + "\n" for comment in cue.extras["vtt"].get("notes", ()))
    identifier = f"{_identifier(cue.id)}\n" if cue.id else ""
    return f"{notes}{identifier}{format_clock(cue.start)} --> {format_clock(cue.end)}{settings}\n{body}\n"


def _identifier(text: str) -> str:
    return " ".join(text.splitlines()).replace("-->", "->")


def _note(text: str) -> str:
    lines = [line for line in text.replace("-->", "->").split("\n") if line]
    separator = "\n" if len(lines) > 1 else " "
    return f"NOTE{separator}" + "\n".join(lines) + "\n"


def sniff(head: Head) -> float:
    """Certain when the text begins with the WebVTT signature."""
    lines = head.text[:200].removeprefix("\ufeff").splitlines()
    return 1.0 if lines and _SIGNATURE.match(lines[0]) else 0.0


FORMAT = CaptionFormat(
    id="vtt",
    name="WebVTT",
    extensions=(".vtt",),
    media_type="text/vtt",
    read=read,
    write=write,
    sniff=sniff,
    holds_notes=True,
    decode_options=(
        Option(
            "lenient",
            "boolean",
            False,
            "Also read cues a browser would skip: a comma in the times, short fractions, align:middle.",
        ),
    ),
    encode_options=(LINE_ENDS,),
    keeps=(
        "times to the millisecond, times inside a cue",
        "cue identifiers and all cue settings",
        "regions, style sheets, comments and header lines",
        "italic, bold, underline, ruby, classes, voices and languages",
        "text and background colours, as classes",
    ),
    loses=("typeface and text size", "struck-through and flashing text", "empty lines inside a caption"),
    aliases=("VTT", "Web Video Text Tracks", ".vtt"),
)
