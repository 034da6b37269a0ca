"""Extraction, timeline, mix and loudness: measured on the files that come out."""

import subprocess
import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.core.errors import Canceled, MediaError
from app.media import mix
from app.media.extract import extract_speech
from app.media.ffmpeg import ffmpeg_path, local
from app.media.loudness import METER, SILENT, Loudness, measure, metered
from app.media.mix import has_sides, mix_speech
from app.media.probe.probe import probe
from app.media.timeline import Clip, write_timeline
from tests.support.media.clips import TONE, VIDEO, make, silent_video, video

pytestmark = pytest.mark.slow  # runs media programs


def samples(path: Path) -> np.ndarray:
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        return np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")


def spoken(
    path: Path, seconds: float, *, frequency: int = 300, rate: int = 24000, level: float = 0.3
) -> Path:
    time = np.arange(round(seconds * rate)) / rate
    with wave.open(str(path), "wb") as out:
        out.setparams((1, 2, rate, 0, "NONE", ""))
        out.writeframes((np.sin(time * 300 * 2 * np.pi) * level * 32767).astype("<i2").tobytes())
    return path


def decoded(path: Path, rate: int = 16000) -> np.ndarray:
    data = subprocess.run(
        [ffmpeg_path(), "-loglevel", "error", "-i", path, "-map", "0:a:0", "-ac", "1", "-ar", str(rate),
         "-f", "s16le", "pipe:1"], check=True, capture_output=True,
    ).stdout  # fmt: skip
    return np.frombuffer(data, dtype="<i2").astype(float)


def power(sound: np.ndarray, frequency: int, start: float, end: float, rate: int = 16000) -> float:
    """Level in dB of one frequency between two times."""
    part = sound[int(start * rate) : int(end * rate)] * np.hanning(int(end * rate) - int(start * rate))
    bin_number = round(frequency * len(part) / rate)
    return float(20 * np.log10(np.abs(np.fft.rfft(part))[bin_number] + 1e-9))


def with_late_sound(path: Path) -> Path:
    """Five seconds of picture, and sound from its third second to its fifth."""
    return make(
        path, "-f", "lavfi", "-t", "5", "-i", VIDEO, "-itsoffset", "2", "-f", "lavfi", "-t", "2",
        "-i", TONE, "-map", "0", "-map", "1", "-c:v", "mpeg2video", "-c:a", "mp2", "-ar", "48000",
    )  # fmt: skip


# Extraction ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["late.mkv", "late.ts", "late.mpg"])
def test_sound_that_begins_after_the_picture_keeps_its_place(tmp_path: Path, name: str) -> None:
    path = with_late_sound(tmp_path / name)
    sound = samples(extract_speech(path, probe(path), tmp_path / "a.wav"))
    assert not sound[: round(1.9 * 16000)].any()
    assert np.abs(sound[round(2.1 * 16000) :]).max() > 1000


def test_extraction_gives_16_khz_mono(tmp_path: Path) -> None:
    path = video(tmp_path / "a.mp4", 2, "-ac", "2", "-ar", "44100")
    seen: list[float] = []
    wav = extract_speech(path, probe(path), tmp_path / "a.wav", progress=seen.append)
    with wave.open(str(wav)) as file:
        assert file.getframerate() == 16000
        assert file.getnframes() / 16000 == pytest.approx(2.0, abs=0.1)
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
    assert {p.name for p in tmp_path.iterdir()} == {"a.mp4", "a.wav"}


def test_extraction_as_float(tmp_path: Path) -> None:
    path = video(tmp_path / "a.mp4", 1)
    wav = extract_speech(path, probe(path), tmp_path / "a.wav", samples="f32")
    assert probe(wav).need_audio().codec == "pcm_f32le"


def test_a_late_audio_track_keeps_its_place(tmp_path: Path) -> None:
    """Word times must fit the picture: sound that begins at 1 s stays at 1 s."""
    picture = silent_video(tmp_path / "p.mp4", 3)
    tone = make(tmp_path / "t.m4a", "-f", "lavfi", "-t", "1", "-i", "sine=frequency=500:sample_rate=16000")
    late = make(
        tmp_path / "late.mkv",
        "-i",
        picture,
        "-itsoffset",
        "1",
        "-i",
        tone,
        "-map",
        "0:v",
        "-map",
        "1:a",
        "-c",
        "copy",
    )
    sound = samples(extract_speech(late, probe(late), tmp_path / "a.wav")).astype(float)
    assert np.abs(sound[: int(0.95 * 16000)]).max() < 200
    assert np.abs(sound[int(1.1 * 16000) : int(1.9 * 16000)]).max() > 2000


