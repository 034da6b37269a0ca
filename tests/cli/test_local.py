"""`cuedeck convert` needs no server and takes the caption fields of a Job Description, as the API does."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from app.captions.conversion.convert import inspect
from app.captions.model.document import ticks
from app.captions.verification import readers
from app.cli.main import cli
from app.core.errors import AppError
from tests.support.product import ROOT

SRT = """\
1
00:00:10,000 --> 00:00:12,000
One

2
00:00:12,100 --> 00:00:14,000
two

3
00:01:00,000 --> 00:01:08,000
A long caption that has to be cut, because nobody reads so much. It ends here, after two sentences or so.
"""
AT_TEN = SRT.replace("00:0", "10:0")


def converted(
    tmp_path: Path, *options: str, text: str = SRT, to: str = "WebVTT"
) -> tuple[Any, dict[str, Any]]:
    """The document written, and the report."""
    (tmp_path / "in.srt").write_text(text)
    arguments = ["convert", str(tmp_path / "in.srt"), str(tmp_path / "out"), "--to", to, "--json"]
    for option in options:
        arguments += ["--option", option]
    done = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return inspect((tmp_path / "out").read_bytes()).document, json.loads(done.stdout)


def starts(document: Any) -> list[float]:
    return [round(cue.start / ticks(1), 3) for cue in document.cues]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["offset=00:00:01:00"], [11.001, 13.101, 61.001]),
        (["offset=00:00:01.500", "offset_type=subtract"], [8.5, 10.6, 58.5]),
        (["offset=00:00:01:12", "offsetType=add", "target_frameRate=24"], [11.5, 13.6, 61.5]),
        (["source_frameRate=24", "target_frameRate=25"], [9.6, 11.616, 57.6]),
        (["source_frame_rate=25", "target_frame_rate=24", "conform=stretch"], [10.417, 12.604, 62.5]),
        (["source_frameRate=24", "target_frameRate=25", "conform=keep"], [10, 12.1, 60]),
        (["source_frameRate=24", "target_frameRate=23.976"], [10.01, 12.112, 60.06]),
        (["source_frameRate=29.97 NDF", "target_frameRate=30"], [9.99, 12.088, 59.94]),
        (["conform=pull-down", "source_frameRate=60", "target_frameRate=59.94"], [10.01, 12.112, 60.06]),
        (["conform=pull-up", "source_frameRate=59.94", "target_frameRate=60"], [9.99, 12.088, 59.94]),
        (["conform=timecode", "source_frameRate=25", "target_frameRate=50"], [10, 12.12, 60]),
        (['edits={"sync": [{"from": "00:00:10:00", "to": "00:00:20:00"}, '
          '{"from": "00:01:00:00", "to": "00:02:00:00"}]}', "source_frameRate=25"], [20, 24.2, 120]),
        (['edits={"snap": true}', "source_frameRate=25"], [10, 12.12, 60]),
        (['edits={"merge": true}'], [10, 60]),
        (['edits={"split": {"characters": 60}}'], [10, 12.1, 60, 62.59, 65.943]),
        (['edits={"segments": [{"type": "black", "duration": "00:00:05:00"}, '
          '{"type": "file", "in": "00:00:11:00", "out": "00:00:20:00"}]}'], [5.005, 6.094]),
    ],
)  # fmt: skip
def test_times_are_changed_as_asked(tmp_path: Path, options: list[str], expected: list[float]) -> None:
    assert starts(converted(tmp_path, *options)[0]) == expected


@pytest.mark.parametrize("incode", ["auto", "10:00:00:00"])
def test_times_count_from_the_incode(tmp_path: Path, incode: str) -> None:
    document, report = converted(tmp_path, f"incode={incode}", "source_frameRate=25", text=AT_TEN)
    assert starts(document) == [10, 12.1, 60]
    assert "incode" in report["notes"][0]


def test_gaps_are_opened(tmp_path: Path) -> None:
    document, _ = converted(tmp_path, 'edits={"gaps": {"frames": 5}}', "source_frameRate=25")
    assert document.cues[1].start - document.cues[0].end == ticks("0.2")


def test_a_guide_of_own_numbers_and_mending_reach_the_report(tmp_path: Path) -> None:
    guide = 'guide={"base": "netflix", "line_length": 30}'
    _, found = converted(tmp_path, guide)
    assert "line_length" in {item["code"] for item in found["quality"]}
    _, mended = converted(tmp_path, guide, "auto_fix=true")
    assert mended["fixes"]


@pytest.mark.parametrize("name", ["encode_options", "encoding_options", "encodeOptions"])
def test_options_of_the_target_are_taken_in_every_spelling(tmp_path: Path, name: str) -> None:
    converted(tmp_path, f'{name}={{"country": "DEU"}}', to="EBU STL")
    assert (tmp_path / "out").read_bytes()[274:277] == b"DEU"


@pytest.mark.parametrize(
    ("option", "told"),
    [
        ("target_framerate=25", "did you mean target_frame_rate"),
        ("offset=soon", "not a timecode"),
        ("conform=squeeze", "conform"),
        ("job_type=transcribe", "only converts"),
        ("colour=red", "unknown field"),
    ],
)
def test_what_is_no_caption_field_is_refused(tmp_path: Path, option: str, told: str) -> None:
    with pytest.raises(AppError) as caught:
        converted(tmp_path, option)
    assert told in f"{caught.value.message} {caught.value.hint}"


def test_verify_reads_the_written_file_back(tmp_path: Path) -> None:
    (tmp_path / "in.srt").write_text(SRT)
    arguments = ["convert", str(tmp_path / "in.srt"), str(tmp_path / "out.stl"), "--verify", "--json"]
    done = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    (told,) = json.loads(done.stdout)["verification"]
    assert told["outcome"] == "same"
    assert "cuedeck: Read back by ttconv" in done.stderr
    _, plain = converted(tmp_path)
    assert "verification" not in plain


def test_verify_shows_what_differs_and_still_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    odd = replace(readers.READERS[0], adapter="tests.support.captions.verification.forgetful_reader")
    monkeypatch.setattr(readers, "READERS", (odd,))
    (tmp_path / "in.srt").write_text(SRT)
    arguments = ["convert", str(tmp_path / "in.srt"), str(tmp_path / "out.vtt"), "--verify"]
    done = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    assert "2 cues where 3 should be" in done.stderr
    assert "  cue 3 at 00:01:00.000" in done.stderr
    assert (tmp_path / "out.vtt").read_text().startswith("WEBVTT")


def test_a_folder_is_converted_with_one_report(tmp_path: Path) -> None:
    for name in ("a.srt", "deep/b.srt", "deep/b.vtt", "notes.pdf", "bad.srt"):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_text("no captions" if name == "bad.srt" else SRT)
    (tmp_path / "in/deep/b.vtt").write_text("WEBVTT\n\n00:01.000 --> 00:02.000\nHi\n")
    done = CliRunner().invoke(
        cli, ["convert", str(tmp_path / "in"), str(tmp_path / "out"), "--to", "sbv", "--json"]
    )
    report = json.loads(done.stdout)
    assert (done.exit_code, report["converted"], report["refused"]) == (3, 3, 1)
    written = sorted(str(path.relative_to(tmp_path / "out")) for path in (tmp_path / "out").rglob("*.sbv"))
    assert written == ["a.sbv", "deep/b.sbv", "deep/b.vtt.sbv"]
    assert {entry["error"]["code"] for entry in report["files"] if "error" in entry} == {"not_captions"}


def test_patterns_and_several_files_are_converted(tmp_path: Path) -> None:
    for name in ("a.srt", "b.srt", "c.txt"):
        (tmp_path / name).write_text(SRT)
    done = CliRunner().invoke(cli, ["convert", str(tmp_path / "?.srt"), str(tmp_path / "out"), "--to", "vtt"])
    assert (done.exit_code, len(list((tmp_path / "out").iterdir()))) == (0, 2), done.output
    several = ["convert", str(tmp_path / "a.srt"), str(tmp_path / "c.txt"), str(tmp_path / "two")]
    with pytest.raises(AppError, match="needs a format"):
        CliRunner().invoke(cli, several, catch_exceptions=False)
    done = CliRunner().invoke(cli, [*several, "--to", "vtt"], catch_exceptions=False)
    assert sorted(path.name for path in (tmp_path / "two").iterdir()) == ["a.vtt", "c.vtt"]


def _converted_into(folder: Path, *sources: str, to: str = "vtt") -> tuple[Any, list[str]]:
    """What `convert` printed for these sources below a folder, and what it wrote into its `out`."""
    paths = [str(folder / source) for source in sources]
    done = CliRunner().invoke(cli, ["convert", *paths, str(folder / "out"), "--to", to, "--json"])
    out = folder / "out"
    return done, sorted(str(path.relative_to(out)) for path in out.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("sources", "written"),
    [
        (["films/**/*.srt"], ["a b.vtt", "Film [2020]/c.vtt", "Film [2020]/d (1).vtt"]),
        (["films/Film [2020]/*.srt"], ["c.vtt", "d (1).vtt"]),
        (["films/Film [2020]"], ["c.vtt", "d (1).vtt"]),
        (["films/Film [2020]/c.srt", "films/a b.srt"], ["a b.vtt", "c.vtt"]),
        (["films", "films/*.srt"], ["Film [2020]/c.vtt", "Film [2020]/d (1).vtt", "a b.vtt"]),
    ],
    ids=["two stars", "brackets in a folder's name", "such a folder", "two files", "each once"],
)
def test_what_patterns_and_folders_stand_for(tmp_path: Path, sources: list[str], written: list[str]) -> None:
    for name in ("a b.srt", "Film [2020]/c.srt", "Film [2020]/d (1).srt"):
        (tmp_path / "films" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "films" / name).write_text(SRT)
    done, found = _converted_into(tmp_path, *sources)
    assert (done.exit_code, found) == (0, sorted(written)), done.output


def test_no_result_takes_the_place_of_another_or_of_a_source(tmp_path: Path) -> None:
    for name in ("x/a.srt", "y/a.srt", "z/a.srt"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(SRT.replace("One", name[0]))
    done, found = _converted_into(tmp_path, "x/a.srt", "y/a.srt", "z/a.srt")
    assert (done.exit_code, found) == (0, ["a-2.vtt", "a.srt.vtt", "a.vtt"])
    texts = {inspect((tmp_path / "out" / name).read_bytes()).document.cues[0].text for name in found}
    assert texts == {"x", "y", "z"}
    arguments = ["convert", str(tmp_path / "x"), str(tmp_path / "x"), "--to", "srt", "--json"]
    done = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert [Path(entry["target"]).name for entry in json.loads(done.stdout)["files"]] == ["a.srt.srt"]
    assert (tmp_path / "x/a.srt").read_text() == SRT.replace("One", "x")


def test_results_inside_the_folder_are_no_sources_of_the_next_time(tmp_path: Path) -> None:
    (tmp_path / "a.srt").write_text(SRT)
    for _ in range(2):
        done, found = _converted_into(tmp_path, "", to="vtt")
        assert (json.loads(done.stdout)["converted"], found) == (1, ["a.vtt"])


def test_a_caption_that_is_left_out_is_told(tmp_path: Path) -> None:
    (tmp_path / "in.srt").write_text(f"{SRT}\n4\n00:0115,000 --> 00:01:16,000\nDamaged\n")
    (tmp_path / "b.srt").write_text(SRT)
    arguments = ["convert", str(tmp_path / "in.srt"), str(tmp_path / "out.vtt")]
    done = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert done.exit_code == 0
    skipped = "'00:0115,000 --> 00:01:16,000 / Damaged'"
    assert done.stderr == f"cuedeck: read: cue 3: Skipped, its times cannot be read: {skipped}.\n"
    several = ["convert", str(tmp_path / "*.srt"), str(tmp_path / "out"), "--to", "vtt"]
    done = CliRunner().invoke(cli, several, catch_exceptions=False)
    assert ", 1 of them with notes on what was read (--json lists them)" in done.stdout


def test_files_that_cannot_be_read_or_written_stop_no_other(tmp_path: Path) -> None:
    for name in ("a.srt", "b.srt", "c.srt"):
        (tmp_path / name).write_text("\x7fELF" if name == "b.srt" else SRT)
    (tmp_path / "out/c.vtt").mkdir(parents=True)
    done, found = _converted_into(tmp_path, "?.srt", "missing.srt")
    codes = {Path(entry["source"]).name: entry["error"]["code"]
             for entry in json.loads(done.stdout)["files"] if "error" in entry}  # fmt: skip
    assert (done.exit_code, found) == (3, ["a.vtt"])
    assert codes == {"b.srt": "not_captions", "c.srt": "unwritable_file", "missing.srt": "unreadable_file"}


def test_a_file_is_no_place_for_several_results(tmp_path: Path) -> None:
    """As when somebody forgets OUT behind a pattern that the shell has filled in."""
    for name in ("a.vtt", "b.vtt", "c.vtt"):
        (tmp_path / name).write_text("WEBVTT\n\n00:01.000 --> 00:02.000\nHi\n")
    arguments = ["convert", *(str(tmp_path / name) for name in ("a.vtt", "b.vtt", "c.vtt")), "--to", "srt"]
    with pytest.raises(AppError, match="is a file"):
        CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.vtt", "b.vtt", "c.vtt"]
    none = CliRunner().invoke(cli, ["convert", str(tmp_path / "*.srt"), str(tmp_path / "out"), "--to", "srt"])
    assert isinstance(none.exception, AppError)
    assert "No caption file was found" in none.exception.message


def test_a_folder_that_is_not_there_yet_ends_with_a_slash(tmp_path: Path) -> None:
    (tmp_path / "a.srt").write_text(SRT)
    done = CliRunner().invoke(cli, ["convert", str(tmp_path / "a.srt"), f"{tmp_path}/new/", "--to", "vtt"])
    assert (done.exit_code, [path.name for path in (tmp_path / "new").iterdir()]) == (0, ["a.vtt"])


@pytest.mark.slow
def test_a_bar_is_shown_on_a_terminal_and_in_no_pipe(tmp_path: Path) -> None:
    for name in ("a.srt", "b.srt"):
        (tmp_path / name).write_text(SRT)
    command = [sys.executable, "-m", "app.cli.main", "convert", str(tmp_path), str(tmp_path / "out")]
    command += ["--to", "vtt"]
    piped = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert (piped.stderr, piped.stdout.startswith("2 files converted into")) == ("", True)
    ours, theirs = pty.openpty()
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=theirs, text=True, check=True)
    os.close(theirs)
    shown = b""
    with suppress(OSError):  # how Linux says that the other end is closed
        while part := os.read(ours, 65_536):
            shown += part
    os.close(ours)
    assert b"2/2" in shown
    assert done.stdout == piped.stdout


@pytest.mark.parametrize(("name", "start"), [("out.txt", "One"), ("out.csv", "Number,")])
def test_the_extension_says_what_people_mean(tmp_path: Path, name: str, start: str) -> None:
    (tmp_path / "in.srt").write_text(SRT)
    done = CliRunner().invoke(cli, ["convert", str(tmp_path / "in.srt"), str(tmp_path / name)])
    assert done.exit_code == 0, done.output
    assert (tmp_path / name).read_text().lstrip("\ufeff").startswith(start)


def test_check_reports_what_a_receiver_would_refuse(tmp_path: Path) -> None:
    (tmp_path / "in.srt").write_text(SRT.replace("One", "<One>"))
    page = tmp_path / "report.html"
    done = CliRunner().invoke(cli, ["check", str(tmp_path / "in.srt"), "--html", str(page), "--json"])
    report = json.loads(done.stdout)
    assert (done.exit_code, report["ready"], report["guide"]["id"]) == (1, False, "netflix")
    assert report["counts"]["line_length"] == 1
    assert {issue["code"] for issue in report["issues"]} == {"language_missing"}
    shown = page.read_text()
    assert "A line of" in shown
    assert "<One>" not in shown
    (tmp_path / "good.srt").write_text(SRT.split("\n\n")[0])
    assert CliRunner().invoke(cli, ["check", str(tmp_path / "good.srt"), "--guide", "bbc"]).exit_code == 0


def test_two_files_become_one_in_two_languages_and_two_again(tmp_path: Path) -> None:
    for name, text in (("film.en.vtt", "Hello"), ("film.de.vtt", "Hallo")):
        (tmp_path / name).write_text(f"WEBVTT\n\n00:01.000 --> 00:02.000\n{text}\n")
    merged = tmp_path / "both.vtt"
    arguments = ["merge", str(tmp_path / "film.en.vtt"), str(tmp_path / "film.de.vtt"), str(merged)]
    done = CliRunner().invoke(cli, [*arguments, "--second-style", "italic,yellow"])
    assert done.exit_code == 0, done.output
    assert "<lang en>Hello\n</lang><lang de><c.yellow><i>Hallo</i></c></lang>" in merged.read_text()
    done = CliRunner().invoke(cli, ["split", str(merged), str(tmp_path / "parts")])
    assert [Path(line).name for line in done.stdout.split()] == ["both.de.vtt", "both.en.vtt"]
    assert "Hallo" in (tmp_path / "parts/both.de.vtt").read_text()


def _segments(folder: Path) -> Path:
    """Two HLS segments of WebVTT and the playlist that names them."""
    bodies = (
        "00:00:01.000 --> 00:00:02.000\nAlpha\n\n00:00:09.000 --> 00:00:10.000\nLong\n",
        "00:00:00.000 --> 00:00:02.000\nLong\n\n00:00:13.000 --> 00:00:14.000\nBeta\n",
    )
    for number, body in enumerate(bodies):
        head = f"WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:{900_000 * (1 + number)}\n\n"
        (folder / f"seg{number}.vtt").write_text(head + body)
    playlist = folder / "captions.m3u8"
    playlist.write_text("#EXTM3U\n#EXTINF:10,\nseg0.vtt?token=1\n#EXTINF:10,\nseg1.vtt\n#EXT-X-ENDLIST\n")
    return playlist


def test_the_segments_of_a_playlist_are_converted_in_one_go(tmp_path: Path) -> None:
    out = tmp_path / "out.srt"
    done = CliRunner().invoke(cli, ["convert", str(_segments(tmp_path)), str(out)])
    assert done.exit_code == 0, done.output
    cues = inspect(out.read_bytes()).document.cues
    assert [(cue.start, cue.text) for cue in cues] == [
        (ticks("1"), "Alpha"),
        (ticks("9"), "Long"),
        (ticks("23"), "Beta"),
    ]


@pytest.mark.parametrize("source", ["", "seg*.vtt", "captions.m3u8"])
def test_the_segments_of_a_folder_become_one_file(tmp_path: Path, source: str) -> None:
    folder = tmp_path / "segments"
    folder.mkdir()
    _segments(folder)
    (folder / "seg0.vtt").rename(folder / "seg2.vtt")
    (folder / "seg1.vtt").rename(folder / "seg10.vtt")
    playlist = (folder / "captions.m3u8").read_text().replace("seg0", "seg2").replace("seg1.", "seg10.")
    (folder / "captions.m3u8").write_text(playlist)
    out = tmp_path / "out.srt"
    done = CliRunner().invoke(cli, ["convert", str(folder / source), str(out)])
    assert done.exit_code == 0, done.output
    texts = [cue.text for cue in inspect(out.read_bytes()).document.cues]
    assert texts == ["Alpha", "Long", "Beta"]


def test_only_segments_are_joined(tmp_path: Path) -> None:
    for name in ("a.srt", "b.srt"):
        (tmp_path / name).write_text(SRT)
    out = tmp_path / "out.vtt"
    done = CliRunner().invoke(cli, ["convert", str(tmp_path / "a.srt"), str(tmp_path / "b.srt"), str(out)])
    assert done.exit_code != 0
    assert "no WebVTT segment" in str(done.exception)
    assert not out.exists()


@pytest.mark.parametrize(
    "name",
    ["../other.vtt", "/etc/passwd", "https://example.com/a.vtt", "missing.vtt", "b.m3u8", "a%00.vtt"],
)
def test_a_playlist_opens_nothing_but_the_files_beside_it(tmp_path: Path, name: str) -> None:
    playlist = tmp_path / "captions.m3u8"
    playlist.write_text(f"#EXTM3U\n{name}\n")
    done = CliRunner().invoke(cli, ["convert", str(playlist), str(tmp_path / "out.srt")])
    assert isinstance(done.exception, AppError), "refused in words"
    assert not (tmp_path / "out.srt").exists()


@pytest.mark.parametrize("target", ["ebu-stl", "scc", "xlsx", "docx", "vtt"])
def test_inspect_says_in_a_line_what_a_file_is(tmp_path: Path, target: str) -> None:
    (tmp_path / "in.srt").write_text("1\n00:00:01,000 --> 00:00:02,500\nHello\n")
    for arguments in (["convert", "in.srt", "out.file", "--to", target], ["inspect", "out.file"]):
        paths = [str(tmp_path / each) if "." in each else each for each in arguments]
        done = CliRunner().invoke(cli, paths, catch_exceptions=False)
        assert done.exit_code == 0, done.output
    assert ", 1 cue" in done.stdout


def test_inspect_says_what_the_reader_noted(tmp_path: Path) -> None:
    table = tmp_path / "times.csv"
    table.write_text("Start,End,Deutsch,English\n1000,2500,Guten Tag,Good day\n3000,4500,Danke,Thanks\n")
    done = CliRunner().invoke(cli, ["inspect", str(table)], catch_exceptions=False)
    _, *notes = done.output.splitlines()
    assert [note.split(":")[0] for note in notes] == [
        "  Times are bare numbers",
        "  Captions are read from “Deutsch”; not read",
    ]
