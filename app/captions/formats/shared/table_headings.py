"""What the headings of people's tables say: which column is which, in what unit, and in which language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Cell = object
"""Text, or what a spreadsheet cell holds; None when empty."""

MOST_CELLS = 64
"""Cells of a row that are looked at for headings."""
_ALIASES = {
    "number": "# no nr number index cue id line event nummer numero num zeile номер 番号",
    "start": "start in begin showtime from timein tcin timecodein starttime starttimecode timecode "
    "time intime tc inpoint show timing timestamp timestamps range timespan tmin zeit anfang beginn "
    "startzeit zeitspanne temps horaire debut entree tiempo tiempos inicio comienzo entrada anzeigen "
    "afficher mostrar inizio tempo begintijd tijdbegin tijd von poczatek starttid начало время таймкод "
    "開始 開始時間 开始 开始时间",
    "end": "end out stop hidetime to timeout tcout timecodeout endtime endtimecode outtime outpoint "
    "hide tmax ende endzeit fin sortie final salida ausblenden cacher ocultar fine fim termino einde "
    "eindtijd tijdeind bis koniec slut sluttid конец 終了 終了時間 结束 结束时间 結束",
    "duration": "duration length dur dauer lange duree duracion durata duracao duur длительность 長さ",
    "speaker": "speaker speakername speakerid speakerlabel character charactername name who actor voice role "
    "participant tier sprecher sprecherin rolle figur stimme personnage locuteur intervenant intervenante "
    "voix personaje hablante voz interlocutor personaggio personagem spreker talare taler кто говорящии "
    "персонаж спикер 話者 说话人 說話人",
    "text": "text caption captions subtitle subtitles transcript transcription dialogue dialog content words "
    "annotation utterance sentence untertitel untertiteltext inhalt dialoge satz transkript transkription "
    "texte soustitre soustitres dialogues replique repliques texto subtitulo subtitulos transcripcion "
    "dialogo dialogos testo sottotitolo sottotitoli battuta legenda legendas fala falas tekst ondertitel "
    "ondertitels napisy undertext undertekst текст реплика субтитры テキスト 字幕 文本",
}
"""Headings in the languages of people who caption, without accents and signs."""


def without_accents(text: str) -> str:
    """The text in small letters, without accents."""
    return "".join(ch for ch in unicodedata.normalize("NFKD", text).lower() if not unicodedata.combining(ch))


_ALIASES_OF_LANGUAGES = {
    "en": "english englisch anglais ingles inglese engels eng",
    "de": "german deutsch allemand aleman tedesco duits alemao ger deu",
    "fr": "french franzosisch francais frances francese frans fra fre",
    "es": "spanish spanisch espagnol espanol castellano spagnolo spaans espanhol spa",
    "it": "italian italienisch italien italiano italiaans ita",
    "pt": "portuguese portugiesisch portugais portugues portoghese portugees por",
    "nl": "dutch niederlandisch hollandisch neerlandais holandes nederlands olandese nld dut",
    "da": "danish danisch danois danes dansk dan",
    "sv": "swedish schwedisch suedois sueco svenska swe",
    "no": "norwegian norwegisch norvegien noruego norsk nor",
    "fi": "finnish finnisch finnois finlandes suomi fin",
    "pl": "polish polnisch polonais polaco polski pol",
    "cs": "czech tschechisch tcheque checo cestina ces cze",
    "hu": "hungarian ungarisch hongrois hungaro magyar hun",
    "ro": "romanian rumanisch roumain rumano romana ron rum",
    "tr": "turkish turkisch turc turco turkce tur",
    "ru": "russian russisch russe ruso russo русскии rus",
    "uk": "ukrainian ukrainisch ukrainien ucraniano украінська ukr",
    "el": "greek griechisch grec griego ελληνικα gre ell",
    "ar": "arabic arabisch arabe العربية ara",
    "he": "hebrew hebraisch hebreu hebreo עברית heb",
    "zh": "chinese mandarin chinesisch chinois chino 中文 zho chi",
    "ja": "japanese japanisch japonais japones 日本語 jpn",
    "ko": "korean koreanisch coreen coreano 한국어 kor",
}
"""Languages as headings name them in English, German, French and Spanish, and themselves; no accents."""
_BY_NAME = {without_accents(name): key for key, names in _ALIASES.items() for name in names.split()}
_LANGUAGE_OF = {
    without_accents(name): tag for tag, names in _ALIASES_OF_LANGUAGES.items() for name in names.split()
}
_CODE_OF_LANGUAGE = re.compile(
    rf"(?:^|[\s(\[_.-])({'|'.join(_ALIASES_OF_LANGUAGES)})(?:[-_][a-z]{{2}})?[)\]]?\Z"
)
_ALIASES_OF_ORIGINALS = "original source quelle originaltext vo source langue"
_ALIASES_OF_TRANSLATIONS = (
    "translation target ubersetzung zielsprache traduction traduccion traduzione description"
)
_RANKS = {
    name: rank
    for rank, names in enumerate((_ALIASES_OF_ORIGINALS, _ALIASES_OF_TRANSLATIONS), 1)
    for name in names.split()
}
"""Headings of words that are no text by name: what was said comes before what was made of it."""
_NOT_LETTERS = re.compile(r"[^\w#]+|[\d_]+")
_CLOCK_FORM = re.compile(
    r"[-(\[\s]{0,3}\b[hmstf]{1,2}(?:[:;.,](?:msec|[hmsfxz]{1,3})){1,4}\b[)\]]?", re.IGNORECASE
)
"""How times are written, said behind a heading: “Time in (hh:mm:ss:ff)”."""
_UNIT = re.compile(
    r"(milliseconds|millisekunden|millisecondes|milisegundos|msec|ms|"
    r"seconds|sekunden|secondes|segundos|secs|sec|sek|s|frames?|bild(?:er)?|images?|fotogramas?)\Z"
)
_UNITS = {"m": "milliseconds", "s": "seconds", "f": "frames", "b": "frames", "i": "frames"}
_FRAME_WORDS = frozenset(["frame", "frames", "bild", "bilder", "image", "images", "fotograma", "fotogramas"])
_WORDS = re.compile(r"[^\W\d_]+|#")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_CODE = re.compile(r'["{}\[\]<>=]')
"""What JSON or markup in one line has, beside commas and words that are keys."""
_TIME_WORDS = frozenset(
    [
        "time",
        "timecode",
        "timestamp",
        "tc",
        "zeit",
        "zeitpunkt",
        "temps",
        "heure",
        "hora",
        "tiempo",
        "tempo",
        "tijd",
    ]
)
"""Words of a heading that say that it is a time, but not which one when another word does."""
_OTHER_WORDS = frozenset(
    ["length", "count", "laenge", "style", "note", "notes", "comment", "comments", "kommentar", "cps", "wpm"]
)


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the cells are, from 0; None for what the table does not have."""

    start: int
    text: int
    end: int | None = None
    duration: int | None = None
    speaker: int | None = None
    number: int | None = None
    unit: str | None = None
    """What bare numbers count, where the heading of the times says it."""


