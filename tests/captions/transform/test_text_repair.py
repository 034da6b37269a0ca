"""Repairs of the text that are asked for, each by what it changes and what it leaves."""

import pytest

from app.captions.model.document import Cue, Document, Run, Style
from app.captions.transform.text_repair import left_over, parse_repairs, sentence_case, with_repairs
from app.core.errors import Invalid


def repaired(text, language=None, **asked):
    document = Document([Cue(0, 90_000_000, [Run(text)])], language=language)
    cues = with_repairs(document, parse_repairs(asked))[0].cues
    return cues[0].text if cues else None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (".שלום", "שלום."), ("?מה שלומך\nטוב", "מה שלומך?\nטוב"), ("!مرحبا", "مرحبا!"),
        ("Hello.", "Hello."), (".Hello", ".Hello"), ("שלום.", "שלום."), ("- שלום", "- שלום"),
        ("...שלום", "...שלום"), ("؟كيف حالك\n،نعم", "كيف حالك؟\nنعم،"), ("-?מי\n- .אני", "-מי?\n- אני."),
    ],
)  # fmt: skip
def test_punctuation_of_right_to_left_text(before, after):
    assert repaired(before, right_to_left=True) == after


@pytest.mark.parametrize(
    ("language", "after"),
    [
        ("en", "“Don’t,” she said – “ever.”"), ("de", "„Don’t,“ she said – „ever.“"),
        ("fr-CA", "«\u202fDon’t,\u202f» she said – «\u202fever.\u202f»"),
        ("ja", "「Don’t,」 she said – 「ever.」"),
    ],
)  # fmt: skip
def test_quotes_and_dashes_of_a_language(language, after):
    text = '"Don\'t," she said -- "ever."'
    assert repaired(text, quotes=language) == after
    assert repaired(text, language, quotes=True) == after
    assert repaired(after, quotes=language) == after


@pytest.mark.parametrize(
    ("language", "before", "after"),
    [
        ("fr", "« Oui »", "«\u202fOui\u202f»"), ("fr", "«\xa0Oui\xa0» !", "«\u202fOui\u202f» !"),
        ("da", "Sagde »hej« nu", "Sagde »hej« nu"), ("en", "Sagde »hej« nu", "Sagde “hej” nu"),
        ("ru", 'Он -- "тут"', "Он — «тут»"), ("he", 'צה"ל “הגיע”', 'צה"ל "הגיע"'), ("ar", '"نعم"', "«نعم»"),
        ("en", '5" nails', '5" nails'), ("en", '"Over 5"', "“Over 5”"),
    ],
)  # fmt: skip
def test_quotes_with_spaces_long_dashes_and_what_is_no_quote(language, before, after):
    assert repaired(before, quotes=language) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[door slams]\nWho is there?", "Who is there?"), ("- [sighs] Fine.\n- (LAUGHS)", "- Fine."),
        ("ANNA: Hello.\nBO: Hi.", "Hello.\nHi."), ("[music]", None), ("♪ ♪", None),
        ("♪ La la ♪", "♪ La la ♪"), ("He said (quietly) no.", "He said no."), ("（笑）はい", "はい"),
        ("At 10:30, Anna: yes.", "At 10:30, Anna: yes."), ("Two  spaces", "Two  spaces"),
    ],
)  # fmt: skip
def test_remarks_for_people_who_do_not_hear(before, after):
    assert repaired(before, remove_remarks=True) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("I SAW ANNA. WHERE?\nIN PARIS.", "I saw Anna. Where?\nIn paris."),
        ("- YES!\n- NO.", "- Yes!\n- No."),
        ("- YES\n- NO", "- Yes\n- No"), ("MAN 1: HELLO", "Man 1: Hello"),
        ("I'M HERE", "I'm here"), ("NASA is here", "NASA is here"), ("OK", "Ok"), ("A", "A"),
    ],
)  # fmt: skip
def test_capitals_become_sentences(before, after):
    assert repaired(before, sentence_case=["Anna"]) == after


