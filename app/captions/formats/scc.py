"""Scenarist SCC (.scc): CEA-608 words in hexadecimal, line by line with the timecode of the first word.

A line is "HH:MM:SS:FF", a tab, and words of four hexadecimal digits; every word is sent in the frame after
the one before. Files run at 29.97 frames a second; ";" before the frames means drop-frame.
"""

from __future__ import annotations

from functools import partial

from app.captions.cea608.channels import CHANNEL_OPTION, document_of
from app.captions.cea608.decoder import EXTRAS
from app.captions.cea608.encoder import encode, sent_words
from app.captions.cea608.fields import Line21
from app.captions.cea608.settings import ALIGN, CHANNEL, ROLL_UP, TIMECODE, TOO_CLOSE, Settings, mode_option
from app.captions.document import TICKS_PER_SECOND, Document
from app.captions.formats.base import Head, Options, Profile
from app.captions.losses import Losses
from app.captions.timing import FrameRate, format_timecode, parse_rate, parse_timecode
from app.core.errors import CaptionError

HEADER = "Scenarist_SCC V1.0"
_DAY = 86_400 * TICKS_PER_SECOND


def read(text: str, options: Options) -> Document:
    """An SCC text as a document of one channel. Raises CaptionError `invalid_scc`, `invalid_timecode`,
    `no_captions` (a channel was chosen that has none)."""
    lines = text.lstrip("\ufeff").splitlines()
    rate = _rate(lines, options)
    frame = rate.ticks_per_frame
    line21 = Line21(frame, options["roll_up"])
    last = after = 0
    for number, line in enumerate(lines, 1):
        label, _, words = line.strip().partition("\t" if "\t" in line else " ")
        if not words or label.startswith(("Scenarist", "//")):
            _check_header(label, number)
            continue
        at = parse_timecode(label, rate)
        last = at = _unfolded(at, last)
        after = line21.feed_mixed(_bytes(words, number), at, frame)
    document = document_of(line21.channels, after, options["channel"], EXTRAS)
    document.frame_rate, document.drop_frame = rate.fps, rate.drop
    return document


def write(document: Document, options: Options, losses: Losses, *, full: bool) -> str:
    """An SCC text. Raises CaptionError `captions_too_close` and `timecode_out_of_range`."""
    rate = parse_rate("29.97", drop=Settings.drops(document, options))
    settings = Settings.of(options, full=full)
    parts = [HEADER]
    words: list[str] = []
    began = due = -1
    for slot, word in sent_words(encode(document, settings, rate, losses), settings.channel):
        if slot != due and words:
            parts.append(_line(began, words, rate))
            words = []
        if not words:
            began = slot
        words.append(f"{word:04x}")
        due = slot + 1
    if words:
        parts.append(_line(began, words, rate))
    return "\n\n".join(parts) + "\n"


def sniff(head: Head) -> float:
    """Sure when the file begins with its header."""
    start = head.text.lstrip("\ufeff \r\n\t")[:40].casefold()
    return 1.0 if start.startswith("scenarist_scc v") else 0.0


def _line(slot: int, words: list[str], rate: FrameRate) -> str:
    return f"{format_timecode(rate.ticks_at(slot), rate)}\t{' '.join(words)}"


def _rate(lines: list[str], options: Options) -> FrameRate:
    """29.97, drop-frame as chosen, or as the mark of the first timecode says."""
    if options["timecode"] != "auto":
        return parse_rate("29.97", drop=options["timecode"] == "drop")
    first = next((line.strip() for line in lines if line[:1].isdigit()), "")
    return parse_rate("29.97", drop=first[8:9] in (";", ",", "."))


def _unfolded(at: int, last: int) -> int:
    """Times that run on past midnight count on; times that go back a little stay where they were."""
    if at < last - _DAY // 2:
        days = (last - at + _DAY // 2) // _DAY
        at += days * _DAY
    return max(at, last)


def _bytes(words: str, number: int) -> bytes:
    try:
        data = bytes.fromhex(words)
    except ValueError:
        data = b""
    if not data or len(data) % 2:
        raise CaptionError(
            f"Line {number} of the SCC file is not made of four-digit hexadecimal words: “{words[:40]}”.",
            code="invalid_scc",
            hint="Check that the file was not cut off or edited; every word has four digits, like 942c.",
            rejected=True,
            line=number,
        )
    return data


def _check_header(label: str, number: int) -> None:
    """Empty lines and the header are fine; anything else without words is not SCC."""
    if label and not label.startswith(("Scenarist", "//")) and not label[:1].isdigit():
        raise CaptionError(
            f"Line {number} is not a line of an SCC file: “{label[:40]}”.",
            code="invalid_scc",
            hint="Choose the profile that fits the file, or “auto” to have it detected.",
            rejected=True,
            line=number,
        )


_KEEPS = (
    "Times to the frame, in drop-frame or non-drop timecode.",
    "Pop-on, paint-on and roll-up captions, row and column of every line.",
    "Italics and underline.",
)

PROFILE = Profile(
    id="scc",
    name="Scenarist V1.0",
    extensions=(".scc",),
    media_type="text/x-scc",
    read=read,
    write=partial(write, full=False),
    sniff=sniff,
    decode_options=(CHANNEL_OPTION, ROLL_UP, TIMECODE),
    encode_options=(mode_option("pop-on"), CHANNEL, TIMECODE, ALIGN, TOO_CLOSE),
    frame_based=True,
    keeps=_KEEPS,
    loses=(
        "Colours, backgrounds and flashing, and places on the picture that are not rows and columns of "
        "CEA-608: the profile Scenarist V1.0 Advanced writes them.",
        "Characters outside the CEA-608 set, replaced by the nearest.",
        "More than 32 columns: lines are broken.",
        "Bold, typefaces, sizes, ruby, speakers, comments.",
    ),
    aliases=("Scenarist SCC", "Scenarist Closed Captions", "SCC V1.0"),
)

ADVANCED = Profile(
    id="scc-advanced",
    name="Scenarist V1.0 Advanced",
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

PROFILES = (PROFILE, ADVANCED)
