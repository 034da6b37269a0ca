"""Caption files for Python programs: read, write, convert, and go to pysubs2 and back.

from cuedeck.captions import load, save

document = load(open("film.scc", "rb").read())
webvtt = save(document, "WebVTT")
"""

from app.captions import *  # noqa: F403
from app.captions import __all__ as __all__
