"""Captions as rows of a table: the columns of CSV, TSV, spreadsheets and tables in text documents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

from app.captions.formats.shared.loose_times import (
    LooseTimes,
    TimeWriter,
    is_time,
    likely_unit,
    no_times,
)
from app.captions.formats.shared.reading_time import reading_time
from app.captions.model.document import Cue, Document, Run
from app.captions.model.losses import Losses
from app.captions.model.option import Options
from app.captions.model.runs import edited, text_of
from app.captions.model.style_losses import note_style_losses

COLUMNS = ("Number", "Start", "End", "Speaker", "Text")
"""The headings that are written; many more are understood."""
ROWS_SEARCHED = 20
_NAMES = {
    "number": "# no nr number index cue id line event nummer numero num zeile",
    "start": "start in begin showtime from timein tcin timecodein starttime starttimecode timecode "
    "time intime tc inpoint show timing timestamp timestamps range zeit anfang beginn "
    "startzeit temps horaire debut entree tiempo tiempos inicio comienzo entrada anzeigen "
    "afficher mostrar inizio tempo begintijd tijdbegin tijd von poczatek",
    "end": "end out stop hidetime to timeout tcout timecodeout endtime endtimecode outtime outpoint "
    "hide ende endzeit fin sortie final salida ausblenden cacher ocultar fine fim einde "
    "eindtijd tijdeind bis koniec",
    "duration": "duration length dur dauer lange duree duracion durata duracao duur",
    "speaker": "speaker speakername speakerid character charactername name who actor voice role "
    "sprecher sprecherin rolle personnage locuteur "
    "voix personaje hablante personaggio personagem",
    "text": "text caption captions subtitle subtitles transcript transcription dialogue dialog content words "
    "translation description untertitel texte soustitre soustitres texto subtitulo subtitulos testo "
    "sottotitolo sottotitoli legenda legendas tekst ondertitel ondertitels",
}
"""Headings in seven languages of western Europe, without accents and signs."""
_BY_NAME = {name: key for key, names in _NAMES.items() for name in names.split()}
_NOT_LETTERS = re.compile(r"[^a-z#]+")
_UNIT = re.compile(
    r"(?:in|en)?(milliseconds|millisekunden|millisecondes|milisegundos|msec|ms|"
    r"seconds|sekunden|secondes|segundos|secs|sec|sek|s|frames)\Z"
)
_WORDS = re.compile(r"[^\W\d_]+|#")
_CODE = re.compile(r'["{}\[\]<>=]')
"""What JSON or markup in one line has, beside commas and words that are keys."""
_TIME_WORDS = {
    "time",
    "timecode",
    "timestamp",
    "tc",
    "zeit",
    "zeitpunkt",
    "temps",
    "heure",
    "hora",
    "tiempo",
    "tempo",
    "tijd",
}
"""Words of a heading that say that it is a time, but not which one when another word does."""
_OTHER_WORDS = {
    "length",
    "count",
    "laenge",
    "style",
    "note",
    "notes",
    "comment",
    "comments",
    "kommentar",
    "cps",
    "wpm",
}
_END = r"([0-9][0-9:;.,hm]{1,30}s?)"
_RANGE = re.compile(rf"{_END}(?:\s{{0,9}}(?:--?>|→|[-–—]|to|bis)\s{{0,9}}|[ \t]{{0,9}}\n\s{{0,9}}){_END}")
"""Both times in one cell, with an arrow, a dash or a word between them, or in two lines."""
_UNITS = {"m": "milliseconds", "s": "seconds", "f": "frames"}

Cell = object
"""Text, or what a spreadsheet cell holds; None when empty."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the cells are, from 0; None for what the table does not have."""

    start: int
    text: int
    end: int | None = None
    duration: int | None = None
    speaker: int | None = None
    number: int | None = None
    unit: str | None = None
    """What bare numbers count, where the heading of the times says it."""


def columns_of(row: Sequence[Cell]) -> Columns | None:
    """The columns of a heading row; None when it has no start and text."""
    for read in (_heading, _heading_by_words):
        found: dict[str, int] = {}
        unit = None
        for index, cell in enumerate(row[:64]):
            key, counted = read(cell) if isinstance(cell, str) and len(cell) < 64 else (None, None)
            if key is not None:
                found.setdefault(key, index)
                unit = counted if key == "start" else unit
        if "start" in found and "text" in found:
            return Columns(**found, unit=unit)
    return None


def _heading(cell: str) -> tuple[str | None, str | None]:
    """What a heading names, and the unit that it says times are in: "Start time in milliseconds"."""
    plain = _NOT_LETTERS.sub("", unicodedata.normalize("NFKD", cell).lower())
    if plain in _BY_NAME:
        return _BY_NAME[plain], None
    unit = _UNIT.search(plain)
    return (_BY_NAME.get(plain[: unit.start()]), _UNITS[unit[1][0]]) if unit else (None, None)


def _heading_by_words(cell: str) -> tuple[str | None, str | None]:
    """What the words of a heading name that is not known as a whole: "Heure de début", "Texte original"."""
    exact = _heading(cell)
    if exact[0] is not None:
        return exact
    if _CODE.search(cell):
        return None, None
    plain = "".join(ch for ch in unicodedata.normalize("NFKD", cell).lower() if not unicodedata.combining(ch))
    words = _WORDS.findall(plain)
    keys = [_BY_NAME[word] for word in words if word in _BY_NAME and word not in _TIME_WORDS]
    if "number" in keys or not _OTHER_WORDS.isdisjoint(words) or len(words) > 5:
        return None, None
    timed = "start" if not _TIME_WORDS.isdisjoint(words) else None
    return (keys[0] if keys else timed), None


