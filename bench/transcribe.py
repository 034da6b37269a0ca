"""Our transcription against a bare faster-whisper script: same file, model and settings, in one run.

    python bench/transcribe.py [AUDIO.wav] [--model base] [--rounds 3]

Ours is the whole path of a transcribe job after decoding: chunks, language check, words, their edges in
the sound, captions. Rounds
alternate, the fastest of each counts. The ratio must stay at or under 1.05.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from app.captions.quality.style_guides import NETFLIX
from app.captions.speech.segmentation import captions_from_speech
from app.engines.config import EngineConfig
from app.engines.model_store import ModelStore
from app.engines.protocols import SpeechRequest
from app.engines.speech.faster_whisper import FasterWhisper
from app.engines.speech.recognition import transcribe
from app.engines.speech.sound_edges import sound_edges, with_sharp_edges
from tests.support.engines import readings

LIMIT = 1.05
THREADS = 2


def a_persons_reading() -> Path:
    """The recording that a package of the tests carries, as a WAV file."""
    return readings.recorded(Path(tempfile.mkdtemp(prefix="cuedeck-bench-")) / "recorded.wav")


def bare(audio: Path, model: Path) -> Callable[[], int]:
    from faster_whisper import WhisperModel

    whisper = WhisperModel(str(model), device="cpu", compute_type="int8", cpu_threads=THREADS)

    def run() -> int:
        segments, _info = whisper.transcribe(str(audio), beam_size=5, vad_filter=True, word_timestamps=True)
        return sum(len(segment.words) for segment in segments)

    return run


def ours(audio: Path, folder: Path, model: str) -> Callable[[], int]:
    whisper = FasterWhisper(EngineConfig(model_dir=folder, threads=THREADS, device="cpu"))

    def run() -> int:
        transcript = transcribe(whisper, audio, SpeechRequest(model=model))
        edges = sound_edges(audio)
        segments = with_sharp_edges(transcript.segments, edges)
        document = captions_from_speech(segments, NETFLIX, language=transcript.language)
        assert document.cues
        return sum(len(segment.words) for segment in transcript.segments)

    return run


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("audio", nargs="?", type=Path, help="without it, a person's reading of 44 seconds")
    parser.add_argument("--model", default="base")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    audio = options.audio or a_persons_reading()
    folder = Path(os.environ.get("CUEDECK_MODEL_DIR") or Path.home() / ".cache" / "cuedeck" / "models")
    model = ModelStore(folder).pull(f"whisper-{options.model}")
    programs = {"bare": bare(audio, model), "ours": ours(audio, folder, options.model)}
    times: dict[str, list[float]] = {name: [] for name in programs}
    for program in programs.values():
        program()  # load, and warm what the first run warms
    for _round in range(options.rounds):
        for name, program in programs.items():
            started = time.perf_counter()
            words = program()
            times[name].append(time.perf_counter() - started)
            print(f"{name}: {times[name][-1]:.2f} s, {words} words")
    ratio = min(times["ours"]) / min(times["bare"])
    print(f"transcribe {audio.name} with {options.model}: ratio {ratio:.3f} (limit {LIMIT})")
    return 0 if ratio <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
