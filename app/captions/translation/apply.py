"""Translated sentences laid back over the captions they came from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from app.captions.model.document import Cue, Document, Run, Style
from app.captions.model.losses import Losses
from app.captions.model.runs import edited, joined, text_of
from app.captions.model.word_timings import without_words
from app.captions.quality.style_guides import NETFLIX, Guide
from app.captions.transform.line_breaking import in_lines
from app.captions.transform.reflow import wrap_runs
from app.captions.translation.dialogue import Block, blocks_of, spaceless
from app.captions.translation.sentences import Sentence
from app.captions.translation.spread import spread
from app.captions.translation.style_tags import StyledRanges, read_tags

LINE_LENGTH, LINES = 42, 2
FILL = 0.9
"""Broken into words, lines are not filled to their last column."""
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
    words, because the translation is shorter, gives its time to the caption before it. Word timings go, they
    no longer hold; what else is dropped is recorded in `losses`.
    """
    width, lines = guide.line_length or LINE_LENGTH, guide.lines or LINES
    crowd = Counter(fragment.cue for sentence in sentences for fragment in sentence.fragments)
    pieces: Pieces = {}
    for sentence, translation in zip(sentences, translations, strict=True):
        # How much a caption holds is known where one fragment has it for itself.
        rooms = [round(width * lines * FILL) if crowd[f.cue] == 1 else None for f in sentence.fragments]
        _lay(sentence, translation, pieces, rooms, language, losses)
    cues = [_relaid(cue, index, pieces, width, lines, language) for index, cue in enumerate(document.cues)]
    kept = _with_times_of_the_empty(document.cues, cues, sentences)
    return replace(document, cues=kept, language=language)


def _relaid(cue: Cue, index: int, pieces: Pieces, width: int, lines: int, language: str) -> Cue | None:
    """The cue with its new words; None when it had words and has none now."""
    blocks = [] if cue.comment else blocks_of(cue)
    if not blocks:
        return cue
    spoken = [(block, pieces.get((index, number), [])) for number, block in enumerate(blocks)]
    runs = _set(spoken, width, lines, language)
    return replace(cue, runs=runs, extras=without_words(cue.extras), karaoke=None) if runs else None


def _with_times_of_the_empty(
    old: Sequence[Cue], new: Sequence[Cue | None], sentences: Sequence[Sentence]
) -> list[Cue]:
    """The cues that have words; the time of the others goes to a neighbour that says the same sentence."""
    begins = {f.cue: s.fragments[0].cue for s in reversed(sentences) for f in s.fragments}
    kept: list[Cue] = []
    last, early = -1, None
    for index, cue in enumerate(new):
        if cue is not None:
            if early is not None and begins.get(index, index) < index:
                cue = replace(cue, start=min(cue.start, early))
            kept.append(cue)
            last, early = index, None
        elif kept and last >= begins.get(index, index):
            kept[-1] = replace(kept[-1], end=max(kept[-1].end, old[index].end))
        elif early is None:
            early = old[index].start
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
    text, marked = read_tags(translation.strip(), sentence.styles)
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


def _set(blocks: Sequence[tuple[Block, list[Run]]], width: int, lines: int, language: str) -> list[Run]:
    """The cue's new runs: every block with what stood around it, lines broken."""
    out: list[Run] = []
    spoken = [(block, words) for block, words in blocks if words]
    for block, words in spoken:
        whole = joined([Run(block.before, block.base), *words, Run(block.after, block.base)])
        each = lines if len(spoken) == 1 else max(1, lines - len(spoken) + 1)
        if out:
            out.append(Run("\n", block.base))
        out += wrapped(whole, width, each, language)
    return joined(out)


def wrapped(runs: list[Run], width: int, lines: int, language: str) -> list[Run]:
    """The runs with line breaks at good places; more lines than asked only when the words need them."""
    text = text_of(runs)
    words = text.split(" ")
    if len(words) > 1 and not any(spaceless(letter) for letter in text):
        for most in range(lines, lines + 3):
            rows = in_lines(words, width, most, language)
            if rows is not None:
                return edited(runs, _breaks(rows))
        return runs
    for most in range(lines, lines + 3):
        found = wrap_runs(runs, width, most)
        if found is not None:
            return found
    return runs


def _breaks(rows: Iterable[str]) -> Iterable[tuple[int, int, str]]:
    at = 0
    for row in rows:
        if at:
            yield at - 1, at, "\n"
        at += len(row) + 1
