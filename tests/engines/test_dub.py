"""The engines one after another, as a dub job runs them: Spanish cues over an English film."""

from __future__ import annotations

import subprocess
import wave
from collections.abc import Callable
from pathlib import Path

import pytest

from app.engines.config import EngineConfig
from app.engines.model_store import ModelStore
from app.engines.protocols import SpeechRequest, VoiceSynthesizer
from app.engines.speech.faster_whisper import FasterWhisper
from app.engines.voice.espeak import Espeak
from app.engines.voice.fit import FittedSpeech, fit_speech
from app.engines.voice.kokoro import Kokoro
from app.engines.voice.slots import Line
from app.engines.voice.spoken_text import spoken_text
from app.engines.voice.voice_assignment import assign_voices
from app.media.extract import extract_speech
from app.media.ffmpeg import ffmpeg_path, local
from app.media.loudness import measure
from app.media.mix import mix_speech
from app.media.mux import CaptionTrack, DubbedTrack, add_dub, container_for, dub_suffix
from app.media.probe.probe import probe
from app.media.timeline import write_timeline
from tests.support.engines.readings import SECONDS, spoken
from tests.support.engines.word_error_rate import word_error_rate
from tests.support.media.clips import talking

CUES = (
    (0.3, 4.2, "Ann", "El puerto estaba tranquilo cuando las dos hermanas bajaron a los barcos."),
    (4.4, 9.6, "Bob", "Habían traído pan, manzanas y una pequeña radio de la casa de la colina."),
    (9.8, 13.2, "Ann", "Nadie habló hasta que el viejo capitán señaló el agua."),
    (13.4, 18.6, "Bob", "Por la mañana el viento cambiará, dijo, y entonces podremos navegar a la isla."),
    (18.8, 19.2, "Ann", "[suspira]"),
    (19.4, 24.6, "Ann", "La hermana menor se rio y preguntó cuántas horas duraría el viaje."),
)
SRT = "".join(
    f"{n}\n00:00:{start:06.3f} --> 00:00:{end:06.3f}\n".replace(".", ",") + f"{text}\n\n"
    for n, (start, end, _who, text) in enumerate(CUES, 1)
)

Make = Callable[[EngineConfig], VoiceSynthesizer]


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("film")
    return talking(folder / "film.mp4", spoken(folder / "speech.wav"), SECONDS)


def dub(film: Path, engine: VoiceSynthesizer, folder: Path) -> tuple[Path, FittedSpeech]:
    info = probe(film)
    voices = assign_voices(engine, "es", (who for _s, _e, who, _t in CUES))
    lines = [
        Line(n, start, end, spoken_text(text), voices[who])
        for n, (start, end, who, text) in enumerate(CUES, 1)
    ]
    spoken = fit_speech(lines, engine, folder / "voice", duration=info.duration, language="es")
    timeline = write_timeline([line.clip for line in spoken.lines], info.duration, folder / "speech.wav")
    track = mix_speech(film, info, timeline, folder / f"mix{dub_suffix(container_for(film, info))}")
    captions = folder / "es.srt"
    captions.write_text(SRT, encoding="utf-8")
    out = add_dub(
        film, info, DubbedTrack(track, "es", "Español"), [CaptionTrack(captions, "es")], folder, "dubbed"
    )
    return out, spoken


@pytest.mark.slow
@pytest.mark.parametrize("make_engine", [Espeak, Kokoro])
def test_a_dub(
    film: Path, tmp_path: Path, models: ModelStore, engine_config: EngineConfig, make_engine: Make
) -> None:
    engine = make_engine(engine_config)
    if engine.id == "kokoro":
        models.pull("kokoro")
    out, spoken = dub(film, engine, tmp_path)
    before, after = probe(film), probe(out)
    assert out.suffix == ".mp4"
    assert [(t.language, t.default) for t in after.audio_tracks] == [("spa", True), ("eng", False)]
    assert [(s.codec, s.language) for s in after.subtitles] == [("mov_text", "spa")]
    assert after.duration == pytest.approx(before.duration, abs=0.1)
    assert measure(["-i", local(out)]) == pytest.approx(-23.0, abs=1.0)
    assert [line.line.number for line in spoken.lines] == [1, 2, 3, 4, 6]
    assert len({line.line.voice for line in spoken.lines}) == 2
    for line, following in zip(spoken.lines, spoken.lines[1:], strict=False):
        ends = line.line.start + wav_seconds(line.recording.path)
        assert ends - following.line.start <= 0.3, line.line.text
    if engine.id == "kokoro":
        assert heard_wrong(out, models, engine_config, tmp_path) <= 0.15
    assert _video(out) == _video(film), "the picture is copied, not encoded again"
    assert not list(tmp_path.rglob(".*")), "no working file is left"


def heard_wrong(out: Path, models: ModelStore, config: EngineConfig, folder: Path) -> float:
    """The word error rate of the dubbed track, original ducked under it, as Whisper base hears it."""
    models.pull("whisper-base")
    audio = extract_speech(out, probe(out), folder / "heard.wav")
    heard = FasterWhisper(config).recognize(audio, SpeechRequest(language="es", model="base"))
    said = " ".join(spoken_text(text) for _s, _e, _who, text in CUES)
    return word_error_rate(said, heard.text)


def wav_seconds(path: Path) -> float:
    with wave.open(str(path)) as file:
        return file.getnframes() / file.getframerate()


def _video(path: Path) -> bytes:
    command = [ffmpeg_path(), "-loglevel", "error", "-i", path, "-map", "0:v", "-c", "copy", "-f", "md5", "-"]
    return subprocess.run(command, check=True, capture_output=True).stdout
