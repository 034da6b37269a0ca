"""Collecting the text of one paragraph: spans, breaks, ruby, each with its time and style."""

from __future__ import annotations

from typing import Any

from app.captions.formats.ttml.head import Head
from app.captions.formats.ttml.inline import Fragment, flat, piece, runs
from app.captions.formats.ttml.lengths import Screen
from app.captions.formats.ttml.names import STYLE_NAMES
from app.captions.formats.ttml.regions import Zone
from app.captions.formats.ttml.scope import Chain, Scope
from app.captions.formats.ttml.styles import ComputedStyle, Specified
from app.captions.formats.ttml.times import FOREVER
from app.captions.model.document import Run
from app.captions.model.runs import without_ends

_NO_TEXT = frozenset(
    {"", "metadata", "set", "animate", "image", "audio", "data", "chunk", "source", "resources"}
)


def style_along(zone: Zone, chain: Chain, screen: Screen) -> ComputedStyle:
    """The computed style at the end of a chain of elements in a region."""
    computed = zone.computed
    for kind, specified in chain:
        computed = computed.child(kind, specified, screen)
    return computed


class ParagraphText:
    """Fragments of one paragraph in order."""

    def __init__(self, head: Head, zone: Zone) -> None:
        self.head = head
        self.zone = zone
        self.fragments: list[Fragment] = []

    def collect(
        self,
        element: Any,
        attributes: dict[str, str],
        begin: int,
        limit: int,
        scope: Scope,
        computed: ComputedStyle,
    ) -> int:
        """Take in what is inside a p or span that is active from `begin`; its implicit end (section 12.2)."""
        tag_of = self.head.names.tag
        sequence = attributes.get("timeContainer") == "seq"
        scope = self._animate(element, begin, limit, scope)
        at = latest = begin
        if not sequence:
            latest = max(latest, self._text(element.text, begin, limit, scope, computed))
        for child in element.iterchildren():
            tag = tag_of(child.tag)
            if tag == "br" and not sequence:
                self.fragments.append(Fragment(begin, limit, "", computed, scope, line_break=True))
                latest = FOREVER
            elif tag not in _NO_TEXT and tag != "br" and ":" not in tag:
                done = self._span(child, at, limit, scope, computed)
                at = done if sequence else at
                latest = done if sequence else max(latest, done)
            if not sequence:
                latest = max(latest, self._text(child.tail, begin, limit, scope, computed))
        return latest

    def _text(self, text: str | None, begin: int, limit: int, scope: Scope, computed: ComputedStyle) -> int:
        if text and begin < limit:
            self.fragments.append(Fragment(begin, limit, text, computed, scope))
        return FOREVER if text and not text.isspace() else begin

    def _span(self, element: Any, base: int, limit: int, outer: Scope, computed: ComputedStyle) -> int:
        head = self.head
        attributes = head.names.attributes(element)
        begin, end = head.interval(attributes, base)
        inner = limit if end is None else min(limit, end)
        scope = outer.enter("span", attributes, head)
        inside = computed.child("span", scope.chain[-1][1], head.screen)
        if inside.values.get("tts:ruby") == "container":
            self._ruby(element, begin, inner, scope, inside)
            done = FOREVER
        else:
            done = self.collect(element, attributes, begin, inner, scope, inside)
        return done if end is None else end

    def _animate(self, element: Any, begin: int, limit: int, scope: Scope) -> Scope:
        if not len(element):
            return scope
        sets = [child for child in element.iterchildren("*") if self.head.names.tag(child.tag) == "set"]
        if not sets:
            return scope
        return scope.with_sets(sets, begin, limit, self.head)

    def _ruby(self, element: Any, begin: int, limit: int, scope: Scope, computed: ComputedStyle) -> None:
        """Bases and annotations in pairs; with unequal numbers, everything above everything."""
        bases: list[tuple[str, ComputedStyle, Scope]] = []
        texts: list[str] = []
        self._ruby_parts(element, scope, computed, bases, texts)
        if not bases:  # whatever the file calls it, its text is to be seen
            self.collect(element, {}, begin, limit, scope, computed)
        elif len(bases) != len(texts):
            bases = [("".join(base for base, _, _ in bases), bases[0][1], bases[0][2])]
            texts = [" ".join(texts)]
        for (base, base_style, base_scope), text in zip(bases, texts, strict=False):
            self.fragments.append(Fragment(begin, limit, base, base_style, base_scope, ruby=text or None))

    def _ruby_parts(
        self,
        element: Any,
        scope: Scope,
        computed: ComputedStyle,
        bases: list[tuple[str, ComputedStyle, Scope]],
        texts: list[str],
    ) -> None:
        head = self.head
        for child in element.iterchildren("*"):
            attributes = head.names.attributes(child)
            inner = scope.enter("span", attributes, head)
            inside = computed.child("span", inner.chain[-1][1], head.screen)
            role = inside.values.get("tts:ruby")
            content = flat("".join(child.itertext(with_tail=False)))
            if role == "base":
                bases.append((content, inside, inner))
            elif role == "text":
                texts.append(content)
                styles = attributes.keys() & STYLE_NAMES - {"tts:ruby"}
                head.unkept |= {f"{name} of ruby text" for name in styles}
            elif role == "delimiter":
                head.unkept.add("tts:ruby delimiter")
            elif role in ("baseContainer", "textContainer"):
                self._ruby_parts(child, inner, inside, bases, texts)

    def at(self, moment: int) -> tuple[list[Run], str | None]:
        """What is on the screen at this time, as runs, and who says it; of several speakers runs tell."""
        active = [fragment for fragment in self.fragments if fragment.begin <= moment < fragment.end]
        speakers = {fragment.scope.speaker for fragment in active if fragment.text.strip()}
        several = len(speakers) > 1
        pieces = []
        for fragment in active:
            scope = fragment.scope
            computed = self._style_at(fragment, moment) if scope.animations else fragment.computed
            if computed.shown:
                voice = scope.speaker if several else None
                pieces.append(piece(fragment, computed, self.head.own_language(scope.language), voice))
        shown = runs(pieces)
        if len(active) < len(self.fragments):  # a line break beside what is not shown now breaks nothing
            shown = without_ends(shown)
        return shown, None if several or not speakers else speakers.pop()

    def _style_at(self, fragment: Fragment, moment: int) -> ComputedStyle:
        """The computed style with the animations of this moment laid over the level each belongs to."""
        active: dict[int, Specified] = {}
        for animation in fragment.scope.animations:
            if animation.begin <= moment < animation.end:
                active[animation.level] = active.get(animation.level, ()) + animation.values
        if not active:
            return fragment.computed
        screen = self.head.screen
        computed = (
            self.zone.computed.child("region", active[-1], screen) if -1 in active else self.zone.computed
        )
        for level, (kind, specified) in enumerate(fragment.scope.chain):
            computed = computed.child(kind, specified + active.get(level, ()), screen)
        return computed
