"""Captions as rows of a table: the columns of CSV, TSV, spreadsheets and tables in text documents."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

from app.captions.formats.shared.loose_times import (
    LONGEST_CAPTION,
    TIME_UNIT,
    LooseTimes,
    TimeWriter,
    bare_number,
    is_time,
    is_time_cell,
    likely_unit,
    no_times,
)
from app.captions.formats.shared.reading_time import reading_time
from app.captions.formats.shared.subrip.markup import parse_markup
from app.captions.formats.shared.table_headings import (
    MOST_CELLS,
    Cell,
    Columns,
    columns_of,
    heading,
    language_of_heading,
    named_columns,
)
from app.captions.model.document import Cue, Document, Placement, Run
from app.captions.model.losses import Losses
from app.captions.model.option import Option, Options
from app.captions.model.runs import edited, text_of
from app.captions.model.style_losses import note_style_losses
from app.core.errors import CaptionError

COLUMNS = ("Number", "Start", "End", "Speaker", "Text")
"""The headings that are written; many more are understood."""
ROWS_SEARCHED = 60
TEXT_COLUMN = Option(
    "text_column",
    "text",
    "",
    "The column to read as text, by its heading or its number; the first with words when left empty.",
)
_END = r"([0-9][0-9:;.,hm]{1,30}s?)"
_BETWEEN = r"\s{0,9}(?:--?>|→|[-–—~/|]|to|bis|until|à|a|al)\s{0,9}|[ \t]{0,9}\n\s{0,9}"
_RANGE = re.compile(rf"[\[({{<]?{_END}(?:{_BETWEEN}){_END}[\])}}>]?")
"""Both times in one cell, with an arrow, a dash or a word between them, or in two lines."""
_TAGGED = re.compile(r"<br ?/?>|</(?:i|b|u|s|font)>|\{\\an[1-9]\}", re.IGNORECASE)
"""Markup that programs which write SubRip leave in the cells of their tables."""
_NAME = re.compile(r"[^\n.?!…,;:]{1,40}")
_MOST_WORDS_OF_NAMES = 4


def guessed_columns(row: Sequence[Cell]) -> Columns | None:
    """The columns of a table whose headings are not known, by a row: one or two times, and of the other
    cells that with the most letters."""
    cells = [(index, cell) for index, cell in enumerate(row[:16]) if _text(cell)]
    at = [index for index, cell in cells if _is_timed(cell)]
    texts = [
        (_letters(cell), len(cell), index)
        for index, cell in cells
        if index not in at and isinstance(cell, str)
    ]
    if not at or not texts:
        return None
    return Columns(at[0], max(texts)[2], at[1] if len(at) > 1 else None)


def _is_time(cell: Cell) -> bool:
    return is_time(cell) if isinstance(cell, str) else is_time_cell(cell)


def _letters(cell: str) -> int:
    return sum(ch.isalpha() for ch in cell)


def _range(cell: Cell) -> tuple[str, str] | None:
    """The two times of a cell that holds both."""
    match = _RANGE.fullmatch(cell.strip()) if isinstance(cell, str) and len(cell) < 80 else None
    return (match[1], match[2]) if match and is_time(match[1]) and is_time(match[2]) else None


@dataclass(frozen=True, slots=True)
class _Layout:
    """The columns of a table, its heading row, and the index of the first row of captions."""

    columns: Columns
    heading: Sequence[Cell]
    first: int


def evidence(head: Sequence[Sequence[Cell]]) -> int:
    """How much the first rows of a table look like captions: 3 by headings, 2 by two times and a text in a
    row, 1 by a time and a text, 0 not at all."""
    if any(columns_of(row) for row in head):
        return 3
    guesses = [found for row in head if (found := guessed_columns(row))]
    if not guesses and counted_columns(head) is not None:
        return 2
    return 2 if any(found.end is not None for found in guesses) else int(bool(guesses))


def read_table(rows: Iterable[Sequence[Cell]], options: Options, kind: str) -> Document:
    """The captions of a table whose headings, or first times, are in its first rows.

    CaptionError `no_times`, `no_column`, and `invalid_timecode` for a frame that the rate does not have.
    """
    rows = iter(rows)
    head = list(islice(rows, ROWS_SEARCHED))
    layout = _layout(head, kind)
    layout = _with_chosen_text(layout, str(options.get("text_column") or "").strip())
    columns, first = layout.columns, layout.first
    document = Document(language=language_of_heading(_at(layout.heading, columns.text)))
    times = LooseTimes({**options, "time_unit": _unit(options, columns, head[first:], document)})
    reading = _Reading(document, columns, times, layout.heading, [])
    for line, row in enumerate(chain(head[first:], rows), first + 1):
        reading.take(row, line)
    _note_other_texts(document, layout, head)
    end_cues(document, reading.endless)
    times.stamp(document)
    return document


@dataclass(slots=True)
class _Reading:
    """A table that is being read: what its rows are made into."""

    document: Document
    columns: Columns
    times: LooseTimes
    heading: Sequence[Cell]
    endless: list[Cue]

    def take(self, row: Sequence[Cell], line: int) -> None:
        """Make a cue of a row, or add its words to the cue above, or say that it was left out."""
        if not any(_text(cell) for cell in row):
            return
        cue = self._cue(row, line)
        if cue is not None:
            self.document.cues.append(cue)
        elif self._belongs_above(row):
            self._add_above(row, line)
        elif [_text(cell) for cell in row] != [_text(cell) for cell in self.heading]:
            words = " ".join(dict.fromkeys(filter(None, map(_text, row))))  # merged cells once
            message = f"Row {line} has no time and was left out: {words[:80]!r}."
            self.document.add_issue("unreadable_row", message)

    def _cue(self, row: Sequence[Cell], line: int) -> Cue | None:
        columns, times = self.columns, self.times
        cells = (_at(row, columns.start), _at(row, columns.end))
        first, last = _range(cells[0]) or cells
        start = times.read(first, line)
        if start is None:
            return None
        end = times.read(last, line) if last is not first else None  # one cell over both columns
        length = times.read(_at(row, columns.duration), line) if end is None else None
        if end is None and length is not None and length >= 0:
            end = start + length
        text, speaker = _at(row, columns.text), _at(row, columns.speaker)
        who = (_text(speaker) or None) if speaker is not text else None
        runs, place = self._styled(text)
        cue = Cue(start, start if end is None else end, [*runs], placement=place, speaker=who)
        if end is None:
            self.endless.append(cue)
        return cue

    def _styled(self, cell: Cell) -> tuple[list[Run], Placement | None]:
        """The runs of a cell, and the place that a tag in it names; Cuedeck's own tables have no tags."""
        text = _text(cell)
        tagged = _TAGGED.search(text) and len(getattr(cell, "runs", ())) < 2
        return parse_markup(text) if tagged and tuple(self.heading) != COLUMNS else (_runs(cell), None)

    def _belongs_above(self, row: Sequence[Cell]) -> bool:
        """Whether a row has words and no cell for times: people write on below, without the times again."""
        timed = (self.columns.start, self.columns.end, self.columns.duration)
        blank = not any(_text(_at(row, index)) for index in timed)
        return blank and bool(self.document.cues) and bool(_text(_at(row, self.columns.text)))

    def _add_above(self, row: Sequence[Cell], line: int) -> None:
        above, runs = self.document.cues[-1], self._styled(_at(row, self.columns.text))[0]
        speaker = _text(_at(row, self.columns.speaker)) or None
        if speaker is None or speaker == above.speaker:
            gap = [Run("\n", above.runs[-1].style)] if above.runs else []
            above.runs += [*gap, *runs]
        else:
            other = Cue(above.start, above.end, [*runs], speaker=speaker)
            self.document.cues.append(other)
            if any(cue is above for cue in self.endless[-1:]):
                self.endless.append(other)
        message = f"Row {line} has no time: its words are shown with those of the row above."
        self.document.add_issue("row_joined", message)


