"""Cutting and editing styled runs by character positions, each in one pass over the runs.

Positions count characters of the cue's whole text (`Cue.text`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from app.captions.model.document import PLAIN, Run, Style

Edit = tuple[int, int, str]
"""Replace the characters from the first position up to the second with this text."""


def text_of(runs: Iterable[Run]) -> str:
    """The words without styles."""
    return "".join(run.text for run in runs)


def joined(runs: Iterable[Run]) -> list[Run]:
    """The same text with empty runs gone and neighbours of one style made one run."""
    pieces: list[tuple[list[str], Style]] = []
    for run in runs:
        if not run.text:
            continue
        if pieces and pieces[-1][1] == run.style:
            pieces[-1][0].append(run.text)
        else:
            pieces.append(([run.text], run.style))
    return [Run("".join(texts), style) for texts, style in pieces]


def edited(runs: Sequence[Run], edits: Iterable[Edit]) -> list[Run]:
    """Apply edits that are in order and do not overlap; new text takes the style at its place."""
    out: list[Run] = []
    queue = iter(edits)
    edit = next(queue, None)
    begin = done = 0
    for run in runs:
        end = begin + len(run.text)
        while edit is not None and edit[0] < end:
            start, stop, text = edit
            if start >= begin:
                out.append(Run(run.text[max(done, begin) - begin : start - begin] + text, run.style))
            done = stop
            if stop > end:
                break
            edit = next(queue, None)
        if done < end:
            out.append(Run(run.text[max(done, begin) - begin :], run.style))
            done = end
        begin = end
    if edit is not None and edit[0] >= begin:
        out.append(Run(edit[2], runs[-1].style if runs else PLAIN))
    return joined(out)


def slices(runs: Sequence[Run], ranges: Iterable[tuple[int, int]]) -> Iterator[list[Run]]:
    """The runs of each range; ranges are in order and do not overlap."""
    index = begin = 0
    for start, stop in ranges:
        taken: list[Run] = []
        while index < len(runs):
            run = runs[index]
            end = begin + len(run.text)
            if end > start and begin < stop:
                taken.append(Run(run.text[max(start - begin, 0) : stop - begin], run.style))
            if end > stop:
                break
            index, begin = index + 1, end
        yield joined(taken)


def lines_of(runs: Sequence[Run]) -> list[list[Run]]:
    """The runs of every line, without the line breaks."""
    lines: list[list[Run]] = [[]]
    for run in runs:
        first, *others = run.text.split("\n")
        if first:
            lines[-1].append(Run(first, run.style))
        lines.extend([Run(text, run.style)] if text else [] for text in others)
    return lines


def from_lines(lines: Iterable[list[Run]]) -> list[Run]:
    """The runs of these lines, with the line breaks between them."""
    runs: list[Run] = []
    for line in lines:
        if runs:
            runs.append(Run("\n", runs[-1].style))
        runs.extend(line)
    return runs


def without_ends(runs: list[Run]) -> list[Run]:
    """The runs without the line breaks at both ends."""
    runs = [run for run in runs if run.text]
    while runs and not runs[0].text.strip("\n"):
        runs.pop(0)
    while runs and not runs[-1].text.strip("\n"):
        runs.pop()
    if runs:
        runs[0] = Run(runs[0].text.lstrip("\n"), runs[0].style)
        runs[-1] = Run(runs[-1].text.rstrip("\n"), runs[-1].style)
    return runs