@pytest.mark.parametrize(
    ("language", "before", "after"),
    [
        ("pl", "MAMA I TATA.", "Mama i tata."), ("es", "¡SÍ! ¿Y TÚ? ¿QUÉ?", "¡Sí! ¿Y tú? ¿Qué?"),
        ("tr", "IŞIK VAR. İYİ", "Işık var. İyi"), ("nl", "IJSLAND IS KOUD", "IJsland is koud"),
    ],
)  # fmt: skip
def test_capitals_of_other_languages(language, before, after):
    assert repaired(before, language, sentence_case=True) == after


def test_a_sentence_goes_on_in_the_next_caption():
    texts = ["HE WENT", "TO THE SHOP.", "THEN", "- AND YOU?", "THEN"]
    times = [0, 1, 2, 3, 9]
    cues = [Cue(n * 90_000_000, (n + 1) * 90_000_000, [Run(t)]) for n, t in zip(times, texts, strict=True)]
    document, changed = with_repairs(Document(cues), {"sentence_case": True})
    assert [cue.text for cue in document.cues] == ["He went", "to the shop.", "Then", "- And you?", "Then"]
    assert changed == 5
    bare = [Cue(n, n + 1, [Run(text)]) for n, text in enumerate(("HE WENT", "SHE CAME"))]
    made = with_repairs(Document(bare), {"sentence_case": True})[0]
    assert [cue.text for cue in made.cues] == ["He went", "She came"]


def test_long_runs_take_no_time_of_their_own():
    """Each of these took half a minute and more."""
    many = 100_000
    assert left_over(" " * many + "-" + " " * many + "x") != []
    assert len(sentence_case()("A B " * (many // 4))) == many // 2 - 1
    assert sentence_case()(f"A{'.' * many}A B") == [(many + 3, many + 4, "b")]


def test_styles_stay_where_they_were():
    runs = [Run("[sighs] I ", Style()), Run("SAID", Style(italic=True)), Run(" NO.")]
    document, changed = with_repairs(
        Document([Cue(0, 1, runs)]), {"remove_remarks": True, "sentence_case": True}
    )
    assert document.cues[0].runs == [Run("I "), Run("said", Style(italic=True)), Run(" no.")]
    assert changed == 1


def test_names_of_speakers_are_written_one_way():
    names = ["ANNA", "Anna", "anna:", "BO", "[BO]", None]
    cues = [Cue(n, n + 1, [Run("x")], speaker=name) for n, name in enumerate(names)]
    document, changed = with_repairs(Document(cues), {"speakers": True})
    assert [cue.speaker for cue in document.cues] == ["Anna", "Anna", "Anna", "Bo", "Bo", None]
    assert changed == 4


def test_names_in_the_text_and_of_voices_are_written_one_way():
    texts = ["ANNA: Hello.", "anna : Yes.\n- Anna: Or no.", "Remember: come home."]
    cues = [Cue(n, n + 1, [Run(text)]) for n, text in enumerate(texts)]
    cues.append(Cue(5, 6, [Run("Hi", Style(voice="ANNA"))]))
    document, changed = with_repairs(Document(cues), {"speakers": True})
    assert [cue.text for cue in document.cues[:3]] == [
        "Anna: Hello.", "Anna: Yes.\n- Anna: Or no.", "Remember: come home."
    ]  # fmt: skip
    assert document.cues[3].runs == [Run("Hi", Style(voice="Anna"))]
    assert changed == 3


@pytest.mark.parametrize("asked", [[], {"spelling": True}, {"quotes": 3}, {"sentence_case": [1]}])
def test_what_is_no_repair_is_refused(asked):
    with pytest.raises(Invalid) as refused:
        parse_repairs(asked)
    assert refused.value.code == "invalid_edits"


def test_marks_of_direction_belong_to_no_name():
    lines = ("\u200fANNA\u200f: one", "\u2067Anna\u2069: two", "Anna: three")
    document = Document([Cue(n, n + 1, [Run(line)]) for n, line in enumerate(lines)])
    made, _ = with_repairs(document, {"speakers": True})
    assert [cue.text for cue in made.cues] == [
        "\u200fAnna\u200f: one",
        "\u2067Anna\u2069: two",
        "Anna: three",
    ]
    told = Document([Cue(0, 1, [Run("x")], speaker="\u200fדנה"), Cue(1, 2, [Run("x")], speaker="דנה")])
    assert {cue.speaker for cue in with_repairs(told, {"speakers": True})[0].cues} == {"דנה"}
