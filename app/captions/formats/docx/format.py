"""Word documents (.docx): a table of Number, Start, End, Speaker and Text, or a transcript with times.

Read as a stream after the archive has been checked (`app.captions.formats.shared.zip_guard`): tables with
times first, and when there is none the text, as the SubRip or WebVTT file that was pasted into it or as a
transcript with timecodes. Written with python-docx.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.loose_times import TIME_FORMAT, TIME_UNIT
from app.captions.formats.shared.speakers import READ_SPEAKERS
from app.captions.formats.shared.subrip.pasted import is_caption_file, read_pasted
from app.captions.formats.shared.tables import ROWS_SEARCHED, TEXT_COLUMN, evidence, read_table
from app.captions.formats.shared.zip_guard import open_office
from app.captions.model.document import Document
from app.captions.model.losses import Losses
from app.captions.model.option import Option, Options
from app.core.errors import CaptionError

if TYPE_CHECKING:
    from app.captions.formats.docx.reader import RichText, Story

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MAIN = "word/document.xml"


def read(data: bytes, options: Options) -> Document:
    """A Word document as a document; CaptionError from the archive check, `malformed_docx`, `no_times`."""
    from app.captions.formats.docx.reader import read_story

    with open_office(data, _MAIN, "Word document") as archive, archive.open(_MAIN) as stream:
        story = read_story(stream)
    if rows := _captions_of(story):
        return read_table(rows, options, "Word document")
    texts = ("\n".join(lines) for lines in (story.lines, story.everything))
    pasted = next(filter(is_caption_file, texts), "\n".join(story.lines))
    try:
        return read_pasted(pasted, options)
    except CaptionError as error:
        if error.code != "no_times" or len(story.lines) == len(story.everything):
            raise
    return read_pasted("\n".join(story.everything), options)


def _captions_of(story: Story) -> list[list[RichText]]:
    """The rows from the table on that looks most like captions, or those that tabs make in the text.

    Before it may stand a list of who plays whom; behind it the captions may go on, a table on each page.
    """
    from app.captions.formats.docx.reader import cells_of

    looks = [evidence(table[:ROWS_SEARCHED]) for table in story.tables]
    if any(looks):
        return [row for table in story.tables[looks.index(max(looks)) :] for row in table]
    rows = [cells_of(line) for line in story.lines if "\t" in line]
    return rows if evidence(rows[:ROWS_SEARCHED]) > 1 else []


def write(document: Document, options: Options, losses: Losses) -> bytes:
    """The document as a Word document, see `app.captions.formats.docx.writer`."""
    from app.captions.formats.docx.writer import write_docx

    return write_docx(document, options, losses)


def sniff(head: Head) -> float:
    """Sure by the names of parts in the first bytes of the archive, likely by the file name."""
    if not head.data.startswith(b"PK\x03\x04"):
        return 0.0
    if b"word/" in head.data or b"wordprocessingml" in head.data:
        return 1.0
    return 0.6 if head.file_name.lower().endswith(".docx") else 0.0


FORMAT = CaptionFormat(
    id="docx",
    name="DOCX",
    holds_title=True,
    extensions=(".docx",),
    media_type=MEDIA_TYPE,
    read=read,
    write=write,
    sniff=sniff,
    binary=True,
    frame_based=True,
    decode_options=(
        TIME_UNIT,
        TEXT_COLUMN,
        READ_SPEAKERS,
    ),
    encode_options=(
        Option(
            "layout", "choice", "table", "A table, or paragraphs with times.", choices=("table", "transcript")
        ),
        TIME_FORMAT,
    ),
    keeps=(
        "times in milliseconds or frames",
        "text and line breaks, who speaks",
        "bold, italic, underline, strike-through, text and background colours (read back from tables)",
    ),
    loses=("placement", "fonts, sizes and ruby"),
    aliases=("Word document", "Word"),
)
