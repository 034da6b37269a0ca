"""The English model of moonshine-voice as sherpa-onnx takes it: its weights, and the tokens made anew."""

from __future__ import annotations

import base64
import shutil
from pathlib import Path

MODEL = "sherpa-onnx-moonshine-tiny-en"
_PARTS = ("encoder_model.ort", "decoder_model_merged.ort")


def sherpa_model(folder: Path) -> Path:
    """A folder of this model below `folder`."""
    import moonshine_voice

    assets = Path(str(moonshine_voice.__file__)).parent / "assets" / "tiny-en"
    target = folder / MODEL
    target.mkdir(parents=True)
    for name in _PARTS:
        shutil.copyfile(assets / name, target / name)
    words = enumerate(_tokens((assets / "tokenizer.bin").read_bytes()))
    lines = (f"{base64.b64encode(word).decode()} {number}\n" for number, word in words)
    (target / "tokens.txt").write_text("".join(lines))
    return target


def _tokens(packed: bytes) -> list[bytes]:
    """Each behind its length, of a byte or, from 128 on, of two."""
    found, at = list[bytes](), 0
    while at < len(packed):
        length, at = packed[at], at + 1
        if length >= 128:
            length, at = packed[at] * 128 + length - 128, at + 1
        found.append(packed[at : at + length])
        at += length
    return found
