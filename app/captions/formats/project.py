"""Cuedeck Project (.cuedeck.json): the whole caption document as JSON, without any loss.

    {"format": "cuedeck-project", "version": 1, "ticks_per_second": 90000000, "frame_rate": "25",
     "cues": [
      {"start": 90000000, "end": 180000000, "text": "Plain"},
      {"start": 180000000, "end": 270000000, "runs": [{"text": "styled", "style": {"italic": true}}]}
    ]}

The keys are the fields of `app.captions.model.document`; what has its default is left out. Times are ticks.
A cue with one plain run has `text`, another `runs`. Values that JSON has no word for are tagged, see
`app.captions.formats.project_json`.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.project_json import (
    InvalidValue,
    dataclass_from_json,
    fields_to_json,
    to_json,
    typed_from_json,
)
from app.captions.formats.shared.json_text import load_json
from app.captions.model.document import (
    PLAIN,
    TICKS_PER_SECOND,
    Cue,
    Document,
    Issue,
    Placement,
    Region,
    Run,
    Style,
)
from app.captions.model.losses import Losses
from app.captions.model.option import Options
from app.captions.model.word_timings import Word
from app.core.errors import CaptionError

FORMAT_NAME, VERSION = "cuedeck-project", 1
_KNOWN = {kind.__name__: kind for kind in (Cue, Run, Style, Placement, Region, Issue, Word)}


def read(text: str, options: Options) -> Document:
    """A project as a document. CaptionError `malformed_json` or `invalid_project`, naming the place."""
    beyond = _invalid("It is nested too deep, or has a number that is too long.")
    body = load_json(text, "Write the project again with Cuedeck, or correct that place.", beyond=beyond)
    try:
        return _document(body)
    except InvalidValue as error:
        raise _invalid(str(error)) from error
    except RecursionError as error:
        raise _invalid("It is nested too deep.") from error


def _document(body: Any) -> Document:
    if not isinstance(body, dict) or body.get("format") != FORMAT_NAME:
        raise _invalid(f"It has no “format”: “{FORMAT_NAME}”.")
    if body.get("version") != VERSION or body.get("ticks_per_second", TICKS_PER_SECOND) != TICKS_PER_SECOND:
        raise _invalid(
            f"It has version {str(body.get('version'))[:20]}; this program reads version {VERSION}."
        )
    head = {k: v for k, v in body.items() if k not in ("format", "version", "ticks_per_second", "cues")}
    document = dataclass_from_json(Document, head, _KNOWN, "project")
    if document.frame_rate is not None and document.frame_rate <= 0:
        raise _invalid("project.frame_rate has to be more than 0.")
    cues = body.get("cues", [])
    if not isinstance(cues, list):
        raise _invalid("project.cues has to be a list.")
    document.cues = [_cue(item, f"cues[{index}]") for index, item in enumerate(cues)]
    return document


def _cue(item: Any, where: str) -> Cue:
    if not isinstance(item, dict) or "text" not in item:
        return dataclass_from_json(Cue, item, _KNOWN, where)
    words = typed_from_json(item["text"], str, _KNOWN, f"{where}.text")
    cue = dataclass_from_json(
        Cue, {key: value for key, value in item.items() if key != "text"}, _KNOWN, where
    )
    cue.runs = [Run(words)]
    return cue


def write(document: Document, options: Options, losses: Losses) -> str:
    """The document as a project: one line a field, one line a cue, so that versions can be compared."""
    head: dict[str, Any] = {"format": FORMAT_NAME, "version": VERSION, "ticks_per_second": TICKS_PER_SECOND}
    head |= fields_to_json(_writable(document, losses), _KNOWN)
    head.pop("cues", None)
    lines = [f"{json.dumps(key)}: {_json(value)}," for key, value in head.items()]
    cues = [_json(_cue_fields(cue, number, losses)) for number, cue in enumerate(document.cues, 1)]
    return "\n".join(["{", *lines, '"cues": [', ",\n".join(cues), "]}", ""])


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _cue_fields(cue: Cue, number: int, losses: Losses) -> dict[str, Any]:
    extras = _fit(cue.extras, losses, number) if cue.extras else None
    out = fields_to_json(replace(cue, runs=[], extras=extras), _KNOWN)
    if len(cue.runs) == 1 and cue.runs[0].style == PLAIN:
        out["text"] = cue.runs[0].text
    elif cue.runs:
        out["runs"] = [fields_to_json(run, _KNOWN) for run in cue.runs]
    return out


def _writable(document: Document, losses: Losses) -> Document:
    """The document without cues, and without extras of a kind that no reader makes."""
    head = replace(document, cues=[])
    head.extras = _fit(document.extras, losses, None)
    head.styles = _fit(document.styles, losses, None)
    return head


def _fit(extras: dict[str, Any], losses: Losses, number: int | None) -> dict[str, Any]:
    kept = {}
    for name, value in extras.items():
        try:
            to_json(value, _KNOWN)
        except InvalidValue as error:
            losses.add(
                "extras", "Data of another format that cannot be written", cue=number, detail=str(error)
            )
        else:
            kept[name] = value
    return kept


def _invalid(reason: str) -> CaptionError:
    return CaptionError(
        f"This Cuedeck Project cannot be read. {reason}",
        code="invalid_project",
        hint="Write the project again with Cuedeck, or correct that place.",
        rejected=True,
    )


def sniff(head: Head) -> float:
    """Sure by its `format`."""
    start = "".join(head.text[:400].split())
    named = f'"format":"{FORMAT_NAME}"' in start
    return 1.0 if named and start.removeprefix("\ufeff").startswith("{") else 0.0


FORMAT = CaptionFormat(
    id=FORMAT_NAME,
    name="Cuedeck Project",
    extensions=(".cuedeck.json", ".json"),
    media_type="application/json",
    read=read,
    write=write,
    sniff=sniff,
    holds_notes=True,
    lossless=True,
    holds_comments=True,
    keeps=("everything that Cuedeck reads from any format, with exact times",),
    loses=(),
    aliases=("Cuedeck JSON",),
)
