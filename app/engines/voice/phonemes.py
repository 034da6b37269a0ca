"""Text to phonemes (grapheme-to-phoneme) with espeak-ng, punctuation kept."""

from __future__ import annotations

import json
import re
import sys
import threading
from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path

from app.core.child_process.program import Bounds, run
from app.core.progress import Cancelled

BOUNDS = Bounds(wall=60, cpu=60, memory=1 << 30, file_size=1)
_CHILD = Path(__file__).with_name("phonemes_child.py")
_PAUSES = re.compile(r"""((?:(?<!\s)\s+)?(?:[;:!?¡¿—…"«»“”(){}\[\]]|[.,](?!(?<=\d.)\d))+\s*)""")
"""What is between the spoken parts; a point or comma between two digits is spoken."""
_LANGUAGE_SWITCH = re.compile(r"\([a-z-]+\)")
"""espeak-ng's note that a word is read in another language, such as "(en)"."""


_KEPT = 500
"""Texts whose phonemes are remembered: a line that has to be spoken faster is spoken again, and finding its
phonemes starts a program."""
_known: OrderedDict[tuple[str, str], str] = OrderedDict()
_lock = threading.Lock()


def phonemes(text: str, language: str, cancelled: Cancelled) -> str:
    """The text in the International Phonetic Alphabet, its punctuation where it was.

    Raises ProgramFailed, LimitExceeded or Canceled.
    """
    with _lock:
        known = _known.get((text, language))
    if known is None:
        known = _phonemes(text, language, cancelled)
    with _lock:
        _known[text, language] = known
        _known.move_to_end((text, language))
        while len(_known) > _KEPT:
            _known.popitem(last=False)
    return known


def _phonemes(text: str, language: str, cancelled: Cancelled) -> str:
    parts = _PAUSES.split(" ".join(text.split()))
    spoken, pauses = parts[::2], [*parts[1::2], ""]
    sounds = _sounds([part for part in spoken if part], language, cancelled)
    joined = "".join(
        (next(sounds) if part else "") + pause for part, pause in zip(spoken, pauses, strict=True)
    )
    return " ".join(joined.split())


def _sounds(texts: list[str], language: str, cancelled: Cancelled) -> Iterator[str]:
    if not texts:
        return iter(())
    import espeakng_loader

    where = [espeakng_loader.get_library_path(), espeakng_loader.get_data_path()]
    asked = json.dumps({"language": language, "texts": texts}).encode()
    answer = run([sys.executable, "-I", str(_CHILD), *where], stdin=asked, bounds=BOUNDS, cancelled=cancelled)
    heard: list[str] = json.loads(answer.stdout)
    return (_LANGUAGE_SWITCH.sub("", sound) for sound in heard)
