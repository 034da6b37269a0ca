"""Captions to whole sentences for translation: a sentence cut over several captions is one piece of text.

Translating caption by caption ruins quality: half a sentence has no grammar. Here sentences are gathered over
captions; `app/captions/translation/apply.py` lays their translations back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from app.captions.model.document import Cue, Document, Run, Style, ticks
from app.captions.model.runs import slices
from app.captions.transform.break_cost import ends_sentence
from app.captions.translation.dialogue import Block, blocks_of, spaceless

LONGEST_GAP = ticks(3)
"""A sentence does not go on over a longer silence."""
UNSURE_GAP = ticks(1)
"""After this much silence, a capital letter begins a sentence even where no full stop ended the last."""
MOST_CHARACTERS = 400
"""Text without any punctuation is cut into pieces of about this size, at the end of a caption."""
_WORD = re.compile(r"\S+")
_INNER_END = re.compile(r"(?<![。！？｡])[。！？｡]+[」』）]*(?=[^\s。！？｡」』）])")


@dataclass(frozen=True, slots=True)
class Fragment:
    """The words of a sentence in one caption: `cue` and `block` are indexes, `runs` have no line breaks."""

    cue: int
    block: int
    runs: tuple[Run, ...]
    base: Style
    text: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and where it stands.

    In `text`, words in another style than their caption's own stand between `<s1>` and `</s1>`, numbered into
    `styles` from 1. A translator that keeps these tags keeps the style.
    """

    fragments: tuple[Fragment, ...]
    text: str
    styles: tuple[Style, ...]


@dataclass(slots=True)
class _Gathering:
    """The sentence being put together."""

    fragments: list[Fragment]
    last: Cue
    closed: bool


def sentences_of(document: Document) -> list[Sentence]:
    """Every sentence in order; comments and captions without words have none."""
    found: list[Sentence] = []
    current: _Gathering | None = None
    for index, cue in enumerate(document.cues):
        if cue.comment:
            continue
        for number, block in enumerate(blocks_of(cue)):
            for fragment in _fragments(index, number, block):
                if current is not None and _ends_before(current, fragment, cue, block):
                    found.append(_sentence(current.fragments))
                    current = None
                if current is None:
                    current = _Gathering([], cue, closed=False)
                current.fragments.append(fragment)
                current.last = cue
                current.closed = block.alone
    if current is not None:
        found.append(_sentence(current.fragments))
    return found


def _fragments(cue: int, number: int, block: Block) -> Iterator[Fragment]:
    """The block cut where its sentences end."""
    text = block.text
    if block.alone:
        yield Fragment(cue, number, block.runs, block.base, text)
        return
    starts, ranges = 0, []
    for end in _ends(text):
        ranges.append((starts, end))
        starts = end + len(text[end:]) - len(text[end:].lstrip())
    for (start, stop), runs in zip(ranges, slices(block.runs, ranges), strict=True):
        if text[start:stop].strip():
            yield Fragment(cue, number, tuple(runs), block.base, text[start:stop])


def _ends(text: str) -> list[int]:
    """Where the sentences of a text end, the end of the text included."""
    words = list(_WORD.finditer(text))
    ends = {match.end() for match in _INNER_END.finditer(text)}
    for word, following in pairwise(words):
        if ends_sentence(word.group(), following.group()):
            ends.add(word.end())
    return sorted({*ends, len(text)} - {0})


def _ends_before(current: _Gathering, fragment: Fragment, cue: Cue, block: Block) -> bool:
    """Whether the sentence gathered so far is whole, and the fragment begins another."""
    last = current.fragments[-1]
    same_block = (last.cue, last.block) == (fragment.cue, fragment.block)
    if current.closed or block.opens or same_block:
        return True
    if ends_sentence(last.text.split()[-1], fragment.text.split()[0]):
        return True
    gap = cue.start - current.last.end
    if cue.speaker != current.last.speaker or gap > LONGEST_GAP:
        return True
    if gap > UNSURE_GAP and fragment.text.lstrip("\"'“‘«¿¡(")[:1].isupper():
        return True
    return sum(len(f.text) for f in current.fragments) + len(fragment.text) > MOST_CHARACTERS


def _sentence(fragments: Sequence[Fragment]) -> Sentence:
    parts: list[str] = []
    styles: list[Style] = []
    for fragment in fragments:
        if parts and not (spaceless(parts[-1][-1:]) and spaceless(fragment.text[:1])):
            parts.append(" ")
        for run in fragment.runs:
            style = _shown(run.style)
            if style == _shown(fragment.base) or not run.text.strip():
                parts.append(run.text)
                continue
            if style not in styles:
                styles.append(style)
            tag = styles.index(style) + 1
            core = run.text.strip()
            lead, tail = run.text[: run.text.index(core)], run.text[run.text.index(core) + len(core) :]
            parts.append(f"{lead}<s{tag}>{core}</s{tag}>{tail}")
    return Sentence(tuple(fragments), "".join(parts), tuple(styles))


def _shown(style: Style) -> Style:
    """The style without its ruby: an annotation of the old words says nothing about the new."""
    return style if style.ruby is None else replace(style, ruby=None)
