"""The last step of the encoding ladder: a guess by charset-normalizer, put right where it is known to err."""

from __future__ import annotations

import re
import unicodedata

from charset_normalizer import from_bytes

from app.captions.text_io.alphabets import code_page, mixes_scripts, readings
from app.captions.text_io.ideographs import frequent_characters

_C1 = re.compile("[\x80-\x9f]")
_SIGN_IN_WORD = re.compile(r"[A-Za-z][¡-¬®-¶¸-¿×÷ˆ-˝†‡•‰√∞≈≠≤≥◊∆∑∏π∫Ω·](?<!l·)[A-Za-z]")
"""A sign inside a word, as in “nat¸rlich”: letters of another encoding."""
_ACCENTS_ALONE = re.compile(r"(?<![A-Za-zÀ-ɏ])[À-ɏ]{4,}(?![A-Za-zÀ-ɏ])")
"""A word of nothing but accented letters, as in “Ďđčâĺň”: letters of another script."""
_LETTER_BY_DIGIT = re.compile(r"[À-ɏ]\d|\d[À-ɏ]|\b[ÄÇ] \d|\d [ÄÇ]\b")
"""A letter where an amount of money has its sign, as in “Ä5”."""
_FRACTION_BY_LETTER = re.compile(r"[¹²³¼½¾¯¦¬¸¶][a-z]{2}")
"""A part of a number, or another sign, that begins a word, as in “¾ena” and “¯egnaj”."""
_ACCENTS_IN_A_ROW = re.compile(r"[À-ɏ]{2}(?:[¡-¬®-¶¸-¿À-ɏ])|[À-ɏ][¡-¬®-¶¸-¿][À-ɏ]")
"""Three letters with accents, as no language of Windows-1252 has them: “Czêœæ”."""
_STRANGE = (_SIGN_IN_WORD, _ACCENTS_ALONE, _LETTER_BY_DIGIT, _FRACTION_BY_LETTER)
_FEW, _OF_FEW = 30, 0.6
"""Below so many letters beyond ASCII a guess is no surer than this."""
SAMPLE = 65_536
"""Bytes that may be guessed over: on megabytes the guess takes minutes."""

_BY_LANGUAGE = {
    "ja": ("cp932", "euc_jp"),
    "ko": ("cp949",),
    "zh": ("gb18030", "big5"),
    "ru": ("cp1251", "koi8_r"),
    "uk": ("cp1251",),
    "bg": ("cp1251",),
    "sr": ("cp1250", "cp1251"),
    "pl": ("cp1250", "iso8859_2"),
    "cs": ("cp1250", "iso8859_2"),
    "sk": ("cp1250",),
    "hu": ("cp1250",),
    "hr": ("cp1250",),
    "sl": ("cp1250",),
    "ro": ("cp1250",),
    "el": ("cp1253",),
    "tr": ("cp1254",),
    "he": ("cp1255",),
    "ar": ("cp1256",),
    "fa": ("cp1256",),
    "lt": ("cp1257",),
    "lv": ("cp1257",),
    "et": ("cp1257",),
    "vi": ("cp1258",),
    "th": ("cp874",),
}
_CANDIDATES = (
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258",
    "cp949", "gb18030", "big5", "cp932", "euc_jp", "cp874", "koi8_r", "mac_roman", "cp437",
)  # fmt: skip


def guess(data: bytes, language: str | None = None) -> tuple[str, float] | None:
    """The likeliest encoding of bytes that are not Unicode and how sure that is; None when none fits.

    `language` (two letters) puts the encodings of that language first.
    """
    if b"\0" in data:
        return None
    if japanese := _japanese(data):
        return japanese, 0.85
    favoured = _BY_LANGUAGE.get((language or "").split("-")[0].lower(), ())
    fitting = code_page(_sample(data), favoured)
    if (fitting is None or fitting.words <= _NO_WORDS) and (wide := frequent_characters(_sample(data))):
        return wide, _OF_FEW
    if fitting and _decodes(data, fitting.code_page):
        return fitting.code_page, fitting.sureness
    # Short Western text fits many code pages; Windows-1252 goes first among equals.
    order = [*favoured, *(name for name in _CANDIDATES if name not in favoured)]
    found = from_bytes(_sample(data), cp_isolation=order, enable_fallback=False)
    ranked = sorted(
        found,
        key=lambda m: (
            m.encoding not in favoured,
            round(m.chaos, 2) + _unlikely(m.encoding, str(m)),
            -m.coherence,
            _place(order, m.encoding),
        ),
    )
    for match in ranked:
        if _decodes(data, match.encoding):
            beyond = sum(ch > "\x7f" for ch in str(match)[:SAMPLE])
            sureness = _sureness(match.chaos, match.coherence)
            return match.encoding, sureness if beyond >= _FEW else min(sureness, _OF_FEW)
    return None


