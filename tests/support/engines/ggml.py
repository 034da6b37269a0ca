"""A Whisper model of faster-whisper (CTranslate2) as whisper.cpp reads it (ggml), with the very same weights.

No registry has ggml weights; those of `whisper-tiny.en` come from one, in half precision like ggml's own.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

_MAGIC, _HALF = 0x67676D6C, 1
_TYPES = {0: "<f4", 1: "i1", 2: "<i2", 3: "<i4", 4: "<f2"}
"""Of CTranslate2's tensors, by number."""
_TENSORS = {
    "layer_norm/gamma": "ln_post.weight",
    "layer_norm/beta": "ln_post.bias",
    "position_encodings/encodings": "positional_embedding",
    "embeddings/weight": "token_embedding.weight",
    "conv1/weight": "conv1.weight",
    "conv1/bias": "conv1.bias",
    "conv2/weight": "conv2.weight",
    "conv2/bias": "conv2.bias",
}
_LAYER = {
    "self_attention/layer_norm": ("attn_ln",),
    "self_attention/linear_0": ("attn.query", "attn.key", "attn.value"),
    "self_attention/linear_1": ("attn.out",),
    "attention/layer_norm": ("cross_attn_ln",),
    "attention/linear_0": ("cross_attn.query",),
    "attention/linear_1": ("cross_attn.key", "cross_attn.value"),
    "attention/linear_2": ("cross_attn.out",),
    "ffn/layer_norm": ("mlp_ln",),
    "ffn/linear_0": ("mlp.0",),
    "ffn/linear_1": ("mlp.2",),
}
_KINDS = {"gamma": "weight", "beta": "bias", "weight": "weight", "bias": "bias"}


def as_ggml(model: Path, target: Path) -> Path:
    """Write the model in this folder as one file of ggml."""
    from faster_whisper.feature_extractor import FeatureExtractor

    tensors = dict(_read(model / "model.bin"))
    tokens = _tokens(model / "tokenizer.json")
    embedded = tensors["decoder/embeddings/weight"]
    layers = sum(name.endswith("ffn/linear_0/weight") for name in tensors) // 2
    width, heads = embedded.shape[1], int(tensors["encoder/num_heads"])
    contexts = [len(tensors[f"{side}/position_encodings/encodings"]) for side in ("encoder", "decoder")]
    mels = tensors["encoder/conv1/weight"].shape[1]
    filters = FeatureExtractor(mels).mel_filters.astype("<f4")
    sizes = [len(embedded), contexts[0], width, heads, layers, contexts[1], width, heads, layers, mels]
    with target.open("wb") as file:
        file.write(struct.pack("<12i", _MAGIC, *sizes, _HALF))
        file.write(struct.pack("<2i", *filters.shape) + filters.tobytes())
        file.write(struct.pack("<i", len(tokens)))
        for token in tokens:
            file.write(struct.pack("<i", len(token)) + token)
        for name, values in tensors.items():
            for ggml_name, part in _renamed(name, values):
                _write(file, ggml_name, part)
    return target


def _read(path: Path) -> Iterator[tuple[str, Any]]:
    """The tensors of a CTranslate2 model."""
    import numpy

    with path.open("rb") as file:
        file.read(4)
        _text(file)
        _revision, count = struct.unpack("<2I", file.read(8))
        for _ in range(count):
            name = _text(file)
            shape = struct.unpack(f"<{(rank := file.read(1)[0])}I", file.read(4 * rank))
            kind, size = struct.unpack("<BI", file.read(5))
            yield name, numpy.frombuffer(file.read(size), _TYPES[kind]).reshape(shape)


def _text(file: BinaryIO) -> str:
    (length,) = struct.unpack("<H", file.read(2))
    return file.read(length).rstrip(b"\0").decode()


def _tokens(path: Path) -> list[bytes]:
    """The words' parts as bytes; whisper.cpp names the special ones behind them itself."""
    vocabulary = json.loads(path.read_text())["model"]["vocab"]
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in plain]
    bytes_of = {chr(byte): byte for byte in plain} | {chr(256 + n): byte for n, byte in enumerate(others)}
    listed = sorted(vocabulary, key=lambda token: int(vocabulary[token]))
    return [bytes(bytes_of[letter] for letter in token) for token in listed if not token.startswith("<|")]


def _renamed(name: str, values: Any) -> Iterator[tuple[str, Any]]:
    import numpy

    side, _, rest = name.partition("/")
    if rest in _TENSORS:
        called = _TENSORS[rest].replace("ln_post", "ln_post" if side == "encoder" else "ln")
        yield f"{side}.{called}", values
    elif rest.startswith("layer_"):
        number, _, place = rest.removeprefix("layer_").partition("/")
        where, _, kind = place.rpartition("/")
        names = _LAYER.get(where, ())
        for called, part in zip(names, numpy.split(values, len(names)) if names else (), strict=True):
            if not (called.endswith(".key") and kind == "bias"):  # Whisper's keys have none
                yield f"{side}.blocks.{number}.{called}.{_KINDS[kind]}", part


def _write(file: BinaryIO, name: str, values: Any) -> None:
    """Matrices in half precision; vectors and what stands for places in full."""
    if "conv" in name and name.endswith("bias"):
        values = values.reshape(-1, 1)
    full = values.ndim < 2 or values.shape[-1] == 1 or name.endswith("positional_embedding")
    file.write(struct.pack("<3i", values.ndim, len(name), 0 if full else _HALF))
    file.write(struct.pack(f"<{values.ndim}i", *reversed(values.shape)) + name.encode())
    file.write(values.astype("<f4" if full else "<f2").tobytes())
