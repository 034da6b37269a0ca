"""Final Cut Pro XML to a document."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Any

from app.captions.formats.fcpxml.styles import style_of
from app.captions.formats.fcpxml.timeline import Placed, placed
from app.captions.formats.fcpxml.times import parse_time, to_ticks
from app.captions.formats.shared.xml_files.parsing import without_bare_doctype
from app.captions.formats.ttml.source import parse
from app.captions.model.document import PLAIN, Align, Cue, Document, Mode, Placement, Run, Style
from app.captions.model.runs import joined, text_of
from app.core.errors import CaptionError

_ALIGNS = {"left": Align.LEFT, "right": Align.RIGHT}
_MODES = {"pop-on": Mode.POP_ON, "paint-on": Mode.PAINT_ON, "roll-up": Mode.ROLL_UP}
_SIDES = {"left": Align.LEFT, "right": Align.RIGHT}


def read_fcpxml(text: str, role: str) -> Document:
    """The captions of the first project that has any (its titles when there are none).

    `role` chooses among several languages, "" takes the one with the most captions. CaptionError from the XML
    parser, and `wrong_file` when the root is another element. Final Cut Pro begins every file with the bare
    `<!DOCTYPE fcpxml>`, which is let through because it declares nothing; any other DOCTYPE is refused.
    """
    root = parse(without_bare_doctype(text, "fcpxml"))
    if root.tag != "fcpxml":
        raise CaptionError(
            f"This XML file is no Final Cut Pro XML: its root is <{str(root.tag)[:40]}>.",
            code="wrong_file",
            hint="Export it with File > Export XML, or choose another source format.",
            rejected=True,
        )
    styles = {
        item.get("id"): style_of(item.find("text-style").attrib)
        for item in root.iter("text-style-def")
        if item.find("text-style") is not None
    }
    for name in ("caption", "title"):
        for place in _timelines(root):
            found = list(placed(place, frozenset({name})))
            if found:
                document = _of_sequence(root, place)
                _fill(document, found, styles, role)
                return document
    return Document()


def _timelines(root: Any) -> list[Any]:
    """The timelines of projects, then those of compound clips; the whole file when it has neither."""
    projects = [*root.iterfind(".//project/sequence")]
    return [*projects, *(s for s in root.iter("sequence") if s not in projects)] or [root]


def _of_sequence(root: Any, place: Any) -> Document:
    document = Document()
    if place.tag != "sequence":
        return document
    formats = {item.get("id"): item for item in root.iter("format")}
    frame = formats.get(place.get("format"))
    length = parse_time(frame.get("frameDuration")) if frame is not None else None
    if length is not None and length > 0:
        document.frame_rate = 1 / length
        document.drop_frame = place.get("tcFormat") == "DF"
    document.start_timecode = to_ticks(parse_time(place.get("tcStart")) or Fraction(0))
    project = place.getparent()
    if project is not None and project.tag == "project":
        document.title = project.get("name")
    return document


def _fill(document: Document, found: list[Placed], styles: dict[str | None, Style], role: str) -> None:
    counts = Counter(item.element.get("role") for item in found)
    chosen = _choose(counts, role)
    others = [str(name) for name in counts if name != chosen]
    if others:
        message = f"Captions of other roles were left out: {', '.join(others)[:200]}."
        document.add_issue("other_roles", message)
    if chosen:
        document.language = (
            chosen.rpartition(".")[2] if "captionFormat=" in chosen and "." in chosen else None
        )
    for item in sorted((i for i in found if i.element.get("role") == chosen), key=lambda i: i.start):
        cue = _cue(item, styles)
        if text_of(cue.runs).strip():
            document.cues.append(cue)


def _choose(counts: Counter[str | None], role: str) -> str | None:
    if not role:
        return counts.most_common(1)[0][0]
    wanted = role.casefold()
    for name in counts:
        if name and (name.casefold() == wanted or name.casefold().endswith("." + wanted)):
            return name
    names = ", ".join(sorted(str(name) for name in counts))[:300]
    raise CaptionError(
        f"There are no captions with the role “{role[:60]}” in this file.",
        code="unknown_role",
        hint=f"Leave the option “role” out, or use one of: {names}.",
        rejected=True,
    )


def _cue(item: Placed, styles: dict[str | None, Style]) -> Cue:
    runs: list[Run] = []
    place: Placement | None = None
    mode: Mode | None = None
    for text in item.element.iterchildren("text"):
        runs += [Run("\n")] if runs else []
        runs += _runs(text, styles)
        place = place or _placement(text)
        mode = mode or _MODES.get(text.get("display-style", ""))
    return Cue(to_ticks(item.start), to_ticks(item.end), joined(runs), placement=place, mode=mode)


def _runs(text: Any, styles: dict[str | None, Style]) -> list[Run]:
    runs = [Run(text.text)] if text.text and text.text.strip() else []
    for piece in text.iterchildren("text-style"):
        words = piece.text or ""
        runs.append(Run(words, styles.get(piece.get("ref"), PLAIN)))
    return runs


def _placement(text: Any) -> Placement | None:
    where, align = text.get("placement"), _ALIGNS.get(text.get("alignment", ""))
    if where in _SIDES:
        return Placement(anchor="middle", align=_SIDES[where])
    if where == "top" or align:
        return Placement(anchor="top" if where == "top" else None, align=align)
    return None
