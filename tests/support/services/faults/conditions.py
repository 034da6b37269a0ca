"""The clock and the disk of a started instance, which tests set and slow down."""

from __future__ import annotations

from pathlib import Path

from tests.support.product import ROOT, Product

_PRELOAD = Path(__file__).with_name("preload")


def settings(folder: Path) -> dict[str, str]:
    """The environment with which an instance reads its conditions from files in `folder`."""
    for name in ("clock", "disk"):
        (folder / name).write_text("0")
    return {"CONDITIONS": str(folder), "PYTHONPATH": f"{_PRELOAD}:{ROOT}"}


def set_clock(product: Product, seconds: float) -> None:
    """Set the instance's clock so many seconds from the right time."""
    _write(product, "clock", seconds)


def set_disk(product: Product, seconds: float) -> None:
    """Let every wait for the disk take so much longer."""
    _write(product, "disk", seconds)


def _write(product: Product, name: str, seconds: float) -> None:
    file = product.data_dir.parent / name
    part = file.with_suffix(".part")
    part.write_text(str(seconds))
    part.replace(file)
