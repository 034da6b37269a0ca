"""SubRip whose times are not written as SubRip writes them, because a program or a person changed them all.

Word processors make an arrow of `-->`, web pages `--&gt;`, translation programs put blanks between all signs
or write them in full width, recognisers of pictures take digits for letters, scripts write `00.00.01,000`,
`00h00m01s000`, `9:00:01 AM`, `00:00:-1,000` or bare seconds, put the number or the text
beside the times, or brackets around them.
"""

from __future__ import annotations

import re
import unicodedata

_DASH = "[-‐‑–—−=]"
_ARROW = (
    rf"[ \t]{{0,9}}(?:→|\uf0e0|{_DASH}(?:[ \t]{{0,3}}{_DASH}){{0,3}}[ \t]{{0,3}}(?:>|＞|&gt;))[ \t]{{0,9}}"
)
_DIGIT = "[0-9０-９]"
_COLONS = rf"{_DIGIT}{{1,3}}[ \t]?[:：][0-9０-９ \t:：.,，．]{{4,20}}"
_PARTS = r"\d{1,2}[.:hH-]\d{1,2}[.:mM'-]\d{1,2}[.,:;·/_sS'\"-]\d{3}"
_SECONDS = r"\d{1,6}[.,]\d{1,6}s?"
_HALF_DAYS = r"[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:[.,][0-9]{1,3})?[ \t]?[AaPp]\.?[Mm]\.?"
_BEFORE = r"[ \t]{0,9}(?:[#(\[]?\d{1,6}[.):\]]?[ \t]{1,9})?[(\[{]?"
_AFTER = r"[)\]}]?(?:[ \t]{1,9}(\S[^\n]{0,999}))?"
_TIMINGS = tuple(
    re.compile(rf"^{_BEFORE}({clock}){arrow}({clock}){_AFTER}$", re.MULTILINE)
    for clock, arrow in (
        (_HALF_DAYS, _ARROW),
        (_COLONS, _ARROW),
        (_PARTS, _ARROW),
        (_SECONDS, r"[ \t]{0,9}-{2,3}>[ \t]{0,9}"),
    )
)
_MINUS_INSIDE = re.compile(
    r"(?<![\d:])(\d{1,3}:\d{1,2}:)-(\d{1,2}[.,]\d{1,3})(?=[ \t]{0,9}(?:-->|$))", re.MULTILINE
)
"""A time before zero as programs write it that put its parts together, each with its sign."""
_MISREAD_CLOCK = r"[0-9OoIl|]{1,2}:[0-9OoIl|]{2}:[0-9OoIl|]{2}[,.][0-9OoIl|]{3}"
_MISREAD = re.compile(
    rf"^[ \t]{{0,9}}{_MISREAD_CLOCK}[ \t]{{0,9}}-->[ \t]{{0,9}}{_MISREAD_CLOCK}", re.MULTILINE
)
_DIGITS = str.maketrans("OoIl|", "00111")
"""Letters that a character recogniser takes digits for."""
_ARROW_HEADS = (">", "→", "\uf0e0", "＞", "&gt;")
_TIME_BEFORE_ARROW = re.compile(rf"[0-9０-９OoIl|](?:[s)\]}}]|[ \t]?[AaPp]\.?[Mm]\.?)?{_ARROW}")


def may_have_times(text: str) -> bool:
    """Whether a text has any kind of arrow behind a digit; else it has no timing line, not even an odd."""
    return any(head in text for head in _ARROW_HEADS) and _TIME_BEFORE_ARROW.search(text) is not None


def usual_times(text: str, usual: re.Pattern[str]) -> str:
    """The text with its times as SubRip writes them, unless some match the pattern of `usual` ones."""
    text = _MISREAD.sub(lambda match: match[0].translate(_DIGITS), text)
    if ":-" in text:
        text = _MINUS_INSIDE.sub(r"-\1\2", text)
    if usual.search(text):
        return text
    for timing in _TIMINGS:
        tidy, count = timing.subn(_tidy, text)
        if count:
            return tidy
    return text


def _tidy(match: re.Match[str]) -> str:
    start, end, words = match.groups()
    times = f"{_usual(start)} --> {_usual(end)}"
    return f"{times}\n{words}" if words else times


def _usual(clock: str) -> str:
    """`HH:MM:SS,mmm` of a time in one of the forms above."""
    plain = unicodedata.normalize("NFKC", "".join(clock.split()))
    numbers = re.findall(r"\d+", plain)
    if plain[-1:] in "mM." and ":" in plain:
        hours = int(numbers[0]) % 12 + (12 if "p" in plain.lower() else 0)
        return f"{hours:02}:{numbers[1]}:{numbers[2]},{numbers[3] if len(numbers) > 3 else '000'}"
    if ":" in plain and (len(numbers) < 4 or len(numbers[3]) < 3):
        return plain
    if len(numbers) == 4:
        return "{}:{}:{},{}".format(*numbers)
    whole = int(numbers[0])
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02},{numbers[1]}"
