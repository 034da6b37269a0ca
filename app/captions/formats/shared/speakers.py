"""Speaker names that stand in the text, as “NAME: ”: the options of reading and writing them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.captions.model.document import Cue, Run
from app.captions.model.losses import Losses
from app.captions.model.option import Option

READ_SPEAKERS = Option("speakers", "boolean", True, "Read a name and a colon before the text as who speaks.")
"""The decode option of formats in which a name before the text is the only place for a speaker."""
WRITE_SPEAKERS = Option(
    "speakers",
    "choice",
    "omit",
    "Who speaks: leave it out, or write it before the text as “NAME: ”.",
    choices=("omit", "prefix"),
)
"""The encode option of formats that have no field for a speaker; `with_speaker` obeys it."""


def with_speaker(cue: Cue, text: str, number: int, losses: Losses, options: Mapping[str, Any]) -> str:
    """The text with its speaker before it, or the speaker recorded as lost."""
    if not cue.speaker:
        return text
    if options.get(WRITE_SPEAKERS.name) == "prefix":
        return f"{cue.speaker}: {text}"
    losses.add("speaker", "Who speaks", cue=number, detail=cue.speaker)
    return text


def runs_with_speaker(cue: Cue, number: int, losses: Losses, options: Mapping[str, Any]) -> list[Run]:
    """The runs with the speaker before them, or the speaker recorded as lost."""
    name = with_speaker(cue, "", number, losses, options)
    return [Run(name), *cue.runs] if name else cue.runs
