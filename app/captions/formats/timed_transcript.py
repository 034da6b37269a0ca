"""A transcript with timecodes (.txt): text for people, with the time before each paragraph or caption.

    [00:00:01.000] ANN: Good morning.
    [00:00:03.500 - 00:00:05.000] Two lines
    of text

Read are also a time without brackets or in parentheses, timecodes with frames, a range with "-" or "-->", a
time on a line of its own above the text, and the time after a name on a line of its own ("Ann  00:01:02").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.loose_times import TIME_FORMAT, LooseTimes, TimeWriter, no_times
from app.captions.formats.shared.speakers import READ_SPEAKERS
from app.captions.formats.shared.tables import end_cues, note_placement
from app.captions.model.direction import without_direction
from app.captions.model.document import Cue, Document, Run
from app.captions.model.losses import Losses
from app.captions.model.option import Option, Options
from app.captions.model.style_losses import note_style_losses
from app.captions.text_io.line_ends import drop_blank_lines, unify_lines
from app.captions.text_io.text_file import TEXT_FILE_OPTIONS

_TIME = r"[0-9]{1,3}:[0-9]{2}(?:[:;][0-9]{2}(?:[:;][0-9]{2})?)?(?:[.,][0-9]{1,6})?"
_RANGE = rf"({_TIME})(?:[ \t]*(?:-->|[-–—]|to)[ \t]*({_TIME}))?"
# A dash that stands apart from the bracket is the text's own: speakers' lines begin with one.
_BRACKETED = re.compile(rf"[ \t]*[\[({{<][ \t]*{_RANGE}[ \t]*[\])}}>][:\-–—]?(?=\s|$)(.*)")
_BARE = re.compile(rf"[ \t]*{_RANGE}[ \t]*[:\-–—]?(?=\s|$)(.*)")
_SPANS = re.compile(rf"[ \t]*(?:[0-9]{{1,6}}[.:)]?[ \t]{{1,9}})?({_TIME})[ \t]{{1,9}}({_TIME})[ \t]*()")
"""A line with only a start and an end, perhaps numbered, as subtitling programs list them."""
_NAMED = re.compile(
    rf"([^\s\[(][^\n\[(]{{0,58}}?)(?:[ \t]{{2,9}}|\t|[ \t]{{0,9}}[\[(])({_TIME})[\])]?[ \t]*:?[ \t]*"
)
_SPEAKER = re.compile(r"(?:>> ?)?([^\s:][^:\n]{0,38}):[ \t]+(?=\S)")
_MOST_NAMES = 4
_GENERIC = re.compile(
    r"(?:speaker|unknown|sprecher(?:in)?|unbekannt|intervenant|locuteur|inconnu|hablante|desconocido|orador)\b",
    re.IGNORECASE,
)
"""What programs call those who speak whose names they do not know."""


@dataclass(slots=True)
class Entry:
    """A time of the text and the lines that follow it."""

    start: int
    end: int | None
    speaker: str | None
    lines: list[str]
    source: str = ""
    """The whole line of the time, where it is a line without brackets that may be words after all."""


def read(text: str, options: Options) -> Document:
    """A transcript as a document; CaptionError `no_times`, and `invalid_timecode` for a frame too many."""
    times = LooseTimes(options)
    lines = unify_lines(text).split("\n")
    before: list[str] = []
    entries = _without_strays(list(entries_of(lines, times, before)))
    if not entries:
        raise no_times("text")
    document, endless = Document(), []
    _take_lines_above(entries, before)
    if words := " ".join(line.strip() for line in before if line.strip()):
        document.add_issue("text_before_first_cue", f"Skipped before the first caption: {words[:80]!r}.")
    names = options.get("speakers", True)
    for entry in entries:
        cue = _cue(entry, bool(names))
        document.cues.append(cue)
        if entry.end is None:
            endless.append(cue)
    end_cues(document, endless)
    document.cues = [cue for cue in document.cues if cue.runs]
    times.stamp(document)
    return document


def entries_of(lines: Iterable[str], times: LooseTimes, above: list[str]) -> Iterator[Entry]:
    """The timed parts of a text; lines before the first time belong to none and are put into `above`.

    When the first time stands in brackets, later times without them are words.
    """
    entry: Entry | None = None
    forms: tuple[re.Pattern[str], ...] = (_BRACKETED, _SPANS, _BARE)
    for number, line in enumerate(lines, 1):
        found = None
        for form in forms if any(ch.isdigit() for ch in line[:80]) else ():
            if (match := form.fullmatch(line)) and (found := _before(match, times, number)):
                forms = (form,) if entry is None else forms
                found.source = line if form is not _BRACKETED else ""
                break
        found = found or _named(line, times, number)
        if found is None:
            (above if entry is None else entry.lines).append(line)
            continue
        if entry is not None:
            yield entry
        entry = found
    if entry is not None:
        yield entry


def _without_strays(entries: list[Entry]) -> list[Entry]:
    """The entries in the order of time: a time without brackets that later ones come before is words.

    As in “We meet at” above “10:30 11:45”, in a text whose times have not reached a minute.
    """
    kept = entries[:1]
    for entry, following in zip(entries[1:], [*entries[2:], None], strict=False):
        stray = following is not None and kept[-1].start <= following.start < entry.start
        if stray and entry.source:
            kept[-1].lines += [entry.source, *entry.lines[1:]]
        else:
            kept.append(entry)
    return kept


def _take_lines_above(entries: list[Entry], before: list[str]) -> None:
    """Where a line like a name stands above every time, after an empty line, give each time its own.

    They are speakers, as Premiere writes them, where a name comes again or says that it is one, and every
    time has words below it; else they are the first line of what is said.
    """
    blocks = [before, *(entry.lines for entry in entries[:-1])]
    above = [_last_alone(block) for block in blocks]
    if _are_counted(above):
        for block in blocks:
            del block[-1]
        return
    if any(entry.speaker for entry in entries) or not all(name and _is_name(name) for name in above):
        return
    for block in blocks:
        del block[-1]
    said = all(any(line.strip() for line in entry.lines) for entry in entries)
    names = len(set(above)) < len(above) or any(_GENERIC.match(name) for name in above)
    for name, entry in zip(above, entries, strict=True):
        if said and names:
            entry.speaker = name
        else:
            entry.lines.insert(0, name)


def _are_counted(above: list[str]) -> bool:
    """Whether the lines above the times are the numbers of the captions, as SubRip has them."""
    numbers = [int(line) if line.isdecimal() and len(line) < 10 else -1 for line in above]
    return numbers[0] in (0, 1) and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _last_alone(block: list[str]) -> str:
    """The last line, when nothing or an empty line stands above it."""
    return block[-1].strip() if block and not "".join(block[-2:-1]).strip() else ""


def _before(match: re.Match[str], times: LooseTimes, number: int) -> Entry | None:
    start = times.read(match[1], number)
    end = times.read(match[2], number) if match[2] else None
    return None if start is None else Entry(start, end, None, [match[3].strip()])


def _named(line: str, times: LooseTimes, number: int) -> Entry | None:
    match = _NAMED.fullmatch(line) if line[-1:] in "0123456789]): \t" and ":" in line else None
    if match is None or not _is_name(match[1]):
        return None
    start = times.read(match[2], number)
    return None if start is None else Entry(start, None, without_direction(match[1]).strip(" \t:-–—"), [])


def _is_name(text: str) -> bool:
    """Whether every word begins with a capital or a digit, as names of speakers do."""
    words = without_direction(text).split()
    return len(words) <= _MOST_NAMES and all(word[0].isupper() or word[0].isdigit() for word in words)


def _cue(entry: Entry, names: bool) -> Cue:
    text = "\n".join(line.strip() for line in entry.lines if line.strip())
    speaker = entry.speaker
    if names and speaker is None and (match := _SPEAKER.match(text)) and _is_name(match[1]):
        speaker, text = without_direction(match[1]).strip(), text[match.end() :]
    end = entry.start if entry.end is None else max(entry.end, entry.start)
    return Cue(entry.start, end, [Run(text)] if text else [], speaker=speaker)


def write(document: Document, options: Options, losses: Losses) -> str:
    """The document as text, one paragraph a caption."""
    writer = TimeWriter(document, options)
    parts = []
    for number, cue in enumerate(document.cues, 1):
        note_style_losses(cue, number, losses, frozenset())
        note_placement(cue, number, losses)
        start, end = writer.span(cue.start, cue.end)
        time = f"{start} - {end}" if options.get("end_times", True) else start
        text = drop_blank_lines(cue.text, losses, number)
        name = f"{cue.speaker}: " if cue.speaker else ""
        parts.append(f"[{time}] {name}{_free(text, number, losses)}")
    if not options.get("end_times", True) and document.cues:
        losses.add("end_times", "When captions end")
    return "\n\n".join(parts) + "\n"


def _free(text: str, number: int, losses: Losses) -> str:
    """The text with lines that would be read as times set off by a word joiner."""
    lines = text.split("\n")
    for index, line in enumerate(lines):
        if index and (_BRACKETED.fullmatch(line) or _NAMED.fullmatch(line)):
            losses.add("character", "Lines that would be read as times", cue=number, detail=line)
            lines[index] = "\u2060" + line
    return "\n".join(lines)


def sniff(head: Head) -> float:
    """Likely when every few lines begin with a time, more so in brackets."""
    lines = head.lines[:80]
    bracketed = sum(_BRACKETED.fullmatch(line) is not None for line in lines)
    if bracketed * 8 >= len(lines) and bracketed:
        return 0.75
    timed = [line for line in lines if ":" in line]
    bare = sum(any(form.fullmatch(line) for form in (_SPANS, _BARE, _NAMED)) for line in timed)
    return 0.5 if bare * 6 >= len(lines) and bare > 1 else 0.0


FORMAT = CaptionFormat(
    id="timed-transcript",
    name="Transcript with timecodes",
    extensions=(".txt",),
    media_type="text/plain",
    read=read,
    write=write,
    sniff=sniff,
    frame_based=True,
    decode_options=(READ_SPEAKERS,),
    encode_options=(
        TIME_FORMAT,
        Option("end_times", "boolean", True, "Write when captions end, too."),
        *TEXT_FILE_OPTIONS,
    ),
    keeps=("times in milliseconds or frames", "text and line breaks", "who speaks"),
    loses=("all styles and colours", "placement"),
    aliases=("Timecoded transcript",),
)
