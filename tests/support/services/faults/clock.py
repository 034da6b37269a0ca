"""The clock of a started instance, which tests set forward and back."""

from __future__ import annotations

from pathlib import Path

from tests.support.product import ROOT, Product

_SHIFT = Path(__file__).with_name("clock_shift")
_FILE = "clock-shift"


def settings(folder: Path) -> dict[str, str]:
    """The environment with which an instance reads its clock's shift from a file in `folder`."""
    (folder / _FILE).write_text("0")
    return {"CLOCK_SHIFT_FILE": str(folder / _FILE), "PYTHONPATH": f"{_SHIFT}:{ROOT}"}


def set_to(product: Product, seconds: float) -> None:
    """Set the instance's clock so many seconds from the right time, at once, as a file is replaced."""
    file = product.data_dir.parent / _FILE
    part = file.with_suffix(".part")
    part.write_text(str(seconds))
    part.replace(file)
