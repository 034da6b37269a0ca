"""Writes the licences of all packages and a bill of materials: `make sbom`.

`docs/licences.md` lists every package with its licence; `.docs/sbom.json` has the same with every hash, in
CycloneDX 1.6. Both are made from the two locks, and from what the installed packages say of themselves.
"""

from __future__ import annotations

import base64
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from functools import cache
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE, BILL = ROOT / "docs" / "licences.md", ROOT / ".docs" / "sbom.json"
_HEAD = """\
# Licences

What Cuedeck is built on, as locked in `requirements.lock` (Python) and `reflex.lock` (the page). Made by
`make sbom`, which also writes a bill of materials with every hash (CycloneDX). The licence is what the
package says of itself.

| package | version | licence |
|---|---|---|
"""
_CLASSIFIER = "License :: "
_UNKNOWN = "see its files"
_TOOLS_ONLY = {"audit", "docs", "generator", "pip", "setup", "test"}


@dataclass(frozen=True, slots=True)
class Package:
    """One package of a lock: `kind` is pypi or npm; `hashes` by algorithm."""

    kind: str
    name: str
    version: str
    licence: str
    hashes: tuple[tuple[str, str], ...]
    shipped: bool


def python_packages() -> Iterator[Package]:
    """What requirements.lock has for this Python."""
    for users, block in re.findall(
        r"^# for ([^\n]*)\n(.*?)(?=^#|\Z)", (ROOT / "requirements.lock").read_text(), re.M | re.S
    ):
        name, version = (each.strip() for each in re.split(r"==|[ \\]", block, maxsplit=2)[:2])
        hashes = tuple(("SHA-256", found) for found in re.findall(r"sha256:([0-9a-f]{64})", block))
        shipped = not set(users.split()) <= _TOOLS_ONLY
        yield Package("pypi", name, version, licence_of(name, version), hashes, shipped)


def licence_of(name: str, version: str) -> str:
    """What a package says of its licence; what is written down when another Python or release is here."""
    try:
        said = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        said = None
    if said is None or said["Version"] != version:
        return _written_down().get((name, version), "")
    assert isinstance(said, Message)
    expression = said.get("License-Expression") or ""
    classes = [each for each in said.get_all("Classifier") or [] if each.startswith(_CLASSIFIER)]
    named = [each.rpartition(" :: ")[2] for each in classes if each != "License :: OSI Approved"]
    first = (said.get("License") or "").strip().split("\n")[0]
    return expression or ", ".join(named) or first[:60]


@cache
def _written_down() -> dict[tuple[str, str], str]:
    rows = (
        line.strip("| \n").split(" | ") for line in PAGE.read_text().splitlines() if line.startswith("| ")
    )
    return {(row[0], row[1]): row[2] for row in rows if row[2:] and row[2] != _UNKNOWN}


def page_packages() -> Iterator[Package]:
    """What reflex.lock has."""
    lock = json.loads((ROOT / "reflex.lock" / "package-lock.json").read_text())
    for path, facts in lock["packages"].items():
        if path:
            algorithm, _, digest = facts["integrity"].partition("-")
            known = (algorithm.upper().replace("SHA", "SHA-"), base64.b64decode(digest).hex())
            name = path.rpartition("node_modules/")[2]
            shipped = not facts.get("dev", False)
            yield Package("npm", name, facts["version"], facts.get("license", ""), (known,), shipped)


def page(packages: list[Package]) -> str:
    """The list of licences, those of tools last."""
    shown = sorted(packages, key=lambda each: (not each.shipped, each.kind != "pypi", each.name.lower()))
    rows = [f"| {each.name} | {each.version} | {each.licence or _UNKNOWN} |\n" for each in shown]
    used = sum(each.shipped for each in shown)
    parts = ("".join(rows[:used]), "".join(rows[used:]))
    tools = "\n## Tools\n\nUsed to build and test, and no part of the running product.\n\n"
    return _HEAD + parts[0] + tools + _HEAD.rpartition("\n\n")[2] + parts[1]


def bill(packages: list[Package]) -> dict[str, object]:
    """The bill of materials."""
    components = [
        {
            "type": "library",
            "name": each.name,
            "version": each.version,
            "purl": f"pkg:{each.kind}/{each.name.replace('@', '%40')}@{each.version}",
            "scope": "required" if each.shipped else "excluded",
            "hashes": [{"alg": name, "content": value} for name, value in each.hashes],
            **({"licenses": [{"license": {"name": each.licence}}]} if each.licence else {}),
        }
        for each in packages
    ]
    about = {"component": {"type": "application", "name": "cuedeck", "version": metadata.version("cuedeck")}}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": about,
        "components": components,
    }


def main() -> None:
    """Write both."""
    packages = [*python_packages(), *page_packages()]
    PAGE.write_text(page(packages))
    BILL.parent.mkdir(exist_ok=True)
    BILL.write_text(json.dumps(bill(packages), indent=1))
    print(
        f"{len(packages)} packages in {PAGE.relative_to(ROOT)} and {BILL.relative_to(ROOT)}", file=sys.stderr
    )


if __name__ == "__main__":
    main()
