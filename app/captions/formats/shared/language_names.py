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
    "id": "indonesian ind", "ms": "malay may msa", "ca": "catalan cat", "sq": "albanian alb sqi",
    "mk": "macedonian mac mkd", "bs": "bosnian bos", "be": "belarusian bel", "ka": "georgian geo kat",
    "hy": "armenian arm hye", "az": "azerbaijani aze", "kk": "kazakh kaz", "mn": "mongolian mon",
    "eu": "basque baq eus", "gl": "galician glg", "ga": "irish gle", "cy": "welsh wel cym",
    "af": "afrikaans afr", "sw": "swahili swa", "ta": "tamil tam", "te": "telugu tel", "bn": "bengali ben",
    "ur": "urdu urd", "mr": "marathi mar", "pa": "punjabi pan", "gu": "gujarati guj", "ml": "malayalam mal",
    "kn": "kannada kan", "tl": "tagalog tgl", "nb": "bokmal nob", "nn": "nynorsk nno",
}  # fmt: skip
_TAGS = {name: tag for tag, names in _NAMES.items() for name in names.split()}
_BY_TAG = {tag: names.split() for tag, names in _NAMES.items()}
_TAG = re.compile(r"[a-z]{2,3}(?:[-_][a-z0-9]{2,8}){0,2}", re.IGNORECASE)
_ENDING = re.compile(r"\.[a-z0-9]{2,8}(?:\.gz)?\Z", re.IGNORECASE)
_ABOUT_THE_FILE = re.compile(
    r"[._ -][(\[]?(?:forced|foreign|sdh|cc|hi|default|full|signs|subs?|subtitles?|captions?|utf-?8)[)\]]?\Z",
    re.IGNORECASE,
)
"""What media servers and people write behind the language: `film.en.forced.srt`."""
_LANGUAGE = re.compile(
    r"(?:(?:\A|[._-]|[._ -]?[(\[])([a-z]{2})(?:[-_](han[st]|latn|cyrl|arab|[a-z]{2}|[0-9]{3}))?"
    r"|[.(\[]([a-z]{3})|(?:\A|[._-])[(\[]?([a-z]{4,12}))[)\]]?\Z",
    re.IGNORECASE,
)
"""A code with its country or script, one of three letters, or a name in English. A code of two letters behind
a blank is a word of a title: “Let it be”, “Dr. No”."""
_MOST_WORDS = 3


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


def language_of_file(name: str) -> str | None:
    """The tag of the language that a file's name says: `film.de.srt`, `film.pt-BR.sdh.srt`, `German.srt`."""
    stem = _ENDING.sub("", name)
    for _ in range(_MOST_WORDS):
        if found := _at_the_end(stem):
            shorter = _ABOUT_THE_FILE.sub("", stem)
            return (_at_the_end(shorter) if shorter != stem else None) or found  # film.en.hi.srt is no Hindi
        stem = _ABOUT_THE_FILE.sub("", stem)
    return None


def _at_the_end(stem: str) -> str | None:
    match = _LANGUAGE.search(stem)
    if match is None:
        return None
    code, more, letters, word = (part or "" for part in match.groups())
    tag = code.lower() if code.lower() in _NAMES else _TAGS.get((letters or word).lower())
    if tag is None or not more:
        return tag
    return f"{tag}-{more.upper() if len(more) < 4 else more.title()}"
