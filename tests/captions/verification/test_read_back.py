"""What the report says of a file that was read back, whatever its reader does."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest

from app.captions.conversion.convert import convert
from app.captions.conversion.request import ConvertRequest, check
from app.captions.formats import registry
from app.captions.verification import read_back as module
from app.captions.verification import readers
from app.captions.verification.read_back import read_back
from app.captions.verification.readers import READERS, Reader
from app.core.child_process.guarded_call import Bounds
from app.core.errors import CaptionError
from tests.support.captions.verification.documents import spaced, written

pytestmark = pytest.mark.slow

BOUNDS = Bounds(wall=60, cpu=60, memory=1 << 30)
SRT = registry.get("srt")
PYSUBS2, WEBVTT, TTCONV = READERS
ODD = replace(PYSUBS2, adapter="tests.support.captions.verification.misbehaving_reader")


def said(format_id: str, data: bytes | None = None, bounds: Bounds = BOUNDS) -> list[dict[str, Any]]:
    caption_format = registry.get(format_id)
    made, expected = written(caption_format, spaced("Hello", "World"))
    return read_back(caption_format, made if data is None else data, expected, bounds)


def test_the_same() -> None:
    (told,) = said("srt")
    message = f"Read back by {PYSUBS2.label}: 2 cues, same text and times (to a millisecond)."
    assert told == {"reader": PYSUBS2.label, "outcome": "same", "message": message, "cue_count": 2}
    assert PYSUBS2.label.startswith("pysubs2 1.")


def test_two_readers_of_webvtt() -> None:
    assert [told["reader"] for told in said("vtt")] == [PYSUBS2.label, WEBVTT.label]
    assert {told["outcome"] for told in said("vtt")} == {"same"}


def test_what_differs_is_counted_and_the_first_few_are_shown() -> None:
    data, _ = written(SRT, spaced("Hello", "Word", "More"))
    (told,) = said("srt", data)
    assert told["outcome"] == "different"
    assert (told["cue_count"], told["differences"]) == (3, 2)
    assert told["message"] == (
        f"Read back by {PYSUBS2.label}: 3 cues where 2 should be, 2 differ, "
        "the first at cue 2 (00:00:06.000)."
    )
    assert told["examples"] == [
        {"cue": 2, "detail": "at 00:00:06.000 “World” was read as “Word”"},
        {"cue": None, "detail": "at 00:00:10.000 “More” was found, which is not written"},
    ]


def test_other_times_are_shown_with_both() -> None:
    (told,) = said("srt", b"1\n00:00:02,000 --> 00:00:04,000\nHello\n\n")
    assert [each["detail"] for each in told["examples"]] == [
        "00:00:02.000 to 00:00:05.000 was read as 00:00:02.000 to 00:00:04.000",
        "at 00:00:06.000 “World” was not found",
    ]
    assert ": 1 cue where 2 should be" in told["message"]


def test_what_losses_explain_is_said() -> None:
    caption_format = registry.get("scc")
    data, expected = written(caption_format, spaced("Привет", "Hello"))
    (told,) = read_back(caption_format, data, expected, BOUNDS)
    assert told["outcome"] == "same"
    assert told["message"].endswith("(to a frame), but for 1 that the losses explain.")


def test_a_format_that_nobody_reads() -> None:
    assert said("mcc") == [
        {
            "reader": None,
            "outcome": "no_reader",
            "message": "Not read back: no independent reader for MacCaption 608/708.",
        }
    ]


@pytest.mark.parametrize(
    ("data", "bounds", "ending"),
    [
        (b"hang", Bounds(wall=0.5, cpu=60, memory=1 << 30), "gave up after 0.5 s."),
        (b"busy", Bounds(wall=60, cpu=1, memory=1 << 30), "gave up after 1 s."),
        (b"memory", Bounds(wall=60, cpu=60, memory=1 << 28), "gave up after 256 MB."),
        (b"crash", BOUNDS, "could not read the file: its process ended with code 3."),
        (b"error", BOUNDS, "could not read the file: it makes its reader fail."),
    ],
)
def test_a_reader_that_fails_is_told_of_and_nothing_else(
    data: bytes, bounds: Bounds, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "readers_of", lambda _: [ODD, PYSUBS2])
    failed, other = said("srt", data, bounds)
    assert failed["outcome"] == "failed"
    assert failed["message"] == f"Not read back: {PYSUBS2.label} {ending}"
    assert other["outcome"] == "different"


def test_the_second_channel_is_not_read_back() -> None:
    caption_format = registry.get("scc")
    data, expected = written(caption_format, spaced("Hello"), channel="ch02")
    (told,) = read_back(caption_format, data, expected, BOUNDS)
    assert told["outcome"] == "failed"
    assert told["message"].endswith("could not read the file: it reads only the first channel of CEA-608.")


def absent(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = replace(TTCONV, module="no_such_module_here")
    monkeypatch.setattr(readers, "READERS", (PYSUBS2, WEBVTT, gone))


def test_a_reader_that_is_not_installed_is_refused_before_the_file_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    absent(monkeypatch)
    with pytest.raises(CaptionError) as refused:
        check(ConvertRequest(target_profile="EBU STL", verify=True))
    assert refused.value.code == "reader_missing"
    assert "ttconv" in refused.value.message
    assert "cuedeck[verify]" in refused.value.hint
    check(ConvertRequest(target_profile="EBU STL"))
    check(ConvertRequest(target_profile="WebVTT", verify=True))


def test_a_worker_without_the_reader_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    absent(monkeypatch)
    (told,) = said("ttml")
    assert (told["reader"], told["outcome"]) == ("ttconv", "failed")
    assert "pip install 'cuedeck[verify]'" in told["message"]


def test_the_conversion_says_what_should_be_read_only_when_asked() -> None:
    srt = b"1\n00:00:01,000 --> 00:00:02,000\nHello\n"
    request = ConvertRequest(target_profile="WebVTT")
    assert convert(srt, request).expected is None
    expected = convert(srt, replace(request, verify=True)).expected
    assert expected is not None
    assert [tuple(each) for each in expected.cues] == [(1, 1000, 2000, "Hello")]
    assert convert(srt, request).data == convert(srt, replace(request, verify=True)).data


def test_a_job_that_did_not_ask_loads_nothing_of_it() -> None:
    code = """
import sys
from app.captions.conversion import convert, warm_up
from app.captions.conversion.request import ConvertRequest, check
check(ConvertRequest(target_profile="WebVTT"))
convert.convert(b"1\\n00:00:01,000 --> 00:00:02,000\\nHello\\n", ConvertRequest(target_profile="WebVTT"))
import tasks.stages.convert
print([name for name in sys.modules if name.partition(".")[0] in ("pysubs2", "ttconv", "webvtt")
       or name.startswith("app.captions.verification")])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_readers_are_asked_by_their_distribution() -> None:
    assert all(reader.installed and reader.label.split()[1][0].isdigit() for reader in READERS)
    assert not Reader("x", "no_such_module_here", "", frozenset()).installed
