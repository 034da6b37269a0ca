"""Scenarist SCC (.scc): CEA-608 words in hexadecimal, line by line with the timecode of the first word.

A line is "HH:MM:SS:FF", a tab, and words of four hexadecimal digits; every word is sent in the frame after
the one before. Files run at 29.97 frames a second; ";" before the frames means drop-frame.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial

from app.captions.codecs.cea608.channels import CHANNEL_OPTION, document_of, past_midnight
from app.captions.codecs.cea608.codes import EDM, EOC, in_channel, with_parity
from app.captions.codecs.cea608.decoder import EXTRAS
from app.captions.codecs.cea608.encoder import day_of, encode, sent_words
from app.captions.codecs.cea608.fields import Line21
from app.captions.codecs.cea608.settings import (
    ALIGN,
    CHANNEL,
    LENIENT,
    ROLL_UP,
    TIMECODE,
    TOO_CLOSE,
    Settings,
    mode_option,
)
from app.captions.formats.base import CaptionFormat, Head
from app.captions.model.document import Document, Issue
from app.captions.model.losses import Losses
from app.captions.model.option import Options
from app.captions.timecode.smpte import FrameRate, format_timecode, parse_rate, parse_timecode
from app.core.errors import CaptionError

HEADER = "Scenarist_SCC V1.0"
_WORD = re.compile(r"(?<!\S)[0-9a-fA-F]{4}(?!\S)")
_FRAME_BEYOND = re.compile(r"([0-9]{2}:[0-5][0-9]:[0-5][0-9][:;.,])[3-9][0-9]")
"""A timecode of a file that was counted at more than 30 frames a second, or by hand."""
_CODES = re.compile(r"[0-9]{2}:[0-9]{2}:[0-9]{2}[:;.,][0-9]{2}\s{1,9}[0-9a-fA-F]{4}(?:\s|\Z)")
_SCREEN_CODES = frozenset(with_parity(in_channel(code, n)) for code in (EDM, EOC) for n in (1, 2, 3, 4))


def read(text: str, options: Options) -> Document:
    """An SCC text as a document of one channel. Raises CaptionError `invalid_scc`, `invalid_timecode`,
    `no_captions` (a channel was chosen that has none)."""
    lines = text.lstrip("\ufeff").splitlines()
    rate = _rate(lines, options)
    frame = rate.ticks_per_frame
    line21 = Line21(frame, options["roll_up"])
    issues: list[Issue] | None = [] if options["lenient"] else None
    bad_labels: list[CaptionError] = []
    last = after = 0
    for number, line in enumerate(lines, 1):
        label, _, words = line.strip().partition("\t" if "\t" in line else " ")
        if not words or not label[:1].isdigit():
            _check_header(label, number, issues)
            continue
        try:
            time = parse_timecode(_label(label), rate)
        except CaptionError as error:
            bad_labels.append(_with_line(error, number))
            if not (beyond := _FRAME_BEYOND.fullmatch(label)):
                continue
            bad_labels[-1].message = f"Line {number}: “{label}” was read as the last frame of its second."
            time = parse_timecode(_label(f"{beyond[1]}29"), rate)
        last = at = past_midnight(time, last, rate)
        after = line21.feed_mixed(_bytes(words, number, issues), at, frame)
    if bad_labels and not after:
        raise bad_labels[0]
    document = document_of(line21.channels, after, options["channel"], EXTRAS)
    document.frame_rate, document.drop_frame = rate.fps, rate.drop
    document.issues += [*(issues or []), *(Issue("unreadable_timecode", e.message) for e in bad_labels)]
    return document


def _with_line(error: CaptionError, number: int) -> CaptionError:
    error.message = f"Line {number} skipped: {error.message}"
    return error


def write(document: Document, options: Options, losses: Losses, *, full: bool) -> str:
    """An SCC text. Raises CaptionError `captions_too_close` and `timecode_out_of_range`."""
    rate = parse_rate("29.97", drop=Settings.drops(document, options))
    settings = Settings.of(options, full=full)
    sent = sent_words(encode(document, settings, rate, losses), settings.channel)
    lines = [_line(slot, words, rate) for slot, words in _grouped(sent)]
    return "\n\n".join([HEADER, *lines]) + "\n"


def _grouped(sent: Sequence[tuple[int, int]]) -> Iterator[tuple[int, list[str]]]:
    """Words of one line and the slot of the first: a line ends at a gap, and before the screen changes, so
    that programs which know only the times of lines show and erase captions in time."""
    words: list[str] = []
    began = due = last = -1
    for slot, word in sent:
        if words and (slot != due or (word in _SCREEN_CODES and word != last)):
            yield began, words
            words = []
        if not words:
            began = slot
        words.append(f"{word:04x}")
        due, last = slot + 1, word
    if words:
        yield began, words


def sniff(head: Head) -> float:
    """Sure when the file begins with its header, or, without one, with lines of codes behind timecodes."""
    start = head.start[:40].casefold()
    if start.startswith("scenarist_scc v"):
        return 1.0
    lines = head.lines[:4]
    return 0.95 if lines and all(_CODES.match(line) for line in lines) else 0.0


def _line(slot: int, words: list[str], rate: FrameRate) -> str:
    return f"{format_timecode(rate.ticks_at(slot % day_of(rate)), rate)}\t{' '.join(words)}"


def _label(label: str) -> str:
    """Some programs write "." or "," for the drop-frame mark."""
    return f"{label[:8]};{label[9:]}" if len(label) == 11 and label[8] in ".," else label


def _rate(lines: list[str], options: Options) -> FrameRate:
    """29.97, drop-frame as chosen, or as the mark of the first timecode says."""
    if options["timecode"] != "auto":
        return parse_rate("29.97", drop=options["timecode"] == "drop")
    first = next((line.strip() for line in lines if line[:1].isdigit()), "")
    return parse_rate("29.97", drop=first[8:9] in (";", ",", "."))


def _bytes(words: str, number: int, issues: list[Issue] | None) -> bytes:
    """The words of a line; damaged ones are skipped when there is a list to note that in."""
    try:
        data = bytes.fromhex(words)
    except ValueError:
        data = b""
    if data and len(data) % 2 == 0:
        return data
    if issues is None:
        raise _invalid(number, f"It is not made of four-digit hexadecimal words: “{words[:40]}”.")
    whole = _WORD.findall(words)
    issues.append(Issue("damaged_words", f"Line {number}: {len(words.split()) - len(whole)} words skipped."))
    return bytes.fromhex("".join(whole))


def _check_header(label: str, number: int, issues: list[Issue] | None) -> None:
    """Empty lines and the header are fine; anything else without words is not SCC."""
    if not label or label.startswith(("Scenarist", "//")) or label[:1].isdigit():
        return
    if issues is None:
        raise _invalid(number, f"It has no timecode and words: “{label[:40]}”.")
    issues.append(Issue("damaged_line", f"Line {number} skipped: it has no timecode and words."))


def _invalid(number: int, reason: str) -> CaptionError:
    return CaptionError(
        f"Line {number} of the SCC file cannot be read. {reason}",
        code="invalid_scc",
        hint="Check that the file was not cut off, or set the option lenient to skip what is damaged.",
        rejected=True,
        line=number,
    )


_KEEPS = (
    "Times to the frame, in drop-frame or non-drop timecode.",
    "Pop-on, paint-on or roll-up captions; row and column of every line.",
    "Italics and underline.",
)

FORMAT = CaptionFormat(
    id="scc",
    name="Scenarist V1.0",
    holds_places=True,
    guide="cea-608",
    extensions=(".scc",),
    media_type="text/x-scc",
    read=read,
    write=partial(write, full=False),
    sniff=sniff,
    decode_options=(CHANNEL_OPTION, ROLL_UP, TIMECODE, LENIENT),
    encode_options=(mode_option("pop-on"), CHANNEL, TIMECODE, ALIGN, TOO_CLOSE),
    frame_based=True,
    keeps=_KEEPS,
    loses=(
        "Colours, backgrounds and flashing, and places on the picture that are not rows and columns of "
        "CEA-608: the format Scenarist V1.0 Advanced writes them.",
        "Characters outside the CEA-608 set, replaced by the nearest.",
        "More than 32 columns: lines are broken.",
        "Paint-on and roll-up, unless the option mode keeps them.",
        "Bold, typefaces, sizes, ruby, speakers, comments.",
    ),
    aliases=("Scenarist SCC", "Scenarist Closed Captions", "SCC V1.0"),
)

ADVANCED = CaptionFormat(
    id="scc-advanced",
    name="Scenarist V1.0 Advanced",
    holds_places=True,
    guide="cea-608",
    extensions=(".scc",),
    media_type="text/x-scc",
    write=partial(write, full=True),
    encode_options=(mode_option("auto"), CHANNEL, TIMECODE, ALIGN, TOO_CLOSE),
    frame_based=True,
    keeps=(
        *_KEEPS,
        "The seven colours, eight backgrounds and flashing; places on the picture, at the nearest cell.",
    ),
    loses=(
        "Colours other than the seven, replaced by the nearest.",
        "Characters outside the CEA-608 set, replaced by the nearest.",
        "More than 32 columns: lines are broken.",
        "Bold, typefaces, sizes, ruby, speakers, comments, vertical text.",
    ),
    aliases=("Scenarist SCC Advanced",),
)

FORMATS = (FORMAT, ADVANCED)