_NO_WORDS = 5
"""So much speaks for other scripts than Latin by their letters alone."""
_OFFERED = 3
_NEAR = {"cp1250": ("iso8859_2",), "iso8859_2": ("cp1250",)}
"""Code pages that differ in a few letters only: no evidence is sure."""
_LOOKED_AT = 1000
_LEADS = re.compile(b"[\x88-\x9f]")
_LINE = 40


def alternatives(data: bytes, chosen: str) -> tuple[tuple[str, str], ...]:
    """Up to three other encodings that make letters of the bytes, each with its first line that differs.

    First come those in which known languages are written so, then one of each script that makes nothing but
    letters, then the others.
    """
    sample = _sample(data)
    read = sample.decode(chosen, "replace")
    fitting = sorted(readings(sample), key=lambda reading: -reading.words)
    wide = frequent_characters(sample)
    japanese = ["cp932"] if _LEADS.search(sample) else []  # Chinese and Korean hardly begin characters so
    names = dict.fromkeys(
        [
            *(reading.code_page for reading in fitting),
            *filter(None, [wide]),
            *_NEAR.get(chosen, ()),
            *japanese,
            *_CANDIDATES,
        ]
    )
    texts = {name: sample.decode(name, "replace") for name in names}
    good = [name for name, text in texts.items() if "\ufffd" not in text and not _C1.search(text)]
    scripts: set[str] = {""}
    first = [*([wide] if wide else []), *_NEAR.get(chosen, ()), *(reading.code_page for reading in fitting)]
    for name in good:
        script = _script_of(texts[name])
        if script not in scripts:
            scripts.add(script)
            first.append(name)
    found: dict[str, str] = {}
    for name in dict.fromkeys([*first, *good]):
        if name in good and texts[name] != read and texts[name] not in found.values():
            found[name] = texts[name]
    found = dict(list(found.items())[:_OFFERED])
    return tuple((name, _first_difference(text, read)) for name, text in found.items())


def _script_of(text: str) -> str:
    """The one script of all characters beyond ASCII; "" when some are no letters, or of another script."""
    beyond = [ch for ch in text[:_LOOKED_AT] if ch > "\x7f"]
    if _ACCENTS_ALONE.search(text[:_LOOKED_AT]) or not all(
        unicodedata.category(ch)[0] in "LM" for ch in beyond
    ):
        return ""
    scripts = {unicodedata.name(ch, "").partition(" ")[0] for ch in beyond}
    found = scripts.pop() if len(scripts) == 1 else ""
    return found if found == "LATIN" or not mixes_scripts(text[:_LOOKED_AT]) else ""


def _first_difference(text: str, read: str) -> str:
    pairs = zip(text.splitlines(), read.splitlines(), strict=False)
    return next((line.strip()[:_LINE] for line, other in pairs if line != other), "")


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _japanese(data: bytes) -> str | None:
    """Japanese has its syllables in every line, and no other language has; the guess takes it for Korean."""
    for name in ("cp932", "euc_jp"):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        beyond = [ch for ch in text[:SAMPLE] if ch > "\x7f"]
        if sum("\u3041" <= ch <= "\u30fe" for ch in beyond) > 0.25 * len(beyond):
            return name
    return None


def _unlikely(encoding: str, text: str) -> float:
    """What speaks against an encoding that the letters alone do not show."""
    beyond = [ch for ch in text[:SAMPLE] if ch > "\x7f"]
    if any(strange.search(text[:SAMPLE]) for strange in _STRANGE):
        return 0.5
    if encoding == "cp1252" and _ACCENTS_IN_A_ROW.search(text[:SAMPLE]):
        return 0.3
    if encoding == "cp949":
        ideographs = sum("\u4e00" <= ch <= "\u9fff" for ch in beyond)
        return 0.3 if ideographs > 0.1 * len(beyond) else 0.0  # modern Korean is written without them
    if encoding == "cp1251" and len(beyond) > 20:
        return 0.0 if any(ch.isupper() for ch in beyond) else 0.3  # Hebrew has no capitals, Russian has
    return 0.0


def _place(order: list[str], name: str) -> int:
    return order.index(name) if name in order else len(order)


def _sureness(chaos: float, coherence: float) -> float:
    return round(max(0.1, min(0.9, 0.6 - chaos + coherence / 3)), 2)


def _sample(data: bytes) -> bytes:
    """The lines with bytes beyond ASCII, up to SAMPLE bytes: only they tell one code page from another."""
    if len(data) <= SAMPLE:
        return data
    picked: list[bytes] = []
    size = 0
    for line in data[: SAMPLE * 64].splitlines(keepends=True):
        if not line.isascii():
            size += len(line)
            if size > SAMPLE and picked:
                break  # whole lines only: a character cut in two would rule its encoding out
            picked.append(line[:SAMPLE])
    return b"".join(picked)
