"""Which characters the bytes of a text file stand for: a ladder from certain to guessed.

1. a byte order mark, 2. the NUL pattern of UTF-16 without one, 3. strict UTF-8, 4. UTF-8 with UTF-16 joined
to it, 5. what an XML declaration says, 6. UTF-8 in which some lines are damaged or come from another file,
7. a guess over at most 64 KB of the lines that are not ASCII, by the alphabets of known languages, else by
charset-normalizer with the language of the file as a hint. A person's own choice comes before all of it. The
choice is reported, never silent.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from app.core.errors import CaptionError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_FOR_FILES = (
    "idna",
    "punycode",
    "unicode-escape",
    "unicode_escape",
    "raw-unicode-escape",
    "raw_unicode_escape",
)
_XML = re.compile(rb"\s{0,64}<\?xml\s[^>]{0,200}?\bencoding\s{0,8}=\s{0,8}[\"']([A-Za-z0-9._:\-]{1,40})[\"']")
SURE = 0.7
"""Below this a guess is told, with what else it could be."""
_NAMES = {"utf_8": "utf-8", "utf_8_sig": "utf-8", "utf-8-sig": "utf-8"}


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text, the encoding it was read as, how sure that is (0.0 to 1.0), and damaged characters.

    `alternatives` are the encodings that a guess may have missed, each with a line as it would be read.
    """

    text: str
    encoding: str
    confidence: float
    damaged: int = 0
    alternatives: tuple[tuple[str, str], ...] = ()


def decode(data: bytes, encoding: str = "auto", language: str | None = None) -> Decoded:
    """The text of `data`; an `encoding` but "auto" is obeyed. CaptionError undecodable, invalid_option."""
    if encoding.strip().lower() not in ("", "auto"):
        return _as_asked(data, encoding)
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _marked(data, name)
    if wide := _utf16_without_mark(data):
        return Decoded(data.decode(wide, "replace"), wide, 0.95)
    if escaped := _with_escapes(data):
        return escaped
    try:
        return Decoded(data.decode("utf-8"), "utf-8", 1.0)
    except UnicodeDecodeError:
        return _joined_utf16(data) or _declared(data) or _damaged_utf8(data) or _guessed(data, language)


