"""Tesseract reads captions that are pictures, and says of each word how sure it is."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from app.core.child_process.program import Bounds, run
from app.core.errors import EngineError, engine_missing
from app.core.progress import Cancelled, OnProgress, Slice, ignore_progress, never
from app.media.language_codes import three_letters
from app.media.partial_files import working_folder

INSTALL = "apt install tesseract-ocr"
DOUBTFUL = 60.0
"""Per cent below which Tesseract itself calls a word unsure."""

_BATCH = 20
_BOUNDS = Bounds(wall=300, cpu=600)
_NAMES = {"zh": "chi_sim", "zh-tw": "chi_tra", "zh-hk": "chi_tra", "zh-hant": "chi_tra", "no": "nor"}
_WORD_LEVEL = "5"
_WIDE = "[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]"
_GAP = re.compile(f"(?<={_WIDE}) (?={_WIDE})")


@dataclass(slots=True)
class ReadPicture:
    """The lines of one picture, and its words in their order, each with how sure it is in per cent."""

    lines: list[str] = field(default_factory=list)
    words: list[tuple[str, float]] = field(default_factory=list)

    @property
    def doubtful(self) -> list[tuple[str, float]]:
        """The words that the reader itself calls unsure."""
        return [(word, sure) for word, sure in self.words if sure < DOUBTFUL]

    def sure(self) -> list[tuple[str, float]]:
        """The words as they stand in the lines, where signs without gaps are one; the least sure counts."""
        rest = [(piece, sure) for word, sure in reversed(self.words) for piece in reversed(word.split())]
        found = []
        for shown in " ".join(self.lines).split():
            length, least = 0, 100.0
            while rest and length < len(shown):
                piece, sure = rest.pop()
                length, least = length + len(piece), min(least, sure)
            found.append((shown, least))
        return found


def available() -> bool:
    """Whether there is a Tesseract program."""
    return shutil.which("tesseract") is not None


def check(language: str) -> str:
    """Tesseract's name of a language; EngineError `engine_missing` without the program or its language."""
    program = shutil.which("tesseract")
    if program is None:
        raise engine_missing("Tesseract, which reads captions that are pictures,", INSTALL)
    name = _NAMES.get(language.lower()) or (three_letters(language) if language else "eng")
    listed = run([program, "--list-langs"]).stdout.decode("utf-8", "replace").splitlines()[1:]
    if name in listed:
        return name
    raise EngineError(
        f"Tesseract has no data for the language “{language}”.",
        code="engine_missing",
        hint=f"Install it with: {INSTALL}-{name.replace('_', '-')}. It has: "
        f"{', '.join(sorted(set(listed) - {'osd'})[:20])}.",
        rejected=True,
    )


def read(
    pictures: Sequence[Path],
    language: str,
    *,
    progress: OnProgress = ignore_progress,
    cancelled: Cancelled = never,
) -> list[ReadPicture]:
    """What stands on each picture. Raises EngineError as `check` does."""
    return in_batches(pictures, _BATCH, partial(_read, check(language), cancelled), progress)


def in_batches(
    pictures: Sequence[Path],
    most: int,
    read_batch: Callable[[Sequence[Path], OnProgress], list[ReadPicture]],
    progress: OnProgress,
) -> list[ReadPicture]:
    """What stands on each picture, at most so many pictures for one start of a program."""
    found: list[ReadPicture] = []
    for start in range(0, len(pictures), most):
        batch = pictures[start : start + most]
        found += read_batch(batch, Slice(progress, start / len(pictures), len(batch) / len(pictures)))
    return found


@contextmanager
def listed_in_file(pictures: Sequence[Path]) -> Iterator[Path]:
    """A file with the path of each picture in a line, in a folder of its own that goes afterwards."""
    with working_folder(pictures[0].parent) as work:
        listed = work / "pictures.txt"
        listed.write_text("".join(f"{path}\n" for path in pictures), encoding="utf-8")
        yield listed


def _read(
    name: str, cancelled: Cancelled, pictures: Sequence[Path], progress: OnProgress
) -> list[ReadPicture]:
    with listed_in_file(pictures) as listed:
        argv: list[str | Path] = ["tesseract", listed, "stdout", "-l", name, "--psm", "6", "tsv"]
        said = run(argv, bounds=_BOUNDS, cancelled=cancelled, cwd=listed.parent).stdout
    progress(1.0)
    return _parsed(said.decode("utf-8", "replace"), len(pictures))


def _parsed(table: str, count: int) -> list[ReadPicture]:
    """Tesseract's table of words; `page_num` says which picture, counted from 1."""
    found = [ReadPicture() for _ in range(count)]
    last: tuple[str, ...] = ()
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        word = (row.get("text") or "").strip()
        if row.get("level") != _WORD_LEVEL or not word or not 0 < int(row["page_num"]) <= count:
            continue
        picture = found[int(row["page_num"]) - 1]
        line = tuple(row[name] for name in ("page_num", "block_num", "par_num", "line_num"))
        if line == last:
            picture.lines[-1] += f" {word}"
        else:
            picture.lines.append(word)
        last = line
        picture.words.append((word, round(float(row["conf"]), 1)))
    for picture in found:
        picture.lines = [without_gaps(line) for line in picture.lines]
    return found


def without_gaps(line: str) -> str:
    """A line without spaces between signs of Chinese and Japanese, which readers take for words."""
    return _GAP.sub("", line)
