"""Reads deploy/Containerfile: its stages, and what is copied into them from the checkout."""

from __future__ import annotations

import fnmatch
import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "deploy" / "Containerfile"
IGNORED = ROOT / ".containerignore"
KNOWN = frozenset(
    ("ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "RUN", "STOPSIGNAL")
) | {"VOLUME", "WORKDIR"}


@dataclass
class Stage:
    """One `FROM` with what follows it: (instruction, argument)."""

    image: str
    name: str = ""
    steps: list[tuple[str, str]] = field(default_factory=list)

    def last(self, instruction: str) -> str:
        """The argument that holds; an image has one of each at most."""
        return next((argument for name, argument in reversed(self.steps) if name == instruction), "")

    def all(self, instruction: str) -> list[str]:
        """The arguments of every such instruction."""
        return [argument for name, argument in self.steps if name == instruction]


def stages(text: str) -> list[Stage]:
    """The stages of a Containerfile. ValueError for an instruction that is not known here."""
    found: list[Stage] = []
    joined = re.sub(r"\\\n\s*", " ", re.sub(r"(?m)^#.*\n?", "", text))
    for line in filter(None, map(str.strip, joined.splitlines())):
        name, _, argument = line.partition(" ")
        if name not in KNOWN:
            raise ValueError(f"{name} is not known: {line}")
        if name == "FROM":
            image, _, alias = argument.partition(" AS ")
            found.append(Stage(image, alias))
        else:
            found[-1].steps.append((name, argument.strip()))
    return found


def is_sent(path: PurePosixPath, patterns: list[str]) -> bool:
    """Whether a file of the checkout is part of what the image is built from: the last pattern decides."""
    sent = True
    for pattern in patterns:
        keeps, bare = pattern.startswith("!"), pattern.removeprefix("!")
        candidates = [str(path), *map(str, path.parents)][:-1]
        if any(_matches(each, bare) for each in candidates):
            sent = keeps
    return sent


def _matches(path: str, pattern: str) -> bool:
    if pattern.startswith("**/"):
        return fnmatch.fnmatchcase(path.rpartition("/")[2], pattern[3:])
    return path.count("/") == pattern.count("/") and fnmatch.fnmatchcase(path, pattern)


def ignore_patterns() -> list[str]:
    """The lines of .containerignore."""
    lines = map(str.strip, IGNORED.read_text().splitlines())
    return [line for line in lines if line and not line.startswith("#")]
