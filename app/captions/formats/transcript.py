"""A plain transcript (.txt): paragraphs, with no times of its own.

Reading gives every piece of text a time by how long it takes to read, so that it can be corrected by hand or
aligned later; the document says so. Writing joins cues into paragraphs at pauses and changes of speaker.
"""

from __future__ import annotations

import re

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.reading_time import CHARACTERS_PER_SECOND, reading_time
from app.captions.formats.shared.tables import note_placement
from app.captions.model.document import TICKS_PER_SECOND, Cue, Document, Run
from app.captions.model.losses import Losses
from app.captions.model.option import Option, Options
from app.captions.model.style_losses import note_style_losses
from app.captions.text_io.line_ends import unify_lines
from app.captions.text_io.text_file import TEXT_FILE_OPTIONS
from app.captions.transform.reflow import split, wrap

_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_SPEAKER = re.compile(r"(?:>> ?)?([A-Z][A-Z0-9 .'-]{1,38}[A-Z0-9.]):\s+(?=\S)")
_NAMES = (".txt", ".text", ".md")


def read(text: str, options: Options) -> Document:
    """Paragraphs as cues one after another, timed by reading speed; `NAME:` in capitals is a speaker."""
    speed = options.get("characters_per_second", CHARACTERS_PER_SECOND)
    document = Document()
    position = int(options.get("start", 0) * TICKS_PER_SECOND)
    for paragraph in _PARAGRAPH.split(unify_lines(text)):
        words = " ".join(paragraph.split())
        if not words:
            continue
        speaker = None
        if match := _SPEAKER.match(words):
            speaker, words = match[1], words[match.end() :]
        cue = Cue(position, position + _length(words, speed), [Run(words)], speaker=speaker)
        document.cues += split(Document([cue]), options.get("characters", 84)).cues
        position = cue.end
    if document.cues:
        document = wrap(document, options.get("characters", 84) // 2, 2)
        message = f"A transcript has no times: they are estimated at {speed:g} characters a second."
        document.add_issue("times_estimated", message)
    return document


def _length(words: str, speed: float) -> int:
    """Reading time without the upper bound of one cue: a paragraph is split into several."""
    return max(reading_time(words, speed), round(len(words) * 1000 / speed) * (TICKS_PER_SECOND // 1000))


def write(document: Document, options: Options, losses: Losses) -> str:
    """The text as paragraphs, or one cue a line with `layout=lines`."""
    lines = options.get("layout") == "lines"
    pause = int(options.get("pause", 2.0) * TICKS_PER_SECOND)
    parts: list[list[str]] = []
    speaker, end = None, None
    for number, cue in enumerate(document.cues, 1):
        note_style_losses(cue, number, losses, frozenset())
        note_placement(cue, number, losses)
        words = " ".join(cue.text.split())
        if not words:
            continue
        changed = cue.speaker != speaker
        if not parts or lines or changed or (end is not None and cue.start - end >= pause):
            parts.append([])
        if cue.speaker and options.get("speakers", True) and (changed or lines):
            words = f"{cue.speaker}: {words}"
        parts[-1].append(words)
        speaker, end = cue.speaker, cue.end
    if document.cues:
        losses.add("times", "All times")
    return ("\n" if lines else "\n\n").join(" ".join(part) for part in parts) + "\n"


def sniff(head: Head) -> float:
    """The last resort: words in a file whose name does not promise another format."""
    name, text = head.file_name.lower(), head.text[:4096]
    if not text or ("." in name and not name.endswith(_NAMES)) or text.lstrip()[:1] in ("<", "{"):
        return 0.0
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if sum(line.isdecimal() for line in lines) * 4 > len(lines):
        return 0.0  # numbers of captions whose times are gone: no words to make captions of
    letters = sum(map(str.isalpha, text))
    words = letters + sum(map(str.isspace, text))
    return 0.1 if "\0" not in text and letters and words > len(text) * 0.7 else 0.0


FORMAT = CaptionFormat(
    id="transcript",
    name="Plain transcript",
    extensions=(".txt",),
    media_type="text/plain",
    read=read,
    write=write,
    sniff=sniff,
    decode_options=(
        Option(
            "characters_per_second",
            "number",
            CHARACTERS_PER_SECOND,
            "Reading speed the times are estimated from.",
            minimum=5,
            maximum=40,
        ),
        Option(
            "characters", "integer", 84, "Characters of one caption, on two lines.", minimum=20, maximum=400
        ),
        Option("start", "number", 0, "When the first caption begins, in seconds.", minimum=0, maximum=86_400),
    ),
    encode_options=(
        Option(
            "layout",
            "choice",
            "paragraphs",
            "Paragraphs, or one caption a line.",
            choices=("paragraphs", "lines"),
        ),
        Option("speakers", "boolean", True, "Write who speaks before the text."),
        Option(
            "pause", "number", 2.0, "A pause of so many seconds begins a paragraph.", minimum=0, maximum=3600
        ),
        *TEXT_FILE_OPTIONS,
    ),
    keeps=("text and speakers",),
    loses=("all times", "line breaks", "all styles and colours", "placement"),
    aliases=("Transcript", "TXT", ".txt"),
)
