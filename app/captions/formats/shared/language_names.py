"""Languages as caption files name them, in English or by three letters (ISO 639-2), as BCP 47 tags."""

from __future__ import annotations

import re

_NAMES = {
    "en": "english eng", "de": "german ger deu", "fr": "french fre fra", "es": "spanish spa",
    "it": "italian ita", "pt": "portuguese por", "nl": "dutch dut nld", "da": "danish dan",
    "sv": "swedish swe", "no": "norwegian nor", "fi": "finnish fin", "is": "icelandic ice isl",
    "pl": "polish pol", "cs": "czech cze ces", "sk": "slovak slo slk", "hu": "hungarian hun",
    "ro": "romanian rum ron", "bg": "bulgarian bul", "hr": "croatian hrv", "sr": "serbian srp",
    "sl": "slovenian slv", "el": "greek gre ell", "tr": "turkish tur", "ru": "russian rus",
    "uk": "ukrainian ukr", "ar": "arabic ara", "he": "hebrew heb", "fa": "persian per fas", "hi": "hindi hin",
    "th": "thai tha", "vi": "vietnamese vie", "zh": "chinese chi zho", "ja": "japanese jpn",
    "ko": "korean kor", "lt": "lithuanian lit", "lv": "latvian lav", "et": "estonian est",
    "id": "indonesian ind", "ms": "malay may msa", "ca": "catalan cat",
}  # fmt: skip
_TAGS = {name: tag for tag, names in _NAMES.items() for name in names.split()}
_BY_TAG = {tag: names.split() for tag, names in _NAMES.items()}
_TAG = re.compile(r"[a-z]{2,3}(?:[-_][a-z0-9]{2,8}){0,2}", re.IGNORECASE)


def language_tag(said: str | None) -> str | None:
    """The tag of a language that is named in English or by its code; None for what is neither."""
    name = (said or "").strip()
    if known := _TAGS.get(name.lower()):
        return known
    return name.replace("_", "-") if _TAG.fullmatch(name) and name.lower() != "und" else None


def english_name(tag: str | None) -> str:
    """The English name of a language, such as “French”; its tag where it says more or is not known here."""
    names = _BY_TAG.get(tag or "")
    return names[0].capitalize() if names else tag or "Unknown"


def three_letters(tag: str | None) -> str:
    """The code of a language by ISO 639-2, such as “fre”; its tag where it says more or is not known here."""
    names = _BY_TAG.get(tag or "")
    return names[1] if names else tag or "und"
