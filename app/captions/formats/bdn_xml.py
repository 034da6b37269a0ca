"""BDN XML (.xml), the index of Blu-ray subtitles that are pictures; read only, with their names.

As Scenarist, BDSup2Sub and Avisynth tools write it: `BDN/Description` with the video's `FrameRate`, then
`Events/Event` with `InTC` and `OutTC` in frames, each with `Graphic` elements that name a PNG file.
"""

from __future__ import annotations

import re
from typing import Any

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.language_names import language_tag
from app.captions.formats.shared.xml_files.parsing import has_root, note_pictures, parsed, picture
from app.captions.model.document import Cue, Document, Run
from app.captions.model.option import Options
from app.captions.timecode.smpte import FrameRate, frame_from_label, parse_rate
from app.core.errors import CaptionError

NAME = "BDN XML"
_TIME = re.compile(r"\s{0,9}(\d{1,3}):(\d{1,2}):(\d{1,2})[:;.](\d{1,3})\s{0,9}")


def read(text: str, options: Options) -> Document:
    """An index as a document; CaptionError from the XML parser, and `wrong_file`."""
    root = parsed(text, "BDN", NAME)
    rate = _rate(root)
    document = Document(frame_rate=rate.fps, drop_frame=rate.drop)
    if (name := root.find(".//Name")) is not None:
        document.title = name.get("Title") or None
    if (language := root.find(".//Language")) is not None:
        document.language = language_tag(language.get("Code"))
    for event in root.iter("Event"):
        start, end = _ticks(event.get("InTC"), rate), _ticks(event.get("OutTC"), rate)
        if start is None or end is None:
            document.add_issue("unreadable_times", "Skipped an event whose times cannot be read.")
            continue
        names = [" ".join(graphic.itertext()) for graphic in event.iter("Graphic")]
        runs = [Run("\n".join(picture(name).text for name in names))] if names else []
        document.cues.append(Cue(start, max(end, start), runs))
    note_pictures(document, sum(bool(cue.runs) for cue in document.cues))
    return document


def _rate(root: Any) -> FrameRate:
    described = root.find(".//Format")
    said = described.attrib if described is not None else {}
    try:
        return parse_rate(said.get("FrameRate", "23.976"), str(said.get("DropFrame", "")).lower() == "true")
    except CaptionError:
        return parse_rate("23.976")


def _ticks(time: str | None, rate: FrameRate) -> int | None:
    match = _TIME.fullmatch(time or "")
    if match is None:
        return None
    hours, minutes, seconds, frames = map(int, match.groups())
    label = (hours, min(minutes, 59), min(seconds, 59), min(frames, rate.nominal - 1))
    return rate.ticks_at(frame_from_label(*label, rate))


def sniff(head: Head) -> float:
    """Sure by its root element."""
    return 1.0 if has_root(head, "BDN") else 0.0


FORMAT = CaptionFormat(
    id="bdn-xml",
    name=NAME,
    extensions=(".xml",),
    media_type="text/xml",
    read=read,
    sniff=sniff,
    keeps=("times to the frame, and the frame rate", "names of pictures", "title, language"),
    loses=("the pictures themselves, and the text that they show", "places and fades"),
    aliases=("Blu-ray BDN", "Sonic Scenarist XML"),
)