def head_text(data: bytes) -> str:
    """The start of a file as text good enough to recognise its format: never fails, never guesses long."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data.decode(name, "replace").lstrip("\ufeff")
    if wide := _utf16_without_mark(data):
        return data.decode(wide, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        # A character cut in two at the end of the head is no reason to doubt the rest.
        return data.decode("utf-8" if error.start > len(data) - 4 else "latin-1", "ignore")


def check_encoding(name: str) -> None:
    """CaptionError invalid_option for an encoding that does not exist."""
    if name.strip().lower() not in ("", "auto"):
        _codec(name)


def _codec(name: str) -> codecs.CodecInfo:
    try:
        codec = codecs.lookup(name.strip())
        "".encode(codec.name)
    except (LookupError, UnicodeError, ValueError, TypeError):
        codec = None
    if codec is None or codec.name in _NOT_FOR_FILES:
        raise CaptionError(
            f"There is no character encoding “{name}”.",
            code="invalid_option",
            hint="Use auto, utf-8, utf-16, windows-1252, shift_jis, gb18030 or another known name.",
            rejected=True,
        )
    return codec


def _as_asked(data: bytes, name: str) -> Decoded:
    codec = _codec(name)
    if codec.name == "utf-8":
        codec = codecs.lookup("utf-8-sig")
    try:
        return Decoded(data.decode(codec.name), _NAMES.get(codec.name, codec.name), 1.0)
    except (UnicodeError, ValueError) as error:
        raise CaptionError(
            f"The file cannot be read as {name}: {error}.",
            code="undecodable",
            hint="Choose “auto”, or the encoding the file was saved in.",
            rejected=True,
        ) from error


def _marked(data: bytes, name: str) -> Decoded:
    unit = {"utf-16": 2, "utf-32": 4}.get(name, 1)
    text = data[: len(data) // unit * unit].decode(name, "replace")  # without a part of a last character
    return Decoded(text, _NAMES.get(name, name), 1.0, text.count("\ufffd"))


_ESCAPES = ((b"\x1b$B", "iso2022_jp"), (b"\x1b$@", "iso2022_jp"), (b"\x1b$)C", "iso2022_kr"))


def _with_escapes(data: bytes) -> Decoded | None:
    """Japanese and Korean in the seven bits of old mail, which say themselves where they begin."""
    for escape, name in _ESCAPES if b"\x1b$" in data else ():
        if escape in data:
            try:
                return Decoded(data.decode(name), name, 0.95)
            except UnicodeDecodeError:
                continue
    return None


def _utf16_without_mark(data: bytes) -> str | None:
    """UTF-16 of mostly Latin text has a NUL in every second byte."""
    sample = data[:4096]
    if len(sample) < 4 or b"\0" not in sample:
        return None
    if sample[:64].count(0) * 4 < len(sample[:64]):
        return None  # text of one byte a character, with UTF-16 joined to it later, or with NULs in it
    half = len(sample) // 2
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > half * 0.3 and even < half * 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > half * 0.3 and odd < half * 0.05 else None


def _joined_utf16(data: bytes) -> Decoded | None:
    """UTF-8 with a file in UTF-16 joined to it, whose byte order mark says where it begins."""
    for mark, name in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        at = data.find(mark)
        if at > 0 and _utf16_without_mark(data[at + 2 :]) == name:
            try:
                first = data[:at].decode("utf-8")
            except UnicodeDecodeError:
                continue
            return Decoded(f"{first}\n\n{data[at + 2 :].decode(name, 'replace')}", "utf-8", SURE)
    return None


def _declared(data: bytes) -> Decoded | None:
    """What `<?xml … encoding="…"?>` says, when it exists and fits; for UTF-8, which did not fit, nothing."""
    said = _XML.match(data)
    try:
        codec = codecs.lookup(said[1].decode("ascii")) if said else None
        if codec is None or codec.name.startswith("utf") or codec.name in _NOT_FOR_FILES:
            return None
        return Decoded(data.decode(codec.name), codec.name, 0.95)
    except (LookupError, UnicodeError, ValueError):
        return None


def _damaged_utf8(data: bytes) -> Decoded | None:
    """UTF-8 in which most characters beyond ASCII are whole: the bytes of other code pages hardly ever are.

    What is not UTF-8 is read as Windows-1252 where that gives a letter or a mark of punctuation.
    """
    strict = data.decode("utf-8", "replace")
    damaged = strict.count("\ufffd")
    whole = len(strict) - damaged - len(strict.encode("ascii", "ignore"))
    lines = [line for line in strict.split("\n") if not line.isascii()]
    hurt = sum("\ufffd" in line for line in lines)
    few = whole >= max(2, 2 * damaged) and _is_plain(strict)
    if whole > 20 * damaged or (whole >= 4 * damaged and len(lines) >= 3 * hurt) or few:
        return Decoded(data.decode("utf-8", _MIXED), "utf-8", 0.7, damaged)
    return None


_LETTERS = re.compile(
    "[\u00c0-\u017f\u01a0\u01a1\u01af\u01b0\u0218-\u021b\u0370-\u045f\u0490\u0491\u05d0-\u05ea"
    "\u0620-\u06ff\u0e01-\u0e5b\u1e00-\u1fff\u3040-\u9fff\uac00-\ud7a3]"
)
"""Letters of today's languages; the rare ones between them are what two bytes of Thai or Japanese make."""
_MARKS_OF_TEXT = frozenset("“”„‘’‚«»‹›–—…¿¡№♪")


def _is_plain(text: str) -> bool:
    """Whether what was UTF-8 is letters and marks of punctuation, as chance hardly makes them of bytes."""
    beyond = [ch for ch in text if ch > "\x7f" and ch != "\ufffd"]
    return all(_LETTERS.match(ch) or ch in _MARKS_OF_TEXT for ch in beyond)


_MIXED = "windows-1252 in utf-8"
_PUNCTUATION = frozenset(b"\x80\x85\x91\x92\x93\x94\x96\x97")


def _from_windows(error: UnicodeError) -> tuple[str, int]:
    """A codec error handler: one stray byte as Windows-1252, a character that was cut as U+FFFD."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    stray = error.object[error.start : error.end]
    known = len(stray) == 1 and (stray[0] >= 0xC0 or stray[0] in _PUNCTUATION)
    return (stray.decode("cp1252") if known else "\ufffd"), error.end


codecs.register_error(_MIXED, _from_windows)


def _guessed(data: bytes, language: str | None) -> Decoded:
    from app.captions.text_io.encoding_guess import alternatives, guess

    found = guess(data, language)
    if found is None:
        raise CaptionError(
            "The characters of this file could not be recognised.",
            code="undecodable",
            hint="Save the file as UTF-8, or name its encoding in the job (for example windows-1252).",
            rejected=True,
        )
    name, confidence = found
    others = alternatives(data, name) if confidence < SURE else ()
    return Decoded(data.decode(name), name, confidence, alternatives=others)
