import os
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.core.errors import Canceled, EngineError
from app.engines.voice import wav
from app.engines.voice.fit import FASTEST_SPEECH, FASTEST_TEMPO, FittedSpeech, fit_speech
from app.engines.voice.recordings import prune
from app.engines.voice.slots import GAP, Line, slots
from app.media.timeline import clip_rate, write_timeline
from tests.support.engines.fake_voice import FakeVoice

pytestmark = pytest.mark.slow


def lines(*items: tuple[float, str], voice: str = "f1") -> list[Line]:
    return [Line(n, start, start + 1.0, text, voice) for n, (start, text) in enumerate(items, 1)]


def fitted(
    tmp_path: Path, voice: FakeVoice, given: list[Line], duration: float = 60.0, **more: object
) -> FittedSpeech:
    return fit_speech(given, voice, tmp_path / "cache", duration=duration, language="es", workers=2, **more)  # type: ignore[arg-type]


# Slots ---------------------------------------------------------------------------------------


def test_a_slot_ends_just_before_the_next_line_or_with_the_film() -> None:
    found = slots(lines((1.0, "one"), (4.0, "two"), (9.0, "three")), 12.0)
    assert [slot.seconds for slot in found] == pytest.approx([3.0 - GAP, 5.0 - GAP, 3.0])


def test_lines_out_of_order_and_after_the_end() -> None:
    found = slots(lines((9.0, "late"), (1.0, "first"), (99.0, "never")), 12.0)
    assert [slot.line.text for slot in found] == ["first", "late"]


def test_lines_that_begin_together_share_their_time() -> None:
    found = slots(lines((1.0, "short"), (1.02, "fifteen letters"), (5.08, "next")), 10.0)
    assert [slot.line.start for slot in found] == pytest.approx([1.0, 2.0, 5.08])
    assert [slot.seconds for slot in found] == pytest.approx([1.0 - GAP, 3.0, 4.92])


# Fitting -------------------------------------------------------------------------------------


def test_what_fits_is_left_alone(tmp_path: Path) -> None:
    voice = FakeVoice()
    result = fitted(tmp_path, voice, lines((0.0, "ten lettrs"), (5.0, "short")))
    assert [(x.speed, x.tempo, x.overrun) for x in result.lines] == [(1.0, 1.0, 0.0)] * 2
    assert [x.recording.duration for x in result.lines] == pytest.approx([1.0, 0.5], abs=0.001)
    assert result.warnings == ()


def test_nothing_is_slowed_down(tmp_path: Path) -> None:
    result = fitted(tmp_path, FakeVoice(), lines((0.0, "x"), (50.0, "y")))
    assert {x.speed for x in result.lines} == {1.0}


def test_first_the_voice_speaks_faster(tmp_path: Path) -> None:
    voice = FakeVoice()
    line = fitted(tmp_path, voice, lines((0.0, "x" * 24), (2.08, "y"))).lines[0]
    assert line.speed == pytest.approx(1.2)
    assert line.tempo == 1.0
    assert line.recording.duration <= line.slot + 0.01


def test_a_person_may_ask_for_another_speed(tmp_path: Path) -> None:
    voice = FakeVoice()
    slow, quick = (
        replace(line, speed=speed)
        for line, speed in zip(lines((0.0, "a"), (20.0, "b")), (0.8, 1.5), strict=True)
    )
    found = fitted(tmp_path, voice, [slow, quick])
    assert [line.speed for line in found.lines] == [0.8, 1.5]
    assert sorted(voice.asked) == [("a", "f1", 0.8), ("b", "f1", 1.5)]


def test_a_slow_line_is_spoken_faster_where_it_must_fit(tmp_path: Path) -> None:
    voice = FakeVoice()
    first, second = lines((0.0, "ten letters"), (1.18, "next"))
    (line, _) = fitted(tmp_path, voice, [replace(first, speed=0.7), second]).lines
    assert line.speed > 0.7
    assert line.overrun < 0.02


def test_a_voice_that_does_less_than_asked_is_asked_again(tmp_path: Path) -> None:
    voice = FakeVoice(obeys=0.5)
    line = fitted(tmp_path, voice, lines((0.0, "x" * 23), (2.08, "y"))).lines[0]
    assert [speed for text, _, speed in voice.asked if text[0] == "x"] == pytest.approx(
        [1.0, 1.15, 1.25, 1.3]
    )
    assert line.recording.duration == pytest.approx(2.0, abs=0.01)
    assert line.tempo == 1.0


def test_then_the_recording_is_played_faster(tmp_path: Path) -> None:
    line = fitted(tmp_path, FakeVoice(), lines((0.0, "x" * 32), (2.08, "y"))).lines[0]
    assert line.speed == FASTEST_SPEECH
    assert 1.0 < line.tempo < FASTEST_TEMPO
    assert line.recording.duration == pytest.approx(2.0, abs=0.06), "measured on the file, not computed"
    assert wav.duration(line.recording.path) == line.recording.duration


def test_then_it_overruns_and_says_so(tmp_path: Path) -> None:
    result = fitted(tmp_path, FakeVoice(), lines((0.0, "x" * 60), (2.08, "y")))
    line = result.lines[0]
    assert (line.speed, line.tempo) == (FASTEST_SPEECH, FASTEST_TEMPO)
    assert line.overrun == pytest.approx(6 / 1.35 / 1.25 - 2.0, abs=0.08)
    assert len(result.warnings) == 1
    assert "cue 1 runs over by 1." in result.warnings[0]


