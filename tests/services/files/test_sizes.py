from __future__ import annotations

import pytest

from app.services.files.sizes import size_text


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (14_230, "14.2 kB"),
        (5_000_000, "5.0 MB"),
        (1_300_000_000_000, "1300.0 GB"),
    ],
)
def test_sizes(size: int, words: str) -> None:
    assert size_text(size) == words
