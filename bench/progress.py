"""What a job says of itself while it runs: percent that moves, and the time left, job after job of each kind.

    python bench/progress.py [KIND ...] [--size 1.0]

Each job goes through the product and takes half a minute to two. The API is asked twice a second. The longest
stillness is the longest time in which the percent does not grow, from the first sign of work to the end. The
time left counts from the tenth percent on: how far it is from the truth, which is known afterwards. It comes
in whole seconds, so one second is no error. What the stages of a dub usually take is known from the jobs
before it.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
from bare.instance import cuedeck, machine

from app.core.settings import get_settings
from tests.support.engines.readings import CITIES, SECONDS, TEXT, spoken
from tests.support.media.clips import make, talking
from tests.support.media.jobs import show, submit, upload
from tests.support.media.tracks import with_pictures

STILL_LIMIT, ETA_LIMIT = 2.0, 0.25
EVERY = 0.5
SIZE = 1.0
ENDED = ("completed", "failed")
Job = Callable[[httpx.Client, Path], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Sample:
    """What the API said at a moment."""

    at: float
    percent: float
    left: int | None


def sized(count: int) -> int:
    """As many as make a job of a minute or so on two cores, or the part of it that was asked for."""
    return max(1, round(count * SIZE))


def film(folder: Path, copies: int) -> Path:
    target = folder / f"talking-{copies}.mp4"
    if not target.exists():
        talking(target, spoken(folder / f"speech-{copies}.wav"), SECONDS, copies)
    return target


def captions(count: int, *, step: float = 4.0) -> str:
    """Different sentences, so that none is translated or spoken once for all."""
    words = f"{TEXT} {CITIES}".replace(",", "").split()
    blocks = []
    for number in range(count):
        first = number * 7 % (len(words) - 9)
        text = f"{' '.join(words[first : first + 8]).capitalize()} {number}."
        start, end = number * step + 0.2, number * step + step - 0.2
        blocks.append(f"{number + 1}\n{clock(start)} --> {clock(end)}\n{text}\n\n")
    return "".join(blocks)


def clock(at: float) -> str:
    return f"{int(at // 3600):02}:{int(at % 3600 // 60):02}:{int(at % 60):02},{round(at % 1 * 1000):03}"


def sent(api: httpx.Client, path: Path) -> str:
    return upload(api, path.read_bytes(), path.name)


def transcribe(api: httpx.Client, folder: Path) -> dict[str, Any]:
    return submit(api, "transcribe", upload_id=sent(api, film(folder, sized(14))))


def speakers(api: httpx.Client, folder: Path) -> dict[str, Any]:
    return submit(api, "transcribe", upload_id=sent(api, film(folder, sized(12))), speakers=True)


def translate(api: httpx.Client, folder: Path) -> dict[str, Any]:
    source = upload(api, captions(sized(9_000)).encode(), "film.srt")
    return submit(api, "translate", upload_id=source, source_language="en", target_languages=["es", "ca"])


def voiceover(api: httpx.Client, folder: Path) -> dict[str, Any]:
    text = captions(sized(22))
    return submit(
        api, "voiceover", upload_id=sent(api, film(folder, sized(4))), srt_content=text, target_language="en",
        voice_engine="kokoro",
    )  # fmt: skip


def dub(api: httpx.Client, folder: Path) -> dict[str, Any]:
    return submit(
        api, "dub", upload_id=sent(api, film(folder, sized(3))), target_language="es", engine="apertium",
        voice_engine="kokoro",
    )  # fmt: skip


def moving(folder: Path, seconds: int) -> Path:
    """A picture of the size that films have."""
    target = folder / f"moving-{seconds}.mp4"
    source = f"testsrc2=size=1280x720:rate=25:duration={seconds}"
    if not target.exists():
        make(target, "-f", "lavfi", "-i", source, "-c:v", "libx264", "-preset", "ultrafast", "-g", "250")
    return target


def burn_in(api: httpx.Client, folder: Path) -> dict[str, Any]:
    source = upload(api, captions(60).encode(), "film.srt")
    return submit(
        api, "convert", upload_id=source, video_upload_id=sent(api, moving(folder, sized(150))), burn_in=True
    )


def align(api: httpx.Client, folder: Path) -> dict[str, Any]:
    return submit(
        api, "align", upload_id=sent(api, film(folder, sized(13))), text=f"{TEXT} " * sized(13), language="en"
    )


def extract(api: httpx.Client, folder: Path) -> dict[str, Any]:
    words = captions(sized(90)).split("\n\n")[:-1]
    cues = [
        (number * 0.1, number * 0.1 + 0.09, block.splitlines()[2]) for number, block in enumerate(words, 1)
    ]
    return submit(api, "extract", upload_id=sent(api, with_pictures(folder / "pictures.mkv", *cues)))


def mosaic(api: httpx.Client, folder: Path) -> dict[str, Any]:
    source = sent(api, moving(folder, sized(400)))
    return submit(api, "preview", upload_id=source, preview_type="mosaic", columns=8, rows=8, width=1920)


JOBS: dict[str, Job] = {
    "transcribe": transcribe,
    "speakers": speakers,
    "translate": translate,
    "voiceover": voiceover,
    "dub": dub,
    "burn-in": burn_in,
    "align": align,
    "extract": extract,
    "mosaic": mosaic,
}


def watched(api: httpx.Client, job: dict[str, Any]) -> tuple[list[Sample], float]:
    """What the job said from its first sign of work, and when it ended."""
    samples: list[Sample] = []
    due = time.monotonic()
    while True:
        shown, now = show(api, job["job_id"]), time.monotonic()
        if shown["status"] in ENDED:
            assert shown["status"] == "completed", shown["error_message"]
            return samples, now
        if shown["status"] == "processing":
            samples.append(Sample(now, shown["progress"], shown["eta_seconds"]))
        due += EVERY
        time.sleep(max(due - time.monotonic(), 0.0))


def stillness(samples: list[Sample], end: float) -> float:
    """The longest time without a larger percent."""
    grown = [later.at for before, later in pairwise(samples) if later.percent > before.percent]
    return max((b - a for a, b in pairwise([samples[0].at, *grown, end])), default=0.0)


def errors(samples: list[Sample], end: float) -> list[float]:
    """How far the time left was from the truth, as a share of it, from the tenth percent on."""
    found = []
    for sample in samples:
        truth = end - sample.at
        if sample.percent >= 10 and truth > EVERY:
            wrong = truth if sample.left is None else max(abs(sample.left - truth) - 1.0, 0.0)
            found.append(wrong / truth)
    return found


def measured(api: httpx.Client, kind: str, folder: Path) -> bool:
    """Run the job of a kind, print how it went; whether it kept both limits."""
    samples, end = watched(api, JOBS[kind](api, folder))
    if not samples:
        print(f"{kind:11} ended before anything could be asked", flush=True)
        return False
    still, wrong = stillness(samples, end), sorted(errors(samples, end))
    most = wrong[int(len(wrong) * 0.95)] if wrong else 1.0
    good = still <= STILL_LIMIT + EVERY and most <= ETA_LIMIT
    print(
        f"{kind:11} {end - samples[0].at:4.0f} s   still {still:4.1f} s   time left off by "
        f"p50 {statistics.median(wrong or [1.0]):4.0%}   p95 {most:4.0%}   {'ok' if good else 'missed'}",
        flush=True,
    )
    return good


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"some of: {', '.join(JOBS)}")
    parser.add_argument("--size", type=float, default=1.0, help="of each job, 0.5 for half (default: 1)")
    options = parser.parse_args()
    global SIZE
    SIZE = options.size
    models = str(get_settings().model_dir.expanduser())
    with (
        tempfile.TemporaryDirectory(prefix="cuedeck-bench-") as name,
        cuedeck(CUEDECK_MODEL_DIR=models) as product,
        product.client() as api,
    ):
        good = [measured(api, kind, Path(name)) for kind in options.kinds or JOBS]
    print(
        f"still for at most {STILL_LIMIT:g} s (asked every {EVERY:g}), time left within {ETA_LIMIT:.0%} (p95)"
    )
    print(machine())
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
