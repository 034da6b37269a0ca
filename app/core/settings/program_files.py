"""Where the files are that belong to the program and are no Python: migrations, and the built page."""

from __future__ import annotations

from pathlib import Path

_APP = Path(__file__).resolve().parents[2]
_INSTALLED = _APP / "_installed"

IS_INSTALLED = _INSTALLED.is_dir()
"""Whether this is the installed package, which brings them, and not a checkout."""

ROOT = _INSTALLED if IS_INSTALLED else _APP.parent
"""The folder that has them: of the package, or the checkout. Alembic and Reflex look things up from here."""
