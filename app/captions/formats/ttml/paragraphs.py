"""A TTML paragraph into one cue, or into several when its spans or styles change in time."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple

from app.captions.formats.ttml.head import Head
from app.captions.formats.ttml.inline import BREAK, Fragment
from app.captions.formats.ttml.plain_text import Said, Words, plain_runs, words_in
from app.captions.formats.ttml.regions import Zone, zone_of
from app.captions.formats.ttml.scope import Scope
from app.captions.formats.ttml.spans import ParagraphText, style_along
from app.captions.formats.ttml.styles import ComputedStyle
from app.captions.formats.ttml.times import FOREVER
from app.captions.model.document import Cue, Document, Placement
from app.core.errors import CaptionError

MAX_WORK = 5_000_000
"""Fragment styles a file may ask for: times x fragments, summed over its paragraphs."""


_OWN = frozenset({"begin", "end", "dur", "xml:id", "id"})
"""Attributes that are another's in every paragraph."""


class Setting(NamedTuple):
    """What paragraphs that say the same share; `words` are None where they are not plain."""

    scope: Scope
    zone: Zone
    computed: ComputedStyle
    placement: Placement | None
    carried: dict[str, str]
    words: Words | None


class Paragraphs:
    """Reads paragraphs of one file and adds their cues to its document."""

    def __init__(self, head: Head, document: Document) -> None:
        self.head = head
        self.document = document
        self._whole = Zone(head.initial)
        self._own_zones: dict[str, Zone] = {}
        self._work = 0
        self._outer: Scope | None = None
        self._settings: dict[Said, Setting] = {}

    def read(self, element: Any, base: int, limit: int, outer: Scope) -> int:
        """Read a p that may begin at `base`; the time at which it ends."""
        attributes = self.head.names.attributes(element)
        begin, end = self.head.interval(attributes, base)
        if begin < 0:
            message = "Begins before zero; what lies before the start of the picture was cut."
            self.document.add_issue("negative_time", message, len(self.document.cues) + 1)
        setting = self._setting(attributes, outer)
        zone = setting.zone
        backwards = end is not None and end <= begin < limit
        inner = FOREVER if backwards else limit if end is None else min(limit, end)
        inner = min(inner, zone.end)
        cues, done = self._shown(element, setting, begin, inner)
        if cues:
            self._finish(cues, attributes, setting)
            if backwards and end is not None:  # kept as it is, for the quality report to name
                for cue in cues:
                    cue.start, cue.end = begin, end
        return done if end is None else end

    def _setting(self, attributes: dict[str, str], outer: Scope) -> Setting:
        """The setting of a paragraph; a film has a handful among its thousands."""
        if outer is not self._outer:
            self._outer, self._settings = outer, {}
        key = tuple([said for said in attributes.items() if said[0] not in _OWN])
        known = self._settings.get(key)
        if known is None:
            known = self._settings[key] = self._settle(attributes, outer)
        return known

    def _settle(self, attributes: dict[str, str], outer: Scope) -> Setting:
        head = self.head
        scope = outer.enter("p", attributes, head)
        zone = head.zones.get(scope.region or "") or self._zone(scope)
        computed = style_along(zone, scope.chain, head.screen)
        said = zone.region is not None or any(
            name == "tts:textAlign" for _, specified in scope.chain for name, _ in specified
        )
        align = computed.align if said else None
        scope = scope._replace(animations=zone.animations + scope.animations)
        return Setting(
            scope,
            zone,
            computed,
            zone.placement(align, zone.computed.values.get("tts:writingMode")),
            computed.carried,
            None if attributes.get("timeContainer") == "seq" else words_in(head, scope, computed),
        )

    def _shown(self, element: Any, setting: Setting, begin: int, limit: int) -> tuple[list[Cue], int]:
        """The cues of a paragraph that is active from `begin` to `limit`, and its implicit end."""
        scope, first = setting.scope, max(begin, setting.zone.begin)
        runs = None if setting.words is None else plain_runs(self.head, element, setting.words)
        if runs is None:
            text = ParagraphText(self.head, setting.zone)
            attributes = self.head.names.attributes(element)
            done = text.collect(element, attributes, begin, limit, scope, setting.computed)
            return (self._cues(text, first, limit) if first < limit else []), done
        if any(run.text.strip() for run in runs):
            return [Cue(first, limit, runs, speaker=scope.speaker)] if first < limit else [], FOREVER
        return [], FOREVER if any(BREAK in run.text for run in runs) else begin

    def _zone(self, scope: Scope) -> Zone:
        """Without a region: the box that the paragraph itself says, else the whole picture."""
        said = dict(scope.chain[-1][1])
        if "tts:origin" not in said and "tts:extent" not in said:
            return self._whole
        computed = self.head.initial.child(
            "region",
            tuple((k, said[k]) for k in ("tts:origin", "tts:extent", "tts:displayAlign") if k in said),
            self.head.screen,
        )
        key = repr(computed.values)
        if key not in self._own_zones:
            number = len(self._own_zones) + 1
            zone = self._own_zones[key] = zone_of(f"own{number}", computed, self.head.screen)
            if zone.region is not None:
                self.document.regions[zone.region.id] = zone.region
        return self._own_zones[key]

    def _cues(self, text: ParagraphText, begin: int, limit: int) -> list[Cue]:
        fragments = text.fragments
        points = [begin, limit]
        if any(x.begin > begin or x.end < limit or x.scope.animations for x in fragments):
            points = self._moments(fragments, begin, limit)
        cues: list[Cue] = []
        for start, end in pairwise(points):
            made, speaker = text.at(start)
            if not any(run.text.strip() for run in made):
                continue
            if cues and cues[-1].end == start and (cues[-1].runs, cues[-1].speaker) == (made, speaker):
                cues[-1].end = end
            else:
                cues.append(Cue(start, end, made, speaker=speaker))
        return cues

    def _moments(self, fragments: list[Fragment], begin: int, limit: int) -> list[int]:
        """When what is on the screen may change, from begin to limit."""
        moments = {begin, limit}
        for fragment in fragments:
            moments.update((fragment.begin, fragment.end))
        animated = {id(x.scope.animations): x.scope.animations for x in fragments if x.scope.animations}
        self._spend(sum(map(len, animated.values())))
        for animations in animated.values():
            moments.update(moment for x in animations for moment in (x.begin, x.end))
        points = sorted(point for point in moments if begin <= point <= limit)
        changing = max(map(len, animated.values()), default=0)
        self._spend(len(points) * len(fragments) * (1 + changing))
        return points

    def _spend(self, amount: int) -> None:
        self._work += amount
        if self._work > MAX_WORK:
            raise CaptionError(
                "Too many timed spans and animations in this file change at too many moments.",
                code="too_complex",
                hint="Split the file, or remove word-by-word timing and animation.",
                rejected=True,
            )

    def _finish(self, cues: list[Cue], attributes: dict[str, str], setting: Setting) -> None:
        carried, role = setting.carried, attributes.get("ttm:role")
        for cue in cues:
            cue.placement = setting.placement
            if carried or role:
                cue.extras = {"ttml": {**carried, **({"ttm:role": role} if role else {})}}
        cues[0].id = attributes.get("xml:id") or attributes.get("id")
        self.document.cues.extend(cues)
