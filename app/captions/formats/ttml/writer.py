"""The caption document as TTML, in any dialect: regions and styles once, text escaped."""

from __future__ import annotations

import re
from itertools import pairwise

from app.captions.formats.ttml.dialects import Dialect
from app.captions.formats.ttml.regions import STANDARD
from app.captions.formats.ttml.writing.boxes import Attributes
from app.captions.formats.ttml.writing.layout import Layout
from app.captions.formats.ttml.writing.markup import (
    Identifiers,
    attributes,
    carried_by,
    clean,
    comment,
    escape,
    is_name,
)
from app.captions.formats.ttml.writing.span_writer import SpanWriter
from app.captions.formats.ttml.writing.time_writer import TimeWriter
from app.captions.model.document import PLAIN, Cue, Document, Run
from app.captions.model.losses import Losses
from app.captions.model.runs import slices
from app.captions.model.style_losses import note_base_style, note_style_losses
from app.captions.model.style_properties import message_of

_KEPT_SPACE = re.compile(r"\t|(?:^|[ \n]) | (?=\n|$)")


def write(
    document: Document,
    dialect: Dialect,
    times: str,
    language: str,
    losses: Losses,
    *,
    word_times: bool = False,
) -> str:
    """The document as TTML text. `times` is "clock", "frames" or "ticks"; `language` overrides its own.

    With `word_times` the words of a caption appear when they are said.
    """
    stamps = TimeWriter(document, dialect, times)
    return _Writer(document, dialect, stamps, losses, word_times=word_times).file(language)


