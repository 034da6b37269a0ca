"""What tests of media share."""

from pathlib import Path

import pytest

from tests.support.media.clips import SRT


@pytest.fixture
def srt(tmp_path: Path) -> Path:
    path = tmp_path / "c.srt"
    path.write_text(SRT, encoding="utf-8")
    return path
