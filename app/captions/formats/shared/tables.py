"""Captions as rows of a table: the columns of CSV, TSV, spreadsheets and tables in text documents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
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
    "start": "start in begin from timein tcin timecodein starttime starttimecode timecode time intime tc "
    "inpoint show timing timestamp timestamps range zeit anfang beginn startzeit temps horaire debut entree "
    "tiempo tiempos inicio comienzo entrada anzeigen afficher mostrar inizio tempo begintijd tijdbegin tijd "
    "von poczatek",
    "end": "end out stop to timeout tcout timecodeout endtime endtimecode outtime outpoint hide ende endzeit "
    "fin sortie final salida ausblenden cacher ocultar fine fim einde eindtijd tijdeind bis koniec",
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
_UNIT = re.compile(r"(?:in)?(milliseconds|millisekunden|msec|ms|seconds|sekunden|secs|sec|frames)\Z")
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
    found: dict[str, int] = {}
    unit = None
    for index, cell in enumerate(row[:64]):
        key, counted = _heading(cell) if isinstance(cell, str) and len(cell) < 64 else (None, None)
        if key is not None:
            found.setdefault(key, index)
            unit = counted if key == "start" else unit
    return Columns(**found, unit=unit) if "start" in found and "text" in found else None


def _heading(cell: str) -> tuple[str | None, str | None]:
    """What a heading names, and the unit that it says times are in: "Start time in milliseconds"."""
    plain = _NOT_LETTERS.sub("", unicodedata.normalize("NFKD", cell).lower())
    if plain in _BY_NAME:
        return _BY_NAME[plain], None
    unit = _UNIT.search(plain)
    return (_BY_NAME.get(plain[: unit.start()]), _UNITS[unit[1][0]]) if unit else (None, None)


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
            return columns, index + 1
    for index, row in enumerate(head):
        if (columns := guessed_columns(row)) is not None:
            return columns, index
    return None, 0


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
