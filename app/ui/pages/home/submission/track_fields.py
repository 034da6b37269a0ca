"""The fields that choose among the files that are there: a track inside them, captions beside them."""

from __future__ import annotations

from collections.abc import Sequence

from app.job_types.job_type import CAPTIONS
from app.ui.components.picker import Choice
from app.ui.language import message
from app.ui.pages.home.submission.fields import OptionField
from app.ui.pages.home.submission.files import SECOND_CAPTIONS, FileRow, takes_captions

USUAL = "The usual one"
IN_PLACE_OF = {
    "translate": "None: translate what is spoken",
    "voiceover": "None: speak the captions beside it",
}


def with_tracks(kind: str, own: list[OptionField], rows: Sequence[FileRow]) -> list[OptionField]:
    """The fields of a job type with the tracks of its files to choose from.

    What was typed stays a field for text while no file is known to have tracks.
    """
    tracks = _offered([row["tracks"] for row in rows])
    usual: Choice = {"value": "", "label": message(USUAL)}
    none: Choice = {"value": "", "label": message(IN_PLACE_OF.get(kind, USUAL))}
    offers = {"track": (none, tracks), "audio_track": (usual, _offered([row["sounds"] for row in rows]))}
    return [
        _field(kind, field, *offers[field["name"]]) if field["name"] in offers else field for field in own
    ]


def with_captions(kind: str, own: list[OptionField], rows: Sequence[FileRow]) -> list[OptionField]:
    """The fields of a job type with the caption files to choose one of; none without two files.

    Where each job needs one, the first is taken unless another is chosen.
    """
    files: list[Choice] = [
        {"value": row["id"], "label": row["name"]}
        for row in rows
        if row["kind"] == CAPTIONS and not row["address"]
    ]
    needed = takes_captions(kind)
    first = files[0]["label"] if needed and files else message("None")
    offers: list[Choice] = [{"value": "", "label": first}, *(files[1:] if needed else files)]
    chosen = {choice["value"] for choice in offers}
    made: list[OptionField] = []
    for field in own:
        if field["name"] != SECOND_CAPTIONS:
            made.append(field)
        elif len(files) > 1:
            value = field["value"] if field["value"] in chosen else ""
            made.append({**field, "kind": "offer", "offers": offers, "value": value})
    return made


def _offered(files: Sequence[Sequence[Choice]]) -> list[Choice]:
    """Every number once, under the name that it has in the first file."""
    named: dict[str, Choice] = {}
    for choices in files:
        for choice in choices:
            named.setdefault(choice["value"], choice)
    return list(named.values())


def _field(kind: str, field: OptionField, none: Choice, tracks: list[Choice]) -> OptionField:
    field = {**field, "folded": _is_usual(kind, field["name"], len(tracks))}
    if not tracks:
        return {**field, "kind": "text", "offers": []}
    known = {choice["value"] for choice in tracks}
    typed: list[Choice] = [{"value": field["value"], "label": field["value"]}]
    more = typed if field["value"] not in known | {""} else []
    return {**field, "kind": "offer", "offers": [none, *tracks, *more]}


def _is_usual(kind: str, name: str, tracks: int) -> bool:
    """Whether the usual track will do, so that the choice stands among the options."""
    return tracks < 2 if name == "audio_track" else tracks == 0 and kind in IN_PLACE_OF
