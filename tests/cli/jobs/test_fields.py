"""Every field of the API as an option of the command line, and as a line of the docs."""

from __future__ import annotations

import re
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
import typer.main
from typer.testing import CliRunner

from app.cli import client
from app.cli import jobs as commands
from app.cli.jobs.fields import OTHERWISE, option_name, with_fields
from app.cli.main import cli
from app.core.errors import BadRequest
from app.job_types import JOB_TYPES

DOCS = Path(__file__).resolve().parents[3] / "docs" / "jobs"
FIELDS = [(kind.name, name) for kind in JOB_TYPES.values() for name in kind.parameters.model_fields]


class _Api:
    """Remembers what it was sent."""

    def __init__(self) -> None:
        self.files: list[str] = []
        self.job: dict[str, Any] = {}

    def send_file(self, path: str, fields: dict[str, str], name: str, content: Any) -> dict[str, str]:
        self.files.append(name)
        return {"upload_id": f"id of {name}"}

    def submit(self, description: dict[str, Any], source: str) -> dict[str, str]:
        self.job = description
        return {"job_id": "j1"}


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> _Api:
    found = _Api()
    monkeypatch.setattr(client, "api", lambda: nullcontext(found))
    return found


def asked(*arguments: str) -> str:
    done = CliRunner().invoke(cli, ["submit", "film.mp4", *arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture(scope="module")
def options() -> set[str]:
    """What `cuedeck submit` takes, once it is asked for more than it has itself."""
    one = typer.Typer()
    one.command()(with_fields(commands.submit))
    return {option for each in typer.main.get_command(one).params for option in each.opts}


def test_every_field_has_an_option(options: set[str]) -> None:
    known = {*options, "FILE"}
    lacking = {
        f"{kind}.{name}" for kind, name in FIELDS if OTHERWISE.get(name, option_name(name)) not in known
    }
    assert lacking == set()
    names = {name for _, name in FIELDS} - OTHERWISE.keys()
    assert len({option_name(name) for name in names}) == len(names)


def test_every_field_has_a_line_in_the_docs() -> None:
    shared = (DOCS / "README.md").read_text(encoding="utf-8")
    lacking = set()
    for kind, name in FIELDS:
        page = (DOCS / f"{kind}.md").read_text(encoding="utf-8")
        if name != "job_type" and f"`{name}`" not in shared + page:
            lacking.add(f"{kind}.{name}")
    assert lacking == set()


def test_help_names_them_with_what_they_take() -> None:
    help_text = re.sub(r"\s+", " ", CliRunner().invoke(cli, ["submit", "--help"]).output)
    assert "--video-preset h264|hevc|prores|proxy" in help_text
    assert "prores (422 HQ in MOV, for editing)" in help_text
    assert "--captions FILE" in help_text
    assert "--video-preset" in CliRunner().invoke(cli, ["extract", "--help"]).output


def test_values_arrive_as_the_fields_take_them(api: _Api, tmp_path: Path) -> None:
    words = tmp_path / "words.srt"
    words.write_text("1\n00:00:01,000 --> 00:00:02,000\nHello\n")
    asked(
        "--type", "dub", "--video-preset=hevc", "--burn-in", "--no-embed", "--caption-size", "6.5",
        "--track", "2", "--labels", "2024", "--labels", "a=b", "--voices", "Anna=7",
        "--job-metadata", "year=2024",
        "--external-id", "007", "--captions", str(words), "--encode-options", '{"mode": "pop-on"}',
    )  # fmt: skip
    assert api.files == ["words.srt"]
    assert api.job == {
        "job_type": "dub", "video_preset": "hevc", "burn_in": True, "embed": False, "caption_size": 6.5,
        "track": 2, "labels": ["2024", "a=b"], "voices": {"Anna": "7"}, "job_metadata": {"year": 2024},
        "external_id": "007", "captions_upload_id": "id of words.srt", "encode_options": {"mode": "pop-on"},
    }  # fmt: skip


def test_what_is_no_option_and_what_is_no_pair_is_refused(api: _Api) -> None:
    done = CliRunner().invoke(cli, ["submit", "film.mp4", "--video-presets", "hevc"])
    assert done.exit_code == 2
    assert "--video-preset" in done.output
    with pytest.raises(BadRequest, match="--voices takes NAME=VALUE"):
        CliRunner().invoke(cli, ["submit", "film.mp4", "--voices", "Anna"], catch_exceptions=False)
    assert api.job == {}
