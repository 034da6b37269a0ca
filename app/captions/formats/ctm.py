"""CTM (.ctm), the time-marked words of speech recognisers; read only.

Source: NIST, SCTK, "Input file formats": a line a word, `recording channel begin duration word confidence`,
times in seconds, comments after `;;`. Between `<ALT_BEGIN>` and `<ALT_END>` stand alternatives, set off by
`<ALT>`: the first counts. Kaldi, NeMo and forced aligners write it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.asr import OPTIONS, by_speaker, to_document
from app.captions.model.document import Document
from app.captions.model.option import Options
from app.captions.model.spoken_word import SpokenWord
from app.captions.text_io.line_ends import unify_lines
from app.core.errors import CaptionError

_LINE = re.compile(
    r"(\S{1,500})\s+(\S{1,40})\s+(\d{1,6}(?:\.\d{1,9})?)\s+(\d{1,6}(?:\.\d{1,9})?)\s+(\S{1,200})"
    r"(?:\s+(NA|\d(?:\.\d{1,12})?(?:[eE]-\d{1,3})?))?(?:\s+\S{1,40}){0,4}\s*"
)
_ALTERNATIVES = re.compile(r"\S{1,500}\s+\S{1,40}\s+\*\s+\*\s+<(ALT_BEGIN|ALT|ALT_END)>\s*", re.IGNORECASE)
_OTHER_FORMATS = re.compile(r"SPEAKER\s|\S{1,500}\s+\S{1,40}\s+\S{1,40}\s+[\d.]{1,16}\s+[\d.]{1,16}\s+<")
"""Lines of RTTM, which has speakers, and of STM, whose third column is one: numbers stand where words do."""
_NO_WORD = re.compile(r"<[^>]{0,40}>|@|\[noise\]|sil|SIL")
"""What stands for silence, for no word among alternatives, and for words outside the vocabulary."""


def read(text: str, options: Options) -> Document:
    """Words as captions; with several channels they tell who speaks. CaptionError `several_recordings`."""
    words: list[tuple[SpokenWord, str]] = []
    recordings: set[str] = set()
    skipped: list[str] = []
    for line in _first_alternatives(unify_lines(text).split("\n")):
        match = _LINE.fullmatch(line.strip())
        if match is None:
            skipped.append(line)
        elif not _NO_WORD.fullmatch(match[5]):
            recordings.add(match[1])
            words.append(_word(match))
    if len(recordings) > 1:
        raise _several(len(recordings))
    channels = len({channel for _, channel in words})
    said = by_speaker((word, f"Channel {channel}" if channels > 1 else None) for word, channel in words)
    document = to_document(said, options, None, whole=True)
    for line in skipped:
        document.add_issue("line_skipped", f"Skipped, it is no word with times: {line.strip()[:80]!r}.")
    return document


def _first_alternatives(lines: Iterable[str]) -> Iterator[str]:
    """The lines with words, of alternatives those of the first."""
    left_out = False
    for line in lines:
        if not line.strip() or line.lstrip().startswith(";;"):
            continue
        if code := _ALTERNATIVES.fullmatch(line.strip()):
            left_out = code[1].upper() == "ALT"
        elif not left_out:
            yield line


def _word(match: re.Match[str]) -> tuple[SpokenWord, str]:
    begin, sure = float(match[3]), match[6]
    probability = min(float(sure), 1.0) if sure and sure != "NA" else 1.0
    return SpokenWord(match[5], begin, begin + float(match[4]), probability), match[2]


def _several(count: int) -> CaptionError:
    return CaptionError(
        f"This CTM file has the words of {count} recordings, whose times run at once.",
        code="several_recordings",
        hint="Split the file by its first column and convert one recording at a time.",
        rejected=True,
    )


def sniff(head: Head) -> float:
    """Sure when nearly all lines are words with times and one is told to the hundredth."""
    lines = [line.strip() for line in head.lines[:60] if not line.lstrip().startswith(";;")]
    if any(_OTHER_FORMATS.match(line) for line in lines):
        return 0.0
    lines = [line for line in lines if not _ALTERNATIVES.fullmatch(line)]
    found = [match for line in lines[:-1] or lines if (match := _LINE.fullmatch(line))]
    exact = any("." in match[3] or "." in match[4] for match in found)
    return 0.85 if exact and len(found) >= 0.9 * max(len(lines) - 1, 1) else 0.0


FORMAT = CaptionFormat(
    id="ctm",
    name="CTM word times",
    extensions=(".ctm",),
    media_type="text/plain",
    read=read,
    sniff=sniff,
    decode_options=OPTIONS,
    keeps=("the time of every word, with `word_times`", "how sure each word is", "channels as speakers"),
    aliases=("CTM", "Conversation time mark"),
)
