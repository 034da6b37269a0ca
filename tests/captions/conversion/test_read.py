"""How a file is read as a whole: by which reader, over midnight, in which unit."""

import json
from typing import Any

import pytest

from app.captions.conversion.inspect import Inspection, inspect
from app.captions.model.document import TICKS_PER_MS


def spans(found: Inspection) -> list[tuple[int, int, str]]:
    return [(c.start // TICKS_PER_MS, c.end // TICKS_PER_MS, c.text) for c in found.document.cues]


def codes(found: Inspection) -> list[str]:
    return [issue.code for issue in found.document.issues]


def test_the_next_reader_is_asked_where_the_likeliest_finds_another_file() -> None:
    said = {"text": "Hi.", "start": 0.2, "end": 1.0, "confidence": 0.9, "speaker": 0}
    body = {"transcription": {"utterances": [said | {"words": [{"word": "Hi.", "start": 0.2, "end": 1.0}]}]}}
    found = inspect(json.dumps(body).encode())
    assert (found.caption_format.id, spans(found)) == ("segments-json", [(200, 1000, "Hi.")])


def test_a_list_of_recognised_words_is_no_table() -> None:
    words = [
        {"conf": 1, "end": 1, "start": 0.5, "word": "hello"},
        {"conf": 1, "end": 1.4, "start": 1, "word": "you"},
    ]
    found = inspect(json.dumps([{"result": words, "text": "hello you"}, {"text": ""}]).encode())
    assert [text for *_, text in spans(found)] == ["hello you"]


def test_times_of_a_day_go_on_after_midnight() -> None:
    found = inspect(b"1\n23:59:58,000 --> 00:00:01,000\nAlpha\n\n2\n00:00:03,000 --> 00:00:04,000\nBeta\n")
    day = 24 * 3_600_000
    assert spans(found) == [(day - 2000, day + 1000, "Alpha"), (day + 3000, day + 4000, "Beta")]
    assert codes(found) == ["midnight"]


def srt_at(*starts: str) -> bytes:
    ends = [f"{start[:-1]}{int(start[-1]) + 1}" for start in starts]
    blocks = [
        f"{n}\n{a},000 --> {b},000\nA\n\n" for n, (a, b) in enumerate(zip(starts, ends, strict=True), 1)
    ]
    return "".join(blocks).encode()


def test_captions_out_of_order_at_midnight_stay_beside_each_other() -> None:
    found = inspect(srt_at("23:59:51", "00:00:01", "23:59:52", "00:00:03"))
    midnight = 24 * 3600
    seconds = [start // 1000 - midnight for start, *_ in spans(found)]
    assert seconds == [-9, 1, -8, 3]


@pytest.mark.parametrize(
    "starts",
    [
        ("00:00:01", "23:00:00", "00:00:04", "00:00:06"),  # a wrong hour
        ("00:00:01", "99:00:00", "00:00:04"),
        ("23:00:00", "25:00:00", "26:00:00"),
    ],
)
def test_a_wrong_time_and_hours_past_24_are_no_midnight(starts: tuple[str, ...]) -> None:
    found = inspect(srt_at(*starts))
    hours = [start // 3_600_000 for start, *_ in spans(found)]
    assert hours == [int(start[:2]) for start in starts]
    assert "midnight" not in codes(found)


def test_captions_out_of_order_are_none_of_the_next_day() -> None:
    found = inspect(b"1\n21:00:00,000 --> 21:00:01,000\nB\n\n2\n20:00:00,000 --> 20:00:01,000\nA\n")
    assert [start for start, *_ in spans(found)] == [21 * 3_600_000, 20 * 3_600_000]
    assert codes(found) == []


def test_events_copied_out_of_a_script_are_read() -> None:
    found = inspect(b"Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,{\\i1}Hello{\\i0}, you\n")
    assert (found.caption_format.id, spans(found)) == ("ass", [(1000, 2000, "Hello, you")])


def times(first: int, second: int, frames: int) -> str:
    return f"00:00:{first:02},{first * 7 % frames:02} --> 00:00:{second:02},{second * 3 % frames:02}"


def test_fractions_that_never_pass_a_second_s_frames_are_frames() -> None:
    file = "".join(f"{n}\n{times(n, n + 1, 25)}\nLine {n}\n\n" for n in range(1, 15))
    found = inspect(file.encode())
    assert spans(found)[0] == (1280, 2240, "Line 1")
    assert codes(found) == ["frame_rate_assumed"]


def test_other_fractions_of_two_digits_are_hundredths() -> None:
    few = "".join(f"{n}\n{times(n, n + 1, 25)}\nLine {n}\n\n" for n in range(1, 5))
    past = "".join(f"{n}\n{times(n, n + 1, 60)}\nLine {n}\n\n" for n in range(1, 15))
    for file in (few, past):
        found = inspect(file.encode())
        assert (spans(found)[0][0], codes(found)) == (1070, [])


def test_half_a_character_at_the_end_is_no_text() -> None:
    data = b"\xff\xfe" + "1\n00:00:01,000 --> 00:00:02,000\nAlpha\n".encode("utf-16-le") + b"\x0a"
    found = inspect(data)
    assert (spans(found), codes(found)) == ([(1000, 2000, "Alpha")], [])


LATER = {"start": 3000, "offset": 3000, "end": 99_000, "duration": 96_000, "text": "B"}
SEGMENTS: dict[str, Any] = {
    "whole milliseconds": {"segments": [{"start": 1000, "end": 2500, "text": " Alpha"}, LATER]},
    "seconds with their unit": [{"start": "1.0s", "end": "2.5s", "text": "Alpha"}],
    "ISO 8601": [{"start": "PT1S", "end": "PT0M2.5S", "text": "Alpha"}],
    "a length": [{"start": 1.0, "duration": 1.5, "text": "Alpha"}],
    "a length in milliseconds": [{"startMs": "1000", "durationMs": "1500", "text": "Alpha"}],
    "offset and length": [{"offset": 1000, "duration": 1500, "text": "Alpha"}, LATER],
    "aeneas": {"fragments": [{"begin": "1.000", "children": [], "end": "2.500", "lines": ["Alpha"]}]},
}


@pytest.mark.parametrize("named", SEGMENTS)
def test_times_of_segments_in_json(named: str) -> None:
    assert spans(inspect(json.dumps(SEGMENTS[named]).encode()))[0] == (1000, 2500, "Alpha")


def test_words_in_milliseconds_stay_in_their_segments() -> None:
    words = [{"word": "Alpha", "start": 1000, "end": 1500}, {"word": "one", "start": 1500, "end": 99000}]
    body = {"segments": [{"start": 1000, "end": 99000, "text": "Alpha one", "words": words}]}
    found = inspect(json.dumps(body).encode())
    assert codes(found) == ["time_unit_assumed"]
    assert spans(found)[0][0] == 1000
    assert " ".join(text for *_, text in spans(found)) == "Alpha one"


def test_words_that_an_aligner_did_not_find_are_kept_with_the_marks_between_them() -> None:
    words = [
        {"case": "success", "word": "Hello", "start": 0.2, "end": 0.6},
        {"case": "not-found-in-audio", "word": "big"},
        {"case": "success", "word": "world", "start": 1.2, "end": 1.6},
    ]
    body = {"transcript": "Hello big world.", "words": words}
    assert [text for *_, text in spans(inspect(json.dumps(body).encode()))] == ["Hello big world."]


def test_a_rate_with_a_comma_is_no_caption() -> None:
    found = inspect(b"{1}{1}23,976\n{24}{48}Alpha\n")
    assert spans(found) == [(1001, 2002, "Alpha")]
