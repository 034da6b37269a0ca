"""SCC to SRT of a feature film against ttconv, in one run and one process: `python bench/scc.py`.

Ours is the whole conversion (detection, decoding, SRT); ttconv's is its reader and its SRT writer. The rounds
alternate and processor time counts, so that other work on the machine strikes both alike. The ratio of the
fastest must stay at or under 0.1.
"""

import gc
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from app.captions.conversion.convert import ConvertRequest, convert
from app.captions.formats import scc
from app.captions.model.document import Cue, Document, Run, Style, ticks
from app.captions.model.losses import Losses

LIMIT = 0.1
ROUNDS = 3
CAPTIONS = 1500
MINUTES = 100
TEXT = "they never said that the car would be here in time and so we left it to him, didn't we? No!"


def film() -> bytes:
    """1,500 pop-on captions of one or two lines over 100 minutes, every fifth in italics."""
    chance = random.Random(29.97)
    words = TEXT.split()
    every = ticks(MINUTES * 60) // CAPTIONS
    cues = []
    for number in range(CAPTIONS):
        lines = [" ".join(chance.choices(words, k=chance.randint(3, 6)))[:32] for _ in range(number % 2 + 1)]
        style = Style(italic=number % 5 == 0)
        start = ticks(5) + number * every
        cues.append(Cue(start, start + every - ticks(chance.randint(0, 1)), [Run("\n".join(lines), style)]))
    losses = Losses()
    options = {option.name: option.default for option in scc.FORMAT.encode_options}
    text = scc.FORMAT.write(Document(cues=cues), options, losses) if scc.FORMAT.write else ""
    assert not losses.kinds, losses.as_list()
    return text.encode()


def ours(data: bytes) -> int:
    done = convert(data, ConvertRequest(source_profile="auto", target_profile="SubRip Video Subtitle Script"))
    return done.data.count(b" --> ")


def theirs(data: bytes) -> int:
    from ttconv.scc.reader import to_model
    from ttconv.srt.writer import from_model

    written: str = from_model(to_model(data.decode()))
    return written.count(" --> ")


def seconds(work: Callable[[bytes], int], data: bytes) -> float:
    gc.collect()
    begin = time.process_time()
    found = work(data)
    taken = time.process_time() - begin
    assert found == CAPTIONS, f"{work.__name__} found {found} captions"
    return taken


def main() -> int:
    data = film()
    ours(data)  # pays the imports
    rounds = [(seconds(ours, data), seconds(theirs, data)) for _ in range(ROUNDS)]
    mine, other = min(m for m, _ in rounds), min(t for _, t in rounds)
    ratio = mine / other
    print(f"SCC to SRT, {CAPTIONS:,} captions in {MINUTES} minutes, {len(data) / 1e3:.0f} kB")
    print(f"ours {mine * 1e3:.0f} ms, ttconv {other * 1e3:.0f} ms, ratio {ratio:.3f} (at most {LIMIT})")
    return 0 if ratio <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