def test_extraction_takes_the_default_track(tmp_path: Path) -> None:
    tones = ["-f", "lavfi", "-t", "1", "-i", "sine=300", "-f", "lavfi", "-t", "1", "-i", "sine=2000"]
    two = make(
        tmp_path / "two.mkv", *tones,
        "-map", "0", "-map", "1", "-c:a", "flac", "-disposition:a:0", "0", "-disposition:a:1", "default",
    )  # fmt: skip
    sound = samples(extract_speech(two, probe(two), tmp_path / "a.wav")).astype(float)
    assert power(sound, 2000, 0.1, 0.9) > power(sound, 300, 0.1, 0.9) + 30


def test_extraction_without_sound_and_with_cancel(tmp_path: Path) -> None:
    mute = silent_video(tmp_path / "m.mp4", 1)
    with pytest.raises(MediaError) as caught:
        extract_speech(mute, probe(mute), tmp_path / "a.wav")
    assert caught.value.code == "no_audio_track"
    path = video(tmp_path / "a.mp4", 1)
    with pytest.raises(Canceled):
        extract_speech(path, probe(path), tmp_path / "a.wav", cancelled=lambda: True)
    assert {p.name for p in tmp_path.iterdir()} == {"m.mp4", "a.mp4"}


# Timeline ------------------------------------------------------------------------------------


def test_clips_stand_at_their_times(tmp_path: Path) -> None:
    clip = spoken(tmp_path / "c.wav", 0.5)
    track = write_timeline([Clip(2.0, clip), Clip(0.25, clip)], 3.0, tmp_path / "t.wav")
    sound = samples(track)
    assert len(sound) == 3 * 24000
    loud = np.abs(sound) > 100
    assert not loud[: int(0.25 * 24000)].any()
    assert loud[int(0.25 * 24000) : int(0.75 * 24000)].mean() > 0.9
    assert not loud[int(0.75 * 24000) : 2 * 24000].any()
    assert loud[2 * 24000 : int(2.5 * 24000)].mean() > 0.9


def test_overlaps_add_and_do_not_wrap_around(tmp_path: Path) -> None:
    clip = spoken(tmp_path / "c.wav", 1.0, level=0.8)
    sound = samples(write_timeline([Clip(0, clip), Clip(0, clip), Clip(0.5, clip)], 1.2, tmp_path / "t.wav"))
    both = samples(clip).astype(int) * 2
    quarter = int(0.4 * 24000)
    assert (sound[:quarter] == np.clip(both[:quarter], -32768, 32767)).all()


def test_what_lies_beyond_the_end_is_cut(tmp_path: Path) -> None:
    clip = spoken(tmp_path / "c.wav", 1.0)
    sound = samples(write_timeline([Clip(0.5, clip), Clip(90.0, clip)], 1.0, tmp_path / "t.wav"))
    assert len(sound) == 24000
    assert len(samples(write_timeline([], 0.5, tmp_path / "empty.wav"))) == 12000


def test_mixed_sample_rates_are_refused(tmp_path: Path) -> None:
    one, two = spoken(tmp_path / "1.wav", 0.1), spoken(tmp_path / "2.wav", 0.1, rate=22050)
    with pytest.raises(ValueError, match="sample rates"):
        write_timeline([Clip(0, one), Clip(1, two)], 2, tmp_path / "t.wav")
    assert not (tmp_path / "t.wav").exists()


# Mix -----------------------------------------------------------------------------------------


def test_loudness_is_measured(tmp_path: Path) -> None:
    tone = make(tmp_path / "t.wav", "-f", "lavfi", "-t", "3", "-i", "sine=1000:sample_rate=48000", "-ac", "2")
    louder = make(tmp_path / "l.wav", "-i", tone, "-af", "volume=6dB")
    assert measure(["-i", local(louder)]) - measure(["-i", local(tone)]) == pytest.approx(6.0, abs=0.2)
    silent = make(tmp_path / "s.wav", "-f", "lavfi", "-t", "1", "-i", "anullsrc")
    assert measure(["-i", local(silent)]) == SILENT


