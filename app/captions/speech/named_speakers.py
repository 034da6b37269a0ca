"""Who speaks, where a caption file says it in the text: `ANNA: Good morning.`"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence

_NAMED = re.compile(r"^\s*(?:[-–—‐>]+\s*)?([A-ZÀ-Þ][\w.'’-]*(?: [A-ZÀ-Þ0-9][\w.'’-]*){0,2}):\s+(?=\S)")


def split_speakers(texts: Sequence[str], known: Collection[str] = ()) -> list[tuple[str | None, str]]:
    """Name and words of each caption; None for one that names nobody.

    One "Remember: come home" among many captions is no name. What counts as one: capital letters, a name
    that comes more than once or is `known`, or any where every caption begins with one.
    """
    found = [_NAMED.match(text) for text in texts]
    times = Counter(match[1] for match in found if match)
    all_named = bool(found) and all(found)
    names = {
        name for name, count in times.items() if all_named or count > 1 or name.isupper() or name in known
    }
    return [
        (match[1], text[match.end() :]) if match and match[1] in names else (None, text)
        for text, match in zip(texts, found, strict=True)
    ]
