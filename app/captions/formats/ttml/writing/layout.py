"""Placements into regions, each written once."""

from __future__ import annotations

from app.captions.formats.ttml.dialects import Dialect
from app.captions.formats.ttml.regions import STANDARD, Box, box_of
from app.captions.formats.ttml.writing.boxes import Attributes, box_for, region_attributes
from app.captions.formats.ttml.writing.markup import Identifiers, carried_by, is_name
from app.captions.model.document import Align, Document, Placement, Region
from app.captions.model.losses import Losses

_SIDES: dict[str, tuple[Box, str]] = {
    "right": ((85.0, 0.0, 15.0, 100.0), "before"),
    "left": ((0.0, 0.0, 15.0, 100.0), "after"),
}
"""The areas of vertical text where areas are fixed: box, and displayAlign for lines that run to the left."""


class Layout:
    """The regions of one file: those of the document, and those its placements need."""

    def __init__(self, document: Document, dialect: Dialect, names: Identifiers, losses: Losses) -> None:
        self.document = document
        self.dialect = dialect
        self.losses = losses
        self.regions: dict[str, Attributes] = {}
        self.aligns: dict[str, Align | None] = {}
        self._names = names
        self._made: dict[Attributes, str] = {}
        self._renamed: dict[str, str] = {}
        self._declared: set[str] = set()
        self._found: dict[Placement | None, str] = {}
        for region in () if dialect.anchors else document.regions.values():
            if box_of(region) or "ttml" in region.extras:
                self._document_region(region)

    def region_for(self, placement: Placement | None, cue: int) -> str:
        """The id of the region where this placement puts cue number `cue`."""
        name = self._found.get(placement)
        if name is None:
            name = self._found[placement] = self._choose(placement)
        if self.dialect.anchors and placement and not self._is_anchor(placement):
            self.losses.add("placement", "Exact placement on the picture", cue=cue)
            self._lose_styles(self.document.regions.get(placement.region or ""))
        return name

    def _lose_styles(self, region: Region | None) -> None:
        """Record once what a region says beyond its place, where regions are fixed."""
        if region is not None and region.id not in self._renamed:
            self._renamed[region.id] = region.id
            for name in carried_by(region.extras):
                self.losses.add("styling", "Style attributes this profile does not have", detail=name)

    def _choose(self, placement: Placement | None) -> str:
        if self.dialect.anchors:
            return self._anchor(placement)
        if placement is None:
            return self._standard("default")
        region = self.document.regions.get(placement.region or "")
        if region is not None:
            return self._document_region(region)
        box, depth = box_for(placement)
        if box is None and not placement.vertical:
            return self._standard(placement.anchor if placement.anchor in STANDARD else "default")
        sides = box or STANDARD["default"][1]
        name = self._new(region_attributes(sides, depth, placement.vertical), placement.align)
        self._declared.add(name)
        return name

    def _anchor(self, placement: Placement | None) -> str:
        """One of the areas a profile with fixed areas has; vertical text stands at the right or the left."""
        if placement is not None and placement.vertical:
            side = "left" if placement.column is not None and placement.column < 50 else "right"
            sides, depth = _SIDES[side]
            if placement.vertical == "lr":
                depth = "before" if depth == "after" else "after"
            return self._new(region_attributes(sides, depth, placement.vertical), None, side)
        chosen = "top" if placement is not None and self._height(placement) < 50 else "bottom"
        _, sides, depth = next(anchor for anchor in self.dialect.anchors if anchor[0] == chosen)
        return self._new(region_attributes(sides, depth, None), Align.CENTER, chosen)

    def _height(self, placement: Placement) -> float:
        """How far down the picture a placement is, in percent."""
        if placement.line is not None:
            return placement.line
        if placement.anchor in ("top", "bottom"):
            return 0.0 if placement.anchor == "top" else 100.0
        region = self.document.regions.get(placement.region or "")
        box = box_of(region) if region else box_for(placement)[0]
        return box[1] + box[3] / 2 if box else 100.0

    def _is_anchor(self, placement: Placement) -> bool:
        """Whether the chosen area says all that the placement said."""
        if placement.region is None:
            said = (placement.line, placement.column, placement.line_number, placement.size)
            known = placement.vertical or placement.anchor in [name for name, *_ in self.dialect.anchors]
            return bool(known) and all(value is None for value in said)
        region = self.document.regions.get(placement.region)
        areas = [sides for _, sides, _ in self.dialect.anchors] + [sides for sides, _ in _SIDES.values()]
        return region is None or box_of(region) in areas

    def _standard(self, name: str) -> str:
        _, sides, depth = STANDARD[name]
        return self._new(region_attributes(sides, depth, None), Align.CENTER, name)

    def _new(self, attributes: Attributes, align: Align | None = None, wish: str = "") -> str:
        key = (("id", wish), ("align", align or ""), *attributes)
        made = self._made.get(key)
        if made is None:
            others = () if self.dialect.anchors else self.document.regions
            free = wish and wish not in self.regions and wish not in others
            made = wish if free else self._names.new(wish or "r")
            self._made[key] = made
            self._declare(made, attributes, align)
        return made

    def own_align(self, name: str) -> Align | None:
        """The alignment that a cue in this region need not repeat: said by the document, not by us."""
        return self.aligns.get(name) if name in self._declared else None

    def _declare(self, name: str, said: Attributes, align: Align | None) -> None:
        if align is not None and self.dialect.region_align:
            said = (*said, ("tts:textAlign", align.value))
        self.regions[name] = said
        self.aligns[name] = align

    def _document_region(self, region: Region) -> str:
        name = self._renamed.get(region.id)
        if name is None:
            name = region.id if is_name(region.id) else self._names.new("r")
            self._renamed[region.id] = name
            self._declared.add(name)
            self._declare(name, self._said(region), region.align)
        return name

    def _said(self, region: Region) -> Attributes:
        box = box_of(region)
        kept = carried_by(region.extras)
        allowed = {k: v for k, v in kept.items() if k in self.dialect.region_styles}
        for name in kept.keys() - allowed.keys():
            self.losses.add("styling", "Style attributes this profile does not have", detail=name)
        return region_attributes(box, region.display_align, None) + tuple(allowed.items())
