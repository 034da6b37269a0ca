"""Apertium names languages by ISO 639-3 codes; captions use the two-letter tags of ISO 639-1."""

from __future__ import annotations

_TAGS = {
    "afr": "af", "arg": "an", "ara": "ar", "ast": "ast", "bel": "be", "bre": "br", "bul": "bg", "cat": "ca",
    "cym": "cy", "dan": "da", "deu": "de", "eng": "en", "epo": "eo", "eus": "eu", "fra": "fr", "glg": "gl",
    "hbs": "sh", "hin": "hi", "ind": "id", "isl": "is", "ita": "it", "kaz": "kk", "mkd": "mk", "mlt": "mt",
    "nld": "nl", "nno": "nn", "nob": "nb", "oci": "oc", "pol": "pl", "por": "pt", "ron": "ro", "rus": "ru",
    "slv": "sl", "spa": "es", "srd": "sc", "swe": "sv", "tat": "tt", "tur": "tr", "ukr": "uk", "urd": "ur",
    "zlm": "ms",
}  # fmt: skip


def tag_of(code: str) -> str:
    """The tag of a code in a mode's name; "" for variants ("eng_US") and codes we do not know."""
    return _TAGS.get(code, code if code in _TAGS.values() else "")
