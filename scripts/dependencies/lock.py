"""Writes requirements.lock: every pin of constraints.txt with the hashes of its files and whom it is for.

    make hashes

Run after a line of constraints.txt has changed; `make pins` does both. uv, in an environment of its own, asks
the registry for the hashes of all files of a release, so that the lock holds for every machine.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "requirements.lock"
UV = "uv==0.13.9"
TOOLS = {
    "pip": ["pip==26.3"],  # finds the same packages in a third of the time of the one of Python 3.11
    "setup": ["setuptools==83.0.0"],
    "generator": ["openapi-python-client==0.29.1"],
}
"""What scripts/setup.sh installs beside the extras, each by its own name."""
HEADER = "# Made by scripts/dependencies/lock.py from constraints.txt. Do not edit: run `make hashes`.\n"


def blocks(text: str) -> dict[str, str]:
    """The requirements of a file that pip reads, each with its hashes, by name and marker."""
    found = re.findall(r"^[A-Za-z0-9].*?(?:[^\\]\n|\Z)", text, re.MULTILINE | re.DOTALL)
    return {each.split("\\")[0].strip(): each.strip() for each in found}


def name_of(requirement: str) -> str:
    """The normalised name that a requirement begins with."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0]).lower()


class Uv:
    """uv in a temporary folder."""

    def __init__(self, folder: str) -> None:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([f"{folder}/bin/python", "-m", "pip", "install", "-qq", UV], check=True)
        self._program = f"{folder}/bin/uv"

    def compile(self, *arguments: str, requirements: Iterable[str] = ()) -> str:
        """What `uv pip compile` prints for every supported Python."""
        command = [self._program, "pip", "compile", "--quiet", "--universal", "--no-header", "--no-annotate"]
        command += ["--python-version", "3.11", *arguments]
        given = "\n".join(requirements)
        done = subprocess.run(
            command, input=given, check=True, capture_output=True, text=True, cwd=ROOT, env=os.environ
        )
        return done.stdout


def _groups(users: set[str]) -> str:
    return "base" if "base" in users else " ".join(sorted(users))


def main() -> None:
    """Ask for the hashes and write the file."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    users: dict[str, set[str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        uv = Uv(folder)
        for extra in ("", *project["optional-dependencies"]):
            chosen = ["--extra", extra] if extra else []
            for each in blocks(uv.compile("--constraint", "constraints.txt", "pyproject.toml", *chosen)):
                users.setdefault(name_of(each), set()).add(extra or "base")
        pins = (ROOT / "constraints.txt").read_text().splitlines()
        tools = [each for group in TOOLS.values() for each in group]
        wanted = [line for line in (*pins, *tools) if line and not line.startswith("#")]
        hashed = blocks(uv.compile("--no-deps", "--generate-hashes", "-", requirements=wanted))
    for group, names in TOOLS.items():
        for each in names:
            users.setdefault(name_of(each), set()).add(group)
    lines = [f"# for {_groups(users.get(name_of(key), set()))}\n{block}\n" for key, block in hashed.items()]
    LOCK.write_text(HEADER + "".join(lines))
    unused = [key for key in hashed if name_of(key) not in users]
    print(f"{len(hashed)} releases locked; for nothing: {', '.join(unused) or 'none'}.", file=sys.stderr)


if __name__ == "__main__":
    main()
