"""`-` for standard input and output, numbers for jobs, and the version."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from app.cli import client
from app.cli.main import cli

SRT = b"1\n00:00:01,000 --> 00:00:02,000\nHi\n"
ROOT = Path(__file__).resolve().parents[2]
ID = "a1b2c3d4-e5f6-7890-abcd-ef1234567890"
LISTED = {"number": 12, "job_id": ID, "job_type": "convert", "stage": "converted", "source_name": "a.srt"}


class Instance:
    """A client that answers from memory; `asked` is what it was asked for."""

    def __init__(self, outputs: int = 1) -> None:
        self.asked: list[Any] = []
        self._outputs = [{"output_index": n, "file_name": f"a.{n}.vtt"} for n in range(outputs)]

    def submit(self, _description: Any, source: Any) -> dict[str, Any]:
        self.asked.append(source)
        return self.job(ID)

    def send_file(self, *arguments: Any) -> dict[str, Any]:
        self.asked.append(arguments)
        return {"job_id": 12, "job_status": "Pending"}

    def job(self, job_id: str) -> dict[str, Any]:
        self.asked.append(job_id)
        ended = {"status": "completed", "stage": "converted", "progress": 100.0, "result_data": {"a": 1}}
        return {"job_id": job_id, "number": 12, "outputs": self._outputs, **ended}

    def download(self, _job: str, target: Path, _index: int) -> Path:
        target.write_bytes(b"WEBVTT\n")
        return target

    def call(self, _method: str, path: str, **params: Any) -> dict[str, Any]:
        self.asked += [path, f"{path} {params}"]
        return {"job_uuid": ID, "job_id": ID, "stage": "canceled", "items": []} | params

    def page(self, **filters: Any) -> dict[str, Any]:
        self.asked.append(filters)
        return {"items": [LISTED], "has_more": True}

    def jobs(self, **filters: Any) -> list[dict[str, Any]]:
        self.asked.append(filters)
        return [LISTED, LISTED]

    def link(self, job_id: str, *_: Any, **__: Any) -> dict[str, Any]:
        self.asked.append(job_id)
        return {"url": "http://link"}

    draft = save_draft = link


@pytest.fixture
def instance(monkeypatch: pytest.MonkeyPatch) -> Instance:
    return use(monkeypatch, Instance())


def use(monkeypatch: pytest.MonkeyPatch, made: Instance) -> Instance:
    @contextmanager
    def api() -> Iterator[Instance]:
        yield made

    monkeypatch.setattr(client, "api", api)
    return made


def run(*arguments: str, given: bytes = b"") -> Result:
    return CliRunner().invoke(cli, arguments, input=given)


def test_a_file_from_standard_input_and_its_result_alone_on_standard_output(instance: Instance) -> None:
    done = run("submit", "-", "--target-profile", "WebVTT", "-o", "-", given=SRT)
    assert (done.exit_code, done.stdout) == (0, "WEBVTT\n"), done.output
    assert instance.asked[0] == ("stdin", SRT)
    assert ID in done.stderr
    as_json = run("submit", "-", "-o", "-", "--json", given=SRT)
    assert as_json.stdout == "WEBVTT\n"


def test_a_folder_that_is_not_there_is_refused_before_any_work(instance: Instance, tmp_path: Path) -> None:
    for command in ("submit", "extract"):
        for path in (tmp_path / "none" / "a.vtt", f"{tmp_path}/none/"):
            done = run(command, "-", "-o", str(path), given=SRT)
            assert f"There is no folder {tmp_path}/none." in str(done.exception)
    assert instance.asked == []


def test_several_results_need_a_path(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, Instance(outputs=2))
    done = run("submit", "-", "-o", "-", given=SRT)
    assert (done.stdout, "standard output takes one" in str(done.exception)) == ("", True)


def test_what_makes_no_file_prints_its_result(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, Instance(outputs=0))
    assert json.loads(run("submit", "-", "-o", "-", given=SRT).stdout) == {"a": 1}


def test_the_other_commands_that_read(instance: Instance) -> None:
    assert run("jobs", "add-media", "12", "-", given=SRT).exit_code == 0
    assert instance.asked[-1][-2:] == ("stdin", SRT)
    assert "1 cue" in run("inspect", "-", given=SRT).stdout
    converted = run("convert", "-", "-", "--to", "WebVTT", given=SRT)
    assert converted.stdout.startswith("WEBVTT")


@pytest.mark.parametrize(
    "command",
    [
        *(("jobs", name) for name in ("show", "watch", "cancel", "retry", "draft", "approve", "send-back")),
        ("link",),
        ("webhooks", "deliveries", "--job"),
    ],
)
@pytest.mark.parametrize(("named", "looked_up"), [("12", True), ("#12", True), (ID, False)])
def test_a_job_is_named_by_number_or_id(
    instance: Instance, command: tuple[str, ...], named: str, looked_up: bool
) -> None:
    done = run(*command, named)
    assert done.exit_code == 0, done.output
    assert ("/job/info" in instance.asked) == looked_up
    assert ID in str(instance.asked[-1])


@pytest.mark.parametrize(
    "command", ["formats", "formats --json", "inspect {file} {file} 2>&1", "inspect /no/such/file 2>&1"]
)
@pytest.mark.slow
@pytest.mark.parametrize("reader", ["true", "head -c 1"])
def test_a_reader_that_leaves_ends_the_command_quietly(command: str, reader: str, tmp_path: Path) -> None:
    """With 141, as of a program that the signal ended; 0 when all had been written before."""
    (tmp_path / "a.srt").write_bytes(SRT)
    written = command.format(file=tmp_path / "a.srt")
    ours = f"{sys.executable} -m app.cli.main {written}"
    script = f"{{ {ours}; echo $? >{tmp_path}/code; }} | {reader}"
    done = subprocess.run(["bash", "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.stderr == ""
    assert len(done.stdout) <= 1
    assert int((tmp_path / "code").read_text()) in (0, 3, 141)


@pytest.mark.slow
def test_a_closed_pipe_is_told_by_the_exit_code() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "app.cli.main", "formats", "--json"]
    done = subprocess.run(command, cwd=ROOT, stdout=writing, stderr=subprocess.PIPE, text=True, timeout=60)
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, "")


@pytest.mark.slow
def test_a_full_disk_is_told_in_words() -> None:
    command = [sys.executable, "-m", "app.cli.main", "formats"]
    with open("/dev/full", "w") as full:
        done = subprocess.run(command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
    told = "cuedeck: the output cannot be written: No space left on device.\n"
    assert (done.returncode, done.stderr) == (1, told)


def test_the_version() -> None:
    done = run("--version")
    assert (done.exit_code, done.stdout.split()[0]) == (0, "cuedeck")


def test_exit_codes() -> None:
    assert run("no-such-command").exit_code == 2
    assert run("inspect", "/no/such/file").exit_code == 3


def test_a_list_says_that_there_are_more_and_gives_all(instance: Instance) -> None:
    first = run("jobs", "list", "--label", "news")
    assert (first.stdout.count(ID), instance.asked[-1]["label"]) == (1, "news")
    assert "--all" in first.stderr
    every = run("jobs", "list", "--all")
    assert (every.stdout.count(ID), every.stderr) == (2, "")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "named"),
    [
        ("convert {here}/a.srt {here}/none/a.vtt", "none/a.vtt: No such file or directory"),
        ("convert {here}/a.srt {here}/a.srt/b.vtt", "b.vtt: Not a directory"),
        ("check {here}/a.srt --html {here}/none/a.html", "none/a.html: No such file or directory"),
    ],
)
def test_a_path_that_cannot_be_written_is_told_in_words(command: str, named: str, tmp_path: Path) -> None:
    (tmp_path / "a.srt").write_bytes(SRT)
    words = command.format(here=tmp_path).split()
    done = subprocess.run(
        [sys.executable, "-m", "app.cli.main", *words], cwd=ROOT, capture_output=True, text=True
    )
    assert (done.returncode, "Traceback" in done.stderr) == (3, False), done.stderr
    assert named in done.stderr
    assert "Check the path" in done.stderr
