"""Who speaks, where a caption file says it in the text: `ANNA: Good morning.`"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence

from app.captions.model.direction import SIGNS
from app.captions.model.document import Cue
from app.captions.model.runs import lines_of, text_of

_DASH = re.compile(r"[-–—‐]\s*(?=[^\s\d])")
_NAMED = re.compile(
    rf"^[\s{SIGNS}]*(?:[-–—‐>]+[\s{SIGNS}]*)?([^\W\d_][\w.'’-]*(?: \w[\w.'’-]*){{0,2}})[{SIGNS}]*:\s+(?=\S)"
)


def _named(text: str) -> re.Match[str] | None:
    """A name before the words, as its first group: words in capitals, or in a script that has none."""
    match = _NAMED.match(text)
    return match if match and not any(word[0].islower() for word in match[1].split()) else None


def split_speakers(texts: Sequence[str], known: Collection[str] = ()) -> list[tuple[str | None, str]]:
    """Name and words of each caption; None for one that names nobody.

    One "Remember: come home" among many captions is no name. What counts as one: capital letters, a name
    that comes more than once or is `known`, or any where every caption begins with one.
    """
    found = [_named(text) for text in texts]
    names = _names(texts, known)
    return [
        (match[1], text[match.end() :]) if match and match[1] in names else (None, text)
        for text, match in zip(texts, found, strict=True)
    ]


def _names(texts: Sequence[str], known: Collection[str]) -> set[str]:
    found = [_named(text) for text in texts]
    times = Counter(match[1] for match in found if match)
    all_named = bool(found) and all(found)
    return {
        name for name, count in times.items() if all_named or count > 1 or name.isupper() or name in known
    }


def spoken_parts(cue: Cue, names: Collection[str] = ()) -> list[tuple[str | None, str]]:
    """Who says what in a cue, one part for each speaker that shares it: names and dashes are not spoken.

    A line begins a part with a dash, a name of `names` (see `names_in`) or another voice. Of a part that says
    nobody the first is the cue's speaker's.
    """
    parts: list[tuple[str | None, str]] = []
    voice: str | None = None
    for line in lines_of(cue.runs):
        text = text_of(line).strip()
        if not text:
            continue
        match, before = _named(text), voice
        name = match[1] if match and match[1] in names else None
        voice = next((run.style.voice for run in line if run.text.strip()), None)
        dash = _DASH.match(text)
        words = text[match.end() :] if name and match else text[dash.end() :] if dash else text
        if parts and not (name or dash or voice != before):
            parts[-1] = parts[-1][0], f"{parts[-1][1]}\n{words}"
        else:
            parts.append((name or voice or (None if parts else cue.speaker), words))
    return parts


def names_in(cues: Sequence[Cue], known: Collection[str] = ()) -> set[str]:
    """The names that stand before words in these cues, at their begin or that of a line."""
    texts = [cue.text for cue in cues]
    return _names(texts, known) | _names([line for text in texts for line in text.split("\n")], known)
