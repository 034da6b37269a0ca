"""Writes constraints.txt: the versions that a clean resolve gives today, for every supported Python.

    make pins

python3.11, python3.12 and python3.13 have to be on the PATH. Take Debian 12's for the first: early patch
releases need a package that later ones do not.

Where the Pythons agree there is one line; where they do not, one line each with a marker.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import tomllib
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PYTHONS = ("3.11", "3.12", "3.13")
HEADER = "# Made by scripts/dependencies/pin.py from pyproject.toml. Do not edit: run `make pins`.\n"


def resolve(python: str, wanted: str) -> dict[str, str]:
    """What pip would install for `wanted` into an empty environment of this Python: versions by name."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([f"python{python}", "-m", "venv", folder], check=True)
        install = [f"{folder}/bin/python", "-m", "pip", "install", "-qq", "--ignore-installed"]
        subprocess.run([*install, "--upgrade", "pip"], check=True)  # its own answers, not those of an old pip
        report = Path(folder) / "report.json"
        subprocess.run([*install, "--dry-run", "--report", str(report), wanted], check=True)
        found = json.loads(report.read_text())["install"]
    return {each["metadata"]["name"].lower().replace("_", "-"): each["metadata"]["version"] for each in found}


def lines(resolved: dict[str, dict[str, str]]) -> list[str]:
    """The lines of the file. `resolved` has the versions by name for each Python."""
    versions: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for python, names in resolved.items():
        for name, version in names.items():
            versions[name][version].append(python)
    made: list[str] = []
    for name, found in sorted(versions.items()):
        for version, pythons in found.items():
            marker = " or ".join(f'python_version == "{python}"' for python in pythons)
            made.append(f"{name}=={version}" + (f" ; {marker}" if len(found) > 1 else ""))
    return made


def main() -> None:
    """Resolve for every Python and write the file."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = f"{ROOT}[{','.join(project['optional-dependencies'])}]"
    resolved = {python: resolve(python, wanted) for python in PYTHONS}
    for names in resolved.values():
        del names[project["name"]]
    (ROOT / "constraints.txt").write_text(HEADER + "\n".join(lines(resolved)) + "\n")
    print(f"{len(lines(resolved))} versions pinned.", file=sys.stderr)


if __name__ == "__main__":
    main()
