"""Which model a folder holds, by what its publisher calls it and by its files."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.engines.speech.sherpa.models import missing_in, model_in, models_in

TRANSDUCER = ("encoder.int8.onnx", "decoder.int8.onnx", "joiner.int8.onnx")
ZIPFORMER = tuple(
    f"{part}-epoch-99-avg-1{kind}.onnx" for part in ("encoder", "decoder", "joiner") for kind in ("", ".int8")
)


@pytest.mark.parametrize(
    ("name", "files", "make", "languages"),
    [
        ("nemo-parakeet-tdt-0.6b-v3-int8", TRANSDUCER, "from_transducer", ()),
        ("zipformer-en-2023-06-26", ZIPFORMER, "from_transducer", ("en",)),
        ("zipformer-ctc-zh-int8-2025-07-03", ("model.int8.onnx",), "from_zipformer_ctc", ("zh",)),
        ("nemo-parakeet-tdt_ctc-0.6b-ja-35000-int8", ("model.int8.onnx",), "from_nemo_ctc", ("ja",)),
        ("sense-voice-zh-en-ja-ko-yue-2024-07-17", ("model.onnx", "model.int8.onnx"), "from_sense_voice",
         ("zh", "en", "ja", "ko", "yue")),
    ],
)  # fmt: skip
def test_folders_as_they_are_published(
    tmp_path: Path, name: str, files: tuple[str, ...], make: str, languages: tuple[str, ...]
) -> None:
    folder = tmp_path / f"sherpa-onnx-{name}"
    folder.mkdir()
    for file in (*files, "tokens.txt"):
        (folder / file).touch()
    model = models_in(tmp_path)[folder.name]
    assert (model.make, model.languages) == (make, languages)
    chosen = [path.name for part, path in model.files.items() if part != "tokens"]
    assert all(".int8." in name for name in chosen)
    if make == "from_transducer":
        assert (model.options or {})["model_type"] == ("nemo_transducer" if "nemo" in name else "transducer")


OTHERS = {
    "sherpa-onnx-half": ("tokens.txt", "encoder.onnx"),
    "sherpa-onnx-unknown-kind": ("tokens.txt", "model.onnx"),
    "sherpa-onnx-no-tokens": ("model.onnx",),
    "other-sense-voice": ("tokens.txt", "model.onnx"),
}


def test_other_folders_are_none(tmp_path: Path) -> None:
    for name, files in OTHERS.items():
        (tmp_path / name).mkdir()
        for file in files:
            (tmp_path / name / file).touch()
        assert model_in(tmp_path / name) is None
    assert models_in(tmp_path / "nowhere") == {}


def test_a_folder_is_judged_by_the_name_that_it_will_have(tmp_path: Path) -> None:
    for file in ("model.onnx", "tokens.txt"):
        (tmp_path / file).touch()
    name = "sherpa-onnx-sense-voice-en"
    assert model_in(tmp_path) is None
    made = model_in(tmp_path, name)
    assert made is not None
    assert (made.id, made.make) == (name, "from_sense_voice")
    assert missing_in(tmp_path, name) == ""
    assert "none of sense-voice" in missing_in(tmp_path, "sherpa-onnx-paraformer-zh")
