"""The folder that holds models (CUEDECK_MODEL_DIR): one folder a model, complete or absent."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from app.core.errors import EngineError
from app.core.progress import Cancelled, OnProgress, ignore_progress, never
from app.engines.model_store import manifest
from app.engines.model_store.argos_index import argos_entry
from app.engines.model_store.build_folder import build_folder
from app.engines.model_store.catalogue import catalogue
from app.engines.model_store.entry import Kind, ModelEntry, ModelFile, SpeechEngine
from app.engines.model_store.locks import model_lock
from app.engines.model_store.speech_files import engine_of, model_file
from app.engines.translation.argos_package import peek, unpack

MODEL_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True)
class StoredModel:
    """A model as `cuedeck models list` shows it; a `local` one is in the folder but not in the catalogue."""

    id: str
    kind: Kind
    label: str
    size: int
    licence: str
    languages: tuple[str, ...]
    note: str
    installed: bool
    local: bool = False
    engine: SpeechEngine = "faster-whisper"
    """Of a speech model, the engine that runs it."""


class ModelStore:
    """Lists, fetches, checks and finds models below `folder`, which need not exist yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def installed(self, model: str) -> bool:
        """Whether the model is there with all its files, by their sizes."""
        folder = self._folder(model)
        return folder.is_dir() and not manifest.differences(folder, manifest.read(folder), hashes=False)

    def path(self, model: str) -> Path:
        """The folder of an installed model; EngineError `model_missing` with the command that fetches it."""
        if self.installed(model):
            return self._folder(model)
        command = f"cuedeck models pull {model}"
        raise EngineError(
            f"The model {model} is not installed on this server.",
            code="model_missing",
            hint=f"Install it with: {command}",
            rejected=True,
            install=command,
        )

    def models(self) -> list[StoredModel]:
        """The whole catalogue, then whatever else is in the folder."""
        known = [self._stored(entry) for entry in catalogue().values()]
        return [*known, *self._others()]

    def _stored(self, entry: ModelEntry, *, local: bool = False) -> StoredModel:
        """An entry with whether it is there, and with the bytes that it then takes."""
        installed = self.installed(entry.id)
        return StoredModel(
            id=entry.id,
            kind=entry.kind,
            label=entry.label,
            size=manifest.size(self._folder(entry.id)) if installed else entry.size,
            licence=entry.licence,
            languages=entry.languages,
            note=entry.note,
            installed=installed,
            local=local,
        )

    def pull(
        self, model: str, on_progress: OnProgress = ignore_progress, cancelled: Cancelled = never
    ) -> Path:
        """Fetch a model, check every file's hash and put it in place in one step; an intact one is kept.

        Raises EngineError `unknown_model`, `download_failed`, `model_damaged` or `disk_full`, and Canceled.
        """
        entry = self.entry(model)

        def fill(folder: Path) -> None:
            entry.source.fetch(folder, on_progress, cancelled)

        room = entry.size + entry.source.download
        return self._install(model, fill, files=entry.files, room=room, cancelled=cancelled, keep=True)

    def add(self, package: Path) -> str:
        """Install a file that somebody fetched in place of an older one; returns the model's id.

        An Argos package, an archive of sherpa-onnx or a ggml file. Raises EngineError `unreadable_file`,
        `package_invalid` or `disk_full`.
        """
        _raise_unless_readable(package)
        model, fill = model_file(package) or (peek(package).model, partial(_unpack, package))
        self._install(model, fill, room=package.stat().st_size)
        return model

    def _install(
        self,
        model: str,
        fill: Callable[[Path], None],
        *,
        files: tuple[ModelFile, ...] = (),
        room: int = 0,
        cancelled: Cancelled = never,
        keep: bool = False,
    ) -> Path:
        """Let `fill` write the model's files into an empty folder, check them against `files`, and keep it.

        `room` is how many free bytes that takes at most. Without `files` the hashes of what `fill` wrote
        are recorded, and later checks compare with those.
        """
        target = self._folder(model)
        with model_lock(self.folder / f".{model}.lock", cancelled):
            if keep and self.installed(model) and not self.problems(model):
                return target
            with build_folder(self.folder, model, room) as folder:
                fill(folder)
                _raise_for(model, manifest.differences(folder, files, hashes=True))
                manifest.write(folder, model, files or manifest.measure(folder))
                shutil.rmtree(target, ignore_errors=True)
                folder.rename(target)
        return target

    def problems(self, model: str) -> list[str]:
        """What is wrong with an installed model, every byte read; empty when all is well."""
        folder = self._folder(model)
        known = catalogue().get(model)
        expected = (known.files if known else ()) or manifest.read(folder)
        return manifest.differences(folder, expected, hashes=True)

    def verify(self, model: str) -> None:
        """Raise EngineError `model_missing` or `model_damaged` unless the model is there byte for byte."""
        if self._folder(model).is_dir():
            _raise_for(model, self.problems(model))
        else:
            self.path(model)

    def remove(self, model: str) -> None:
        """Delete a model; nothing happens when it is not there."""
        shutil.rmtree(self._folder(model), ignore_errors=True)

    def entry(self, model: str) -> ModelEntry:
        """What is known about a model; EngineError `unknown_model` with the names there are."""
        entry = catalogue().get(model) or argos_entry(model)
        if entry is None:
            raise EngineError(
                f"There is no model named “{model[:64]}”.",
                code="unknown_model",
                hint=f"Use one of: {', '.join(catalogue())}; or argos-en-es and the like.",
                rejected=True,
            )
        return entry

    def _folder(self, model: str) -> Path:
        # Names reach us from job descriptions: nothing but a plain folder name may become a path.
        if not MODEL_ID.fullmatch(model):
            raise EngineError(
                f"“{model[:64]}” is not a model name.",
                code="unknown_model",
                hint="Model names are lower-case letters, digits, dots and dashes, such as whisper-base.",
                rejected=True,
            )
        return self.folder / model

    def _others(self) -> Iterator[StoredModel]:
        folders = sorted(self.folder.iterdir()) if self.folder.is_dir() else []
        for folder in folders:
            if folder.name in catalogue() or not MODEL_ID.fullmatch(folder.name):
                continue
            entry = argos_entry(folder.name)
            if entry is not None:
                yield self._stored(entry, local=True)
            elif (engine := engine_of(folder)) is not None:
                size = manifest.size(folder)
                yield StoredModel(folder.name, "speech", folder.name, size, "", (), "", True, True, engine)


def _unpack(package: Path, folder: Path) -> None:
    unpack(package, folder)


def _raise_unless_readable(package: Path) -> None:
    try:
        package.open("rb").close()
    except OSError as error:
        raise EngineError(
            f"{package} cannot be read: {error.strerror}.",
            code="unreadable_file",
            hint="Name the file of the model as it was downloaded, not a folder that it was unpacked into.",
            rejected=True,
        ) from error


def _raise_for(model: str, wrong: list[str]) -> None:
    if wrong:
        raise EngineError(
            f"The model {model} is damaged: {'; '.join(wrong)}.",
            code="model_damaged",
            hint=f"Fetch it again with: cuedeck models pull {model}",
        )
