"""Spleeter's two networks, voices and the rest, as one ONNX graph made of the weights that Deezer published.

Each is a U-Net over stretches of a spectrogram (Jansson et al., ISMIR 2017); the layers are those of
deezer/spleeter (MIT). A TensorFlow checkpoint's data file has the weights one after another, in order of
their names.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from app.engines.separation.onnx_graph import Graph

FRAMES, BINS = 512, 1024
"""What the networks take at once: frames of a spectrogram, and frequencies of each, the lowest ones."""
STEMS = ("voices", "rest")

_DOWN = (16, 32, 64, 128, 256, 512)
_UP = (256, 128, 64, 32, 16, 1)
_INTO_UP = (512, 512, 256, 128, 64, 32)
_NORMAL = ("gamma", "beta", "moving_mean", "moving_variance")
_LEAK, _EPSILON = 0.2, 1e-3
_SAME = [1, 1, 2, 2]
"""How TensorFlow pads a kernel of 5 that moves by 2."""
_LAST = 8
"""Bytes of a counter behind the weights."""


def network(data: Path) -> bytes:
    """The graph: `mix` are magnitudes (channels, frames, bins), `voices` and `rest` their shares of it."""
    shape = (1, 2, FRAMES, BINS)
    graph = Graph({"mix": shape}, dict.fromkeys(STEMS, shape))
    weights = _weights(data)
    for number, name in enumerate(STEMS):
        _Stem(graph, weights, number).build(name)
    return graph.model()


def _shapes() -> Iterator[tuple[str, tuple[int, ...]]]:
    for stem in range(len(STEMS)):
        for layer, (taken, made) in enumerate(zip((2, *_DOWN), (*_DOWN, 2), strict=True)):
            name = _named("conv2d", 7 * stem + layer)
            yield f"{name}/kernel", (4, 4, 1, 2) if layer == 6 else (5, 5, taken, made)
            yield f"{name}/bias", (made,)
        for layer, (taken, made) in enumerate(zip(_INTO_UP, _UP, strict=True)):
            name = _named("conv2d_transpose", 6 * stem + layer)
            yield f"{name}/kernel", (5, 5, made, taken)
            yield f"{name}/bias", (made,)
        for layer, made in enumerate((*_DOWN, *_UP)):
            name = _named("batch_normalization", 12 * stem + layer)
            yield from ((f"{name}/{part}", (made,)) for part in _NORMAL)


def _named(kind: str, number: int) -> str:
    return f"{kind}_{number}" if number else kind


SIZE = 4 * sum(math.prod(shape) for _, shape in _shapes()) + _LAST
"""Bytes of the file."""


def _weights(data: Path) -> Mapping[str, Any]:
    import numpy as np

    numbers, found, at = np.fromfile(data, "<f4", (SIZE - _LAST) // 4), {}, 0
    for name, shape in sorted(_shapes()):
        found[name] = numbers[at : at + math.prod(shape)].reshape(shape)
        at += math.prod(shape)
    return found


class _Stem:
    """One of the two networks."""

    def __init__(self, graph: Graph, weights: Mapping[str, Any], number: int) -> None:
        self._graph, self._all, self._number = graph, weights, number

    def build(self, output: str) -> None:
        """Six steps down, six up beside what was left on the way down, and a mask over what came in."""
        graph, made, passed = self._graph, "mix", list[str]()
        for layer in range(6):
            passed.append(self._conv(made, layer, strides=[2, 2], pads=_SAME))
            made = graph.add("LeakyRelu", [self._normal(passed[-1], layer)], alpha=_LEAK)
        made = passed.pop()
        for layer in range(6):
            wider = graph.add("Relu", [self._wider(made, layer)])
            made = self._normal(wider, 6 + layer)
            made = graph.add("Concat", [passed.pop(), made], axis=1) if passed else made
        mask = graph.add("Sigmoid", [self._conv(made, 6, dilations=[2, 2], pads=[3, 3, 3, 3])])
        graph.add("Mul", [mask, "mix"], output)

    def _conv(self, taken: str, layer: int, **how: Any) -> str:
        name = _named("conv2d", 7 * self._number + layer)
        kernel = self._graph.weight(self._all[f"{name}/kernel"].transpose(3, 2, 0, 1))
        return self._graph.add("Conv", [taken, kernel, self._weight(f"{name}/bias")], **how)

    def _wider(self, taken: str, layer: int) -> str:
        name = _named("conv2d_transpose", 6 * self._number + layer)
        kernel = self._graph.weight(self._all[f"{name}/kernel"].transpose(3, 2, 0, 1))
        inputs = [taken, kernel, self._weight(f"{name}/bias")]
        return self._graph.add("ConvTranspose", inputs, strides=[2, 2], pads=_SAME)

    def _normal(self, taken: str, layer: int) -> str:
        name = _named("batch_normalization", 12 * self._number + layer)
        parts = [self._weight(f"{name}/{part}") for part in _NORMAL]
        return self._graph.add("BatchNormalization", [taken, *parts], epsilon=_EPSILON)

    def _weight(self, name: str) -> str:
        return self._graph.weight(self._all[name])
