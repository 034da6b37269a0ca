"""Where `cuedeck submit -o` writes."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from app.cli import client
from app.cli.jobs import MEMORY, _submitted, links, targets
from app.core.errors import Invalid


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


def test_a_folder_takes_the_files_under_their_own_names(tmp_path: Path) -> None:
    def written(*names: str) -> list[str]:
        job = {"outputs": [{"output_index": n, "file_name": name} for n, name in enumerate(names)]}
        return [str(path.relative_to(tmp_path)) for _, path in targets(job, tmp_path)]

    assert written("film.es.srt", "film.ca.srt") == ["film.es.srt", "film.ca.srt"]
    assert written("../film.vtt") == ["film.vtt"]
    assert written("film.srt", "film.srt") == ["film.0.srt", "film.1.srt"]


class _Api:
    """Remembers what it was sent."""

    def __init__(self) -> None:
        self.files: list[tuple[str, str, bytes]] = []
        self.jobs: list[tuple[dict[str, Any], str]] = []

    def send_file(self, path: str, fields: dict[str, str], name: str, content: Any) -> dict[str, str]:
        self.files.append((path, name, content.read()))
        return {"upload_id": "u1"}

    def submit(self, description: dict[str, Any], source: str) -> dict[str, str]:
        self.jobs.append((description, source))
        return {"job_id": "j1"}


def test_a_translation_memory_is_sent_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    api, memory = _Api(), tmp_path / "terms.tmx"
    memory.write_bytes(b"<tmx/>")
    monkeypatch.setattr(client, "api", lambda: nullcontext(api))
    assert _submitted({"job_type": "translate"}, "film.srt", {MEMORY: memory}) == {"job_id": "j1"}
    assert api.files == [("/v1/uploads", "terms.tmx", b"<tmx/>")]
    assert api.jobs == [({"job_type": "translate", "translation_memory_upload_id": "u1"}, "film.srt")]
    with pytest.raises(Invalid, match=r"none\.tmx cannot be read"):
        _submitted({}, "film.srt", {MEMORY: tmp_path / "none.tmx"})


class _Refusing(_Api):
    """Refuses every job, and has no links."""

    def submit(self, description: dict[str, Any], source: str) -> dict[str, str]:
        raise Invalid("No captions.", hint="Send them in srt_content or captions_upload_id, as the API says.")

    def links(self) -> list[dict[str, Any]]:
        return []


def test_a_hint_names_the_options_that_give_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "api", lambda: nullcontext(_Refusing()))
    with pytest.raises(Invalid) as refusal:
        _submitted({"job_type": "voiceover"}, "talk.vtt")
    assert refusal.value.hint == "Send them in --srt-content or --captions, as the API says."


def test_no_links_are_told_apart_from_nothing_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(client, "api", lambda: nullcontext(_Refusing()))
    links()
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "No link works at present. `cuedeck link JOB` makes one.\n")
    links(as_json=True)
    assert capsys.readouterr() == ("", "")
