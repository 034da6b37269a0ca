"""The spoken parts of a cue: its words, apart from dialogue dashes, labels, brackets and music notes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from app.captions.model.document import PLAIN, Cue, Run, Style
from app.captions.model.runs import joined, lines_of, slices, text_of

_DASH = re.compile(r"[-–—‐]\s*(?=\S)")
_LABEL = re.compile(r"(?:>>+\s*)?(?:[A-ZÀ-Þ][A-ZÀ-Þ0-9 .'’#&-]{0,30}:\s+)|>>+\s*")
_MUSIC = re.compile(r"[♪♫♩♬#]+\s*")
_BRACKETS = {"[": "]", "(": ")", "{": "}"}


@dataclass(frozen=True, slots=True)
class Block:
    """One speaker's words in one cue, without line breaks.

    `before` and `after` are kept as they are: a dialogue dash, a speaker label, brackets, music notes.
    `alone` marks words that are no part of a sentence that goes on: sounds in brackets and song lines.
    `opens` marks the beginning of somebody's words.
    """

    before: str
    runs: tuple[Run, ...]
    after: str
    base: Style
    alone: bool
    opens: bool

    @property
    def text(self) -> str:
        """The words to translate."""
        return text_of(self.runs)


def blocks_of(cue: Cue) -> list[Block]:
    """The blocks of a cue in order: one for each dialogue line and voice, else one for the whole."""
    groups: list[list[list[Run]]] = []
    for line in lines_of(cue.runs):
        if not text_of(line).strip():
            continue
        changed = bool(groups) and _voice(groups[-1][0]) != _voice(line)
        if not groups or changed or _DASH.match(text_of(line).lstrip()):
            groups.append([])
        groups[-1].append(line)
    return [_block(group, opens=number > 0) for number, group in enumerate(groups)]


def _voice(line: Sequence[Run]) -> str | None:
    return next((run.style.voice for run in line if run.text.strip()), None)


def _block(lines: Sequence[Sequence[Run]], *, opens: bool) -> Block:
    runs = _one_line(lines)
    text = text_of(runs)
    start, stop = 0, len(text)
    dash = _DASH.match(text)
    start = dash.end() if dash else start
    label = _LABEL.match(text, start)
    start = label.end() if label and label.end() < stop else start
    start, stop, alone = _bare(text, start, stop)
    inner = next(slices(runs, [(start, stop)]), [])
    opens = opens or alone or dash is not None or label is not None
    return Block(text[:start], tuple(inner), text[stop:], _base(inner), alone, opens)


def _one_line(lines: Sequence[Sequence[Run]]) -> list[Run]:
    """The lines joined by a space, or by nothing between letters of scripts without spaces."""
    runs: list[Run] = []
    for line in lines:
        text = text_of(line)
        if runs:
            glue = "" if spaceless(text_of(runs)[-1]) and spaceless(text[:1]) else " "
            runs.append(Run(glue, line[0].style))
        runs.extend(line)
    text = text_of(runs)
    first, last = len(text) - len(text.lstrip()), len(text.rstrip())
    return joined(next(slices(runs, [(first, last)]), []))


def _bare(text: str, start: int, stop: int) -> tuple[int, int, bool]:
    """The words inside brackets or music notes that enclose the whole rest."""
    music = _MUSIC.match(text, start)
    if music and text[start] != "#":
        inner = text[music.end() : stop].rstrip("♪♫♩♬ ")
        return music.end(), music.end() + len(inner), True
    if text[start : start + 1] in _BRACKETS and text[start + 1 : stop].find(_BRACKETS[text[start]]) == (
        stop - start - 2
    ):
        return start + 1, stop - 1, True
    return start, stop, False


def _base(runs: Sequence[Run]) -> Style:
    """The style of most letters."""
    counts: Counter[Style] = Counter()
    for run in runs:
        counts[run.style] += len(run.text)
    return counts.most_common(1)[0][0] if counts else PLAIN


def spaceless(text: str) -> bool:
    """Whether a letter belongs to a script written without spaces: Chinese or Japanese."""
    return bool(text) and ("\u3000" <= text <= "\u9fff" or "\uff00" <= text <= "\uffef")
