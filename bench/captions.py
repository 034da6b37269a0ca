"""Our conversions against the libraries, in one run and one process: `python bench/captions.py`.

Prints the ratio of our time (and peak memory) to theirs, with the limit it must stay under.
"""

import gc
import sys
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pysubs2

sys.path.insert(0, str(Path(__file__).parents[1]))

from app.captions.conversion.convert import ConvertRequest, convert
from app.captions.conversion.detect import detect, make_head
from tests.support.captions.heads import heads

TEXTS = (
    "Where have you been all this time?",
    "<i>I looked for you everywhere,</i>\nand then I gave up.",
    "- Nobody told me.\n- Nobody told me either.",
    "AT&T called again & again.",
)


@dataclass
class Case:
    name: str
    limit: float
    ratio: float
    detail: str


def subrip(count: int) -> str:
    parts = []
    for number in range(count):
        minutes, sec = divmod(number * 3, 60)
        clock = f"{minutes // 60:02}:{minutes % 60:02}:{sec:02}"
        text = TEXTS[number % len(TEXTS)]
        parts.append(f"{number + 1}\n{clock},000 --> {clock},{900 + number % 100:03}\n{text}\n")
    return "\n".join(parts)


def fastest(work: Callable[[], object], times: int) -> float:
    best = float("inf")
    for _ in range(times):
        gc.collect()
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def peak(work: Callable[[], object]) -> int:
    gc.collect()
    tracemalloc.start()
    work()
    size = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return size


def srt_to_vtt(count: int, times: int, limit: float, memory_limit: float | None) -> list[Case]:
    text = subrip(count)
    data = text.encode()
    request = ConvertRequest(source_profile="auto", target_profile="WebVTT")

    def ours() -> object:
        return convert(data, request)

    def theirs() -> object:
        return pysubs2.SSAFile.from_string(text, "srt").to_string("vtt").encode()

    ours()
    mine, other = fastest(ours, times), fastest(theirs, times)
    name = f"SRT to VTT, {count:,} cues"
    cases = [Case(f"{name}: time", limit, mine / other, f"{mine * 1e3:.0f} ms, pysubs2 {other * 1e3:.0f} ms")]
    if memory_limit is not None:
        mine, other = peak(ours), peak(theirs)
        detail = f"{mine / 1e6:.0f} MB, pysubs2 {other / 1e6:.0f} MB"
        cases.append(Case(f"{name}: memory", memory_limit, mine / other, detail))
    return cases


def detection_of(data: bytes) -> None:
    detect(make_head(data))


def detection() -> list[Case]:
    data = subrip(2000).encode()[:65_536]
    detection_of(data)
    took = fastest(partial(detection_of, data), 10)
    made = heads()
    first = {name: fastest(partial(detection_of, head), 1) for name, head in made.items()}
    again = sorted(made, key=lambda name: first[name])[-5:]
    slowest, name = max((fastest(partial(detection_of, made[name]), 5), name) for name in again)
    return [
        Case("Detection on 64 KB of SubRip, of 20 ms", 1.0, took / 0.020, f"{took * 1e3:.1f} ms"),
        Case("Detection, the worst of 900 heads", 1.0, slowest / 0.020, f"{slowest * 1e3:.1f} ms: {name}"),
    ]


def main() -> None:
    cases = [
        *srt_to_vtt(1_500, 7, 0.6, None),
        *srt_to_vtt(100_000, 3, 0.35, 0.8),
        *detection(),
    ]
    for case in cases:
        verdict = "ok" if case.ratio <= case.limit else "TOO SLOW"
        print(f"{case.name:<40} {case.ratio:6.3f}  (at most {case.limit})  {verdict:<8}  {case.detail}")


if __name__ == "__main__":
    main()
