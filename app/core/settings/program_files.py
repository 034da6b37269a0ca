"""Where the files are that belong to the program and are no Python: migrations, and the built page."""

from __future__ import annotations

from pathlib import Path

_APP = Path(__file__).resolve().parents[2]
_INSTALLED = _APP / "_installed"

IS_INSTALLED = _INSTALLED.is_dir()
"""Whether this is the installed package, which brings them, and not a checkout."""

ROOT = _INSTALLED if IS_INSTALLED else _APP.parent
"""The folder that has them: of the package, or the checkout. Alembic and Reflex look things up from here."""

START = "cuedeck up" if IS_INSTALLED else "make run"
"""The command that starts an instance here."""


def how_to_add(extra: str) -> str:
    """What to do where an extra is missing."""
    if IS_INSTALLED:
        return f"Install the extra {extra}: pip install 'cuedeck[{extra}]'"
    return f"Install the extra {extra}: add {extra} to CUEDECK_EXTRAS and run make setup."
