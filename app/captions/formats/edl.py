"""CMX 3600 edit decision lists (.edl) that carry captions; read only.

Source: SMPTE 258M and what editing programs write. A caption is an event: its times are those of the record
side (the last two), its words a comment below it. Read are comments (`* COMMENT: …`), locators (`* LOC: …`),
DaVinci Resolve's markers (`|M:… |D:…`), lines without a star, and names of clips where they are sentences, as
Subtitle Edit writes them. A list that only names files of a film is refused in words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.reading_time import reading_time
from app.captions.formats.shared.timecodes import ASSUMED, TimecodeReader
from app.captions.model.document import Cue, Document, Run
from app.captions.model.option import Options
from app.captions.text_io.line_ends import unify_lines
from app.core.errors import CaptionError

_CODE = r"(\d{1,2}[:;]\d{2}[:;]\d{2}[:;.]\d{2})"
_EVENT = re.compile(
    rf"\d{{1,6}}\s+\S{{1,250}}\s+\S{{1,20}}\s+[A-Z]\S{{0,7}}(?:\s+\d{{1,4}})?"
    rf"\s+{_CODE}\s+{_CODE}\s+{_CODE}\s+{_CODE}\s*"
)
_COUNTING = re.compile(r"FCM:\s*(NON-?\s?)?DROP\b.*", re.IGNORECASE)
_NAME = re.compile(r"\*\s?(?:FROM|TO) CLIP NAME:\s?(.*)", re.IGNORECASE)
_LOCATOR = re.compile(rf"\*\s?LOC:\s+{_CODE}\s+[A-Z]{{2,12}}\s+(.*)", re.IGNORECASE)
_COMMENT = re.compile(r"\*\s?(COMMENT:)?\s?(.*)", re.IGNORECASE)
_MARKER = re.compile(r"\|M:([^|]{0,2000})\|D:(\d{1,7})\b")
_OTHER = re.compile(r"(?:TITLE|FCM|M2|SPLIT|GPI|AUD|FINAL CUT PRO REEL)\b.*|>>>.*")
_ABOUT_THE_PICTURE = re.compile(
    r"(?:(?:KEY )?CLIP NAME|(?:FROM |TO )?(?:FILE|REEL)|FILTER|TC|BLEND|OPACITY|SCENE|TAKE)\s*:.*|"
    r"(?:ASC_S\w\w|SOURCE FILE|EFFECTS? NAME|AUDIO NAME|TIMEWARP EFFECT)\b.*|"
    r"(?:AUDIO|OPACITY) LEVEL AT\b.*|(?:FROM|TO) CLIP IS A STILL|(?:FREEZE|STILL) FRAME",
    re.IGNORECASE,
)
_FILE = re.compile(r".*\.[A-Za-z0-9]{2,5}|[A-Z0-9_\-]+")


@dataclass(slots=True)
class _Event:
    start: int
    end: int
    names: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)


def read(text: str, options: Options) -> Document:
    """The captions of an edit decision list; CaptionError `no_cues` for one that only names clips."""
    codes = TimecodeReader(options)
    document, events = Document(), list[_Event]()
    for number, line in enumerate(unify_lines(text).split("\n"), 1):
        line = line.strip()
        if line.upper().startswith("TITLE:"):
            document.title = line[6:].strip() or None
        elif counting := _COUNTING.fullmatch(line):
            codes = TimecodeReader(_counted(options, drop=counting[1] is None))
        elif event := _EVENT.fullmatch(line):
            events.append(_Event(codes.read(event[3], number), codes.read(event[4], number)))
        elif locator := _LOCATOR.fullmatch(line):
            start, words = codes.read(locator[1], number), locator[2].strip()
            document.cues.append(Cue(start, start + reading_time(words), [Run(words)] if words else []))
        elif line and events:
            _take(line, events[-1], codes)
    document.cues += _captions(events, document)
    document.cues.sort(key=lambda cue: cue.start)
    codes.stamp(document)
    if not document.cues and events:
        raise _only_clips(len(events))
    return document


def _counted(options: Options, *, drop: bool) -> Options:
    """The options with how the list says that its frames are counted; a rate that somebody named stays."""
    return {**options, "drop_frame": drop} if drop or options.get(ASSUMED) else options


def _take(line: str, event: _Event, codes: TimecodeReader) -> None:
    if marker := _MARKER.search(line):
        event.words.append(marker[1].strip())
        frames = int(marker[2])
        event.end = max(event.end, event.start + codes.rate.ticks_at(frames))
    elif name := _NAME.fullmatch(line):
        event.names.append(name[1].strip())
    elif not _OTHER.fullmatch(line):
        comment = _COMMENT.fullmatch(line)
        words = comment[2].strip() if comment else line
        said = comment is not None and comment[1] is not None
        if words and (said or not _ABOUT_THE_PICTURE.fullmatch(words)):
            event.words.append(words)


def _captions(events: list[_Event], document: Document) -> list[Cue]:
    """Events with words; where none has any, names of clips count that are sentences, not names of files."""
    names = [name for event in events for name in event.names]
    if not any(event.words for event in events):
        if 2 * sum(_FILE.fullmatch(name) is None and " " in name for name in names) > len(names):
            for event in events:
                event.words = event.names
    elif names:
        document.add_issue("not_kept", f"Read, but not kept: {len(names)} names of clips.")
    return [
        Cue(event.start, max(event.start, event.end), [Run("\n".join(event.words))])
        for event in events
        if event.words
    ]


def _only_clips(count: int) -> CaptionError:
    return CaptionError(
        f"This edit decision list has {count} edits that name clips, and no captions.",
        code="no_cues",
        hint="Export the list with comments or markers, or the captions as SubRip.",
        rejected=True,
    )


def sniff(head: Head) -> float:
    """Sure when an event of the list is among the first lines."""
    return 0.97 if any(_EVENT.fullmatch(line.strip()) for line in head.lines[:40]) else 0.0


FORMAT = CaptionFormat(
    id="edl",
    name="CMX 3600 EDL",
    extensions=(".edl",),
    media_type="text/plain",
    read=read,
    sniff=sniff,
    frame_based=True,
    keeps=(
        "record times to the frame",
        "comments, locators, markers and sentences in names of clips",
        "title",
    ),
    loses=("source times, reels and transitions",),
    aliases=("EDL", "CMX3600"),
)
