"""Runs the benchmarks and keeps what they print in docs/benchmarks.md.

python -m scripts.docs.benchmarks [NAME ...]

Each measures Cuedeck and a bare program in the same run. The section of one that does not run stays as it is.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = ROOT / "bench"
DOCUMENT = ROOT / "docs" / "benchmarks.md"
HEAD = """# Benchmarks

`make bench` writes this page. Each program measures Cuedeck and a bare one, or a peer, in the same run:
ratios say more than the times of one machine. `make bench ARGS="captions jobs"` runs some of them, and
leaves the rest as it was. `make soak`, half an hour of mixed work, is in [What is promised](guarantees.md).
"""


def main(names: list[str]) -> int:
    """Run these benchmarks, or all; 1 when one of them says that it missed its figure."""
    failed = 0
    for program in _chosen(names):
        print(f"\n== {program.stem}", flush=True)
        load = os.getloadavg()[0]
        output, status = _run(program)
        failed |= status != 0
        DOCUMENT.write_text(with_section(_text(), program.stem, section(program, output, status, load)))
    return int(failed)


def _chosen(names: list[str]) -> Iterable[Path]:
    found = [path for path in sorted(PROGRAMS.glob("*.py")) if path.stem != "soak"]
    unknown = set(names) - {path.stem for path in found}
    if unknown:
        sys.exit(f"There is no benchmark {', '.join(sorted(unknown))}: {', '.join(p.stem for p in found)}.")
    return [path for path in found if path.stem in names or not names]


def _run(program: Path) -> tuple[str, int]:
    """What it printed, which is shown as it comes, and its exit status."""
    lines = []
    with subprocess.Popen(
        [sys.executable, str(program)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            lines.append(line)
    return "".join(lines), process.returncode


def _text() -> str:
    return DOCUMENT.read_text() if DOCUMENT.exists() else HEAD


def section(program: Path, output: str, status: int, load: float) -> str:
    """The part of the page about one benchmark."""
    about = (ast.get_docstring(ast.parse(program.read_text())) or "").partition("\n")[0]
    end = "" if status == 0 else " It ended with a figure missed."
    when = f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} processors, load {load:.1f} when it began.{end}"
    output = re.sub(r"^## ", ":: ", output, flags=re.MULTILINE)  # no heading of ours
    return f"## {program.stem}\n\n{about}\n\n```text\n{output.strip()}\n```\n\n{when}\n"


def with_section(text: str, name: str, new: str) -> str:
    """The page with a section put in the place of the old one, or among the others by its name."""
    _, *parts = re.split(r"^(?=## )", text, flags=re.MULTILINE)
    sections = {part.partition("\n")[0].removeprefix("## "): part.strip() + "\n" for part in parts}
    sections[name] = new
    return "\n".join([HEAD, *(sections[each] for each in sorted(sections))])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
