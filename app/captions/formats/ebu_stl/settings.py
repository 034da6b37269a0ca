"""How an EBU STL file is to be written: the encode options together with what its source says."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from app.captions.formats.ebu_stl.characters import TABLES, best_table
from app.captions.formats.ebu_stl.origin import header_of
from app.captions.formats.ebu_stl.reader import Coding
from app.captions.formats.ebu_stl.rows import Grid
from app.captions.formats.ebu_stl.tables import CODE_TABLES, RATES
from app.captions.formats.ebu_stl.text_codes import Presentation
from app.captions.formats.ebu_stl.text_field import Alphabet
from app.captions.formats.shared.creation_date import creation_date
from app.captions.model.document import Document
from app.captions.model.option import Options
from app.captions.timecode.smpte import FrameRate, frame_rate, parse_rate, parse_timecode


@dataclass(frozen=True)
class WriteSettings:
    """How a file is written.

    `shift` is added to every time, `start` becomes TCP, `anew` writes text fields afresh even when the file's
    own would do, `fields` replace the document's GSI fields.
    """

    coding: Coding
    presentation: Presentation
    shift: int = 0
    start: int = 0
    anew: bool = False
    language: str | None = None
    fields: dict[str, str] = field(default_factory=dict)


def settings_of(document: Document, options: Options) -> WriteSettings:
    """The settings for these checked encode options; what they leave open, the document's own file says."""
    own = header_of(document)
    rate, disk_format = _rate(document, str(options["timecode_rate"]), own)
    standard = {"teletext": "1", "open": "0"}.get(options["display_standard"], own.get("DSC") or "1")
    teletext = standard in ("1", "2")
    fields = {"DFC": disk_format, "DSC": standard, "CCT": _table(document, options, own)}
    if standard != own.get("DSC"):
        fields |= {"MNC": "40", "MNR": "23"} if teletext else {"MNC": "38", "MNR": "11"}
    made = creation_date(options)
    day = f"{made:%y%m%d}" if made else ""
    wanted = {"CO": options["country"], "CD": day, "RD": day}
    fields |= {name: str(value) for name, value in wanted.items() if value}
    rows = fields.get("MNR") or own.get("MNR") or ""
    start_text = str(options["start_timecode"])
    start = parse_timecode(start_text, rate) if start_text else document.start_timecode
    switches = options["double_height"], options["boxing"]
    return WriteSettings(
        coding=Coding(Alphabet(fields["CCT"], teletext), Grid.of(teletext, rows), rate),
        presentation=Presentation(double=switches[0] != "off", boxed=switches[1] != "off"),
        shift=start - document.start_timecode,
        start=start,
        anew=switches != ("auto", "auto"),
        language=str(options["language"]) or document.language,
        fields=fields,
    )


def _rate(document: Document, wanted: str, own: dict[str, str]) -> tuple[FrameRate, str]:
    """The rate of the time codes and the disk format code that goes with it."""
    if wanted != "auto":
        rate = parse_rate(wanted)
        return rate, "STL25.01" if rate.fps == 25 else "STL30.01"
    fps = document.frame_rate
    if fps is not None and RATES.get(own.get("DFC", "")) == fps:
        return frame_rate(fps, document.drop_frame), own["DFC"]
    if fps in (Fraction(30), Fraction(60)):
        return frame_rate(30), "STL30.01"
    if fps in (Fraction(30000, 1001), Fraction(60000, 1001)):
        return frame_rate(Fraction(30000, 1001), document.drop_frame), "STL30.01"
    return frame_rate(25), "STL25.01"


def _table(document: Document, options: Options, own: dict[str, str]) -> str:
    chosen = CODE_TABLES.get(options["code_table"])
    if chosen is not None:
        return chosen
    if own.get("CCT") in TABLES:
        return str(own["CCT"])
    return best_table("".join({char for cue in document.cues for char in set(cue.text)}))
