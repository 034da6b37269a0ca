"""File sizes in words."""

from __future__ import annotations


def size_text(size: int) -> str:
    """A file size in decimal units: 532 B, 14.2 kB, 1.3 GB."""
    value = float(size)
    for unit in ("B", "kB", "MB", "GB"):
        if value < 1000 or unit == "GB":
            return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1000
    raise AssertionError("GB is the last unit")
