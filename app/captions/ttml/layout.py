"""Placements into regions, each written once."""

from __future__ import annotations

from app.captions.document import Align, Document, Placement, Region
from app.captions.losses import Losses
from app.captions.ttml.boxes import Attributes, box_for, region_attributes
from app.captions.ttml.dialects import Dialect
from app.captions.ttml.markup import Identifiers, is_name
from app.captions.ttml.regions import STANDARD, box_of


class Layout:
    """The regions of one file: those of the document, and those its placements need."""

    def __init__(self, document: Document, dialect: Dialect, names: Identifiers, losses: Losses) -> None:
        self.document = document
        self.dialect = dialect
        self.losses = losses
        self.regions: dict[str, Attributes] = {}
        self._names = names
        self._made: dict[Attributes, str] = {}
        self._renamed: dict[str, str] = {}
        self._found: dict[Placement | None, str] = {}

    def region_for(self, placement: Placement | None, cue: int) -> str:
        """The id of the region where this placement puts cue number `cue`."""
        name = self._found.get(placement)
        if name is None:
            name = self._found[placement] = self._choose(placement)
        if self.dialect.anchors and placement and not self._is_anchor(placement, name):
            self.losses.add("placement", "Positions become the top or the bottom of the picture.", cue=cue)
        return name

    def _choose(self, placement: Placement | None) -> str:
        if self.dialect.anchors:
            return self._anchor(placement)
        if placement is None:
            return self._standard("default")
        region = self.document.regions.get(placement.region or "")
        if region is not None:
            return self._documentregion_attributes(region)
        box, depth = box_for(placement)
        if box is None and not placement.vertical:
            return self._standard(placement.anchor if placement.anchor in STANDARD else "default")
        sides = box or STANDARD["default"][1]
        return self._new(region_attributes(sides, depth, placement.vertical, None))

    def _anchor(self, placement: Placement | None) -> str:
        middle = None
        if placement is not None:
            region = self.document.regions.get(placement.region or "")
            box = box_of(region) if region else box_for(placement)[0]
            middle = {"top": 0.0, "bottom": 100.0}.get(placement.anchor or "")
            if placement.line is not None:
                middle = placement.line
            elif middle is None and box:
                middle = box[1] + box[3] / 2
        chosen = "top" if middle is not None and middle < 50 else "bottom"
        _, sides, depth = next(anchor for anchor in self.dialect.anchors if anchor[0] == chosen)
        vertical = placement.vertical if placement else None
        return self._new(region_attributes(sides, depth, vertical, Align.CENTER), "" if vertical else chosen)

    def _is_anchor(self, placement: Placement, name: str) -> bool:
        """Whether the chosen area says all that the placement said."""
        if placement.region is None:
            return placement.line is None and placement.column is None and placement.line_number is None
        region = self.document.regions.get(placement.region)
        return region is None or any(box_of(region) == sides for _, sides, _ in self.dialect.anchors)

    def _standard(self, name: str) -> str:
        _, sides, depth = STANDARD[name]
        return self._new(region_attributes(sides, depth, None, Align.CENTER), name)

    def _new(self, attributes: Attributes, wish: str = "") -> str:
        made = self._made.get((("id", wish), *attributes))
        if made is None:
            free = wish and wish not in self.regions and wish not in self.document.regions
            made = wish if free else self._names.new(wish or "r")
            self._made[(("id", wish), *attributes)] = made
            self.regions[made] = attributes
        return made

    def _documentregion_attributes(self, region: Region) -> str:
        name = self._renamed.get(region.id)
        if name is None:
            name = region.id if is_name(region.id) else self._names.new("r")
            self._renamed[region.id] = name
            self.regions[name] = self._said(region)
        return name

    def _said(self, region: Region) -> Attributes:
        box = box_of(region)
        kept: dict[str, str] = region.extras.get("ttml") or {}
        allowed = {k: v for k, v in kept.items() if k in self.dialect.region_styles}
        for name in kept.keys() - allowed.keys():
            self.losses.add(
                "styling", "Style attributes this profile does not have are left out.", detail=name
            )
        said = dict(region_attributes(box, region.display_align, None, region.align))
        return tuple(said.items()) + tuple(allowed.items())
