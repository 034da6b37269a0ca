"""What MPL2, MicroDVD and TMPlayer share: one cue a line, `|` between its lines, `/` for italic."""

from __future__ import annotations

from app.captions.formats.shared.srt_markup import make_style
from app.captions.model.document import PLAIN, Cue, Run
from app.captions.model.losses import Losses
from app.captions.model.runs import joined, lines_of

ITALIC = make_style(frozenset({"italic"}))
PIPE = "|"


def parse_pipe_text(text: str) -> list[Run]:
    """`/first|second` as runs: a slash at the start of a line makes that line italic."""
    if "/" not in text:
        return [Run(text.replace(PIPE, "\n"))] if text else []
    runs: list[Run] = []
    for index, line in enumerate(text.split(PIPE)):
        italic = line.startswith("/")
        runs += [Run("\n" if index else ""), Run(line[italic:], ITALIC if italic else PLAIN)]
    return _with_breaks(joined(runs))


def _with_breaks(runs: list[Run]) -> list[Run]:
    """Give a line break between two runs of one style to that style, so that they are one run."""
    for i in range(1, len(runs) - 1):
        if runs[i].text == "\n" and runs[i - 1].style == runs[i + 1].style:
            runs[i] = Run("\n", runs[i - 1].style)
    return joined(runs)


def format_pipe_text(cue: Cue, number: int, losses: Losses) -> str:
    """The cue's lines joined by `|`, wholly italic lines with a slash; partly italic ones are recorded."""
    lines = []
    for line in lines_of(cue.runs):
        text = without_commands("".join(run.text for run in line), number, losses)
        italic = [run.style.italic for run in line if run.text.strip()]
        if italic and all(italic):
            text = f"/{text}"
        elif any(italic):
            losses.add("italic", "Italic in a part of a line", cue=number, detail=text)
        lines.append(text)
    return PIPE.join(lines)


def without_commands(line: str, number: int, losses: Losses) -> str:
    """The line with its own `|` and a slash at its start, which would be commands, as similar characters."""
    if PIPE in line or line.startswith("/"):
        losses.add("character", "Characters that are commands in this format", cue=number, detail=line)
        line = line.replace(PIPE, "¦")
        line = f"∕{line[1:]}" if line.startswith("/") else line
    return line
