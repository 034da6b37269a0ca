"""Caption files for Python programs: read, write, and go to pysubs2 and back.

from cuedeck.captions import from_pysubs2, load, save, to_pysubs2

document = load(open("film.scc", "rb").read())
subs = to_pysubs2(document)
"""

from app.captions import (
    Cue,
    Document,
    Losses,
    Placement,
    Run,
    Style,
    from_pysubs2,
    load,
    save,
    to_pysubs2,
)

__all__ = [
    "Cue",
    "Document",
    "Losses",
    "Placement",
    "Run",
    "Style",
    "from_pysubs2",
    "load",
    "save",
    "to_pysubs2",
]
