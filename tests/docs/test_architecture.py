"""docs/architecture.md: its rooms are those that import-linter holds apart; the glossary is in order."""

from __future__ import annotations

import re
import tomllib

from tests.support.product import ROOT

PAGE = (ROOT / "docs" / "architecture.md").read_text()


def layers(contract: str) -> list[set[str]]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (found,) = [item["layers"] for item in contracts if item["name"] == contract]
    return [set(layer.split(" | ")) for layer in found]


def rooms(heading: str) -> list[set[str]]:
    section = PAGE.partition(f" {heading}\n")[2].partition("\n#")[0]
    rows = re.findall(r"^\| (`[^|]+`) \|", section, re.MULTILINE)
    return [set(re.findall(r"`([^`]+)`", row)) for row in rows]


def test_the_rooms_are_the_layers() -> None:
    assert rooms("Rooms") == layers("Imports go one way")
    assert rooms("Inside app/captions") == layers("The rooms of app.captions stand on one another")


def test_every_folder_of_app_is_a_room() -> None:
    folders = {f"app.{path.name}" for path in (ROOT / "app").iterdir() if path.is_dir()} - {"app.__pycache__"}
    assert folders <= set.union(*rooms("Rooms"))


def test_every_path_on_the_page_is_there() -> None:
    for page in ("architecture.md", "document.md", "glossary.md"):
        text = (ROOT / "docs" / page).read_text()
        named = set(re.findall(r"`((?:app|models|scripts|tasks|tests)/[\w./-]+)`", text))
        assert [path for path in named if not (ROOT / path).exists()] == []


def test_the_glossary_is_in_order() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text()
    terms = re.findall(r"^\| ([^|]+) \| ", text, re.MULTILINE)[1:]
    assert terms == sorted(terms, key=str.casefold)
    assert len(terms) == len(set(terms))
