"""What MPL2, MicroDVD and TMPlayer share: one cue a line, `|` between its lines, `/` for italic."""

from __future__ import annotations

from app.captions.formats.shared.srt_markup import make_style
from app.captions.model.document import PLAIN, Cue, Run
from app.captions.model.losses import Losses
from app.captions.model.runs import joined, lines_of

ITALIC = make_style(frozenset({"italic"}))
BAR = "|"


def slashed_runs(text: str) -> list[Run]:
    """`/first|second` as runs: a slash at the start of a line makes that line italic."""
    runs: list[Run] = []
    for index, line in enumerate(text.split(BAR)):
        italic = line.startswith("/")
        runs += [Run("\n" if index else ""), Run(line[italic:], ITALIC if italic else PLAIN)]
    return _with_breaks(joined(runs))


def _with_breaks(runs: list[Run]) -> list[Run]:
    """Give a line break between two runs of one style to that style, so that they are one run."""
    for i in range(1, len(runs) - 1):
        if runs[i].text == "\n" and runs[i - 1].style == runs[i + 1].style:
            runs[i] = Run("\n", runs[i - 1].style)
    return joined(runs)


def slashed_text(cue: Cue, number: int, losses: Losses) -> str:
    """The cue's lines joined by `|`, wholly italic lines with a slash; partly italic ones are recorded."""
    lines = []
    for line in lines_of(cue.runs):
        text = command_free("".join(run.text for run in line), number, losses)
        italic = [run.style.italic for run in line if run.text.strip()]
        if italic and all(italic):
            text = f"/{text}"
        elif any(italic):
            losses.add("italic", "Italic in a part of a line", cue=number, detail=text)
        lines.append(text)
    return BAR.join(lines)


def command_free(line: str, number: int, losses: Losses) -> str:
    """The line with its own `|` and a slash at its start, which would be commands, as similar characters."""
    if BAR in line or line.startswith("/"):
        losses.add("character", "Characters that are commands in this format", cue=number, detail=line)
        line = line.replace(BAR, "¦")
        line = f"∕{line[1:]}" if line.startswith("/") else line
    return line
