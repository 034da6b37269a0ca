"""How good a place for a break is: the ends of sentences and clauses, and the words that belong together.

After the BBC Subtitle Guidelines, section 3.2 (line breaks), and Netflix Timed Text Style Guide, section 5
(line treatment): break after punctuation, before conjunctions and prepositions; never part an article from
its noun.
"""

from __future__ import annotations

import re

SENTENCE_END = re.compile(r"(?:(?<![.!?…])[.!?…]+|[。！？｡])[\"'”’»)\]」』]*$")
CLAUSE_END = re.compile(r"[,;:、，；：–—][\"'”’»)\]」』]*$")
_OPENING = "\"'“‘«([¿¡-–—「『"

_ABBREVIATED = (
    "mr mrs ms dr prof st jr sr vs etc vol gen col lt sgt capt gov sen rep rev hon mt ft e.g i.e a.m p.m"
    " u.s u.k ph.d sra srta ud uds dña bzw z.b d.h usw ca nr hr fr mme mlle sig dott ecc pág núm av"
)
ABBREVIATIONS = frozenset(_ABBREVIATED.split())
"""Words that end in a full stop without ending a sentence."""

CONJUNCTIONS = {
    "en": "and but or nor so because although though while when if unless that which who whose where how why",
    "es": "y e pero o u ni porque aunque mientras cuando si que quien quienes donde como",
    "fr": "et mais ou ni car parce quoique pendant quand si que qui dont où comme",
    "de": "und aber oder denn weil obwohl während wenn ob dass der die das wer wo wie als",
    "it": "e ed ma o né perché sebbene mentre quando se che chi cui dove come",
    "pt": "e mas ou nem porque embora enquanto quando se que quem onde como",
}
PREPOSITIONS = {
    "en": "of to in on at by for with from into onto over under about after before between through during",
    "es": "de del a al en por para con sin sobre entre desde hasta hacia bajo tras durante",
    "fr": "de du des à au aux en par pour avec sans sur entre depuis vers sous après avant pendant",
    "de": "von vom zu zum zur in im an am auf bei für mit aus nach über unter vor zwischen durch",
    "it": "di del della a al alla da dal in nel con su per tra fra sotto dopo prima durante",
    "pt": "de do da a ao à em no na por para com sem sobre entre desde até durante",
}
ARTICLES = {
    "en": "a an the my your his her its our their this these those no every",
    "es": "el la los las un una unos unas mi tu su mis tus sus este esta estos estas",
    "fr": "le la les l' un une mon ma mes ton ta tes son sa ses ce cet cette ces notre votre leur",
    "de": "der die das den dem des ein eine einen einem einer mein dein sein ihr kein",
    "it": "il lo la i gli le l' un uno una mio tuo suo questo questa",
    "pt": "o a os as um uma uns umas meu teu seu minha tua sua este esta",
}
_WORDS = {
    kind: {language: frozenset(words.split()) for language, words in table.items()}
    for kind, table in (("join", CONJUNCTIONS), ("place", PREPOSITIONS), ("article", ARTICLES))
}
_NONE: frozenset[str] = frozenset()


def ends_sentence(word: str, following: str = "") -> bool:
    """Whether a sentence ends with this word; `following` is the next one, "" at the end of the text."""
    if not SENTENCE_END.search(word):
        return False
    if word.rstrip("\"'”’»)]」』").endswith((".", "…")) and following:
        first = following.lstrip(_OPENING)[:1]
        if first.islower():
            return False
        bare = word.strip(_OPENING + "\"'”’»)]").rstrip(".").casefold()
        return not (bare in ABBREVIATIONS or (len(bare) == 1 and bare.isalpha() and bare != "i"))
    return True


def ends_clause(word: str) -> bool:
    """Whether a clause ends with this word, by its punctuation."""
    return CLAUSE_END.search(word) is not None


def cost_after(word: str, following: str, language: str) -> float:
    """How bad a break between the two words is: 0.0 after a sentence, 1.0 after a clause, up to 6.0."""
    if ends_sentence(word, following):
        return 0.0
    if ends_clause(word):
        return 1.0
    left, right = _bare(word), _bare(following)
    if _is("article", left, language) or _is("place", left, language):
        return 6.0
    if _is("join", left, language):
        return 5.0
    if _is("join", right, language):
        return 2.0
    return 3.0 if _is("place", right, language) else 4.0


def _bare(word: str) -> str:
    return word.strip(_OPENING + ".,;:!?…\"'”’»)]").casefold()


def _is(kind: str, word: str, language: str) -> bool:
    return word in _WORDS[kind].get(language.split("-")[0].lower(), _NONE)
