"""The languages of Whisper models: their tags, and the names that OpenAI-compatible servers answer with."""

from __future__ import annotations

NAMES = {
    "af": "afrikaans", "am": "amharic", "ar": "arabic", "as": "assamese", "az": "azerbaijani",
    "ba": "bashkir", "be": "belarusian", "bg": "bulgarian", "bn": "bengali", "bo": "tibetan",
    "br": "breton", "bs": "bosnian", "ca": "catalan", "cs": "czech", "cy": "welsh", "da": "danish",
    "de": "german", "el": "greek", "en": "english", "es": "spanish", "et": "estonian", "eu": "basque",
    "fa": "persian", "fi": "finnish", "fo": "faroese", "fr": "french", "gl": "galician",
    "gu": "gujarati", "ha": "hausa", "haw": "hawaiian", "he": "hebrew", "hi": "hindi", "hr": "croatian",
    "ht": "haitian creole", "hu": "hungarian", "hy": "armenian", "id": "indonesian", "is": "icelandic",
    "it": "italian", "ja": "japanese", "jv": "javanese", "ka": "georgian", "kk": "kazakh",
    "km": "khmer", "kn": "kannada", "ko": "korean", "la": "latin", "lb": "luxembourgish",
    "ln": "lingala", "lo": "lao", "lt": "lithuanian", "lv": "latvian", "mg": "malagasy", "mi": "maori",
    "mk": "macedonian", "ml": "malayalam", "mn": "mongolian", "mr": "marathi", "ms": "malay",
    "mt": "maltese", "my": "myanmar", "ne": "nepali", "nl": "dutch", "nn": "nynorsk", "no": "norwegian",
    "oc": "occitan", "pa": "punjabi", "pl": "polish", "ps": "pashto", "pt": "portuguese",
    "ro": "romanian", "ru": "russian", "sa": "sanskrit", "sd": "sindhi", "si": "sinhala",
    "sk": "slovak", "sl": "slovenian", "sn": "shona", "so": "somali", "sq": "albanian", "sr": "serbian",
    "su": "sundanese", "sv": "swedish", "sw": "swahili", "ta": "tamil", "te": "telugu", "tg": "tajik",
    "th": "thai", "tk": "turkmen", "tl": "tagalog", "tr": "turkish", "tt": "tatar", "uk": "ukrainian",
    "ur": "urdu", "uz": "uzbek", "vi": "vietnamese", "yi": "yiddish", "yo": "yoruba", "zh": "chinese",
}  # fmt: skip

WHISPER_LANGUAGES = tuple(NAMES)
_TAGS = {name: tag for tag, name in NAMES.items()}
_WHISPER_TAGS = {"jv": "jw"}
"""Whisper keeps an old tag for Javanese."""


def primary(tag: str) -> str:
    """The primary tag of a BCP 47 tag, in lower case: "pt-BR" gives "pt"."""
    return tag.strip().lower().replace("_", "-").split("-")[0]


def to_whisper(tag: str) -> str:
    """The tag Whisper uses; "" when it does not know the language."""
    tag = primary(tag)
    return _WHISPER_TAGS.get(tag, tag) if tag in NAMES else ""


def from_whisper(tag: str) -> str:
    """The BCP 47 tag for Whisper's, or for a language name such as "english"; "" for neither."""
    tag = tag.strip().lower()
    return {"jw": "jv"}.get(tag, tag if tag in NAMES else _TAGS.get(tag, ""))


def language_name(tag: str) -> str:
    """A name for people: "Spanish"; the tag itself when unknown."""
    return NAMES.get(primary(tag), tag).title()


_REGIONS = {
    "419": "Latin America", "at": "Austria", "au": "Australia", "be": "Belgium", "br": "Brazil",
    "ca": "Canada", "ch": "Switzerland", "cn": "China", "de": "Germany", "es": "Spain", "fr": "France",
    "gb": "United Kingdom", "hans": "simplified", "hant": "traditional", "hk": "Hong Kong", "ie": "Ireland",
    "in": "India", "it": "Italy", "mx": "Mexico", "pt": "Portugal", "tw": "Taiwan", "us": "United States",
}  # fmt: skip


def regional_name(tag: str) -> str:
    """The same with the region or script that the tag names: "Portuguese (Brazil)"."""
    parts = tag.strip().lower().replace("_", "-").split("-")[1:]
    regions = [_REGIONS[part] for part in parts if part in _REGIONS]
    return f"{language_name(tag)} ({', '.join(regions)})" if regions else language_name(tag)
