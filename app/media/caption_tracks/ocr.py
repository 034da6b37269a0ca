"""Reading captions that are pictures: by Tesseract, or by RapidOCR where that has not the language."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from app.core.child_process.program import Bounds, run
from app.core.errors import EngineError
from app.core.progress import Cancelled, OnProgress, ignore_progress, never
from app.media.caption_tracks import tesseract
from app.media.caption_tracks.tesseract import ReadPicture, without_gaps
from app.media.language_codes import two_letters

PACKAGE = "pip install 'cuedeck[ocr]'"
INSTALL = f"{tesseract.INSTALL} (or: {PACKAGE})"
_LANGUAGES = frozenset((
    "af", "az", "bs", "ca", "cs", "cy", "da", "de", "en", "es", "et", "eu", "fi", "fr", "ga", "gl",
    "hr", "hu", "id", "is", "it", "ja", "la", "lb", "lt", "lv", "mi", "ms", "mt", "nl", "no", "oc",
    "pl", "pt", "ro", "sk", "sl", "sq", "sv", "sw", "tl", "tr", "uz", "zh",
))  # fmt: skip
"""What the models in the package of RapidOCR read: Latin letters, Chinese and Japanese."""
_CHILD = Path(__file__).with_name("rapid_ocr_child.py")
_BATCH = 200
_BOUNDS = Bounds(wall=1800, cpu=3600)


def available() -> bool:
    """Whether anything here reads pictures."""
    return tesseract.available() or _rapid()


def check(language: str) -> None:
    """EngineError `engine_missing` when nothing here reads a language ("" is English)."""
    _reader(language)


def read(
    pictures: Sequence[Path],
    language: str,
    *,
    progress: OnProgress = ignore_progress,
    cancelled: Cancelled = never,
) -> list[ReadPicture]:
    """What stands on each picture. Raises EngineError as `check` does."""
    if _reader(language) == "tesseract":
        return tesseract.read(pictures, language, progress=progress, cancelled=cancelled)
    return tesseract.in_batches(pictures, _BATCH, partial(_by_rapid, cancelled), progress)


def _reader(language: str) -> str:
    try:
        tesseract.check(language)
    except EngineError:
        if not (_rapid() and (not language or two_letters(language).partition("-")[0] in _LANGUAGES)):
            raise
        return "rapidocr"
    return "tesseract"


def _rapid() -> bool:
    return importlib.util.find_spec("rapidocr") is not None


def _by_rapid(cancelled: Cancelled, pictures: Sequence[Path], progress: OnProgress) -> list[ReadPicture]:
    read: list[ReadPicture] = []

    def take(line: str) -> None:
        read.append(_picture(json.loads(line)))
        progress(len(read) / len(pictures))

    with tesseract.listed_in_file(pictures) as listed:
        argv: list[str | Path] = [sys.executable, "-I", _CHILD, listed]
        run(argv, bounds=_BOUNDS, on_line=take, cancelled=cancelled)
    return read


def _picture(rows: list[list[tuple[str, float]]]) -> ReadPicture:
    words = [(word, round(100 * sure, 1)) for row in rows for word, sure in row]
    lines = [without_gaps(" ".join(word for word, _ in row)) for row in rows]
    return ReadPicture(lines, words)