def _unit(options: Options, columns: Columns, rows: Sequence[Sequence[Cell]], document: Document) -> str:
    """What bare numbers count: as chosen, as the heading says, or what gives captions of a likely length."""
    asked = str(options.get("time_unit", "auto"))
    if asked != "auto":
        return asked
    if columns.unit is not None:
        return columns.unit
    unit = likely_unit([(_at(row, columns.start), _at(row, columns.end)) for row in rows])
    if unit == "minutes":
        message = "Times of day such as 0:05 are whole minutes: read as minutes and seconds. "
        message += "If they are hours and minutes, name the `time_unit` days."
        document.add_issue("time_unit_assumed", message, option="time_unit", choices=("minutes", "days"))
    elif unit != "seconds":
        message = (
            f"Times are bare numbers: read as {unit}. If that is wrong, name the right `time_unit`: seconds, "
            "milliseconds, frames or days."
        )
        others = [each for each in TIME_UNIT.choices if each != "auto"]
        document.add_issue("time_unit_assumed", message, option="time_unit", choices=(unit, *others))
    return unit


def _layout(head: Sequence[Sequence[Cell]], kind: str) -> _Layout:
    """Where the columns are, by a row of headings or by the first rows with times; CaptionError no_times."""
    for index, row in enumerate(head):
        if (columns := columns_of(row)) is not None:
            rows = head[index + 1 :]
            return _Layout(_with_end(_with_words(columns, row, rows), row, rows), row, index + 1)
    for index, row in enumerate(head):
        if (columns := guessed_columns(row)) is not None:
            above = head[index - 1] if index else ()
            rows = [other for other in head[index:] if _is_timed(_at(other, columns.start))]
            return _Layout(_by_all_rows(columns, above, rows), above, index)
    if (columns := counted_columns(head)) is not None:
        return _Layout(columns, (), 0)
    raise no_times(kind)


