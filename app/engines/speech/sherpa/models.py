"""The models of sherpa-onnx in the models' folder, as their publisher packs them, each in its own folder."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from app.engines.model_store.speech_files import SHERPA, TOKENS
from app.engines.speech.languages import WHISPER_LANGUAGES

_SENSE_VOICE = ("zh", "en", "ja", "ko", "yue")
_LANGUAGES = frozenset(WHISPER_LANGUAGES)


@dataclass(frozen=True, slots=True)
class SherpaModel:
    """One model: `make` names the constructor of `sherpa_onnx.OfflineRecognizer`, `files` are its arguments.

    `languages` are those that the folder's name tells; () where it tells none. `timed` says whether its
    words come with times.
    """

    id: str
    make: str
    files: Mapping[str, Path]
    languages: tuple[str, ...] = ()
    options: Mapping[str, str] | None = None
    timed: bool = True

    def load(self, threads: int) -> Any:
        """The recogniser; RuntimeError for files that are no such model."""
        sherpa_onnx: Any = import_module("sherpa_onnx")
        files = {name: str(path) for name, path in self.files.items()}
        made = getattr(sherpa_onnx.OfflineRecognizer, self.make)
        return made(**files, **(self.options or {}), num_threads=threads)


def model_in(folder: Path) -> SherpaModel | None:
    """The model in a folder, or None for anything else."""
    tokens = folder / TOKENS
    if not tokens.is_file() or not folder.name.startswith(SHERPA):
        return None
    for known in (_moonshine, _transducer, _single):
        if (found := known(folder, tokens)) is not None:
            return found
    return None


def models_in(folder: Path) -> dict[str, SherpaModel]:
    """All models below the models' folder by their id, in order of name."""
    folders = sorted(folder.glob(f"{SHERPA}*")) if folder.is_dir() else []
    found = (model_in(each) for each in folders)
    return {model.id: model for model in found if model is not None}


def _moonshine(folder: Path, tokens: Path) -> SherpaModel | None:
    encoder, decoder = folder / "encoder_model.ort", folder / "decoder_model_merged.ort"
    if not (encoder.is_file() and decoder.is_file()):
        return None
    files = {"encoder": encoder, "decoder": decoder, "tokens": tokens}
    return SherpaModel(folder.name, "from_moonshine_v2", files, _named_languages(folder), timed=False)


def _transducer(folder: Path, tokens: Path) -> SherpaModel | None:
    parts = {name: _best(folder, name) for name in ("encoder", "decoder", "joiner")}
    files = {name: path for name, path in parts.items() if path is not None}
    if len(files) < len(parts):
        return None
    nemo = "nemo" in folder.name or "parakeet" in folder.name
    options = {"model_type": "nemo_transducer" if nemo else "transducer"}
    files["tokens"] = tokens
    return SherpaModel(folder.name, "from_transducer", files, _named_languages(folder), options)


def _single(folder: Path, tokens: Path) -> SherpaModel | None:
    model = _best(folder, "model")
    if model is None:
        return None
    files = {"model": model, "tokens": tokens}
    if "sense-voice" in folder.name:
        return SherpaModel(folder.name, "from_sense_voice", files, _SENSE_VOICE)
    languages = _named_languages(folder)
    if "zipformer" in folder.name:
        return SherpaModel(folder.name, "from_zipformer_ctc", files, languages)
    if "nemo" in folder.name or "parakeet" in folder.name:
        return SherpaModel(folder.name, "from_nemo_ctc", files, languages)
    return None


def _best(folder: Path, part: str) -> Path | None:
    """The file of a part; the smaller of two precisions, which is as good and faster on a processor."""
    found = sorted(folder.glob(f"{part}*.onnx"), key=lambda path: (".int8." not in path.name, path.name))
    return found[0] if found else None


def _named_languages(folder: Path) -> tuple[str, ...]:
    """The languages in a name such as "sherpa-onnx-zipformer-en-2023-06-26"."""
    words = re.split(r"[-_]", folder.name.removeprefix(SHERPA))
    return tuple(word for word in words if word in _LANGUAGES)
