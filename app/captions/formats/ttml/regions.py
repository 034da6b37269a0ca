"""Regions: where text stands, as the document's `Region` and `Placement`."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from app.captions.formats.ttml.lengths import Screen
from app.captions.formats.ttml.names import INHERITED
from app.captions.formats.ttml.styles import ComputedStyle
from app.captions.formats.ttml.times import FOREVER
from app.captions.model.document import Align, Placement, Region

Box = tuple[float, float, float, float]
"""Left, top, width, height in percent of the picture."""

STANDARD: dict[str, tuple[str | None, Box, str]] = {
    "default": (None, (10.0, 10.0, 80.0, 80.0), "after"),
    "bottom": ("bottom", (10.0, 10.0, 80.0, 80.0), "after"),
    "middle": ("middle", (10.0, 10.0, 80.0, 80.0), "center"),
    "top": ("top", (10.0, 10.0, 80.0, 80.0), "before"),
}
"""The regions our writer gives a cue that has only an anchor, or no placement: anchor, box, displayAlign.

Read back, they mean just that again, so placement is not invented on a round trip.
"""

_DISPLAY_ALIGN = frozenset({"before", "center", "after"})
VERTICAL = {"tbrl": "rl", "tb": "rl", "tblr": "lr"}
_NOT_CARRIED = INHERITED | {
    "tts:origin",
    "tts:extent",
    "tts:position",
    "tts:displayAlign",
    "tts:writingMode",
    "tts:display",
}


@dataclass(frozen=True)
class Animation:
    """One `<set>`: from begin to end (ticks) these style attributes hold on one level of the cascade."""

    begin: int
    end: int
    level: int
    values: tuple[tuple[str, str], ...]


@dataclass
class Zone:
    """A region as the reader uses it; `region` None is the whole picture, when no region is named."""

    computed: ComputedStyle
    region: Region | None = None
    anchor: str | None = None
    begin: int = 0
    end: int = FOREVER
    animations: tuple[Animation, ...] = ()
    _placements: dict[tuple[Align | None, str | None], Placement | None] = field(default_factory=dict)

    def placement(self, align: Align | None, direction: str | None) -> Placement | None:
        """Where a paragraph with this alignment and writing mode stands; None when nothing was said."""
        key = (align, direction)
        if key not in self._placements:
            self._placements[key] = self._place(align, VERTICAL.get(direction or ""))
        return self._placements[key]

    def _place(self, align: Align | None, vertical: str | None) -> Placement | None:
        bare = Placement(align=align, anchor=self.anchor, vertical=vertical)
        if self.region is None:
            return None if bare == Placement() else bare
        placed = replace(bare, region=self.region.id)
        box = box_of(self.region)
        if box is None and self.region.display_align is None:
            return placed
        left, top, width, height = box or (0.0, 0.0, 100.0, 100.0)
        across, down = (
            _SIDE.get(align or Align.START, 0),
            _DEPTH.get(self.region.display_align or "before", 0),
        )
        if vertical:  # lines run down the picture and stack sideways, from the right for "rl"
            across, down = (2 - down if vertical == "rl" else down), across
        return replace(
            placed,
            column=round(left + width * across / 2, 4),
            column_align=("line-left", "center", "line-right")[across],
            line=round(top + height * down / 2, 4),
            line_align=(Align.START, Align.CENTER, Align.END)[down],
            size=height if vertical else width,
        )


_SIDE = {Align.CENTER: 1, Align.END: 2, Align.RIGHT: 2}
_DEPTH = {"before": 0, "center": 1, "after": 2}


def _is_ours(computed: ComputedStyle) -> bool:
    """Whether a region says only what our writer says in a standard one."""
    return computed.values.keys() <= _STANDARD_NAMES and computed.align in (Align.CENTER, None)


_STANDARD_NAMES = {"tts:origin", "tts:extent", "tts:displayAlign", "tts:textAlign"}


def box_of(region: Region) -> Box | None:
    """A region's box, when all four sides are known."""
    left, top, width, height = region.left, region.top, region.width, region.height
    if left is None or top is None or width is None or height is None:
        return None
    return left, top, width, height


def _box(computed: ComputedStyle, screen: Screen) -> Box | None:
    values = computed.values
    origin, extent, position = (values.get(f"tts:{x}", "") for x in ("origin", "extent", "position"))
    size = screen.pair(extent)
    corner = screen.pair(origin)
    if position and size:
        corner = screen.position(position, *size) or corner
    if size is None and corner is None:
        return None
    left, top = corner or (0.0, 0.0)
    width, height = size or (100 - left, 100 - top)
    return round(left, 4), round(top, 4), round(width, 4), round(height, 4)


def zone_of(name: str, computed: ComputedStyle, screen: Screen) -> Zone:
    """The zone of a `<region>` with this id, or of a paragraph that says its own box."""
    box = _box(computed, screen)
    align = computed.values.get("tts:displayAlign", "").replace("justify", "before")
    standard = STANDARD.get(name)
    if standard and standard[1:] == (box, align) and _is_ours(computed):
        return Zone(computed, anchor=standard[0])
    region = Region(name, align=computed.align, display_align=align if align in _DISPLAY_ALIGN else None)
    if box is not None:
        region.left, region.top, region.width, region.height = box
    kept = {k: v for k, v in computed.values.items() if k not in _NOT_CARRIED}
    if "tts:writingMode" in computed.values:
        kept["tts:writingMode"] = computed.values["tts:writingMode"]
    if kept:
        region.extras["ttml"] = dict(sorted(kept.items()))
    return Zone(computed, region)
