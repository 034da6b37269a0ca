"""What is said, with which voice, and the WAV files it comes in."""

import struct
from pathlib import Path

import pytest

from app.core.errors import EngineError
from app.engines.protocols import Speech
from app.engines.voice import wav
from app.engines.voice.samples import SENTENCES, sample
from app.engines.voice.spoken_text import spoken_text
from app.engines.voice.voice_assignment import assign_voices, voices_for
from tests.support.engines.fake_voice import FakeVoice


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Hello\nthere", "Hello there"),
        ("[door slams] Who's there?", "Who's there?"),
        ("♪ La la la ♪", "La la la"),
        ("♪♪", ""),
        ("(laughs)", ""),
        ("He came (late) home", "He came (late) home"),
        ("- Yes.\n- No.", "Yes. No."),
        ("<i>Soft</i> {\\an8}words", "Soft words"),
        ("...", ""),
        ("[MUSIC]", ""),
        ("¿Qué?", "¿Qué?"),
        ("well-known", "well-known"),
        ("漢字", "漢字"),
    ],
)
def test_only_words_are_spoken(text: str, said: str) -> None:
    assert spoken_text(text) == said


# Casting -------------------------------------------------------------------------------------


def test_voices_of_the_same_region_come_first() -> None:
    known = FakeVoice().capabilities().voices
    assert [v.id for v in voices_for(known, "es")] == ["f1", "m1"]
    assert [v.id for v in voices_for(known, "es-419")] == ["m1", "f1"]
    assert [v.id for v in voices_for(known, "EN_US")] == ["e1"]


def test_every_speaker_gets_an_own_voice_while_there_are_enough() -> None:
    assert assign_voices(FakeVoice(), "es", [None, "Ann", None, "Bob", "Cat"]) == {
        None: "f1", "Ann": "m1", "Bob": "f1", "Cat": "m1",
    }  # fmt: skip


def test_wanted_voices_are_kept_and_not_given_twice() -> None:
    assert assign_voices(FakeVoice(), "es", ["Ann", "Bob"], wanted={"Ann": "f1"}) == {
        "Ann": "f1",
        "Bob": "m1",
    }
    assert assign_voices(FakeVoice(), "es", ["Ann", "Bob"], default="e1", wanted={"Ann": "f1"}) == {
        "Ann": "f1",
        "Bob": "e1",
    }


def test_unknown_voices_and_languages() -> None:
    for options, code in (({"default": "zz"}, "unknown_voice"), ({"wanted": {"A": "zz"}}, "unknown_voice")):
        with pytest.raises(EngineError) as caught:
            assign_voices(FakeVoice(), "es", ["A"], **options)  # type: ignore[arg-type]
        assert caught.value.code == code
    with pytest.raises(EngineError) as caught:
        assign_voices(FakeVoice(), "de", ["A"])
    assert caught.value.code == "language_unsupported"
    assert "es" in caught.value.hint


def test_a_remote_engine_may_have_voices_it_does_not_list() -> None:
    assert assign_voices(FakeVoice(remote=True), "de", ["A"], default="own-voice") == {"A": "own-voice"}


def test_a_sample_speaks_the_voices_language() -> None:
    voice = FakeVoice()
    assert sample(voice, "m1")[:4] == b"RIFF"
    assert voice.asked == [(SENTENCES["es"], "m1", 1.0)]
    with pytest.raises(EngineError) as caught:
        sample(voice, "zz")
    assert caught.value.code == "unknown_voice"


# WAV -----------------------------------------------------------------------------------------


def riff(
    pcm: bytes, *, rate: int = 8000, channels: int = 1, bits: int = 16, code: int = 1, size: int = -1
) -> bytes:
    form = struct.pack(
        "<HHIIHH", code, channels, rate, rate * channels * bits // 8, channels * bits // 8, bits
    )
    length = len(pcm) if size < 0 else size
    body = b"WAVE" + b"LIST\x03\x00\x00\x00abc\x00" + b"fmt " + struct.pack("<I", 16) + form
    body += b"data" + struct.pack("<I", length) + pcm
    return b"RIFF" + struct.pack("<I", min(len(body), 0xFFFFFFFF)) + body


def test_wav_files_of_every_usual_kind() -> None:
    pcm = struct.pack("<4h", 1, -2, 3, -4)
    assert wav.decode(riff(pcm)) == Speech(pcm, 8000)
    assert wav.decode(riff(pcm, size=0xFFFFFFFF)).pcm == pcm, "a streamed file does not know its length"
    assert wav.decode(riff(struct.pack("<4h", 10, 20, -10, -20), channels=2)).pcm == struct.pack(
        "<2h", 15, -15
    )


@pytest.mark.parametrize("data", [b"", b"ID3 mp3", riff(b"", bits=8), riff(b"", code=3), b"RIFF\0\0\0\0WAVE"])
def test_what_is_no_usable_wav(data: bytes) -> None:
    with pytest.raises(ValueError):
        wav.decode(data)


def test_silence_is_trimmed_at_both_ends_but_not_within() -> None:
    quiet, loud = struct.pack("<h", 20) * 8000, struct.pack("<h", 5000) * 800
    trimmed = wav.trim(Speech(quiet + loud + quiet + loud + quiet, 8000))
    assert trimmed.duration == pytest.approx(0.1 + 1.0 + 0.1 + 2 * wav.KEPT_SECONDS)
    assert wav.trim(Speech(quiet, 8000)).pcm == b""


def test_written_files_play_as_long_as_they_say(tmp_path: Path) -> None:
    wav.write(Speech(b"\1\0" * 12000, 24000), tmp_path / "a.wav")
    assert wav.duration(tmp_path / "a.wav") == 0.5
