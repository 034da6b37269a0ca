"""What an upgrade would do is told before it is done."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.services.operations import revisions
from app.services.operations.revisions import Revision


@pytest.mark.parametrize(
    ("current", "told", "waiting"),
    [
        (None, "no database yet", ["0001", "0002"]),
        ("0001", "0002  More.", ["0002"]),
        ("0002", "up to date (0002)", []),
        ("0009", "a newer version", []),
    ],
)
def test_what_waits(
    current: str | None, told: str, waiting: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "0001_first.py").write_text('"""First."""')
    (tmp_path / "0002_more.py").write_text('"""More.\n\nAnd why."""')
    monkeypatch.setattr(revisions, "_current", lambda: current)
    found = revisions.compare(tmp_path)
    assert told in found.message
    assert [each.number for each in found.waiting] == waiting
    assert found.unknown is (current == "0009")


def test_the_title_is_the_first_line(tmp_path: Path) -> None:
    (tmp_path / "0001_first.py").write_text('"""The first.\n\nMore."""')
    assert revisions._read(tmp_path / "0001_first.py") == Revision("0001", "The first.")
