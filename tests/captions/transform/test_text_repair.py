"""Repairs of the text that are asked for, each by what it changes and what it leaves."""

import pytest

from app.captions.model.document import Cue, Document, Run, Style
from app.captions.transform.text_repair import parse_repairs, with_repairs
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
        ("...שלום", "...שלום"),
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
        ("I'M HERE", "I'm here"), ("NASA is here", "NASA is here"), ("OK", "Ok"), ("A", "A"),
    ],
)  # fmt: skip
def test_capitals_become_sentences(before, after):
    assert repaired(before, sentence_case=["Anna"]) == after


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


@pytest.mark.parametrize("asked", [[], {"spelling": True}, {"quotes": 3}, {"sentence_case": [1]}])
def test_what_is_no_repair_is_refused(asked):
    with pytest.raises(Invalid) as refused:
        parse_repairs(asked)
    assert refused.value.code == "invalid_edits"
