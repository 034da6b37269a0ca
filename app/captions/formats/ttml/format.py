"""The TTML family: one reader, one writer, a profile for each dialect people deliver."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from app.captions.formats.base import CaptionFormat, Head, Reader, Writer
from app.captions.formats.shared.rolling import ROLLING, clean_rolling
from app.captions.model.document import Document
from app.captions.model.losses import Losses
from app.captions.model.option import Option, Options

if TYPE_CHECKING:
    from app.captions.formats.ttml.dialects import Dialect

_ROOT = re.compile(r"<(?:[A-Za-z_][\w.\-]{0,30}:)?tt(?=[\s>/])[^>]{0,16000}")
_BLANK = re.compile(r"[ \t\r\n\ufeff]*+")
_DECLARATIONS = 500
"""How many declarations and comments before the root tag are passed over."""
_BODY = 8192
"""How far behind the root tag the signs of a profile are looked for, in characters."""

_OPEN_END = Option(
    "open_end",
    "number",
    10.0,
    "Seconds that the last caption stays when the file does not say when it ends.",
    minimum=0.1,
    maximum=3600,
)
_LENIENT = Option(
    "lenient",
    "boolean",
    False,
    "Skip captions whose times cannot be read, and list them, instead of refusing the file.",
)
_LANGUAGE = Option(
    "language", "text", "", "Language tag written to xml:lang, such as pt-BR; empty takes the document's own."
)
_PRESENTATION = Option(
    "presentation",
    "choice",
    "broadcast",
    "What captions get that say nothing of it: broadcast is a black background, font, line height and line "
    "padding, as BBC and HbbTV ask for; plain is nothing.",
    choices=("broadcast", "plain"),
)
_TIMES = Option(
    "time_format",
    "choice",
    "clock",
    "How times are written: clock (00:00:01.500), frames (36f, with the frame rate) or ticks (exact).",
    choices=("clock", "frames", "ticks"),
)

_WORD_TIMES = Option(
    "word_times",
    "boolean",
    False,
    "Write the times of words, where known: each word appears when it is said, and stays.",
)


def _read(data: str, options: Options) -> Document:
    from app.captions.formats.ttml.reader import read

    document = read(data, float(options["open_end"]), bool(options["lenient"]))
    clean_rolling(document, options)
    return document


_KANA = re.compile("[\u3041-\u30fe]")


def _is_japanese(document: Document) -> bool:
    """Whether captions of a file that names no language are Japanese: no other language has its syllables."""
    with_kana = sum(_KANA.search(cue.text) is not None for cue in document.cues)
    return 3 * with_kana >= len(document.cues) > 0


def _writer(dialect_name: str) -> Writer:
    def write(document: Document, options: Options, losses: Losses) -> str:
        from app.captions.formats.ttml import dialects, writer

        dialect: Dialect = getattr(dialects, dialect_name)
        if options.get("presentation") == "plain":
            dialect = dialects.EBU_TT_D_PLAIN
        said = str(options["language"])
        if dialect is dialects.NETFLIX:
            language = said or document.language or ""
            if not language and _is_japanese(document):
                language = said = "ja"
            dialect = dialects.NETFLIX_JAPANESE if language.lower().startswith("ja") else dialect
        times = str(options.get("time_format", "clock"))
        timed = bool(options.get("word_times"))
        return writer.write(document, dialect, times, said, losses, word_times=timed)

    return write


def _sniffer(score: Callable[[str, str, str], float]) -> Callable[[Head], float]:
    """A sniffer that gets the root tag, some text behind it, and the file name, when this is TTML at all."""

    def sniff(head: Head) -> float:
        root, text = _root(head.text)
        return score(root, text, head.file_name.lower()) if root else 0.0

    return sniff


@lru_cache(maxsize=1)
def _root(head: str) -> tuple[str, str]:
    """The root tag, and it with the text behind it; both empty when this is no TTML.

    Every dialect asks for the same head, one after the other: it is searched once.
    """
    root = _ROOT.match(head, _first_element(head))
    return (root[0], head[root.start() : root.end() + _BODY]) if root else ("", "")


def _first_element(text: str) -> int:
    """Where the first element begins, behind declaration, comments and DOCTYPE (which the reader refuses)."""
    at = _next(text, 0)
    for _ in range(_DECLARATIONS):
        if not text.startswith(("<?", "<!"), at):
            break
        mark = "-->" if text.startswith("<!--", at) else ">"
        end = text.find(mark, at)
        if end < 0:
            return len(text)
        at = _next(text, end + len(mark))
    return at


def _next(text: str, at: int) -> int:
    """Where the next character that is not blank stands."""
    blank = _BLANK.match(text, at)
    return blank.end() if blank else at


def _is_itt(root: str, name: str) -> bool:
    return name.endswith(".itt") or ("smpte" in root and "dropMode" in root and "/profile/" not in root)


_TEXT = ("text with line breaks", "times to the millisecond, or exactly as ticks")
_STYLES = (
    "italic, bold, underline, colour, background, font and relative size",
    "regions, text alignment and vertical writing",
    "speakers, also inside a caption, title and languages",
)
_LOST_BUT_WORDS = (
    "flashing text",
    "WebVTT classes",
    "roll-up and paint-on (captions appear at once)",
    "comments between captions",
)
_LOST = (*_LOST_BUT_WORDS, "times inside a caption")
_WORDS = "the time of every word, with `word_times`"


def _format(
    identity: str,
    name: str,
    dialect: str,
    sniff: Callable[[Head], float] | None,
    *,
    extensions: tuple[str, ...] = ("ttml", "xml"),
    aliases: tuple[str, ...] = (),
    read: Reader | None = _read,
    times: tuple[Option, ...] = (_TIMES,),
    keeps: tuple[str, ...] = _TEXT + _STYLES,
    loses: tuple[str, ...] = _LOST,
    frame_based: bool = False,
    guide: str = "",
) -> CaptionFormat:
    return CaptionFormat(
        id=identity,
        name=name,
        holds_places=True,
        guide=guide,
        extensions=tuple(f".{name}" for name in extensions),
        media_type="application/ttml+xml",
        read=read,
        write=_writer(dialect),
        sniff=sniff,
        holds_notes=True,
        holds_title=True,
        holds_base_style=identity not in ("itt", "netflix-ttml"),
        holds_names=True,
        decode_options=(_OPEN_END, _LENIENT, ROLLING) if read else (),
        encode_options=(_LANGUAGE, *times),
        frame_based=frame_based,
        keeps=keeps,
        loses=loses,
        aliases=aliases,
    )


FORMATS = (
    _format(
        "ttml",
        "TTML/DFXP",
        "TTML",
        _sniffer(lambda root, text, name: 0.85 if "/ttml" in root or "/ttaf1" in root else 0.7),
        extensions=("ttml", "dfxp", "xml"),
        aliases=("TTML", "DFXP", "Timed Text Markup Language"),
        times=(_TIMES, _WORD_TIMES),
        keeps=(*_TEXT, *_STYLES, "ruby", _WORDS),
        loses=_LOST_BUT_WORDS,
    ),
    _format(
        "imsc1",
        "IMSC1 Text",
        "IMSC1",
        _sniffer(lambda root, text, name: 0.95 if "/profile/imsc1/text" in text else 0.0),
        aliases=("IMSC1", "IMSC 1.0 Text"),
        times=(_TIMES, _WORD_TIMES),
        keeps=(*_TEXT, *_STYLES, _WORDS),
        loses=("ruby", *_LOST_BUT_WORDS),
    ),
    _format(
        "imsc1.1",
        "IMSC1.1",
        "IMSC11",
        _sniffer(lambda root, text, name: 0.95 if re.search(r"/profile/imsc1\.[1-9]/text", text) else 0.0),
        aliases=("IMSC 1.1", "IMSC1.1 Text"),
        times=(_TIMES, _WORD_TIMES),
        keeps=(*_TEXT, *_STYLES, "ruby and shear", _WORDS),
        loses=_LOST_BUT_WORDS,
    ),
    _format(
        "ebu-tt-d",
        "EBU-TT-D",
        "EBU_TT_D",
        _sniffer(lambda root, text, name: 0.97 if "urn:ebu:tt:distribution" in text else 0.0),
        aliases=("EBUTTD", "EBU TT D"),
        guide="bbc",
        times=(_PRESENTATION,),
        loses=("frame rate", "strike-through", "ruby", *_LOST),
    ),
    _format(
        "itt",
        "iTT",
        "ITT",
        _sniffer(lambda root, text, name: 0.93 if _is_itt(root, name) else 0.0),
        extensions=("itt",),
        aliases=("iTunes Timed Text", "iTunes"),
        guide="itunes",
        times=(),
        keeps=(
            "text with line breaks",
            "times to the frame, with frame rate and drop mode",
            "italic, bold, underline, colour, background",
            "top or bottom of the picture, vertical writing",
        ),
        loses=("other positions", "speakers", "strike-through", "ruby", *_LOST),
        frame_based=True,
    ),
    _format(
        "smpte-tt",
        "SMPTE-TT",
        "SMPTE_TT",
        _sniffer(lambda root, text, name: 0.95 if "smpte-ra.org/schemas/2052-1" in text else 0.0),
        aliases=("SMPTE TT", "ST 2052-1"),
        loses=("ruby", *_LOST),
    ),
    _format(
        "netflix-ttml",
        "Netflix-ready TTML",
        "NETFLIX",
        None,
        aliases=("Netflix TTML", "Netflix"),
        guide="netflix",
        read=None,
        keeps=(
            "text with line breaks",
            "italic, bold, underline, colour, background",
            "top or bottom of the picture",
            "frame rate",
        ),
        loses=(
            "other positions",
            "speakers",
            "strike-through",
            "ruby",
            "line height and other block styles",
            *_LOST,
        ),
    ),
)
