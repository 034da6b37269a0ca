"""What MPL2, MicroDVD and TMPlayer share: one cue a line, `|` between its lines, `/` for italic."""

from __future__ import annotations

from app.captions.formats.shared.subrip.markup import make_style
from app.captions.model.document import PLAIN, Cue, Run
from app.captions.model.losses import Losses
from app.captions.model.run_builder import RunBuilder
from app.captions.model.runs import lines_of

ITALIC = make_style(frozenset({"italic"}))
PIPE = "|"


def parse_pipe_text(text: str) -> list[Run]:
    """`/first|second` as runs: a slash at the start of a line makes that line italic."""
    if not text.startswith("/") and "|/" not in text:
        return [Run(text.replace(PIPE, "\n"))] if text else []
    lines = text.split(PIPE)
    if len(lines) == 2 and all(len(line) > 1 for line in lines):
        return _two_lines(*lines)
    built, before = RunBuilder(), None
    for line in lines:
        style = ITALIC if line.startswith("/") else PLAIN
        if before is not None:
            built.add("\n", style if style is before else PLAIN)
        built.add(line[1:] if style is ITALIC else line, style)
        before = style
    return built.runs()


def _two_lines(first: str, second: str) -> list[Run]:
    """The runs of two lines with words, one or both of them italic, as most are."""
    if first[0] != "/":
        return [Run(f"{first}\n"), Run(second[1:], ITALIC)]
    if second[0] != "/":
        return [Run(first[1:], ITALIC), Run(f"\n{second}")]
    return [Run(f"{first[1:]}\n{second[1:]}", ITALIC)]


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
