"""What onnxruntime raises, which has no base of its own."""

from __future__ import annotations


def onnx_errors(*others: type[Exception]) -> tuple[type[Exception], ...]:
    """Its classes, and `others`, for `except`: only asked once one was raised, where onnxruntime is there."""
    from onnxruntime.capi import onnxruntime_pybind11_state as state

    own = (each for each in vars(state).values() if isinstance(each, type) and issubclass(each, Exception))
    return (*others, RuntimeError, *own)
