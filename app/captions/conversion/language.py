"""The language that captions are written in, by their words, where their file does not say it.

Told with lingua, an optional dependency, over a sample of the text, in its fast mode.
Its models are loaded when a text is first looked at (`warm_up` does that for guarded children).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from app.captions.model.document import Document

if TYPE_CHECKING:
    from lingua import LanguageDetector

_SAMPLE = 3_000
_CUES = 100
_LETTERS, _LETTERS_BEYOND_LATIN = 30, 12
"""Letters that a text must have to be judged; other scripts than Latin have fewer languages each."""
_DISTANCE = 0.1
"""How far the likeliest language must be before the next one."""
_TAGS = (
    "en de fr es it pt nl da sv nb nn fi is pl cs sk hu ro bg hr sr bs sl mk el tr ru uk be ar he fa ur hi "
    "bn ta te mr pa gu th vi zh ja ko lt lv et id ms tl ca eu ga cy sq hy ka kk mn af sw"
)


def detected_language(document: Document) -> str | None:
    """The language tag of the captions; None when there is too little text, or without lingua."""
    sample = _sample(document)
    letters = [character for character in sample if character.isalpha()]
    enough = _LETTERS if sum(ch < "\u0250" for ch in letters) * 2 > len(letters) else _LETTERS_BEYOND_LATIN
    detector = _detector() if len(letters) >= enough else None
    found = detector.detect_language_of(sample) if detector is not None else None
    if found is None:
        return None
    tag = found.iso_code_639_1.name.lower()
    return "no" if tag in ("nb", "nn") else tag


def _sample(document: Document) -> str:
    """The text of cues from the whole length of the file."""
    shown = [cue for cue in document.cues if not cue.comment]
    texts = (cue.text.replace("\n", " ") for cue in shown[:: max(len(shown) // _CUES, 1)])
    return " ".join(texts)[:_SAMPLE]


@cache
def _detector() -> LanguageDetector | None:
    try:
        from lingua import IsoCode639_1, LanguageDetectorBuilder
    except ImportError:
        return None
    codes = [getattr(IsoCode639_1, tag.upper()) for tag in _TAGS.split()]
    builder = LanguageDetectorBuilder.from_iso_codes_639_1(*codes)
    return builder.with_low_accuracy_mode().with_minimum_relative_distance(_DISTANCE).build()