def counted_columns(rows: Sequence[Sequence[Cell]]) -> Columns | None:
    """The columns of a table without headings whose times are bare numbers, of which some have decimals:
    two beside each other, an end not before its start nor behind the next start, and a text."""
    rows = [row for row in rows if any(_text(cell) for cell in row)]
    for at in range(3 if len(rows) > 1 else 0):
        spans = [tuple(bare_number(_at(row, at + side)) for side in (0, 1)) for row in rows]
        known = [(start, end) for start, end in spans if start is not None and end is not None]
        flat = [value for span in known for value in span]
        decimals = any(value % 1 for value in flat)
        if len(known) == len(rows) and decimals and flat == sorted(flat) and len(set(flat)) > len(rows):
            texts = {i: sum(_letters(_text(_at(row, i))) for row in rows) for i in range(at + 2, 16)}
            best = max(texts, key=lambda index: texts[index])
            likely = max(end - start for start, end in known) <= LONGEST_CAPTION
            return Columns(at, best, at + 1) if texts[best] and likely else None
    return None


def _is_timed(cell: Cell) -> bool:
    return _is_time(cell) or _range(cell) is not None


def _with_words(columns: Columns, headings: Sequence[Cell], rows: Sequence[Sequence[Cell]]) -> Columns:
    """The columns with the first text that has words in it: "Untertitel" may be the number of one."""
    for index, cell in enumerate(headings[:MOST_CELLS]):
        named = isinstance(cell, str) and len(cell) < 64 and heading(cell)[0] == "text"
        if named and any(_letters(_text(_at(row, index))) for row in rows):
            return replace(columns, text=index)
    return columns


def _with_end(columns: Columns, headings: Sequence[Cell], rows: Sequence[Sequence[Cell]]) -> Columns:
    """The columns with an end that no heading of its own names: “Timecode” may stand over two columns."""
    if columns.end is not None or columns.duration is not None:
        return columns
    beside = columns.start + 1
    name = _text(_at(headings, beside))
    timed = [row for row in rows if _is_time(_at(row, columns.start))]
    both = sum(_is_time(_at(row, beside)) for row in timed)
    free = beside not in (columns.text, columns.speaker, columns.number)
    mine = name in ("", _text(_at(headings, columns.start)))
    return replace(columns, end=beside) if free and mine and both * 2 > len(timed) else columns


def _by_all_rows(columns: Columns, above: Sequence[Cell], rows: Sequence[Sequence[Cell]]) -> Columns:
    """The text and the speakers of a table without known headings, by all of its rows: the text is the first
    column with many words, and names that come again are those who speak.

    Some headings may be known: a column that has another name is not the text.
    """
    named, _ = named_columns(above)
    text = named.pop("text", None)
    timed = {columns.start, columns.end, *named.values()}
    width = min(max(map(len, rows), default=0), 16)
    texts = {index: [_text(_at(row, index)) for row in rows] for index in range(width) if index not in timed}
    letters = {index: sum(map(_letters, cells)) for index, cells in texts.items()}
    wordy = [index for index, count in letters.items() if count]
    speaker = named.get("speaker")
    if speaker is None:
        speaker = next((index for index in wordy if len(wordy) > 1 and _are_names(texts[index])), None)
    left = [index for index in wordy if index != speaker]
    most = max((letters[index] for index in left), default=0)
    if text is None:
        text = next((index for index in left if letters[index] * 2 >= most), columns.text)
    return replace(columns, text=text, speaker=speaker if speaker != text else None)


def _are_names(cells: Sequence[str]) -> bool:
    """Whether all of these are short, have no marks of sentences, and some come again."""
    given = Counter(filter(None, cells))
    short = all(_NAME.fullmatch(cell) and len(cell.split()) <= _MOST_WORDS_OF_NAMES for cell in given)
    return short and any(count > 1 for count in given.values())


