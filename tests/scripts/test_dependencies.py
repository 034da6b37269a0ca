"""What is installed has a hash that is checked, a licence that we may use, and a place in the bill."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

from scripts.dependencies import lock, locked, sbom

ROOT = Path(__file__).resolve().parents[2]
HASH = re.compile(r" +--hash=sha256:[0-9a-f]{64}( \\)?")
COPYLEFT = re.compile(r"\b(A?GPL|GNU (Affero )?General)", re.IGNORECASE)
ONLY_AS_PROGRAMS = {"espeakng-loader", "yt-dlp-ejs"}
"""Loaded by a process of its own only."""


def text() -> str:
    return (ROOT / "requirements.lock").read_text()


def normal(pin: str) -> str:
    name, version = pin.split(" ;")[0].split("==")
    return f"{lock.name_of(name)}=={version}"


def pins() -> set[str]:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    return {each.split(" ;")[0] for each in lines if each and not each.startswith("#")}


def test_every_pin_has_its_hashes() -> None:
    """Run `make hashes` after a line of constraints.txt has changed."""
    found = {normal(name) for name in lock.blocks(text())}
    tools = {each for group in lock.TOOLS.values() for each in group}
    assert found == {normal(each) for each in pins() | tools}


def test_no_line_is_without_a_hash() -> None:
    for name, block in lock.blocks(text()).items():
        first, *hashes = block.splitlines()
        assert first.startswith(name)
        assert hashes, name
        assert all(HASH.fullmatch(line) for line in hashes), name


def test_every_extra_finds_what_it_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    groups = {"base": project["dependencies"], **project["optional-dependencies"]}
    for group, asked in groups.items():
        found = {lock.name_of(line) for line in locked.locked(text(), ["base", group]) if "==" in line}
        assert {lock.name_of(each) for each in asked} <= found, group
    assert len(list(locked.locked(text(), ["pip"]))) >= 2
    assert list(locked.locked(text(), ["nothing"])) == []


def test_the_lock_names_no_registry() -> None:
    assert "://" not in text()


def test_every_package_of_the_page_has_its_hash() -> None:
    packages = list(sbom.page_packages())
    assert len(packages) > 100
    assert all(each.hashes[0][0] == "SHA-512" and len(each.hashes[0][1]) == 128 for each in packages)


def test_the_lock_of_the_page_has_just_what_it_asks_for() -> None:
    """So that npm installs what is written there, and changes nothing."""
    folder = ROOT / "reflex.lock"
    asked = json.loads((folder / "package.json").read_text())
    packages = json.loads((folder / "package-lock.json").read_text())["packages"]
    for kind in ("dependencies", "devDependencies"):
        assert packages[""][kind] == asked[kind]
        assert {f"node_modules/{name}" for name in asked[kind]} <= packages.keys()
    assert [name for name in packages if "://" in str(packages[name].get("resolved", ""))] == []


@pytest.mark.slow
def test_licences_are_ones_that_we_may_use() -> None:
    shipped = [each for each in [*sbom.python_packages(), *sbom.page_packages()] if each.shipped]
    bad = {each.name: each.licence for each in shipped if COPYLEFT.search(each.licence)}
    bad = {
        name: licence for name, licence in bad.items() if "LGPL" not in licence and "Lesser" not in licence
    }
    assert bad.keys() <= ONLY_AS_PROGRAMS, bad


def test_the_list_of_licences_and_the_bill_have_every_package() -> None:
    packages = [*sbom.python_packages(), *sbom.page_packages()]
    page = (ROOT / "docs" / "licences.md").read_text()
    assert [each.name for each in packages if f"| {each.name} | {each.version} |" not in page] == []
    made = json.loads(json.dumps(sbom.bill(packages)))
    assert made["specVersion"] == "1.6"
    assert len(made["components"]) == len(packages) > 300
    assert all(each["hashes"] and each["purl"].startswith("pkg:") for each in made["components"])
