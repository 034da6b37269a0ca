"""Other words for a cue, with the style and the voice that each of its lines had."""

from __future__ import annotations

from dataclasses import replace

from app.captions.model.document import PLAIN, Cue, Run
from app.captions.model.runs import joined, lines_of


def with_new_words(cue: Cue, text: str) -> Cue:
    """The cue with `text`: each line in the style that it began with, a further one in that of the last."""
    styles = [next((run.style for run in line if run.text.strip()), PLAIN) for line in lines_of(cue.runs)]
    runs: list[Run] = []
    for number, line in enumerate(text.split("\n")):
        style = styles[min(number, len(styles) - 1)] if styles else PLAIN
        runs.append(Run(line if number == 0 else f"\n{line}", style))
    return replace(cue, runs=joined(runs), karaoke=None)