@pytest.fixture(scope="module")
def ducked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A 6 s film with a 2000 Hz tone, and its mix with 300 Hz "speech" from 2 s to 4 s."""
    folder = tmp_path_factory.mktemp("mix")
    film = video(folder / "a.mp4", 6, tone="sine=frequency=2000:sample_rate=48000")
    speech = write_timeline([Clip(2.0, spoken(folder / "c.wav", 2.0))], 6.0, folder / "t.wav")
    seen: list[float] = []
    out = mix_speech(film, probe(film), speech, folder / "mix.m4a", progress=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
    assert {p.name for p in folder.iterdir()} == {"a.mp4", "c.wav", "t.wav", "mix.m4a"}
    return film, out


def test_the_original_is_ducked_under_speech_only(ducked: tuple[Path, Path]) -> None:
    sound = decoded(ducked[1])
    before, under, after = (power(sound, 2000, *span) for span in ((0.5, 1.5), (2.5, 3.5), (5.0, 5.9)))
    assert before - under == pytest.approx(15, abs=4)
    assert abs(before - after) < 1.5
    assert power(sound, 300, 2.5, 3.5) > under + 10
    assert power(sound, 300, 0.5, 1.5) < power(sound, 300, 2.5, 3.5) - 30


def test_the_mix_has_ebu_r128_loudness_and_the_length_of_the_film(ducked: tuple[Path, Path]) -> None:
    film, out = ducked
    assert measure(["-i", local(out)]) == pytest.approx(-23.0, abs=0.7)
    assert probe(out).duration == pytest.approx(probe(film).duration, abs=0.1)


@pytest.mark.parametrize("loudness", [-23, -14])
def test_high_peaks_are_held_and_the_rest_has_its_loudness(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, loudness: int
) -> None:
    """A soft tone with a loud click each second: 27 dB from its loudness to its peaks."""
    begun: list[str] = []
    ffmpeg = mix.ffmpeg
    monkeypatch.setattr(mix, "ffmpeg", lambda args, **more: begun.append(str(args)) or ffmpeg(args, **more))
    click = "aevalsrc='0.02*sin(2*PI*300*t)+0.9*lt(mod(t,1),0.002)*sin(2*PI*2000*t)':s=48000:d=6"
    peaky = make(tmp_path / "p.wav", "-f", "lavfi", "-i", click)
    mute = silent_video(tmp_path / "m.mp4", 6)
    out = mix_speech(mute, probe(mute), peaky, tmp_path / "mix.wav", loudness=loudness)
    command = [ffmpeg_path(), "-nostdin", "-i", out, "-af", METER, "-f", "null", "-"]
    made = metered(subprocess.run(command, check=True, capture_output=True, text=True).stderr)
    assert made.peak <= -0.9
    assert made.integrated == pytest.approx(loudness, abs=2.5)
    assert sum("loudnorm" in each for each in begun) == 2


def test_what_the_meter_says() -> None:
    said = "  Integrated loudness:\n    I:         -31.7 LUFS\n  True peak:\n    Peak:      -17.0 dBFS\n"
    assert metered(said) == Loudness(-31.7, -17.0)
    assert metered(said.replace("-17.0", "-inf").replace("-31.7", "-70.0")).is_silent
    assert metered("") == Loudness(SILENT, SILENT)


@pytest.mark.parametrize("suffix", [".mp3", ".opus", ".flac", ".wav"])
def test_other_formats_and_a_film_without_sound(tmp_path: Path, suffix: str) -> None:
    mute = silent_video(tmp_path / "m.mp4", 2)
    speech = write_timeline([Clip(0.2, spoken(tmp_path / "c.wav", 1.0))], 2.0, tmp_path / "t.wav")
    out = mix_speech(mute, probe(mute), speech, tmp_path / f"mix{suffix}")
    assert probe(out).duration == pytest.approx(2.0, abs=0.1)
    assert measure(["-i", local(out)]) == pytest.approx(-23.0, abs=1.0)


def test_speech_alone_when_the_original_is_not_wanted(tmp_path: Path) -> None:
    film = video(tmp_path / "a.mp4", 2, tone="sine=frequency=2000:sample_rate=48000")
    speech = write_timeline([Clip(0.5, spoken(tmp_path / "c.wav", 1.0))], 2.0, tmp_path / "t.wav")
    sound = decoded(mix_speech(film, probe(film), speech, tmp_path / "m.wav", original="removed"))
    assert power(sound, 300, 0.6, 1.4) > power(sound, 2000, 0.6, 1.4) + 40


@pytest.mark.parametrize(
    ("layout", "kept"),
    [("stereo|c0=c0+c1|c1=c0-c1", True), ("5.1|FL=c1|FR=c1|FC=c0", True), ("mono|c0=c0+c1", False)],
)
def test_the_sides_of_the_original_without_its_middle(tmp_path: Path, layout: str, kept: bool) -> None:
    """The middle has 1000 Hz, the sides have 2000 Hz, and the speech 300 Hz."""
    tones = [part for hz in (1000, 2000) for part in ("-f", "lavfi", "-t", "3", "-i", f"sine={hz}:r=48000")]
    film = make(tmp_path / "a.mka", *tones, "-filter_complex", f"amerge,pan={layout}", "-c:a", "flac")
    speech = write_timeline([Clip(1.0, spoken(tmp_path / "c.wav", 1.5))], 3.0, tmp_path / "t.wav")
    info = probe(film)
    assert has_sides(info) is kept
    sound = decoded(mix_speech(film, info, speech, tmp_path / "m.wav", original="sides"))
    middle, sides = (power(sound, hz, 1.2, 2.0) for hz in (1000, 2000))
    if kept:
        assert sides > middle + 30
        assert sides == pytest.approx(power(sound, 2000, 0.1, 0.9), abs=1.5), "nothing is ducked"
    else:
        assert sides == pytest.approx(middle, abs=3), "mono keeps its voices, and is ducked"
        assert sides < power(sound, 2000, 0.1, 0.9) - 8


def only_low(audio: Path, target: Path, *, on_progress: Any, cancelled: Any) -> None:
    """A separation that takes what is above 1500 Hz for voices."""
    make(target, "-i", audio, "-af", "lowpass=1200,lowpass=1200,lowpass=1200", "-c:a", "pcm_s16le")


@pytest.mark.parametrize(
    ("layout", "channels"),
    [("stereo|c0=c0+c1|c1=c0-c1", 2), ("5.1|FL=c0|FR=c0|FC=c0+c1", 6), ("mono|c0=c0+c1", 2)],
)
def test_a_separated_original_has_no_voices(tmp_path: Path, layout: str, channels: int) -> None:
    """Its 300 Hz stay, without being ducked, and its voices of 3000 Hz go; the speech has 1000 Hz."""
    tones = [part for hz in (300, 3000) for part in ("-f", "lavfi", "-t", "3", "-i", f"sine={hz}:r=48000")]
    film = make(tmp_path / "a.mka", *tones, "-filter_complex", f"amerge,pan={layout}", "-c:a", "flac")
    clip = make(
        tmp_path / "c.wav", "-f", "lavfi", "-t", "1.5", "-i", "sine=1000:r=24000", "-c:a", "pcm_s16le"
    )
    speech = write_timeline([Clip(1.0, clip)], 3.0, tmp_path / "t.wav")
    told: list[float] = []
    mixed = mix_speech(
        film, probe(film), speech, tmp_path / "m.m4a",
        original="separated", separate=only_low, progress=told.append,
    )  # fmt: skip
    assert probe(mixed).need_audio().channels == channels
    sound = decoded(mixed)
    assert power(sound, 300, 1.2, 2.0) > power(sound, 3000, 1.2, 2.0) + 25
    assert power(sound, 300, 1.2, 2.0) == pytest.approx(power(sound, 300, 0.1, 0.9), abs=1.5)
    assert power(sound, 1000, 1.2, 2.0) > power(sound, 1000, 0.1, 0.9) + 25
    assert told == sorted(told)


@pytest.mark.slow
def test_an_original_that_begins_after_the_picture_keeps_its_place(tmp_path: Path) -> None:
    film = with_late_sound(tmp_path / "late.ts")
    speech = write_timeline([], 5.0, tmp_path / "t.wav")
    sound = decoded(mix_speech(film, probe(film), speech, tmp_path / "m.wav", original="kept"))
    assert np.abs(sound[: round(1.9 * 16000)]).max() < 10
    assert np.abs(sound[round(2.1 * 16000) : round(3.8 * 16000)]).max() > 1000


def test_silence_stays_silence(tmp_path: Path) -> None:
    mute = silent_video(tmp_path / "m.mp4", 1)
    speech = write_timeline([], 1.0, tmp_path / "t.wav")
    assert np.abs(decoded(mix_speech(mute, probe(mute), speech, tmp_path / "m.wav"))).max() <= 1


def test_an_unknown_audio_format(tmp_path: Path) -> None:
    film = video(tmp_path / "a.mp4", 1)
    with pytest.raises(MediaError) as caught:
        mix_speech(film, probe(film), tmp_path / "t.wav", tmp_path / "m.wma")
    assert caught.value.code == "invalid_option"


@pytest.mark.parametrize("turned", [True, False])
def test_stereo_that_cancels_out_is_not_silence(tmp_path: Path, turned: bool) -> None:
    """One channel is the other turned over: their sum is nothing, each of them is all."""
    sign = "-" if turned else ""
    tone = ("-f", "lavfi", "-t", "2", "-i", "sine=frequency=440:sample_rate=48000")
    source = make(tmp_path / "a.wav", *tone, "-af", f"pan=stereo|c0=c0|c1={sign}1.0*c0")
    heard = samples(extract_speech(source, probe(source), tmp_path / "speech.wav"))
    assert len(heard) == 32000
    assert np.abs(heard.astype(int)).max() > 2000


def test_the_chosen_track_is_heard(tmp_path: Path) -> None:
    tones = [
        part for hertz in (300, 900) for part in ("-f", "lavfi", "-t", "1", "-i", f"sine=frequency={hertz}")
    ]
    named = ("-metadata:s:a:0", "language=eng", "-metadata:s:a:1", "language=ger")
    source = make(tmp_path / "a.mka", *tones, "-map", "0:a", "-map", "1:a", "-c:a", "flac", *named)
    info = probe(source)
    for wanted, hertz in (("", 300), ("1", 300), ("2", 900), ("de", 900), ("en", 300)):
        target = extract_speech(source, info.hearing(wanted), tmp_path / "speech.wav")
        heard = samples(target).astype(float)
        assert power(heard, hertz, 0.2, 0.8) > power(heard, 1200 - hertz, 0.2, 0.8) + 40
    with pytest.raises(MediaError) as caught:
        info.hearing("fr")
    assert caught.value.code == "unknown_track"
    assert caught.value.hint == "It has: 1 (en), 2 (de)."


def test_the_level_of_the_original_and_the_loudness_of_the_whole(tmp_path: Path) -> None:
    tone = ("-f", "lavfi", "-t", "3", "-i", "sine=frequency=1000:sample_rate=48000")
    film = make(tmp_path / "a.wav", *tone, "-ac", "2")
    speech = spoken(tmp_path / "speech.wav", 3)
    made = {}
    for name, level, original in (("even", 0.0, "kept"), ("low", -20.0, "kept"), ("ducked", 0.0, "ducked")):
        mixed = mix_speech(
            film, probe(film), speech, tmp_path / f"{name}.wav", original=original, level=level, loudness=-16
        )
        sound = decoded(mixed)
        made[name] = power(sound, 1000, 1, 2) - power(sound, 300, 1, 2)
        assert measure(["-i", local(mixed)]) == pytest.approx(-16, abs=1)
    assert made["even"] - made["low"] == pytest.approx(20, abs=1.5)
    assert made["even"] - made["ducked"] > 8


@pytest.mark.parametrize("suffix", [".m4a", ".opus"])
def test_surround_stays_surround_with_the_speech_in_the_middle(tmp_path: Path, suffix: str) -> None:
    tone = ("-f", "lavfi", "-t", "2", "-i", "sine=frequency=1000:sample_rate=48000")
    film = make(tmp_path / "a.mka", *tone, "-af", "pan=5.1|FL=c0|FR=c0", "-c:a", "flac")
    mixed = mix_speech(film, probe(film), spoken(tmp_path / "s.wav", 2), tmp_path / f"m{suffix}")
    assert probe(mixed).need_audio().channels == 6
    middle = make(tmp_path / "middle.wav", "-i", mixed, "-af", "pan=mono|c0=FC")
    left = make(tmp_path / "left.wav", "-i", mixed, "-af", "pan=mono|c0=FL")
    for path, louder, softer in ((middle, 300, 1000), (left, 1000, 300)):
        sound = decoded(path)
        assert power(sound, louder, 0.5, 1.5) > power(sound, softer, 0.5, 1.5) + 20
