"""Adobe Premiere markers CSV: the list that File > Export > Markers writes, tab-separated and in UTF-16.

Columns: Marker Name, Description, In, Out, Duration, Marker Type; a tab ends every row. Times are timecodes,
with ";" everywhere at drop-frame. Premiere translates the headings, so a list in another language is read by
position. A caption goes to the description, its number or id to the name.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.plain_text import plain_text
from app.captions.formats.shared.reading_time import reading_time
from app.captions.formats.shared.speakers import WRITE_SPEAKERS
from app.captions.formats.shared.timecodes import TimecodeReader, TimecodeWriter
from app.captions.model.document import Cue, Document, Run
from app.captions.model.losses import Losses
from app.captions.model.option import Option, Options
from app.captions.text_io.line_ends import unify_lines
from app.captions.text_io.text_file import TEXT_ENCODING
from app.core.errors import CaptionError

_COLUMNS = ("Marker Name", "Description", "In", "Out", "Duration", "Marker Type")
_NAME, _TEXT, _IN, _OUT = range(4)


def read(text: str, options: Options) -> Document:
    """A marker list as a document. A marker without a length lasts until the next, or as long as it reads."""
    document = Document()
    codes = TimecodeReader(options)
    for line, row in _rows(unify_lines(text)):
        if len(row) <= _OUT or ":" not in row[_IN].replace(";", ":"):
            if line > 1 and any(cell.strip() for cell in row):
                document.add_issue("unreadable_line", f"Line {line} is no marker.")
            continue
        words = row[_TEXT].strip() or row[_NAME].strip()
        name = row[_NAME].strip() if row[_TEXT].strip() else None
        start, end = codes.read(row[_IN].strip(), line), codes.read(row[_OUT].strip(), line)
        document.cues.append(Cue(start, end, [Run(words)] if words else [], id=name or None))
    _give_lengths(document)
    codes.stamp(document)
    return document


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text), delimiter="\t" if "\t" in first else ",")
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        raise CaptionError(
            f"Line {reader.line_num} cannot be read as a row: {error}.",
            code="malformed_csv",
            hint="Export the markers again, or save the file as tab-separated text.",
            rejected=True,
        ) from error


def _give_lengths(document: Document) -> None:
    cues = sorted(document.cues, key=lambda cue: cue.start)
    following: int | None = None
    for index in reversed(range(len(cues))):
        cue = cues[index]
        if cue.end <= cue.start:
            wanted = cue.start + reading_time(cue.text)
            cue.end = wanted if following is None or following <= cue.start else min(wanted, following)
        following = cue.start


def write(document: Document, options: Options, losses: Losses) -> str:
    """The document as a marker list; Premiere itself writes it in UTF-16."""
    stamps = TimecodeWriter(document)
    out = io.StringIO(newline="")
    rows = csv.writer(
        out, delimiter="\t" if options.get("delimiter", "tab") == "tab" else ",", lineterminator="\r\n"
    )
    rows.writerow([*_COLUMNS, ""])
    for number, cue in enumerate(document.cues, 1):
        start, end = stamps.span(cue.start, cue.end)
        frames = stamps.rate.frame_at(cue.end) - stamps.rate.frame_at(cue.start)
        length = stamps.write(stamps.rate.ticks_at(max(frames, 1)))
        name = cue.id or (str(number) if options.get("numbers", True) else "")
        times = [_karaoke(time) for time in (start, end, length)]
        rows.writerow([name, plain_text(cue, number, losses, options), *times, "Comment", ""])
    return out.getvalue()


def _karaoke(timecode: str) -> str:
    return timecode.replace(":", ";") if ";" in timecode else timecode


def sniff(head: Head) -> float:
    """Sure by the English headings, likely by the shape of the first row of another language."""
    lines = head.text[:4096].removeprefix("\ufeff").splitlines()
    if not lines:
        return 0.0
    if (
        lines[0]
        .replace('"', "")
        .lower()
        .startswith(("marker name\tdescription\tin", "marker name,description,in"))
    ):
        return 1.0
    cells = [line.split("\t") for line in lines[:5]]
    shaped = len(cells) > 1 and all(len(row) in (6, 7) for row in cells)
    return 0.7 if shaped and cells[1][_IN].count(":") + cells[1][_IN].count(";") == 3 else 0.0


FORMAT = CaptionFormat(
    id="premiere-markers",
    name="Adobe Premiere markers CSV",
    extensions=(".csv",),
    media_type="text/csv",
    read=read,
    write=write,
    holds_names=True,
    sniff=sniff,
    frame_based=True,
    encode_options=(
        Option("delimiter", "choice", "tab", "What stands between the columns.", choices=("tab", "comma")),
        replace(TEXT_ENCODING, default="utf-16"),
        Option("numbers", "boolean", True, "Name captions without an id by their number."),
        WRITE_SPEAKERS,
    ),
    keeps=("times to the frame", "text and line breaks", "ids as marker names"),
    loses=("all styles and colours", "placement", "who speaks, unless written before the text"),
    aliases=("Adobe Premiere Markers", "Premiere markers"),
)
