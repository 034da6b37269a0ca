"""An ONNX graph as bytes: as much of the format as a network of ours needs, so that no package is needed.

The numbers are those of the fields in onnx.proto3 (github.com/onnx/onnx, Apache-2.0).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

_IR, _OPSET = 8, 13
_VARINT, _BYTES, _FLOAT32 = 0, 2, 5
_FLOAT_TENSOR, _INT, _FLOAT, _INTS = 1, 2, 1, 7


@dataclass(slots=True)
class Graph:
    """Nodes in their order, and the weights that they name; `add` gives the name of what a node makes."""

    inputs: Mapping[str, Sequence[int]]
    outputs: Mapping[str, Sequence[int]]
    _parts: list[bytes] = field(default_factory=list)
    _made: int = 0

    def weight(self, array: Any) -> str:
        """Keep an array of 32-bit floats; its name."""
        name = self._name()
        dims = b"".join(_number(1, size) for size in array.shape)
        raw = array.astype("<f4").tobytes()
        self._parts.append(_message(5, dims + _number(2, _FLOAT_TENSOR) + _text(8, name) + _message(9, raw)))
        return name

    def add(self, kind: str, inputs: Iterable[str], output: str = "", **attributes: Any) -> str:
        """A node of this kind; what it makes is called `output`, or has a name of its own."""
        name = output or self._name()
        told = b"".join(_text(1, each) for each in inputs) + _text(2, name) + _text(4, kind)
        told += b"".join(_message(5, _attribute(each, value)) for each, value in attributes.items())
        self._parts.append(_message(1, told))
        return name

    def _name(self) -> str:
        self._made += 1
        return f"n{self._made}"

    def model(self) -> bytes:
        """The whole as an ONNX file has it."""
        places = [_message(11, _value(*each)) for each in self.inputs.items()]
        places += [_message(12, _value(*each)) for each in self.outputs.items()]
        graph = b"".join([*self._parts, _text(2, "graph"), *places])
        return _number(1, _IR) + _message(8, _text(1, "") + _number(2, _OPSET)) + _message(7, graph)


def _attribute(name: str, value: Any) -> bytes:
    if isinstance(value, int):
        return _text(1, name) + _number(3, value) + _number(20, _INT)
    if isinstance(value, float):
        return _text(1, name) + _key(2, _FLOAT32) + struct.pack("<f", value) + _number(20, _FLOAT)
    return _text(1, name) + b"".join(_number(8, each) for each in value) + _number(20, _INTS)


def _value(name: str, shape: Sequence[int]) -> bytes:
    dims = b"".join(_message(1, _number(1, size)) for size in shape)
    return _text(1, name) + _message(2, _message(1, _number(1, _FLOAT_TENSOR) + _message(2, dims)))


def _message(number: int, body: bytes) -> bytes:
    return _key(number, _BYTES) + _varint(len(body)) + body


def _text(number: int, text: str) -> bytes:
    return _message(number, text.encode())


def _number(number: int, value: int) -> bytes:
    return _key(number, _VARINT) + _varint(value)


def _key(number: int, kind: int) -> bytes:
    return _varint(number << 3 | kind)


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes((*out, value))
