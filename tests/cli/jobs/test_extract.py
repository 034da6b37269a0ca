"""`cuedeck extract` against the started product: where it writes, which track, and what it says without."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from app.cli.jobs import _free
from tests.support.media.tracks import srt, with_tracks
from tests.support.product import Product


@pytest.mark.server
def test_a_track_of_a_film_in_the_terminal(product: Product, tmp_path: Path) -> None:
    def extract(*arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        return product.cli("extract", str(film), *arguments, check=check)

    (tmp_path / "es.txt").write_text(srt("Buenas"), encoding="utf-8")
    (tmp_path / "en.txt").write_text(srt("Good evening"), encoding="utf-8")
    tracks = [(tmp_path / "es.txt", "spa", "default"), (tmp_path / "en.txt", "eng", "0")]
    film = with_tracks(tmp_path / "film.mkv", *tracks)
    written = tmp_path / "named.vtt"
    job = json.loads(extract("--track", "en", "--to", "WebVTT", "-o", str(written), "--json").stdout)
    assert (job["stage"], job["result_data"]["track"]["number"]) == ("extracted", 2)
    assert written.read_text(encoding="utf-8").startswith("WEBVTT")
    assert "Good evening" in written.read_text(encoding="utf-8")
    assert "Buenas" in extract("-o", "-").stdout
    refused = extract("--track", "fr", check=False)
    assert refused.returncode != 0
    assert "no caption track “fr”" in refused.stderr


def test_no_file_that_nobody_named_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    one = {"outputs": [{"output_index": 0, "file_name": "../film.srt"}]}
    assert _free(one) == Path("film.srt")
    Path("film.srt").touch()
    assert _free(one) == Path("film-2.srt")
    two = {"outputs": [*one["outputs"], {"output_index": 1, "file_name": "film.soft-captions.mkv"}]}
    Path("film.1.mkv").touch()
    assert _free(two) == Path("film-2.srt")
