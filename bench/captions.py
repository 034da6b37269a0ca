"""Our conversions against the libraries, in one run and one process: `python bench/captions.py`.

Prints the ratio of our time (and peak memory) to theirs, with the limit it must stay under: SubRip to WebVTT
beside pysubs2 and ffmpeg, from bytes to bytes; then every format written and read once, beside the best of
pysubs2, ttconv and pycaption (where that is installed) that has it. All times are processor time.
"""

import gc
import io
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import pysubs2

sys.path.insert(0, str(Path(__file__).parents[1]))

from app.captions import CaptionError, caption_formats, load, save
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
    data = subrip(count).encode()
    request = ConvertRequest(source_profile="auto", target_profile="WebVTT")

    def ours() -> object:
        return convert(data, request)

    def theirs() -> object:
        return pysubs2.SSAFile.from_string(data.decode(), "srt").to_string("vtt").encode()

    ours()
    mine, other = fastest(ours, times), fastest(theirs, times)
    name = f"SRT to VTT, {count:,} cues"
    cases = [Case(f"{name}: time", limit, mine / other, f"{mine * 1e3:.0f} ms, pysubs2 {other * 1e3:.0f} ms")]
    if memory_limit is not None:
        mine, other = peak(ours), peak(theirs)
        detail = f"{mine / 1e6:.0f} MB, pysubs2 {other / 1e6:.0f} MB"
        cases.append(Case(f"{name}: memory", memory_limit, mine / other, detail))
    return cases


def by_ffmpeg(count: int, times: int) -> list[Case]:
    """The same conversion as ffmpeg's own program does, its start included, as nothing else can be had."""
    program = shutil.which("ffmpeg")
    if program is None:
        return []
    data = subrip(count).encode()
    request = ConvertRequest(source_profile="auto", target_profile="WebVTT")
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "in.srt", Path(folder) / "out.vtt"
        source.write_bytes(data)
        command = [program, "-v", "error", "-y", "-i", str(source), str(target)]
        mine = fastest(lambda: convert(data, request), times)
        before = child_time()
        for _ in range(times):
            subprocess.run(command, check=True, timeout=300)
        other = (child_time() - before) / times
    detail = f"{mine * 1e3:.0f} ms, ffmpeg {other * 1e3:.0f} ms"
    return [Case(f"SRT to VTT, {count:,} cues: beside ffmpeg", 1.0, mine / other, detail)]


def child_time() -> float:
    """The processor time of all children that have ended, in the kernel too, as `process_time` counts it."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def every_format(count: int) -> list[Case]:
    """Each format written and read once, beside the best of the libraries that has it; 0 where none has."""
    document = load(subrip(count).encode(), "a.srt")
    document.frame_rate, document.language = Fraction(25), "en"
    cases: list[Case] = []
    for identity, found in caption_formats().items():
        if found.write is None:
            continue
        try:
            data = save(document, identity)
        except CaptionError:
            continue  # too close for its channel: measured by bench/scc.py
        mine = fastest(partial(save, document, identity), 3)
        cases.append(_beside(f"write {identity}", mine, writers_of(identity, subrip(count))))
        if found.read is not None:
            mine = fastest(partial(load, data, f"a{found.extensions[0]}", identity), 3)
            cases.append(_beside(f"read {identity}", mine, readers_of(identity, data)))
    return cases


def _beside(name: str, mine: float, peers: dict[str, Callable[[], object]]) -> Case:
    took: dict[str, float] = {}
    for peer, work in peers.items():
        try:
            took[peer] = fastest(work, 3)
        except Exception as error:  # a library that does not read or write this file is no peer
            print(f"  {name}: {peer} fails ({type(error).__name__})", file=sys.stderr)
    if not took:
        return Case(name, 1.0, 0.0, f"{mine * 1e3:.0f} ms, nobody else has it")
    best = min(took, key=lambda peer: took[peer])
    return Case(name, 1.0, mine / took[best], f"{mine * 1e3:.0f} ms, {best} {took[best] * 1e3:.0f} ms")


_PYSUBS2 = {"srt": "srt", "vtt": "vtt", "ass": "ass", "ssa": "ssa", "microdvd": "microdvd", "mpl2": "mpl2"}
_PYSUBS2 |= {"tmplayer": "tmp", "sami": "sami", "ttml": "ttml"}
_TTCONV_TTML = ("ttml", "imsc1", "imsc1.1", "ebu-tt-d", "smpte-tt")
_PYCAPTION = {"srt": "SRT", "vtt": "WebVTT", "sami": "SAMI", "ttml": "DFXP", "scc": "SCC"}


def readers_of(identity: str, data: bytes) -> dict[str, Callable[[], object]]:
    """What reads such a file, by library."""
    found: dict[str, Callable[[], object]] = {}
    if identity in _PYSUBS2:
        text = data.decode()
        found["pysubs2"] = lambda: pysubs2.SSAFile.from_string(text, _PYSUBS2[identity], fps=25)
    if identity in _TTCONV_TTML:
        found["ttconv"] = lambda: _ttconv_imsc(data)
    if identity == "ebu-stl":
        from ttconv.stl import reader as stl

        found["ttconv"] = lambda: stl.to_model(io.BytesIO(data))
    if identity in _PYCAPTION and (library := _pycaption()):
        text, reader = data.decode(), getattr(library, f"{_PYCAPTION[identity]}Reader")
        found["pycaption"] = lambda: reader().read(text)
    return found


def writers_of(identity: str, text: str) -> dict[str, Callable[[], object]]:
    """What writes such a file of the same captions, by library."""
    found: dict[str, Callable[[], object]] = {}
    if identity in _PYSUBS2:
        subs = pysubs2.SSAFile.from_string(text, "srt")
        found["pysubs2"] = lambda: subs.to_string(_PYSUBS2[identity], fps=25)
    if identity in _PYCAPTION and identity != "scc" and (library := _pycaption()):
        captions, writer = library.SRTReader().read(text), getattr(library, f"{_PYCAPTION[identity]}Writer")
        found["pycaption"] = lambda: writer().write(captions)
    return found


def _ttconv_imsc(data: bytes) -> object:
    from xml.etree import ElementTree

    from ttconv.imsc import reader

    return reader.to_model(ElementTree.ElementTree(ElementTree.fromstring(data)))


def _pycaption() -> Any:
    """The library when it is installed: the product does not need it."""
    try:
        import pycaption
    except ImportError:
        return None
    return pycaption


def detection_of(data: bytes) -> None:
    _ = detect(make_head(data)).ranking


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
        *srt_to_vtt(1_500, 15, 0.15, None),
        *srt_to_vtt(100_000, 3, 0.15, 0.5),
        *by_ffmpeg(100_000, 1),
        *detection(),
        *every_format(1_500),
    ]
    for case in cases:
        verdict = "ok" if case.ratio <= case.limit else "TOO SLOW"
        print(f"{case.name:<44} {case.ratio:6.3f}  (at most {case.limit})  {verdict:<8}  {case.detail}")


if __name__ == "__main__":
    main()
