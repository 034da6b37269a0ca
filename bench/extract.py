"""extract of a caption track from a film of two hours against ffmpeg's own copy of the track.

    python bench/extract.py [--rounds 5]

The film is a Matroska file with a picture, sound and two caption tracks, of the size that such films have.
Ours is what the job does with it: take the track out, read it and write it as asked. What is in the file is
known since it was sent, when it was looked into; how long that takes is printed too. Both read the same file,
which is in memory by then; rounds alternate, the median of each counts.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bare.instance import machine

from app.captions.conversion import convert
from app.captions.formats import project
from app.core.child_process import guarded_call
from app.media.caption_tracks.choice import choose
from app.media.caption_tracks.text import text_file
from app.media.probe.media_info import MediaInfo
from app.media.probe.probe import probe
from app.services.files import uploads
from tests.support.media.clips import make

LIMIT = 1.2
SECONDS, CUES = 7200, 1500
PICTURE = "testsrc2=size=640x360:rate=25,noise=alls=40:allf=t"
"""Noise, so that a picture takes as many bytes as one of a film."""


def srt(language: str) -> str:
    """A film's worth of captions, of two lines each."""
    step = SECONDS / CUES
    blocks = []
    for number in range(CUES):
        start, end = number * step + 0.5, number * step + 3.25
        blocks.append(f"{number + 1}\n{clock(start)} --> {clock(end)}\n{language} {number}\nsecond line\n\n")
    return "".join(blocks)


def clock(at: float) -> str:
    return f"{int(at // 3600):02}:{int(at % 3600 // 60):02}:{int(at % 60):02},{round(at % 1 * 1000):03}"


def film(folder: Path) -> Path:
    """One minute of picture and sound, repeated; the captions are of the whole."""
    minute = make(
        folder / "minute.mkv", "-f", "lavfi", "-t", "60", "-i", PICTURE,
        "-f", "lavfi", "-t", "60", "-i", "anoisesrc=a=0.1:r=48000", "-c:v", "mpeg4", "-b:v", "2000k",
        "-maxrate", "2200k", "-bufsize", "2M", "-c:a", "ac3", "-b:a", "192k",
    )  # fmt: skip
    for language in ("en", "es"):
        (folder / f"{language}.srt").write_text(srt(language))
    return make(
        folder / "film.mkv", "-stream_loop", "-1", "-i", minute, "-i", folder / "en.srt", "-i",
        folder / "es.srt", "-map", "0", "-map", "1", "-map", "2", "-c", "copy", "-t", str(SECONDS),
        "-metadata:s:s:0", "language=eng", "-metadata:s:s:1", "language=spa",
    )  # fmt: skip


def ours(source: Path, info: MediaInfo, folder: Path) -> int:
    track = choose(info, "es")
    path = text_file(source, info, track, folder)
    wanted = convert.ConvertRequest(project.FORMAT.name, "SubRip Video Subtitle Script")
    made = guarded_call.run(
        convert.convert_track, path.read_bytes(), path.name, track.language, wanted,
        bounds=uploads.caption_bounds(),
    )  # fmt: skip
    return made.conversion.data.count(b" --> ")


def looked(source: Path) -> int:
    assert len(probe(source).subtitles) == 2
    return CUES


def bare(source: Path, folder: Path) -> int:
    track = make(folder / "bare.srt", "-i", source, "-map", "0:s:1", "-c", "copy")
    return track.read_bytes().count(b" --> ")


def measured(program: Callable[[], int]) -> float:
    begin = time.perf_counter()
    assert program() == CUES
    return time.perf_counter() - begin


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    times: dict[str, list[float]] = {"ours": [], "ffmpeg": [], "look": []}
    with tempfile.TemporaryDirectory(prefix="cuedeck-bench-") as name:
        folder = Path(name)
        source = film(folder)
        info = probe(source)
        programs: dict[str, Callable[[], int]] = {
            "ffmpeg": lambda: bare(source, folder),
            "ours": lambda: ours(source, info, folder),
            "look": lambda: looked(source),
        }
        for number in range(rounds + 1):
            for who, program in programs.items():
                taken = measured(program)
                times[who] += [taken] if number else []  # the first brings the file into memory
        size = source.stat().st_size / 1e9
    own, theirs, look = (statistics.median(times[who]) for who in ("ours", "ffmpeg", "look"))
    print(f"a track of {CUES} captions out of {SECONDS / 3600:g} hours, {size:.1f} GB, median of {rounds}")
    print(f"ours {own:.2f} s, ffmpeg's copy {theirs:.2f} s, ratio {own / theirs:.2f} (at most {LIMIT})")
    print(f"the look into the file when it was sent: {look:.2f} s, with it {(own + look) / theirs:.2f}")
    print(machine())
    return int(own / theirs > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
