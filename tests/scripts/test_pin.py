"""Pinned versions: complete, free of places, and made right where the Pythons disagree."""

from __future__ import annotations

import importlib.util
import json
import re
import tomllib
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
PIN = re.compile(
    r'^[a-z0-9.-]+==[A-Za-z0-9.+!]+( ; python_version == "3\.\d+"( or python_version == "3\.\d+")*)?$'
)


def pinned() -> list[str]:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def canonical(requirement: str) -> str:
    name = re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_line_is_a_name_and_a_version() -> None:
    assert [line for line in pinned() if not PIN.match(line)] == []


def test_everything_the_project_asks_for_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = {
        canonical(requirement)
        for group in [project["dependencies"], *project["optional-dependencies"].values()]
        for requirement in group
    }
    assert asked - {canonical(line) for line in pinned()} == set()


def pin_module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("pin", ROOT / "scripts" / "dependencies" / "pin.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_one_line_where_the_pythons_agree_and_markers_where_not() -> None:
    resolved = {
        "3.11": {"same": "1", "differs": "1", "old-only": "3"},
        "3.12": {"same": "1", "differs": "2"},
        "3.13": {"same": "1", "differs": "2"},
    }
    assert pin_module().lines(resolved) == [
        'differs==1 ; python_version == "3.11"',
        'differs==2 ; python_version == "3.12" or python_version == "3.13"',
        "old-only==3",
        "same==1",
    ]


def test_the_lock_of_the_page_is_tidy() -> None:
    text = (ROOT / "reflex.lock" / "package.json").read_text()
    assert text == json.dumps(json.loads(text), sort_keys=True, indent=2) + "\n", "run make build"


def test_the_locks_name_no_registry() -> None:
    assert "://" not in (ROOT / "constraints.txt").read_text()
    assert '"resolved"' not in (ROOT / "reflex.lock" / "package-lock.json").read_text()
