"""Many caption files at once: the folders and patterns that `cuedeck convert` takes, with one report."""

from __future__ import annotations

import glob
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer

from app.cli import failures
from app.core.errors import AppError, Invalid
from app.core.message_text import counted

_PATTERN = set("*?[")
ConvertOne = Callable[[Path, Path], dict[str, Any]]
"""Converts a file to a path and gives its report."""


def is_many(sources: list[Path], target: Path) -> bool:
    """Whether this asks for more than one file into another: folders, patterns, several files."""
    if len(sources) > 1 or target.is_dir():
        return str(target) != "-"
    return sources[0].is_dir() or (bool(set(str(sources[0])) & _PATTERN) and not sources[0].exists())


def found(sources: Iterable[Path]) -> list[tuple[Path, Path]]:
    """Every caption file of these paths, each once, with its place below the folder it was found in."""
    files: dict[Path, Path] = {}
    for source in sources:
        for file, place in _below(source):
            files.setdefault(file, place)
    if not files:
        raise Invalid("No caption file was found.", hint="Name files, folders, or patterns in quotes.")
    return list(files.items())


def _below(source: Path) -> Iterator[tuple[Path, Path]]:
    if source.is_dir():
        endings = _endings()
        for file in sorted(source.rglob("*")):
            if file.is_file() and file.name.lower().endswith(endings):
                yield file, file.relative_to(source)
    elif set(str(source)) & _PATTERN and not source.exists():
        for name in sorted(glob.glob(str(source), recursive=True)):
            if Path(name).is_file():
                yield Path(name), Path(Path(name).name)
    else:
        yield source, Path(source.name)


def _endings() -> tuple[str, ...]:
    """The file extensions of all formats that are read."""
    from app.captions.formats import registry

    return tuple({e for one in registry.formats().values() if one.read for e in one.extensions})


def convert_all(
    sources: list[Path], target: Path, extension: str, convert: ConvertOne, as_json: bool
) -> None:
    """Convert each file into the folder `target`; a refused one is reported and the others go on."""
    entries: list[dict[str, Any]] = []
    taken: set[Path] = set()
    pairs = found(sources)
    with _bar(len(pairs)) as step:
        for file, place in pairs:
            out = _name(target / place, extension, taken)
            entries.append(_entry(file, out, convert))
            step()
    refused = [entry for entry in entries if "error" in entry]
    report = {"files": entries, "converted": len(entries) - len(refused), "refused": len(refused)}
    print(json.dumps(report, ensure_ascii=False) if as_json else _summary(report, target))
    for entry in refused:
        print(f"cuedeck: {entry['source']}: {entry['error']['message']}", file=sys.stderr)
    if refused:
        raise typer.Exit(failures.REFUSED)


def _name(path: Path, extension: str, taken: set[Path]) -> Path:
    """The file's name with the extension of the target; with its own before that where two would be one."""
    made = path.with_name(path.stem + extension)
    if made in taken:
        made = path.with_name(path.name + extension)
    taken.add(made)
    return made


def _entry(file: Path, out: Path, convert: ConvertOne) -> dict[str, Any]:
    entry: dict[str, Any] = {"source": str(file), "target": str(out)}
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        return entry | {"report": convert(file, out)}
    except AppError as error:
        return entry | {"error": {"code": error.code, "message": error.message, "hint": error.hint}}


def _summary(report: dict[str, Any], target: Path) -> str:
    lost = sum(1 for entry in report["files"] if entry.get("report", {}).get("losses"))
    text = f"{counted(report['converted'], 'file')} converted into {target}"
    text += f", {lost} of them with losses (--json lists them)" if lost else ""
    return text + (f"; {report['refused']} refused" if report["refused"] else "")


@contextmanager
def _bar(total: int) -> Iterator[Callable[[], None]]:
    """A progress bar on a terminal; nothing in a pipe."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress

    with Progress(
        *Progress.get_default_columns(), MofNCompleteColumn(), console=Console(stderr=True), transient=True
    ) as progress:
        task = progress.add_task("Converting", total=total)
        yield lambda: progress.advance(task)