def guessed_columns(row: Sequence[Cell]) -> Columns | None:
    """The columns of a table whose headings are not known, by a row: one or two times, and of the other
    cells that with the most letters."""
    cells = [(index, cell) for index, cell in enumerate(row[:16]) if isinstance(cell, str) and cell.strip()]
    at = [index for index, cell in cells if is_time(cell) or _range(cell) is not None]
    if not at or len(at) == len(cells):
        return None
    texts = [(_letters(cell), len(cell), index) for index, cell in cells if index not in at]
    return Columns(at[0], max(texts)[2], at[1] if len(at) > 1 else None)


def _letters(cell: str) -> int:
    return sum(ch.isalpha() for ch in cell)


def _range(cell: Cell) -> tuple[str, str] | None:
    """The two times of a cell that holds both."""
    match = _RANGE.fullmatch(cell.strip()) if isinstance(cell, str) and len(cell) < 80 else None
    return (match[1], match[2]) if match and is_time(match[1]) and is_time(match[2]) else None


def read_table(rows: Iterable[Sequence[Cell]], options: Options, kind: str) -> Document:
    """The captions of a table whose headings, or first times, are in its first rows.

    CaptionError `no_times`, and `invalid_timecode` for a frame that the rate does not have.
    """
    rows = iter(rows)
    head = list(islice(rows, ROWS_SEARCHED))
    columns, first = _find(head)
    if columns is None:
        raise no_times(kind)
    document = Document()
    times = LooseTimes({**options, "time_unit": _unit(options, columns, head[first:], document)})
    endless: list[Cue] = []
    for line, row in enumerate(chain(head[first:], rows), first + 1):
        if not any(cell is not None and str(cell).strip() for cell in row):
            continue
        cue = _cue(row, columns, times, line, endless)
        if cue is not None:
            document.cues.append(cue)
        else:
            document.add_issue("unreadable_row", f"Row {line} has no time and was left out.")
    _note_other_texts(document, columns, head, first)
    end_cues(document, endless)
    times.stamp(document)
    return document


def _unit(options: Options, columns: Columns, rows: Sequence[Sequence[Cell]], document: Document) -> str:
    """What bare numbers count: as chosen, as the heading says, or what gives captions of a likely length."""
    asked = str(options.get("time_unit", "auto"))
    if asked != "auto":
        return asked
    if columns.unit is not None:
        return columns.unit
    unit = likely_unit([(_at(row, columns.start), _at(row, columns.end)) for row in rows])
    if unit != "seconds":
        message = f"Times are bare numbers: read as {unit}. If that is wrong, name the right `time_unit`: "
        message += "seconds, milliseconds, frames or days."
        document.add_issue("time_unit_assumed", message)
    return unit


def _find(head: Sequence[Sequence[Cell]]) -> tuple[Columns | None, int]:
    """The columns, and the index of the first row of captions."""
    for index, row in enumerate(head):
        if (columns := columns_of(row)) is not None:
            return _with_words(columns, row, head[index + 1 :]), index + 1
    for index, row in enumerate(head):
        if (columns := guessed_columns(row)) is not None:
            return columns, index
    return None, 0


def _with_words(columns: Columns, heading: Sequence[Cell], rows: Sequence[Sequence[Cell]]) -> Columns:
    """The columns with the first text that has words in it: "Untertitel" may be the number of one."""
    for index, cell in enumerate(heading[:64]):
        named = isinstance(cell, str) and len(cell) < 64 and _heading(cell)[0] == "text"
        if named and any(_letters(_text(_at(row, index))) for row in rows):
            return replace(columns, text=index)
    return columns


def _note_other_texts(
    document: Document, columns: Columns, head: Sequence[Sequence[Cell]], first: int
) -> None:
    """Say which columns with words are not read, such as a translation beside the text."""
    used = {columns.start, columns.text, columns.end, columns.duration, columns.speaker, columns.number}
    if not 0 < first <= len(head):
        return
    heading, rows = head[first - 1], head[first:]
    others = [
        _text(cell)
        for index, cell in enumerate(heading[:64])
        if index not in used
        and _text(cell)
        and sum(_letters(_text(_at(row, index))) > 2 for row in rows) * 2 >= len(rows) > 0
        and not any(is_time(_text(_at(row, index))) for row in rows)
    ]
    if others:
        names = ", ".join(f"“{name[:40]}”" for name in others)
        read = _text(_at(heading, columns.text))
        document.add_issue("columns_not_read", f"Captions are read from “{read}”; not read: {names}.")


def _cue(
    row: Sequence[Cell], columns: Columns, times: LooseTimes, line: int, endless: list[Cue]
) -> Cue | None:
    first, last = _range(_at(row, columns.start)) or (_at(row, columns.start), _at(row, columns.end))
    start = times.read(first, line)
    if start is None:
        return None
    end = times.read(last, line)
    length = times.read(_at(row, columns.duration), line) if end is None else None
    if end is None and length is not None and length >= 0:
        end = start + length
    speaker = _text(_at(row, columns.speaker)) or None
    cue = Cue(start, start if end is None else end, _runs(_at(row, columns.text)), speaker=speaker)
    if end is None:
        endless.append(cue)
    return cue


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
