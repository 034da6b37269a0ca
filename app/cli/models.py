"""`cuedeck models`: the speech, translation and voice models on this machine; needs no running instance."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli import failures
from app.core.child_process.parent_death import die_with_parent
from app.core.errors import EngineError

if TYPE_CHECKING:
    from app.core.progress import OnProgress
    from app.engines.model_store import ModelStore

models = typer.Typer(no_args_is_help=True)
PACKAGES = (".argosmodel", ".bin", ".tar.bz2", ".tar.gz", ".tar.xz")
"""Endings of files that hold a model."""
Json = Annotated[bool, typer.Option("--json", help="As JSON, one object a line.")]


@models.command("list")
def list_models(as_json: Json = False) -> None:
    """List the models there are: installed ones, and those that can be fetched."""
    for model in _store().models():
        if as_json:
            print(json.dumps(asdict(model)))
            continue
        state = "installed" if model.installed else "-"
        print(f"{model.id:<20} {state:<10} {model.size / 1e6:>6,.0f} MB  {model.kind:<12} {model.label}")


@models.command("pull")
def pull(
    names: Annotated[
        list[str], typer.Argument(metavar="NAME|FILE...", help="Models to fetch, or files of models.")
    ],
    tied: Annotated[
        bool, typer.Option("--tied", help="Stop when the program that started this one ends.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Fetch models and check every byte; what is there and intact is kept."""
    if tied:
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that a half-fetched model is tidied up
        die_with_parent(os.getppid(), signal.SIGTERM)
    store = _store()
    for name in names:
        is_file = os.sep in name or name.lower().endswith(PACKAGES)
        model = store.add(Path(name)) if is_file else _pulled(store, name, quiet=as_json)
        folder = store.path(model)
        print(json.dumps({"id": model, "folder": str(folder)}) if as_json else f"{model}  {folder}")


def _pulled(store: ModelStore, name: str, *, quiet: bool) -> str:
    with _shown(name, quiet=quiet) as progress:
        store.pull(name, progress)
    return name


@models.command("verify")
def verify(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME...]", help="Models; all installed ones when left out."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Read every byte of models and compare; exits with 1 when one is damaged or missing."""
    store = _store()
    wrong = False
    for name in names or [model.id for model in store.models() if model.installed]:
        try:
            store.verify(name)
            problem = ""
        except EngineError as error:
            wrong, problem = True, error.with_hint
        print(
            json.dumps({"id": name, "problem": problem or None})
            if as_json
            else f"{name}  {problem or 'intact'}"
        )
    if wrong:
        raise typer.Exit(failures.FAILED)


def _store() -> ModelStore:
    from app.core.settings import get_settings
    from app.engines.model_store import ModelStore

    return ModelStore(get_settings().model_dir.expanduser())


@contextmanager
def _shown(name: str, *, quiet: bool) -> Iterator[OnProgress]:
    """Progress on standard error: a bar on a terminal, a line every tenth in a pipe."""
    if quiet:
        yield lambda _: None
    elif sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import Progress

        with Progress(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(f"Fetching {name}", total=1.0)
            yield lambda fraction: bar.update(task, completed=fraction)
    else:
        yield _Tenths(name)


class _Tenths:
    """Prints a line whenever another tenth is done."""

    def __init__(self, name: str) -> None:
        self._name, self._said = name, -1

    def __call__(self, fraction: float) -> None:
        tenth = int(fraction * 10 + 1e-6)
        if tenth > self._said:
            self._said = tenth
            print(f"Fetching {self._name}: {tenth * 10} %", file=sys.stderr)
