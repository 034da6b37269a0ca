"""Where `cuedeck submit -o` writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.cli.jobs import targets


@pytest.mark.parametrize(
    ("names", "written"),
    [
        ([], []),
        (["film.es.srt"], ["out.txt"]),
        (["film.es.srt", "film.ca.srt"], ["out.0.srt", "out.1.srt"]),
        (["film.srt", "film.open-captions.mp4"], ["out.0.srt", "out.1.mp4"]),
    ],
)
def test_several_files_go_beside_the_path_under_their_own_endings(
    names: list[str], written: list[str]
) -> None:
    job = {"outputs": [{"output_index": n, "file_name": name} for n, name in enumerate(names)]}
    assert [(index, path.name) for index, path in targets(job, Path("/tmp/out.txt"))] == list(
        enumerate(written)
    )