class _Writer:
    def __init__(
        self, document: Document, dialect: Dialect, stamps: TimeWriter, losses: Losses, *, word_times: bool
    ) -> None:
        self.document = document
        self.dialect = dialect
        self.stamps = stamps
        self.losses = losses
        self.word_times = word_times
        self.held = dialect.held
        self.tag = dialect.prefix
        used = (
            {cue.id for cue in document.cues if cue.id}
            | document.regions.keys()
            | STANDARD.keys()
            | {"normal"}
        )
        self.names = Identifiers(used)
        self.layout = Layout(document, dialect, self.names, losses)
        self.spans = SpanWriter(dialect, self.names, losses)
        self._ids: set[str] = set()

    def file(self, language: str) -> str:
        body = [
            line for number, cue in enumerate(self.document.cues, 1) for line in self._paragraph(cue, number)
        ]
        t = self.tag
        body_style = self._body_style()
        language = language or self.document.language or ""
        if self.dialect.needs_language and language in ("", "und"):
            message = "The language, which the receiver asks for: name it with the option language"
            self.losses.add("language_missing", message)
        language = language or self.dialect.language
        root = [*self.dialect.root, *self.stamps.parameters(), ("xml:lang", language)]
        lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<{t}tt{attributes(root)}>"]
        lines += [comment(text) for text in self.document.comments]
        lines += [f"  <{t}head>", *self._metadata(), *self._styling(), *self._layout(), f"  </{t}head>"]
        lines += [
            f"  <{t}body{attributes(body_style)}>",
            f"    <{t}div>",
            *body,
            f"    </{t}div>",
            f"  </{t}body>",
            f"</{t}tt>",
            "",
        ]
        return "\n".join(lines)

    def _body_style(self) -> Attributes:
        """The style of all text: the one that the profile prescribes, or that of the document."""
        base = self.document.base_style
        if self.dialect.base:
            return (("style", "normal"),)
        if base == PLAIN:
            return ()
        note_base_style(base, self.losses, self.held)
        return (("style", self.spans.style_id(self.spans.shown(base))),)

    def _metadata(self) -> list[str]:
        t = self.tag
        known = carried_by(self.document.extras)
        lines = []
        if self.dialect.standard:
            lines.append(
                "      <ebuttm:documentMetadata><ebuttm:conformsToStandard>"
                f"{self.dialect.standard}</ebuttm:conformsToStandard></ebuttm:documentMetadata>"
            )
        notes = (
            ("title", self.document.title),
            ("desc", known.get("desc")),
            ("copyright", known.get("copyright")),
        )
        lines += [f"      <ttm:{tag}>{escape(clean(text))}</ttm:{tag}>" for tag, text in notes if text]
        for name, identity in self.spans.agents.items():
            lines.append(f'      <ttm:agent type="person" xml:id="{identity}">')
            lines.append(f'        <ttm:name type="full">{escape(name)}</ttm:name>')
            lines.append("      </ttm:agent>")
        return [f"    <{t}metadata>", *lines, f"    </{t}metadata>"] if lines else []

    def _styling(self) -> list[str]:
        t = self.tag
        lines = [
            f"      <{t}style{attributes((('xml:id', name), *said))}/>"
            for said, name in self.spans.styles.items()
        ]
        if not lines and self.dialect.whole_head:
            lines = [f'      <{t}style xml:id="{self.names.new("s")}" tts:fontSize="100%"/>']
        return [f"    <{t}styling>", *lines, f"    </{t}styling>"] if lines else []

    def _layout(self) -> list[str]:
        t = self.tag
        if not self.layout.regions and self.dialect.whole_head:
            self.layout.region_for(None, 0)
        lines = [
            f"      <{t}region{attributes((('xml:id', name), *said))}/>"
            for name, said in self.layout.regions.items()
        ]
        return [f"    <{t}layout>", *lines, f"    </{t}layout>"] if lines else []

    def _paragraph(self, cue: Cue, number: int) -> list[str]:
        if cue.comment:
            self.losses.add("comment", "Comments between captions", cue=number, detail=cue.text)
            return []
        if not cue.text.strip():
            self.losses.add("empty", "Captions without text", cue=number)
            return []
        region = self.layout.region_for(cue.placement, number)
        identity = self._identity(cue, number)
        said = [("xml:id", identity)] if identity else []
        said += self.stamps.interval(cue, number, self.losses)
        said.append(("region", region))
        style = self._block_style(cue, region, number)
        if style:
            said.append(("style", self.spans.style_id(style)))
        said += self._speaker(cue, number)
        if _KEPT_SPACE.search(cue.text):
            said.append(("xml:space", "preserve"))
        note_style_losses(cue, number, self.losses, self.held)
        timed = self.word_times and cue.karaoke
        if cue.karaoke and not timed:
            self.losses.add("inner_times", "Times inside a caption (karaoke)", cue=number)
        inside = self._in_time(cue, number) if timed else self._runs(cue.runs, number)
        return [f"      <{self.tag}p{attributes(said)}>{inside}</{self.tag}p>"]

    def _runs(self, runs: list[Run], number: int) -> str:
        return "".join([self.spans.run(run, number) for run in runs])

    def _in_time(self, cue: Cue, number: int) -> str:
        """The text in spans that begin with its words; times in a paragraph count from its begin."""
        begins = {}
        for offset, ticks in sorted(cue.karaoke or ()):  # a line is broken when its first word is said
            begins[offset - cue.text[:offset].endswith("\n")] = ticks
        stops = sorted({0, *begins, len(cue.text)})
        parts = []
        for start, runs in zip(stops, slices(cue.runs, pairwise(stops)), strict=False):
            said = self.stamps.within(cue, begins.get(start, 0))
            inside = self._runs(runs, number)
            parts.append(f"<{self.tag}span{attributes(said)}>{inside}</{self.tag}span>" if said else inside)
        return "".join(parts)

    def _identity(self, cue: Cue, number: int) -> str:
        name = cue.id or ""
        if is_name(name) and name not in self._ids and name not in self.document.regions:
            self._ids.add(name)
            return name
        if name and not name.isdigit():
            self.losses.add(
                "identifier", "Names of captions that XML does not allow", cue=number, detail=name
            )
        return self.names.new("c") if self.dialect.ids else ""

    def _block_style(self, cue: Cue, region: str, number: int) -> Attributes:
        carried = carried_by(cue.extras)
        if self.dialect.block:
            carried = dict(sorted({**dict(self.dialect.block), **carried}.items()))
        said = []
        for name, value in carried.items():
            if (name, value) in self.dialect.base:
                continue
            if name in self.dialect.styles:
                said.append((name, value))
            elif name != "ttm:role":
                self.losses.add(
                    "styling",
                    "Style attributes this profile does not have",
                    cue=number,
                    detail=name,
                )
        align = cue.placement.align if cue.placement else None
        if align is None and not self.dialect.region_align:
            align = self.layout.aligns.get(region)
        elif self.dialect.region_align and align is self.layout.own_align(region):
            align = None
        if align:
            said.append(("tts:textAlign", align.value))
        return tuple(said)

    def _speaker(self, cue: Cue, number: int) -> Attributes:
        role = carried_by(cue.extras).get("ttm:role")
        said = (("ttm:role", role),) if role and self.dialect.agents else ()
        if role and not said:
            self.losses.add("role", message_of("ttm:role"), cue=number)
        name = clean(cue.speaker or "")
        if not name:
            return said
        if not self.dialect.agents:
            self.losses.add("speaker", "Who speaks", cue=number, detail=name)
            return said
        return (*said, ("ttm:agent", self.spans.agent_id(name)))
