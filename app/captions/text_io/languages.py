"""Letters beyond ASCII and frequent words of languages, and the code pages they are written in."""

from __future__ import annotations

import re
from dataclasses import dataclass

_WEST = ("cp1252", "iso8859_15", "mac_roman", "cp850")
_CENTRAL = ("cp1250", "iso8859_2", "cp852")
_BALTIC = ("cp1257",)
_CYRILLIC = ("cp1251", "koi8_r", "koi8_u", "cp866", "iso8859_5", "mac_cyrillic")
_THAI = "".join(map(chr, [*range(0x0E01, 0x0E3B), *range(0x0E40, 0x0E5B)]))


@dataclass(frozen=True, slots=True)
class Language:
    """What tells a language: its letters beyond ASCII, in lower case, and its most frequent words.

    `usual` are the letters that make up well over a third of a text in another script; empty for Latin ones.
    """

    code_pages: tuple[str, ...]
    letters: frozenset[str]
    words: frozenset[str]
    usual: str = ""


def _language(code_pages: tuple[str, ...], letters: str, words: str, usual: str = "") -> Language:
    return Language(code_pages, frozenset(letters), frozenset(words.split()), usual)


_ENGLISH = _language(
    _WEST, "àâçèéêëïîñôöûü", "the and you of to is it in that what not are we this for have your he with do"
)
_ROMANCE = (
    _language(
        (*_WEST, "cp437"),
        "àâæçéèêëîïôœùûüÿ",
        "le la les de des du un une et est à que qui dans pas vous je tu il elle nous ce ça très où été même "
        "bien merci êtes oui non sur pour avec c j l d qu voilà là déjà après",
    ),
    _language(
        (*_WEST, "cp437"),
        "áéíñóúüªº",
        "el la los las de que y en un una es no está qué por con para más sí cómo dónde mañana será día "
        "señor estás aquí así también niño otro bien",
    ),
    _language(
        _WEST,
        "ãáàâçéêíóõôúü",
        "o a os as de que e é não um uma está você eu por com para mais sei isso bem muito também já são "
        "então",
    ),
    _language(
        _WEST, "àèéìîòóù", "il la di che è e non un una per con sono più perché così città questo cosa sì può"
    ),
    _language(_WEST, "àçéèíïóòúü·", "el la de que i és no un una per amb més què això bon dia"),
)
_GERMANIC = (
    _language(
        (*_WEST, "cp437"),
        "äöüß",
        "der die das und ist nicht ich du sie es wir ein eine zu mit auf für den dem von aus was wie schön "
        "über können müssen heiß grüße straße natürlich müde zurück hätte würde möchte früh mädchen hör "
        "gehört größe schön später nächste warum dafür für",
    ),
    _language(_WEST, "áàéèëïóöü", "de het een en is niet ik je van dat wat zijn met op voor één"),
    _language(_WEST, "åäöéü", "och är det att i en jag på du inte som för med har vi till så här när"),
    _language(_WEST, "åäöé", "ja on ei se että hän olen mitä minä sinä tämä mutta hyvää päivää"),
    _language(
        _WEST, "æøåéòôä", "og er det at i en jeg på du ikke som for med har vi til så hvor være går når"
    ),
    _language(_WEST, "áæðéíóöúýþ", "og að er ég þú það ekki í á við þetta mjög hann góðan daginn"),
)
_LATIN_EAST = (
    _language(
        _CENTRAL,
        "ąćęłńóśźżé",
        "nie się i w na to jest że z co jak do ja ty tak mnie już są gdzie będzie dzień dobry dla też może "
        "proszę dziękuję wszystko coś cześć dziś być",
    ),
    _language(
        _CENTRAL,
        "áčďéěíňóřšťúůýžäö",
        "se je to na že v a co jak já ty ne jsem ale už být není kde dobrý den večer kůň příliš včera proč "
        "můžeš děkuji když něco čau",
    ),
    _language(
        _CENTRAL,
        "áäčďéíĺľňóôŕšťúýž",
        "sa je to na že v a čo ako ja ty nie som ale už kde môžem môžeš dobrý deň večer prosím ďakujem",
    ),
    _language(
        _CENTRAL,
        "áéíóöőúüű",
        "a az és hogy nem van egy ez is csak ha ma meg de én te mi volt jó ő szép hol mit hová mész idő jön "
        "kell most nagyon igen köszönöm kérem este estét nap napot mindenki voltál fáradt tudom így úgy már "
        "még két és három jól én nincs kér ezt azt",
    ),
    _language(
        ("cp1250", "iso8859_2"),
        "ăâîşţșț",
        "şi de nu să în este e o un la cu ce pe mai ai eşti unde bună seara am pentru fost că sunt "
        "vă mulţumesc",
    ),
    _language(
        _CENTRAL,
        "čćđšž",
        "je da i u se na ne što to sam si za ti dobra kaj ali tudi v in so bi ja večer dragi biti danes "
        "želim včeraj še že če več žal šta ću će neću možeš možda još već ništa žao gdje doviđenja",
    ),
    _language(
        _BALTIC,
        "ąčęėįšųūž",
        "ir kad ne tai į aš tu jis yra su kaip bet mes apie ar labas vakaras šiandien už iš gerai ačiū čia "
        "žinau taip dėl",
    ),
    _language(
        _BALTIC,
        "āčēģīķļņšūžōŗ",
        "un ir ka es tu tas ne par ar kā no bet šodien man labdien labvakar uz vai jā",
    ),
    _language(
        ("cp1257", "cp1252"),
        "äõöüšž",
        "ja on et ei see ma sa ta mis kui aga olen siin täna kus või tere ööst",
    ),
    _language(
        ("cp1254",),
        "çğıöşüâîû",
        "bir ve bu ne için değil ben sen çok var mı da de iyi güzel bugün gün evet hayır nasıl "
        "akşamlar teşekkür teşekkürler günaydın ederim lütfen şey",
    ),
)
_OTHER_SCRIPTS = (
    _language(
        _CYRILLIC,
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        "и в не на я что он с это как а ты где мы но да так у за вы меня мне был всё нет по "
        "привет спасибо здравствуйте пожалуйста хорошо конечно",
        "оеаинт",
    ),
    _language(
        ("cp1251", "koi8_u"),
        "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
        "і в не на я що він з це як а ти де ми та але так у є до її ще привіт дякую",
        "оеаинті",
    ),
    _language(
        ("cp1251",),
        "абвгдђежзијклљмнњопрстћуфхцчџш",
        "и у не на ја да је то шта ти како ми се за добро вече хвала здраво",
        "оеаинтј",
    ),
    _language(
        ("cp1253", "iso8859_7", "cp737"),
        "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ",
        "και το να η ο δεν τι είναι με που πού θα την για σε μου σας γεια ευχαριστώ ναι όχι",
        "αοιετσ",
    ),
    _language(
        ("cp1255",),
        "אבגדהוזחטיךכלםמןנסעףפץצקרשת" + "".join(map(chr, [*range(0x05B0, 0x05BD), 0x05BF, 0x05C1, 0x05C2])),
        "לא את זה אני מה של הוא על כן יש איפה טוב היום היית שלום תודה",
        "יוהלא",
    ),
    _language(
        ("cp1256", "iso8859_6"),
        "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيپچژگکھںے،؛؟ـ" + "".join(map(chr, range(0x064B, 0x0653))),
        "في من لا ما على هذا أن يا انا اين در به از که این است را چه با مرحبا شكرا نعم سلام",
        "الينمو",
    ),
    _language(("cp874",), _THAI, "", "านรอกเงมยล"),
)

LANGUAGES = (_ENGLISH, *_ROMANCE, *_GERMANIC, *_LATIN_EAST, *_OTHER_SCRIPTS)
"""The languages that are told, those of the likeliest code page first."""

CODE_PAGES = (
    "cp1252", "cp1250", "cp1257", "cp1254", "cp1251", "koi8_r", "koi8_u", "cp1253", "cp1255", "cp1256",
    "cp874", "iso8859_15", "iso8859_2", "iso8859_5", "iso8859_6", "iso8859_7", "cp866", "cp852", "cp850",
    "cp437", "cp737", "mac_roman", "mac_cyrillic",
)  # fmt: skip
"""The code pages that are tried, those of Windows first."""

RARE = frozenset(("cp850", "cp437", "cp737", "cp852", "mac_roman", "mac_cyrillic", "koi8_u"))
"""Code pages that are believed only where they make known words."""
_WORD = re.compile(r"[^\W\d_]{2,}")


def frequent_words(text: str) -> int:
    """How many letters of a text stand in frequent words of the language that has the most of them there."""
    said = _WORD.findall(text.lower())
    return max(sum(len(word) for word in said if word in language.words) for language in LANGUAGES)
