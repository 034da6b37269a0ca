"""What a TTML file says before its body: parameters, metadata, agents, styles, regions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.captions.formats.ttml.lengths import Screen, screen_from
from app.captions.formats.ttml.names import STYLE_NAMES, Names
from app.captions.formats.ttml.regions import Animation, Zone, zone_of
from app.captions.formats.ttml.styles import ComputedStyle, StyleSheet
from app.captions.formats.ttml.times import FOREVER, Clock, clock_from
from app.captions.model.document import Document


@dataclass
class Head:
    """The head of one file, ready for reading its body."""

    names: Names
    clock: Clock
    screen: Screen
    language: str | None = None
    styles: StyleSheet = field(default_factory=StyleSheet)
    initial: ComputedStyle = field(default_factory=lambda: ComputedStyle({}))
    zones: dict[str, Zone] = field(default_factory=dict)
    agents: dict[str, str] = field(default_factory=dict)
    unkept: set[str] = field(default_factory=set)

    def interval(self, attributes: dict[str, str], base: int) -> tuple[int, int | None]:
        """Begin and explicit end of an element whose times count from `base`, in ticks."""
        parse = self.clock.parse
        said_begin, said_end, said_dur = attributes.get("begin"), attributes.get("end"), attributes.get("dur")
        begin = base + parse(said_begin) if said_begin else base
        end = base + parse(said_end) if said_end else None
        if said_dur and said_dur.strip() != "indefinite":
            by_duration = begin + parse(said_dur)
            end = by_duration if end is None else min(end, by_duration)
        return begin, end

    def own_language(self, language: str | None) -> str | None:
        """The language of text where it is not that of the file."""
        return language if language != self.language else None

    def animation(self, attributes: dict[str, str], base: int, limit: int, level: int) -> Animation:
        """A `<set>` element of this level as an animation."""
        begin, end = self.interval(attributes, base)
        values = tuple((k, v) for k, v in attributes.items() if k in STYLE_NAMES)
        return Animation(begin, min(limit, FOREVER if end is None else end), level, values)


def read_head(root: Any, document: Document, names: Names) -> Head:
    """Read root attributes and `<head>`; fills the document's language, rate, title, comments, regions."""
    attributes = names.attributes(root)
    document.language = attributes.get("xml:lang") or None
    head = Head(names, clock_from(attributes), screen_from(attributes), document.language)
    if head.clock.stated:
        document.frame_rate = head.clock.rate
        document.drop_frame = bool(head.clock.drop) if "ttp:dropMode" in attributes else None
    regions: list[Any] = []
    for element in root.iterchildren():
        if names.tag(element.tag) == "head":
            _scan(element, head, document, regions)
    head.initial = ComputedStyle({}).child("root", head.styles.initial, head.screen)
    for element in regions:
        _region(element, head, document)
    return head


def _scan(element: Any, head: Head, document: Document, regions: list[Any]) -> None:
    for node in element.iterdescendants("*"):
        tag = head.names.tag(node.tag)
        if tag == "style" and head.names.tag(node.getparent().tag) != "region":
            head.styles.add(head.names.attributes(node))
        elif tag == "initial":
            head.styles.add_initial(head.names.attributes(node))
        elif tag == "region":
            regions.append(node)
        elif tag == "ttm:agent":
            _agent(node, head)
        elif tag in ("ttm:title", "ttm:desc", "ttm:copyright"):
            _note(node, tag, element, head.names, document)


def _note(node: Any, tag: str, head_element: Any, names: Names, document: Document) -> None:
    parent = node.getparent()
    about_file = parent is head_element or (
        names.tag(parent.tag) == "metadata" and parent.getparent() is head_element
    )
    text = " ".join("".join(node.itertext()).split())
    if not about_file or not text:
        return
    if tag == "ttm:title":
        document.title = document.title or text
    else:
        document.extras.setdefault("ttml", {}).setdefault(tag.removeprefix("ttm:"), text)


def _agent(node: Any, head: Head) -> None:
    identity = head.names.attributes(node).get("xml:id", "")
    for child in node.iterchildren("*"):
        name = " ".join((child.text or "").split())
        if head.names.tag(child.tag) == "ttm:name" and name:
            head.agents.setdefault(identity, name)


def _region(element: Any, head: Head, document: Document) -> None:
    attributes = head.names.attributes(element)
    name = attributes.get("xml:id") or attributes.get("id", "")
    if not name or name in head.zones:
        return
    begin, end = head.interval(attributes, 0)
    limit = FOREVER if end is None else end
    nested: list[dict[str, str]] = []
    animations: list[Animation] = []
    for child in element.iterchildren("*"):
        tag = head.names.tag(child.tag)
        if tag == "style":
            nested.append(head.names.attributes(child))
        elif tag == "set":
            animations.append(head.animation(head.names.attributes(child), begin, limit, -1))
    computed = head.initial.child("region", head.styles.specified(attributes, nested), head.screen)
    zone = zone_of(name, computed, head.screen)
    zone.begin, zone.end, zone.animations = begin, limit, tuple(animations)
    head.zones[name] = zone
    if zone.region is not None:
        document.regions[name] = zone.region
