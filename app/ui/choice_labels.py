"""Labels of choices whose value alone says little: `lf`, `same`, `auto`."""

from __future__ import annotations

import re

from app.ui.language import tr

LABELS = {
    "same": "Video, as it came",
    "audio_only": "Audio only",
    "gif": "GIF",
    "h264": "H.264",
    "hevc": "HEVC (H.265)",
    "prores": "ProRes 422 HQ",
    "proxy": "Small, for the web",
    "separated": "Without its voices (separation)",
    "sides": "Without its middle (mid/side)",
    "-14": "−14 LUFS (streaming)",
    "-16": "−16 LUFS (podcasts)",
    "-23": "−23 LUFS (EBU R 128)",
    "-24": "−24 LUFS (ATSC A/85)",
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
    "netflix-children": "Netflix, for children",
    "roll-up-2": "Roll-up, 2 rows",
    "roll-up-3": "Roll-up, 3 rows",
    "roll-up-4": "Roll-up, 4 rows",
    "iso-8859-1": "ISO 8859-1 (Western)",
    "iso-8859-15": "ISO 8859-15 (Western)",
    "windows-1250": "Windows-1250 (Central European)",
    "windows-1251": "Windows-1251 (Cyrillic)",
    "windows-1252": "Windows-1252 (Western)",
    "windows-1253": "Windows-1253 (Greek)",
    "windows-1254": "Windows-1254 (Turkish)",
    "windows-1255": "Windows-1255 (Hebrew)",
    "windows-1256": "Windows-1256 (Arabic)",
    "windows-1257": "Windows-1257 (Baltic)",
    "windows-1258": "Windows-1258 (Vietnamese)",
    "iso-8859-2": "ISO 8859-2 (Central European)",
    "iso-8859-5": "ISO 8859-5 (Cyrillic)",
    "iso-8859-6": "ISO 8859-6 (Arabic)",
    "iso-8859-7": "ISO 8859-7 (Greek)",
    "cp437": "DOS 437 (Western)",
    "cp737": "DOS 737 (Greek)",
    "cp850": "DOS 850 (Western)",
    "cp852": "DOS 852 (Central European)",
    "cp866": "DOS 866 (Cyrillic)",
    "cp874": "Windows-874 (Thai)",
    "cp932": "Windows-932 (Japanese)",
    "cp949": "Windows-949 (Korean)",
    "mac-roman": "Mac Roman (Western)",
    "mac-cyrillic": "Mac Cyrillic",
    "koi8-u": "KOI8-U (Ukrainian)",
    "koi8-r": "KOI8-R (Cyrillic)",
    "shift_jis": "Shift JIS (Japanese)",
    "euc-jp": "EUC-JP (Japanese)",
    "euc-kr": "EUC-KR (Korean)",
    "gb18030": "GB 18030 (Chinese)",
    "big5": "Big5 (Chinese)",
}
_AS_THEY_ARE = ("iTT", "SRT")


def choice_label(value: str) -> str:
    """How a choice reads in a list."""
    if value in LABELS:
        return tr(LABELS[value])
    if numbered := re.fullmatch(r"(ch|program)0*([0-9]+|[A-Z])", value):
        return tr("Channel {number}" if numbered[1] == "ch" else "Program {number}", number=numbered[2])
    if value in _AS_THEY_ARE or not value.islower() or not value.isascii():
        return value
    plain = value.replace("_", " ")
    return tr(plain[:1].upper() + plain[1:])
