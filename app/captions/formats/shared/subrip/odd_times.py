"""SubRip whose times are not written as SubRip writes them, because a program or a person changed them.

Word processors make an arrow of `-->`, web pages `--&gt;`, translation programs put blanks between all
signs or write them in full width or in the digits of another script, recognisers of pictures take digits for
letters, scripts write `00.00.01,000`, `00h00m01s000`, `9:00:01 AM`, `00:00:-1,000` or bare seconds, put the
number or the text beside the times, or brackets around them.
"""

from __future__ import annotations

import re
import unicodedata

_DASH = "[-‐‑–—−=]"
_GAP = "[ \t\u00a0\u00ad\u200b-\u200f\u202a-\u202f\u2060-\u2069\u3000]"
"""Blanks, and what is not seen."""
_ARROW = (
    rf"{_GAP}{{0,9}}(?:→|\uf0e0|{_DASH}(?:[ \t]{{0,3}}{_DASH}){{0,3}}[ \t]{{0,3}}(?:>|＞|&gt;)){_GAP}{{0,9}}"
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
_WHOLE = r"\d{1,3}:\d{1,2}:\d{1,2}[.,]\d{1,3}"
_BROKEN_ARROW = r"(?:\n[ \t]{0,9}-->|-->[ \t]{0,9}\n|\n[ \t]{0,9}-->[ \t]{0,9}\n)"
_BROKEN = re.compile(
    rf"^([ \t]{{0,9}}{_WHOLE})[ \t]{{0,9}}{_BROKEN_ARROW}[ \t]{{0,9}}({_WHOLE}[ \t]{{0,9}})$", re.MULTILINE
)
"""Times that a narrow column has broken at their arrow."""
_MISREAD = re.compile(
    rf"^[ \t]{{0,9}}{_MISREAD_CLOCK}[ \t]{{0,9}}-->[ \t]{{0,9}}{_MISREAD_CLOCK}", re.MULTILINE
)
_DIGITS = str.maketrans("OoIl|", "00111")
"""Letters that a character recogniser takes digits for."""
_ALONE = tuple(
    re.compile(rf"\A[ \t]{{0,9}}({clock}){_ARROW}({clock})()[ \t]{{0,9}}\Z") for clock in (_COLONS, _PARTS)
)
"""Whole times with nothing else on their line."""
_ANY_ARROW = re.compile(_ARROW)
_MARKS = {"،": ",", "٫": ","}
_LONGEST = 200
_ARROWS = ("->", "- >", "–>", "—>", "−>", "=>", "→", "\uf0e0", "＞", "&gt;")
_ARROW_HEADS = (">", "→", "\uf0e0", "＞", "&gt;")
_TIME_BEFORE_ARROW = re.compile(rf"[\dOoIl|](?:[s)\]}}]|[ \t]?[AaPp]\.?[Mm]\.?)?{_ARROW}")


def may_have_times(text: str) -> bool:
    """Whether a text has any kind of arrow behind a digit; else it has no timing line, not even an odd."""
    if not any(head in text for head in _ARROW_HEADS):
        return False
    return _TIME_BEFORE_ARROW.search(text) is not None or _BROKEN.search(text) is not None


def usual_times(text: str, usual: re.Pattern[str], *, thorough: bool = False) -> str:
    """The text with its times as SubRip writes them, in lines that the pattern of `usual` ones does not know.

    Where some are as usual, only whole times on a line of their own are put right: others may be words. They
    are looked for where there are other arrows, or a `thorough` search is asked for.
    """
    text = _BROKEN.sub(r"\1 --> \2", text)
    text = _MISREAD.sub(lambda match: match[0].translate(_DIGITS), text)
    if ":-" in text:
        text = _MINUS_INSIDE.sub(r"-\1\2", text)
    some = usual.search(text) is not None
    if some and not thorough and sum(map(text.count, _ARROWS)) == text.count("-->"):
        return text
    if some:
        return "\n".join(_whole_times(line, usual) for line in text.split("\n"))
    text = "\n".join(_plain(line, usual) for line in text.split("\n"))
    for timing in () if usual.search(text) else _TIMINGS:
        text, count = timing.subn(_tidy, text)
        if count:
            break
    return text


def _whole_times(line: str, usual: re.Pattern[str]) -> str:
    """A line of nothing but two times as SubRip writes it; any other as it is."""
    if not any(head in line for head in _ARROW_HEADS):
        return line
    if (known := usual.match(line)) and not known[known.re.groups].strip():  # nothing left behind the times
        return line
    line = _plain(line, usual)
    for timing in _ALONE:
        line = timing.sub(_tidy, line)
    return line


def _plain(line: str, usual: re.Pattern[str]) -> str:
    """A line of times in ASCII, if they are times then; any other as it is."""
    if line.isascii() or len(line) > _LONGEST or not _TIME_BEFORE_ARROW.search(line):
        return line
    plain = "".join(map(_in_ascii, unicodedata.normalize("NFKC", line)))
    plain = _ANY_ARROW.sub(" --> ", plain)
    return plain if usual.match(plain) else line


def _in_ascii(character: str) -> str:
    """Digits of any script as those of ASCII, marks for decimals as commas, without what is not seen."""
    if character.isascii():
        return character
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    return "" if unicodedata.category(character) == "Cf" else _MARKS.get(character, character)


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
    if len(numbers) == 3 and len(numbers[2]) == 5:  # milliseconds without a mark before them
        return f"{numbers[0]}:{numbers[1]}:{numbers[2][:2]},{numbers[2][2:]}"
    if ":" in plain and (len(numbers) < 4 or len(numbers[3]) < 3):
        return plain
    if len(numbers) == 4:
        return "{}:{}:{},{}".format(*numbers)
    whole = int(numbers[0])
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02},{numbers[1]}"
