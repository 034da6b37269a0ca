"""Prints what requirements.lock has for some extras: `python scripts/dependencies/locked.py EXTRA ...`.

What everybody needs is named `base`; `pip`, `setup` and `generator` are tools that scripts/setup.sh installs.
Needs nothing but Python: it runs before anything is installed.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator
from pathlib import Path

LOCK = Path(__file__).resolve().parents[2] / "requirements.lock"
_FOR = "# for "


def locked(text: str, groups: Collection[str]) -> Iterator[str]:
    """The lines of a lock that are for any of these groups."""
    wanted = False
    for line in text.splitlines():
        if line.startswith(_FOR):
            wanted = not set(line.removeprefix(_FOR).split()).isdisjoint(groups)
        elif wanted and not line.startswith("#"):
            yield line


if __name__ == "__main__":
    print("\n".join(locked(LOCK.read_text(), sys.argv[1:])))
