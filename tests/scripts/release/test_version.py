"""A release is refused when its version, changes and tag do not agree."""

from __future__ import annotations

import pytest

from app.api.openapi.document import VERSION
from scripts.release.version import ROOT, problems

PROJECT = '[project]\nversion = "1.2.3"\n'
CHANGES = (
    "# Changelog\n\n## 1.2.3\n\n- New.\n\n### Upgrade notes\n\nNothing.\n\n## 1.2.2\n\n### Upgrade notes\n"
)


def test_this_version_could_be_released() -> None:
    project, changes = (ROOT / "pyproject.toml").read_text(), (ROOT / "CHANGELOG.md").read_text()
    assert problems(project, VERSION, changes, []) == []


@pytest.mark.parametrize("tags", [[], ["v1.2.3"], ["v1.2.3", "v1.2.3-again"]])
def test_what_agrees_is_released(tags: list[str]) -> None:
    assert problems(PROJECT, "1.2.3", CHANGES, tags) == []


@pytest.mark.parametrize(
    ("project", "described", "changes", "tags", "told"),
    [
        (PROJECT.replace("1.2.3", "1.2"), "1.2", CHANGES.replace("1.2.3", "1.2"), [], "MAJOR.MINOR.PATCH"),
        (PROJECT, "1.2.2", CHANGES, [], "describes itself"),
        (PROJECT, "1.2.3", CHANGES.replace("## 1.2.3", "## 1.3.0"), [], "begins with 1.3.0"),
        (PROJECT, "1.2.3", CHANGES.replace("### Upgrade notes", "", 1), [], "Upgrade notes"),
        (PROJECT, "1.2.3", CHANGES, ["v1.2.2"], "tagged v1.2.2"),
    ],
)
def test_what_does_not_agree_is_told(
    project: str, described: str, changes: str, tags: list[str], told: str
) -> None:
    (found,) = problems(project, described, changes, tags)
    assert told in found
