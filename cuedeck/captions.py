"""Caption files for Python programs: read, write, convert, and go to pysubs2 and back.

from cuedeck import captions

captions.load("film.scc").save("film.vtt")

What a program needs is imported when it is first asked for: importing this module costs nothing.
"""

from typing import TYPE_CHECKING, Any

from app import captions as _captions
from app.captions import __all__ as __all__

if TYPE_CHECKING:
    from app.captions import *  # noqa: F403


def __getattr__(name: str) -> Any:
    return getattr(_captions, name)


def __dir__() -> list[str]:
    return sorted(__all__)