def test_a_retry_finds_its_recordings(tmp_path: Path) -> None:
    given = lines((0.0, "x" * 32), (2.08, "y"))
    first = fitted(tmp_path, FakeVoice(), given)
    again = FakeVoice()
    assert fitted(tmp_path, again, given) == first
    assert again.asked == []
    newer = FakeVoice(number="2")
    fitted(tmp_path, newer, given)
    assert newer.asked, "another version of the engine speaks anew"
    assert not [p for p in (tmp_path / "cache").iterdir() if p.suffix != ".wav"]


def test_only_a_line_that_changed_is_spoken_anew(tmp_path: Path) -> None:
    fitted(tmp_path, FakeVoice(), lines((0.0, "one"), (5.0, "two"), (9.0, "three")))
    again = FakeVoice()
    fitted(tmp_path, again, lines((0.0, "one"), (5.0, "another"), (9.0, "three")))
    assert [asked[0] for asked in again.asked] == ["another"]


def test_cues_are_spoken_side_by_side_and_come_out_in_order(tmp_path: Path) -> None:
    voice = FakeVoice()
    voice.gate = threading.Event()
    threading.Timer(0.2, voice.gate.set).start()
    given = lines(*((float(n), f"line {n}") for n in range(8)))
    seen: list[float] = []
    result = fitted(tmp_path, voice, given, progress=seen.append)
    assert voice.most_at_once == 2
    assert [x.line.number for x in result.lines] == list(range(1, 9))
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


def test_the_longest_lines_are_begun_first(tmp_path: Path) -> None:
    voice = FakeVoice()
    given = lines((0.0, "a"), (5.0, "a longer line"), (9.0, "the longest line of all"), (20.0, "short"))
    result = fit_speech(given, voice, tmp_path / "cache", duration=60.0, language="es", workers=1)
    assert [asked[0] for asked in voice.asked] == ["the longest line of all", "a longer line", "short", "a"]
    assert [line.line.number for line in result.lines] == [1, 2, 3, 4]


def test_cancel_is_asked_in_one_thread_and_stops_all(tmp_path: Path) -> None:
    voice = FakeVoice()
    voice.gate = threading.Event()  # never opens: only the cancellation ends it
    threads: set[int] = set()

    def cancelled() -> bool:
        threads.add(threading.get_ident())
        return len(voice.asked) >= 2

    with pytest.raises(Canceled):
        fitted(tmp_path, voice, lines((0.0, "a"), (1.0, "b"), (2.0, "c")), cancelled=cancelled)
    assert threads == {threading.get_ident()}
    assert len(voice.asked) == 2


def test_a_line_without_sense_is_left_out_with_a_warning(tmp_path: Path) -> None:
    result = fitted(tmp_path, FakeVoice(), lines((0.0, "hola"), (2.0, "漢字"), (4.0, "")))
    assert [x.line.number for x in result.lines] == [1]
    assert result.warnings == ("The voice found nothing to say in these cues: 2.",)


def test_sound_descriptions_are_not_read_out_and_give_their_time_away(tmp_path: Path) -> None:
    voice = FakeVoice()
    given = lines((0.0, "x" * 30 + " [door slams]"), (2.0, "[sighs] ♪"), (4.0, "(laughs)"), (6.0, "y"))
    result = fitted(tmp_path, voice, given)
    assert [(x.line.number, x.line.text, x.speed) for x in result.lines] == [
        (1, "x" * 30, 1.0),
        (4, "y", 1.0),
    ]
    assert result.warnings == ()


def test_nothing_at_all_to_say_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(EngineError) as caught:
        fitted(tmp_path, FakeVoice(), lines((0.0, "漢字")))
    assert caught.value.code == "nothing_to_say"
    assert fitted(tmp_path, FakeVoice(), []) == FittedSpeech((), ())


def test_an_engine_that_breaks_stops_the_rest(tmp_path: Path) -> None:
    class Broken(FakeVoice):
        def synthesize(self, text: str, voice: str, **more: object):  # type: ignore[no-untyped-def, override]
            if text == "b":
                raise EngineError("down", code="engine_unreachable", hint="later")
            return super().synthesize(text, voice, **more)  # type: ignore[arg-type]

    with pytest.raises(EngineError) as caught:
        fitted(tmp_path, Broken(), lines((0.0, "a"), (1.0, "b"), (2.0, "c")))
    assert caught.value.code == "engine_unreachable"


def test_cues_after_the_end_are_told(tmp_path: Path) -> None:
    result = fitted(tmp_path, FakeVoice(), lines((0.0, "a"), (70.0, "b")))
    assert result.warnings == ("These cues begin after the end of the media: 2.",)


def test_voices_of_different_rates_fit_one_timeline(tmp_path: Path) -> None:
    voice = FakeVoice(rates={"m1": 16_000})
    given = [Line(1, 0.0, 1.0, "hola", "f1"), Line(2, 2.0, 3.0, "adios", "m1")]
    result = fitted(tmp_path, voice, given, 4.0)
    assert {clip_rate(x.recording.path) for x in result.lines} == {24_000}
    write_timeline([x.clip for x in result.lines], 4.0, tmp_path / "t.wav")


def test_recordings_nobody_uses_are_pruned(tmp_path: Path) -> None:
    voice, cache = FakeVoice(), tmp_path / "cache"
    fitted(tmp_path, voice, lines((0.0, "old"), (5.0, "needed")))
    for path in cache.glob("*.wav"):
        os.utime(path, (0, 0))
    fitted(tmp_path, voice, lines((5.0, "needed")))
    assert prune(cache, timedelta(days=30)) == 1
    fitted(tmp_path, voice, lines((5.0, "needed")))
    assert [text for text, _, _ in voice.asked].count("needed") == 1
    assert prune(tmp_path / "nowhere", timedelta(days=30)) == 0
