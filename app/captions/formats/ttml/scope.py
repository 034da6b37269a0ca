"""What an element of the body takes over from those around it."""

from __future__ import annotations

from typing import Any, NamedTuple

from app.captions.formats.ttml.head import Head
from app.captions.formats.ttml.regions import Animation
from app.captions.formats.ttml.styles import Specified

Chain = tuple[tuple[str, Specified], ...]
"""Kind and specified styles of every element from body down."""


class Scope(NamedTuple):
    """Region, language, white space, speaker and styles in force at one element."""

    region: str | None = None
    language: str | None = None
    preserve: bool = False
    speaker: str | None = None
    chain: Chain = ()
    animations: tuple[Animation, ...] = ()

    def enter(self, kind: str, attributes: dict[str, str], head: Head) -> Scope:
        """The scope inside a body, div, p or span."""
        space = attributes.get("xml:space")
        agent = attributes.get("ttm:agent")
        return Scope(
            region=attributes.get("region") or self.region,
            language=attributes.get("xml:lang") or self.language,
            preserve=space == "preserve" if space else self.preserve,
            speaker=", ".join(head.agents.get(x, x) for x in agent.split()) if agent else self.speaker,
            chain=(*self.chain, (kind, head.styles.specified(attributes))),
            animations=self.animations,
        )

    def with_sets(self, sets: list[Any], begin: int, limit: int, head: Head) -> Scope:
        """This scope with the `<set>` elements of its element, whose own times count from its begin."""
        level = len(self.chain) - 1
        found = (head.animation(head.names.attributes(x), begin, limit, level) for x in sets)
        return self._replace(animations=self.animations + tuple(found))
