"""ISO 639-2/T codes: what MP4 and Matroska write where people and engines say "es"."""

from __future__ import annotations

_CODES = (
    "af:afr am:amh ar:ara az:aze be:bel bg:bul bn:ben bs:bos ca:cat cs:ces cy:cym da:dan de:deu "
    "el:ell en:eng eo:epo es:spa et:est eu:eus fa:fas fi:fin fil:fil fr:fra ga:gle gl:glg gu:guj "
    "he:heb hi:hin hr:hrv hu:hun hy:hye id:ind is:isl it:ita ja:jpn jv:jav ka:kat kk:kaz km:khm "
    "kn:kan ko:kor la:lat lb:ltz lo:lao lt:lit lv:lav mi:mri mk:mkd ml:mal mn:mon mr:mar ms:msa "
    "mt:mlt my:mya nb:nob ne:nep nl:nld nn:nno no:nor oc:oci pa:pan pl:pol ps:pus pt:por ro:ron "
    "ru:rus si:sin sk:slk sl:slv sn:sna so:som sq:sqi sr:srp su:sun sv:swe sw:swa ta:tam te:tel "
    "tg:tgk th:tha tk:tuk tl:tgl tr:tur uk:ukr ur:urd uz:uzb vi:vie xh:xho yi:yid yo:yor zh:zho "
    "zu:zul"
)
THREE_LETTERS = dict(pair.split(":") for pair in _CODES.split())
_BIBLIOGRAPHIC = (
    "alb:sq arm:hy baq:eu bur:my chi:zh cze:cs dut:nl fre:fr geo:ka ger:de gre:el ice:is mac:mk mao:mi "
    "may:ms per:fa rum:ro slo:sk tib:bo wel:cy"
)
_TWO_LETTERS = {long: short for short, long in THREE_LETTERS.items()} | dict(
    pair.split(":") for pair in _BIBLIOGRAPHIC.split()
)
"""By ISO 639-2/T and, as Matroska writes, 639-2/B codes."""


def two_letters(code: str) -> str:
    """The BCP 47 tag of a track's language code ("ger", "deu", "de-CH"); "" for none or "und"."""
    first, *rest = code.strip().replace("_", "-").split("-")
    tag = _TWO_LETTERS.get(first.lower(), first.lower())
    return "" if tag in ("und", "mul", "zxx") else "-".join([tag, *rest])


def is_wanted(language: str, wanted: str) -> bool:
    """Whether a track's language tag is the one that is wanted: "pt" is any Portuguese, "pt-BR" only that."""
    found, tag = language.casefold(), two_letters(wanted).casefold()
    return tag != "" and tag in (found, found.partition("-")[0])


def three_letters(tag: str) -> str:
    """The three-letter code of a BCP 47 tag ("es", "pt-BR", "spa"); "und" when it is not known."""
    primary = tag.replace("_", "-").split("-")[0].lower()
    if primary in THREE_LETTERS:
        return THREE_LETTERS[primary]
    return primary if len(primary) == 3 and primary.isalpha() else "und"
