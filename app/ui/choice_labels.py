"""Labels of choices whose value alone says little: `lf`, `same`, `auto`."""

from __future__ import annotations

LABELS = {
    "same": "Video, as it came",
    "audio_only": "Audio only",
    "gif": "GIF",
    "lf": "LF (Unix, macOS)",
    "crlf": "CRLF (Windows)",
    "utf-8": "UTF-8",
    "utf-8 with mark": "UTF-8 with byte order mark",
    "utf-16": "UTF-16",
    "auto": "Automatic",
    "drop": "Drop frame",
    "non-drop": "Non-drop frame",
    "29.97 DF": "29.97 drop frame",
    "29.97 NDF": "29.97 non-drop frame",
    "bbc": "BBC",
    "cea-608": "CEA-608",
}
_AS_THEY_ARE = ("iTT", "SRT")


def choice_label(value: str) -> str:
    """How a choice reads in a list."""
    if value in LABELS:
        return LABELS[value]
    if value in _AS_THEY_ARE or not value.islower() or not value.isascii():
        return value
    plain = value.replace("_", " ")
    return plain[:1].upper() + plain[1:]