def columns_of(row: Sequence[Cell]) -> Columns | None:
    """The columns of a heading row; None when it has no start and text."""
    by_words = _named_columns(row, heading_by_words)
    if "start" not in by_words[0]:
        return None
    exact = _named_columns(row, heading)
    for found, unit in (exact, by_words):
        if "start" in found and "text" in found:
            return Columns(**found, unit=unit)
    words = other_texts(row)
    for found, unit in (exact, by_words):
        left = [index for index in words if index not in found.values()]
        if "start" in found and left:
            return Columns(**{**found, "text": left[0]}, unit=unit)
    return None


def named_columns(row: Sequence[Cell]) -> tuple[dict[str, int], str | None]:
    """What the headings of a row name as far as they are known, and the unit of the start."""
    return _named_columns(row, heading_by_words)


Reader = Callable[[str], tuple[str | None, str | None]]


def _named_columns(row: Sequence[Cell], read: Reader) -> tuple[dict[str, int], str | None]:
    """Which column is what, by this reading of headings, and the unit of the start."""
    found: dict[str, int] = {}
    unit = None
    for index, cell in enumerate(row[:MOST_CELLS]):
        key, counted = read(cell) if isinstance(cell, str) and len(cell) < 64 else (None, None)
        if key is not None and key not in found:
            found[key] = index
            unit = counted if key == "start" else unit
    return found, unit


def heading(cell: str) -> tuple[str | None, str | None]:
    """What a heading names, and the unit that it says times are in: "Start time in milliseconds"."""
    plain = _NOT_LETTERS.sub("", without_accents(cell))
    if plain in _BY_NAME:
        return _BY_NAME[plain], None
    if unit := _UNIT.search(plain):
        name = plain[: unit.start()]
        key = _BY_NAME.get(name) or _BY_NAME.get(name.removesuffix("in").removesuffix("en"))
        if key:
            return key, _UNITS[unit[1][0]]
    bare = _CLOCK_FORM.sub("", cell)
    return heading(bare) if bare != cell else (None, None)


def heading_by_words(cell: str) -> tuple[str | None, str | None]:
    """What the words of a heading name that is not known as a whole: "Heure de début", "Texte original"."""
    exact = heading(cell)
    cell = _CLOCK_FORM.sub("", cell)
    if exact[0] is not None or _CODE.search(cell):
        return exact
    words = _WORDS.findall(without_accents(_CAMEL.sub(" ", cell)))
    keys = [_BY_NAME[word] for word in words if word in _BY_NAME and word not in _TIME_WORDS]
    if "number" in keys or not _OTHER_WORDS.isdisjoint(words) or len(words) > 5:
        return None, None
    timed = "start" if not _TIME_WORDS.isdisjoint(words) else None
    key = keys[0] if keys else timed
    return key, "frames" if key in ("start", "end") and not _FRAME_WORDS.isdisjoint(words) else None


def other_texts(row: Sequence[Cell]) -> list[int]:
    """Where a heading row has words under a name that is no text's: languages, an original, a translation."""
    ranked: list[tuple[int, int]] = []
    for index, cell in enumerate(row[:MOST_CELLS]):
        plain = without_accents(cell).strip() if isinstance(cell, str) and len(cell) < 64 else ""
        rank = _RANKS.get(plain, 0 if plain in _LANGUAGE_OF or plain in _ALIASES_OF_LANGUAGES else -1)
        if rank < 0 and _CODE_OF_LANGUAGE.fullmatch(plain):
            rank = 0
        if rank >= 0:
            ranked.append((rank, index))
    return [index for _, index in sorted(ranked)]


def language_of_heading(cell: Cell) -> str | None:
    """The language that a heading says its column is in: “Deutsch”, “Text (de)”, “English subtitles”."""
    if not isinstance(cell, str) or len(cell) >= 64:
        return None
    plain = without_accents(cell).strip()
    # Short names, such as “fin” and “por”, are words of other languages too.
    words = [plain, *(word for word in _WORDS.findall(plain) if len(word) > 3 or not word.isascii())]
    named = next((_LANGUAGE_OF[word] for word in words if word in _LANGUAGE_OF), None)
    code = _CODE_OF_LANGUAGE.search(plain)
    return named or (code[1] if code else None)
