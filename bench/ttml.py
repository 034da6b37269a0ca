"""TTML to WebVTT of a feature film against ttconv, in one run and one process: `python bench/ttml.py`.

Ours is the whole conversion (detection, decoding, WebVTT); ttconv's is its reader and its WebVTT writer. The
rounds alternate and processor time counts, so that other work on the machine strikes both alike. The ratio of
the fastest must stay at or under 0.3. A second line shows how our time grows from 1,500 captions to 15,000.
"""

import gc
import sys
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from app.captions.conversion.convert import ConvertRequest, convert

LIMIT = 0.3
ROUNDS = 3
CAPTIONS = 1500
NAMESPACES = 'xmlns="http://www.w3.org/ns/ttml" xmlns:tts="http://www.w3.org/ns/ttml#styling"'
HEAD = (
    '<head><styling><style xml:id="base" tts:fontFamily="proportionalSansSerif" tts:color="white"/>'
    '<style xml:id="it" tts:fontStyle="italic"/></styling><layout>'
    '<region xml:id="top" tts:origin="10% 5%" tts:extent="80% 20%" tts:textAlign="center"/>'
    '<region xml:id="bottom" tts:origin="10% 75%" tts:extent="80% 20%" tts:displayAlign="after" '
    'tts:textAlign="center"/></layout></head>'
)


def film(count: int) -> bytes:
    """Two-line captions every four seconds: every fifth in italics, every tenth at the top."""
    parts = []
    for number in range(count):
        clock = f"{number * 4 // 3600:02}:{number * 4 // 60 % 60:02}:{number * 4 % 60:02}"
        inner = f"And then you told me {number} times<br/>that Bell &amp; Sons would never sell."
        text = f'<span style="it">{inner}</span>' if number % 5 == 0 else inner
        region = "top" if number % 10 == 0 else "bottom"
        parts.append(
            f'<p begin="{clock}.000" end="{clock}.{900 + number % 100}" region="{region}">{text}</p>'
        )
    body = "\n".join(parts)
    return f'<tt {NAMESPACES} xml:lang="en">{HEAD}<body style="base"><div>{body}</div></body></tt>'.encode()


def ours(data: bytes) -> int:
    done = convert(data, ConvertRequest(source_profile="auto", target_profile="WebVTT"))
    return done.data.count(b" --> ")


def theirs(data: bytes) -> int:
    from ttconv.imsc.reader import to_model
    from ttconv.vtt.writer import from_model

    written: str = from_model(to_model(ElementTree.ElementTree(ElementTree.fromstring(data))))
    return written.count(" --> ")


def seconds(work: Callable[[bytes], int], data: bytes, count: int = CAPTIONS) -> float:
    gc.collect()
    begin = time.process_time()
    found = work(data)
    taken = time.process_time() - begin
    assert found == count, f"{work.__name__} found {found} captions"
    return taken


def main() -> int:
    data = film(CAPTIONS)
    ours(data)  # pays the imports
    rounds = [(seconds(ours, data), seconds(theirs, data)) for _ in range(ROUNDS)]
    mine, other = min(m for m, _ in rounds), min(t for _, t in rounds)
    ratio = mine / other
    print(f"TTML to WebVTT, {CAPTIONS:,} captions, {len(data) / 1e3:.0f} kB")
    print(f"ours {mine * 1e3:.0f} ms, ttconv {other * 1e3:.0f} ms, ratio {ratio:.3f} (at most {LIMIT})")
    large = seconds(ours, film(CAPTIONS * 10), CAPTIONS * 10)
    print(f"ours with ten times the captions: {large * 1e3:.0f} ms, {large / mine:.1f} times as long")
    return 0 if ratio <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