def _with_chosen_text(layout: _Layout, wanted: str) -> _Layout:
    """The layout with the text in the column that was asked for; CaptionError no_column."""
    if not wanted:
        return layout
    names = [_text(cell) for cell in layout.heading[:MOST_CELLS]]
    found = next((i for i, name in enumerate(names) if name.casefold() == wanted.casefold()), None)
    if found is None and wanted.isdecimal() and 1 <= int(wanted) <= MOST_CELLS:
        found = int(wanted) - 1
    if found is None:
        raise CaptionError(
            f"This table has no column “{wanted[:60]}”.",
            code="no_column",
            hint=f"Name one of: {', '.join(filter(None, names))[:300]}; or its number, counted from 1.",
            rejected=True,
            option="text_column",
        )
    return replace(layout, columns=replace(layout.columns, text=found))


def _note_other_texts(document: Document, layout: _Layout, head: Sequence[Sequence[Cell]]) -> None:
    """Say which columns with words are not read, such as a translation beside the text."""
    columns = layout.columns
    used = {columns.start, columns.text, columns.end, columns.duration, columns.speaker, columns.number}
    rows = [row for row in head[layout.first :] if any(_text(cell) for cell in row)]
    width = min(max(map(len, rows), default=0), MOST_CELLS)
    others = [
        index
        for index in range(width)
        if index not in used
        and sum(_letters(_text(_at(row, index))) > 2 for row in rows) * 2 >= len(rows) > 0
        and not any(_is_time(_at(row, index)) for row in rows)
    ]
    if others:
        read, *unread = (_column_name(layout, index) for index in (columns.text, *others))
        message = f"Captions are read from {read}; not read: {', '.join(unread)}."
        message += " The decode option `text_column` names another."
        asked = (_asked_as(layout, index) for index in (columns.text, *others))
        document.add_issue("columns_not_read", message, option=TEXT_COLUMN.name, choices=asked)


def _asked_as(layout: _Layout, index: int) -> str:
    """How `text_column` names a column: by its heading, or by its number where that names several."""
    names = [_text(cell).casefold() for cell in layout.heading[:MOST_CELLS]] if layout.first else []
    name = _text(_at(layout.heading, index)) if layout.first else ""
    return name if name and names.count(name.casefold()) == 1 else str(index + 1)


def _column_name(layout: _Layout, index: int) -> str:
    """The heading of a column, or its number."""
    name = _text(_at(layout.heading, index)) if layout.first else ""
    return f"“{name[:40]}”" if name else f"column {index + 1}"


def _at(row: Sequence[Cell], index: int | None) -> Cell:
    return row[index] if index is not None and index < len(row) else None


def _runs(cell: Cell) -> list[Run]:
    """The runs of a cell, with their styles when the cell has them (`RichText` of a Word table)."""
    text = _text(cell)
    rich: list[Run] = getattr(cell, "runs", None) or [Run(text)]
    if not text or text == text_of(rich):
        return rich if text else []
    whole = text_of(rich)
    begin = len(whole) - len(whole.lstrip())
    return edited(rich, [(0, begin, ""), (len(whole.rstrip()), len(whole), "")])


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).replace("\r\n", "\n").replace("\r", "\n").strip()


def end_cues(document: Document, endless: Sequence[Cue]) -> None:
    """End the cues without an end at the next start, or when they have been read."""
    waiting = {id(cue) for cue in endless}
    following: int | None = None
    for cue in sorted(document.cues, key=lambda cue: -cue.start):
        if id(cue) in waiting:
            wanted = cue.start + reading_time(cue.text)
            cue.end = wanted if following is None or following <= cue.start else min(wanted, following)
        following = cue.start


def table_rows(document: Document, options: Options, losses: Losses) -> Iterator[tuple[str, ...]]:
    """A row of text for every cue under `COLUMNS`; styles and placement are recorded as lost."""
    writer = TimeWriter(document, options)
    for number, cue in enumerate(document.cues, 1):
        note_style_losses(cue, number, losses, frozenset())
        note_placement(cue, number, losses)
        start, end = writer.span(cue.start, cue.end)
        yield str(number), start, end, cue.speaker or "", cue.text


def note_placement(cue: Cue, number: int, losses: Losses) -> None:
    """Record a placement that a table or text cannot hold."""
    if cue.placement is not None:
        losses.add("placement", "Placement on the picture", cue=number)
