"""Languages as a caption service names them (ISO 639-2) and as documents do (BCP 47)."""

from __future__ import annotations

_TWO_LETTERS = {
    "eng": "en", "spa": "es", "fra": "fr", "fre": "fr", "por": "pt", "deu": "de", "ger": "de", "ita": "it",
    "nld": "nl", "dut": "nl", "dan": "da", "swe": "sv", "nor": "no", "fin": "fi", "isl": "is", "kor": "ko",
    "jpn": "ja", "zho": "zh", "chi": "zh", "vie": "vi", "tgl": "tl", "haw": "haw", "pol": "pl", "rus": "ru",
}  # fmt: skip
_THREE_LETTERS: dict[str, str] = {}
for _three, _two in _TWO_LETTERS.items():
    _THREE_LETTERS.setdefault(_two, _three)


def tag(three: str) -> str | None:
    """The BCP 47 tag of a service's language, None when it says nothing."""
    return _TWO_LETTERS.get(three, three if three.isalpha() and three != "und" else None)


def three_letters(language: str | None) -> str:
    """The code of a document's language; "und" when it is not known."""
    primary = (language or "").split("-")[0].casefold()
    return _THREE_LETTERS.get(primary, primary if len(primary) == 3 and primary.isascii() else "und")
