"""YouTube's own captions: json3, srv1 and srv3, which is written too.

No public specification; as the site delivers them, yt-dlp saves them, and the site takes srv3 back. json3:
`events[]` of `{tStartMs, dDurationMs, segs: [{utf8, tOffsetMs}], aAppend}`. srv1: `<transcript><text start
dur>` in seconds, its text escaped twice. srv3: `<timedtext format="3"><body><p t d>` in milliseconds with
`<s t>` words.
"""

from __future__ import annotations

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.speakers import WRITE_SPEAKERS
from app.captions.formats.youtube.reader import JSON3, XML, read_json3, read_xml
from app.captions.model.document import Document
from app.captions.model.losses import Losses
from app.captions.model.option import Options


def write(document: Document, options: Options, losses: Losses) -> str:
    """The document in srv3, see `app.captions.formats.youtube.writer`."""
    from app.captions.formats.youtube.writer import write_srv3

    return write_srv3(document, options, losses)


def sniff_json3(head: Head) -> float:
    """Sure by events with `tStartMs`."""
    return 0.98 if head.start.startswith("{") and '"tStartMs"' in head.start[:16_384] else 0.0


def sniff_xml(head: Head) -> float:
    """Sure by its root and the times of its first caption."""
    start = head.start[:2048]
    srv1 = "<transcript" in start and '<text start="' in start
    return 0.98 if start.startswith("<") and (srv1 or '<timedtext format="3"' in start) else 0.0


FORMATS = (
    CaptionFormat(
        id="youtube-json3",
        name=JSON3,
        extensions=(".json3", ".json"),
        media_type="application/json",
        read=read_json3,
        sniff=sniff_json3,
        keeps=("times in milliseconds", "text", "times of words"),
        loses=("pens, windows and positions",),
        aliases=("json3",),
    ),
    CaptionFormat(
        id="youtube-xml",
        name=XML,
        holds_places=True,
        extensions=(".srv3", ".srv1", ".ytt", ".xml"),
        media_type="text/xml",
        read=read_xml,
        write=write,
        sniff=sniff_xml,
        encode_options=(WRITE_SPEAKERS,),
        keeps=(
            "times in milliseconds, times of words",
            "text and line breaks",
            "bold, italic, underline, colours, opacity, size, six typefaces",
            "places in whole percent, left, centred or right",
        ),
        loses=("ruby, edges of letters, vertical text", "who speaks, unless written before the text"),
        aliases=("srv3", "srv1", "YTT"),
    ),
)
