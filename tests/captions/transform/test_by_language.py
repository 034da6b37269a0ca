"""Changes of text in captions of two languages: each is judged by itself, and both stand together again."""

from app.captions.model.document import Cue, Document, Run, Style
from app.captions.transform.text_repair import with_repairs
from app.captions.transform.two_languages import Bilingual, merged_languages, split_languages


def test_each_language_of_a_merged_caption_is_judged_by_itself():
    english = Document([Cue(0, 9, [Run("WHERE IS ANNA?")]), Cue(10, 19, [Run("I DO NOT")])], language="en")
    german = Document(
        [Cue(0, 9, [Run("Wo ist Anna?")]), Cue(10, 19, [Run("Ich weiß es nicht.")])], language="de"
    )
    asked = {"sentence_case": ["Anna"], "quotes": True}
    for how in (Bilingual(), Bilingual(second_below=False)):
        made, changed = with_repairs(merged_languages(english, german, how), asked)
        parts = split_languages(made)
        assert [cue.text for cue in parts["en"].cues] == ["Where is Anna?", "I do not"]
        assert [cue.text for cue in parts["de"].cues] == ["Wo ist Anna?", "Ich weiß es nicht."]
        assert changed == 2


def test_each_language_has_its_own_quotes():
    english, german = (Document([Cue(0, 9, [Run('"Hi"')])], language=tag) for tag in ("en", "de"))
    made, _ = with_repairs(merged_languages(english, german), {"quotes": True})
    assert made.cues[0].text == "“Hi”\n„Hi“"


def test_a_language_that_nothing_is_left_of_leaves_the_other():
    english = Document([Cue(0, 9, [Run("[music]")]), Cue(10, 19, [Run("[wind]")])], language="en")
    german = Document([Cue(0, 9, [Run("Musik")]), Cue(10, 19, [Run("[Wind]")])], language="de")
    made, changed = with_repairs(merged_languages(english, german), {"remove_remarks": True})
    assert ([cue.text for cue in made.cues], changed) == (["Musik"], 2)


def test_words_of_another_language_inside_a_line_are_judged_with_it():
    runs = [Run("HE SAID "), Run("BONJOUR", Style(language="fr")), Run(" TO ME.")]
    made, _ = with_repairs(Document([Cue(0, 9, runs)], language="en"), {"sentence_case": True})
    assert made.cues[0].text == "He said bonjour to me."
    assert made.cues[0].runs[1].style.language == "fr"
