"""Translated sentences laid back over the captions they came from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from app.captions.model.document import Cue, Document, Run, Style
from app.captions.model.losses import Losses
from app.captions.model.runs import joined
from app.captions.model.word_timings import without_words
from app.captions.quality.style_guides import NETFLIX, Guide
from app.captions.translation.dialogue import Block, blocks_of, spaceless
from app.captions.translation.layout import FILL, laid_out, size_of
from app.captions.translation.sentences import Sentence
from app.captions.translation.spread import spread
from app.captions.translation.style_tags import StyledRanges, read_tags

_LINE_ENDS = re.compile(r"(?<!\s)\s*[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]\s*")
Pieces = dict[tuple[int, int], list[Run]]
"""The new words of every block, by cue and block."""


def with_translations(
    document: Document,
    sentences: Sequence[Sentence],
    translations: Sequence[str],
    *,
    language: str,
    guide: Guide = NETFLIX,
    losses: Losses,
) -> Document:
    """The document in another language: same times, speakers, places and styles, lines broken anew.

    `translations` belong to `sentences` (of `sentences_of(document)`) one to one. A caption that gets no
    words, because the translation is shorter, gives its time to the caption before it; one that gets more
    than its lines hold becomes several. Word timings go, they no longer hold; what else is dropped is
    recorded in `losses`.
    """
    width, lines = size_of(guide)
    crowd = Counter(fragment.cue for sentence in sentences for fragment in sentence.fragments)
    pieces: Pieces = {}
    for sentence, translation in zip(sentences, translations, strict=True):
        # How much a caption holds is known where one fragment has it for itself.
        rooms = [round(width * lines * FILL) if crowd[f.cue] == 1 else None for f in sentence.fragments]
        _lay(sentence, translation, pieces, rooms, language, losses)
    spoken = [_spoken(cue, index, pieces) for index, cue in enumerate(document.cues)]
    cues: list[Cue] = []
    for index, cue in _with_times_of_the_empty(document.cues, spoken, sentences):
        words = spoken[index]
        cues += laid_out(_unmarked(cue), words, guide, language) if words else [cue]
    return replace(document, cues=cues, language=language)


def _spoken(cue: Cue, index: int, pieces: Pieces) -> list[list[Run]] | None:
    """The new words of each of the cue's blocks that has any, with what stood around it; None: never had."""
    blocks = [] if cue.comment else blocks_of(cue)
    if not blocks:
        return None
    found = [(block, pieces.get((index, number), [])) for number, block in enumerate(blocks)]
    return [_whole(block, words) for block, words in found if words]


def _whole(block: Block, words: list[Run]) -> list[Run]:
    return joined([Run(block.before, block.base), *words, Run(block.after, block.base)])


def _unmarked(cue: Cue) -> Cue:
    return replace(cue, extras=without_words(cue.extras), karaoke=None)


def _with_times_of_the_empty(
    cues: Sequence[Cue], spoken: Sequence[list[list[Run]] | None], sentences: Sequence[Sentence]
) -> list[tuple[int, Cue]]:
    """The cues that have words, with their index; a neighbour in the sentence gets the time of the others."""
    begins = {f.cue: s.fragments[0].cue for s in reversed(sentences) for f in s.fragments}
    kept: list[tuple[int, Cue]] = []
    early = None
    for index, cue in enumerate(cues):
        last = kept[-1][0] if kept else -1
        if spoken[index] or spoken[index] is None:
            if early is not None and begins.get(index, index) < index:
                cue = replace(cue, start=min(cue.start, early))
            kept.append((index, cue))
            early = None
        elif kept and last >= begins.get(index, index):
            kept[-1] = last, replace(kept[-1][1], end=max(kept[-1][1].end, cue.end))
        elif early is None:
            early = cue.start
    return kept


def _lay(
    sentence: Sentence,
    translation: str,
    pieces: Pieces,
    rooms: Sequence[int | None],
    language: str,
    losses: Losses,
) -> None:
    """Put the words of one translation to its fragments."""
    fragments = sentence.fragments
    text, marked = read_tags(_LINE_ENDS.sub(" ", translation.strip()), sentence.styles)
    if marked is None:
        losses.add("style", "Styles inside a translated sentence", cue=fragments[0].cue + 1)
    shares = [max(1, len(fragment.text)) for fragment in fragments]
    for fragment, (start, stop) in zip(fragments, spread(text, shares, rooms, language), strict=True):
        words = _styled(text, start, stop, fragment.base, marked or [])
        if not words:
            continue
        before = pieces.setdefault((fragment.cue, fragment.block), [])
        if before and not (spaceless(before[-1].text[-1:]) and spaceless(words[0].text[:1])):
            before.append(Run(" ", fragment.base))
        before.extend(words)


def _styled(text: str, start: int, stop: int, base: Style, marked: StyledRanges) -> list[Run]:
    runs: list[Run] = []
    at = start
    for first, last, style in marked:
        first, last = max(first, at), min(last, stop)
        if first < last:
            runs += [Run(text[at:first], base), Run(text[first:last], style)]
            at = last
    runs.append(Run(text[at:stop], base))
    return joined(runs)
