"""SubStation codes for an outline, a shadow, opacity, slant and letter spacing, as TTML style attributes."""

from __future__ import annotations

import math
import re
from dataclasses import replace

from app.captions.formats.vtt.cue_settings import show_number
from app.captions.model.colors import parse_color
from app.captions.model.document import Style
from app.captions.model.style_properties import SLANTS, without_property

HELD = frozenset({"textOutline", "textShadow", "opacity", "letterSpacing", *SLANTS})
CODES = r"bord|shad|fax|fsp|alpha|1a|3c"
"""The codes that are read here, for a pattern."""
_LENGTH = re.compile(r"(-?\d{1,6}(?:\.\d{1,6})?)(px|%|em|c)?\Z")
_NUMBER = re.compile(r"-?\d{1,5}(?:\.\d{1,5})?\Z")
_NORMAL_SIZE = 60.0
"""The size of letters, in the lines of the picture, against which a percentage counts."""
_RESETS = {
    "textOutline": ("\\bord", "\\3c"),
    "textShadow": ("\\shad",),
    "opacity": ("\\alpha",),
    "letterSpacing": ("\\fsp",),
    "fontShear": ("\\fax",),
}
_NAMES = {"bord": "textOutline", "3c": "textOutline", "shad": "textShadow", "fsp": "letterSpacing"}
_NAMES |= {"fax": "fontShear", "alpha": "opacity", "1a": "opacity"}


def with_code(style: Style, code: str, value: str) -> Style:
    """The style after a code such as `bord` with its value; without a value it is as if nothing were said."""
    name = _NAMES[code]
    said = dict(style.properties)
    before = said.get(name, "")
    text = _read(code, value.strip(), before)
    style = without_property(style, frozenset({name}))
    if text is None:
        return style
    properties = tuple(sorted({**dict(style.properties), name: text}.items()))
    return replace(style, properties=properties)


def _read(code: str, value: str, before: str) -> str | None:
    if code == "3c":
        color, width = bgr(value), _width(before)
        return f"{color} {width or '2px'}" if color else width
    if code in ("alpha", "1a"):
        digits = value.strip("&Hh")
        return show_number(1 - int(digits[-2:], 16) / 255) if _is_hex(digits) else None
    if not _NUMBER.match(value):
        return None
    number = float(value)
    if code == "bord":
        return " ".join([*before.split()[:-1], f"{show_number(number)}px"])
    if code == "shad":
        return f"{show_number(number)}px {show_number(number)}px" if number else "none"
    if code == "fsp":
        return f"{show_number(number)}px"
    return f"{show_number(-math.degrees(math.atan(number)) / 0.9)}%"


def _is_hex(digits: str) -> bool:
    return 0 < len(digits) <= 8 and all(digit in "0123456789abcdefABCDEF" for digit in digits)


def bgr(value: str) -> str | None:
    """`&HBBGGRR&` as `#rrggbb`."""
    digits = value.strip("&Hh")
    if not _is_hex(digits):
        return None
    digits = digits.zfill(6)[-6:].lower()
    return f"#{digits[4:6]}{digits[2:4]}{digits[0:2]}"


def as_bgr(color: str) -> str:
    """`#rrggbb` as `&HBBGGRR&`."""
    return f"&H{color[5:7]}{color[3:5]}{color[1:3]}&".upper()


def property_codes(before: Style, after: Style) -> str:
    """The codes that lead from one style's properties to another's."""
    if before.properties == after.properties:
        return ""
    old, new = _known(before), _known(after)
    codes = ""
    for name in old.keys() - new.keys():
        codes += "".join(_RESETS[name])
    for name, value in new.items():
        if old.get(name) != value:
            codes += _code(name, value)
    return codes


def _known(style: Style) -> dict[str, str]:
    said = dict(style.properties)
    slant = next((said[name] for name in SLANTS if name in said), None)
    known = {name: value for name, value in said.items() if name in HELD and name not in SLANTS}
    return known if slant is None else known | {"fontShear": slant}


def _code(name: str, value: str) -> str:
    if name == "opacity":
        number = float(value) if _NUMBER.match(value) else 1.0
        return f"\\alpha&H{round(255 * (1 - min(1.0, max(0.0, number)))):02X}&"
    if name == "fontShear":
        length = _pixels(value, 100.0)
        return f"\\fax{show_number(-math.tan(math.radians((length or 0.0) * 0.9)))}"
    if name == "letterSpacing":
        return f"\\fsp{show_number(_pixels(value, _NORMAL_SIZE) or 0.0)}"
    if name == "textShadow":
        return f"\\shad{show_number(_pixels((value.split() or [''])[0], _NORMAL_SIZE) or 0.0)}"
    color = parse_color(value.split()[0]) if value.split() else None
    width = f"\\bord{show_number(_pixels(_width(value) or '', _NORMAL_SIZE) or 0.0)}"
    return width + (f"\\3c{as_bgr(color)}" if color else "")


def _width(value: str) -> str | None:
    """The first length of a text outline."""
    return next((word for word in value.split() if _LENGTH.match(word)), None)


def _pixels(text: str, whole: float) -> float | None:
    found = _LENGTH.match(text)
    if found is None:
        return None
    number = float(found[1])
    return number * whole / 100 if found[2] == "%" else number * whole if found[2] in ("em", "c") else number
