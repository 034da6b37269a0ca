"""The models of sherpa-onnx in the models' folder, as their publisher packs them, each in its own folder."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from app.engines.speech.languages import WHISPER_LANGUAGES

SHERPA, TOKENS = "sherpa-onnx-", "tokens.txt"
_TRANSDUCER = ("encoder", "decoder", "joiner")
_MOONSHINE = {"encoder": "encoder_model.ort", "decoder": "decoder_model_merged.ort"}
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


def model_in(folder: Path, name: str = "") -> SherpaModel | None:
    """The model in a folder, or None for anything else; `name` where the folder is not called so yet."""
    tokens, name = folder / TOKENS, name or folder.name
    if not tokens.is_file() or not name.startswith(SHERPA):
        return None
    for known in (_moonshine, _transducer, _single):
        if (found := known(folder, name, tokens)) is not None:
            return found
    return None


def missing_in(folder: Path, name: str) -> str:
    """What is not there that would make a model of a folder; empty where one is."""
    if model_in(folder, name) is not None:
        return ""
    if not (folder / TOKENS).is_file():
        return f"it has no {TOKENS}"
    if _best(folder, "model") is not None:
        return "its name has none of sense-voice, zipformer, nemo and parakeet, of which one file is enough"
    if any(folder.glob("*.ort")):
        lacking = [file for file in _MOONSHINE.values() if not (folder / file).is_file()]
    else:
        lacking = [f"{part}*.onnx" for part in _TRANSDUCER if _best(folder, part) is None]
    if len(lacking) == len(_TRANSDUCER):
        return "it has neither model*.onnx nor encoder*.onnx, decoder*.onnx and joiner*.onnx"
    return f"it has no {', '.join(lacking)}"


def models_in(folder: Path) -> dict[str, SherpaModel]:
    """All models below the models' folder by their id, in order of name."""
    folders = sorted(folder.glob(f"{SHERPA}*")) if folder.is_dir() else []
    found = (model_in(each) for each in folders)
    return {model.id: model for model in found if model is not None}


def _moonshine(folder: Path, name: str, tokens: Path) -> SherpaModel | None:
    files = {part: folder / file for part, file in _MOONSHINE.items()}
    if not all(file.is_file() for file in files.values()):
        return None
    files["tokens"] = tokens
    return SherpaModel(name, "from_moonshine_v2", files, _named_languages(name), timed=False)


def _transducer(folder: Path, name: str, tokens: Path) -> SherpaModel | None:
    parts = {part: _best(folder, part) for part in _TRANSDUCER}
    files = {part: path for part, path in parts.items() if path is not None}
    if len(files) < len(parts):
        return None
    nemo = "nemo" in name or "parakeet" in name
    options = {"model_type": "nemo_transducer" if nemo else "transducer"}
    files["tokens"] = tokens
    return SherpaModel(name, "from_transducer", files, _named_languages(name), options)


def _single(folder: Path, name: str, tokens: Path) -> SherpaModel | None:
    model = _best(folder, "model")
    if model is None:
        return None
    files = {"model": model, "tokens": tokens}
    if "sense-voice" in name:
        return SherpaModel(name, "from_sense_voice", files, _SENSE_VOICE)
    languages = _named_languages(name)
    if "zipformer" in name:
        return SherpaModel(name, "from_zipformer_ctc", files, languages)
    if "nemo" in name or "parakeet" in name:
        return SherpaModel(name, "from_nemo_ctc", files, languages)
    return None


def _best(folder: Path, part: str) -> Path | None:
    """The file of a part; the smaller of two precisions, which is as good and faster on a processor."""
    found = sorted(folder.glob(f"{part}*.onnx"), key=lambda path: (".int8." not in path.name, path.name))
    return found[0] if found else None


def _named_languages(name: str) -> tuple[str, ...]:
    """The languages in a name such as "sherpa-onnx-zipformer-en-2023-06-26"."""
    words = re.split(r"[-_]", name.removeprefix(SHERPA))
    return tuple(word for word in words if word in _LANGUAGES)
