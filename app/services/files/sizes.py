"""File sizes in words."""

from __future__ import annotations

from babel.numbers import format_decimal

from app import locale


def size_text(size: int, language: str = locale.ENGLISH) -> str:
    """A file size in decimal units: 532 B, 14.2 kB, 1.3 GB; 14,2 kB in German."""
    value = float(size)
    for unit in ("B", "kB", "MB", "GB"):
        if value < 1000 or unit == "GB":
            number = format_decimal(f"{value:.1f}", "0.0", language)
            return f"{value:.0f} {unit}" if unit == "B" else f"{number} {unit}"
        value /= 1000
    raise AssertionError("GB is the last unit")
