"""Many caption files at once: the folders and patterns that `cuedeck convert` takes, with one report."""

from __future__ import annotations

import errno
import glob
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, count
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
    return sources[0].is_dir() or _is_pattern(sources[0])


def _is_pattern(source: Path) -> bool:
    """Whether a path stands for others; a file or folder that is named so is itself."""
    return bool(set(str(source)) & _PATTERN) and not source.exists()


def found(sources: Iterable[Path], beside: Path | None = None) -> list[tuple[Path, Path]]:
    """Every caption file of these paths, each once, with its place below the folder it was found in.

    What is in the folder `beside` is left out, where it lies inside one of them: results are no sources.
    """
    files: dict[Path, Path] = {}
    for source in sources:
        for file, place in _below(source):
            if not _is_result(file, source, beside):
                files.setdefault(file, place)
    if not files:
        raise Invalid("No caption file was found.", hint="Name files, folders, or patterns in quotes.")
    return list(files.items())


def _is_result(file: Path, source: Path, folder: Path | None) -> bool:
    if folder is None or file == source:
        return False
    home = folder.resolve()
    inside = file.resolve().is_relative_to(home)
    return inside and not (source if source.is_dir() else _fixed(source)).resolve().is_relative_to(home)


def _below(source: Path) -> Iterator[tuple[Path, Path]]:
    if source.is_dir():
        endings = _endings()
        for file in sorted(source.rglob("*")):
            if file.is_file() and file.name.lower().endswith(endings):
                yield file, file.relative_to(source)
    elif _is_pattern(source):
        fixed = _fixed(source)
        rest = source.relative_to(fixed)
        for name in sorted(glob.glob(str(rest), root_dir=fixed, recursive=True)):
            if (fixed / name).is_file():
                yield fixed / name, Path(name)
    else:
        yield source, Path(source.name)


def _fixed(pattern: Path) -> Path:
    """The folder that a pattern begins with: the signs of patterns in the name of a folder are its own."""
    fixed = Path()
    for part in pattern.parts[:-1]:
        if set(part) & _PATTERN and not (fixed / part).is_dir():
            break
        fixed /= part
    return fixed


def _endings() -> tuple[str, ...]:
    """The file extensions of all formats that are read."""
    from app.captions.formats import registry

    return tuple({e for one in registry.formats().values() if one.read for e in one.extensions})


def convert_all(
    sources: list[Path], target: Path, extension: str, convert: ConvertOne, as_json: bool
) -> None:
    """Convert each file into the folder `target`; a refused one is reported and the others go on."""
    if target.exists() and not target.is_dir():
        raise Invalid(
            f"{target} is a file, and several files go into a folder.",
            hint="Name a folder as the last argument; it is made if it is not there.",
        )
    entries: list[dict[str, Any]] = []
    pairs = found(sources, beside=target)
    taken = {file.resolve() for file, _ in pairs}
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
    """A free name with the extension of the target: the file's, with its own extension before that where two
    would be one or a source would be overwritten, and then with a number."""
    names = chain(
        (path.stem + extension, path.name + extension),
        (f"{path.stem}-{number}{extension}" for number in count(2)),
    )
    made = next(each for name in names if (each := path.with_name(name)).resolve() not in taken)
    taken.add(made.resolve())
    return made


def _entry(file: Path, out: Path, convert: ConvertOne) -> dict[str, Any]:
    entry: dict[str, Any] = {"source": str(file), "target": str(out)}
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        return entry | {"report": convert(file, out)}
    except OSError as error:
        if error.errno == errno.ENOSPC:  # nor will there be space for the next ones
            raise
        message = f"{out} cannot be written: {error.strerror}."
        told = {"code": "unwritable_file", "message": message, "hint": "Check the folder and its rights."}
        return entry | {"error": told}
    except AppError as error:
        return entry | {"error": {"code": error.code, "message": error.message, "hint": error.hint}}


def _summary(report: dict[str, Any], target: Path) -> str:
    reports = [entry["report"] for entry in report["files"] if "report" in entry]
    noted, lost = (sum(1 for one in reports if one[key]) for key in ("issues", "losses"))
    told = [f"{lost} of them with losses"] if lost else []
    told += [f"{noted} of them with notes on what was read"] if noted else []
    text = f"{counted(report['converted'], 'file')} converted into {target}"
    text += f", {', '.join(told)} (--json lists them)" if told else ""
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
