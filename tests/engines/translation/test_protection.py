import pytest

from app.engines.translation.markup import from_markup, normalize_tags, to_markup
from app.engines.translation.protection import is_preserved, numbers_changed, pieces, protect, restore


@pytest.mark.parametrize(
    "kept",
    [
        "https://example.com/a?b=1&c=2",
        "jo.bloggs+x@mail.example.com",
        "{name}",
        "{{ user.name }}",
        "${HOME}",
        "%(count)d",
        "%s",
        "@cuedeck",
        "#captions",
    ],
)
def test_what_must_not_change_is_shielded_and_restored(kept: str) -> None:
    item = protect(f"Write to {kept}, please.", {})
    assert item.text == "Write to <x1/>, please."
    assert restore("Por favor, escriba a <x1/>.", item) == f"Por favor, escriba a {kept}."


@pytest.mark.parametrize("plain", ["50% sure", "I have 3 {", "a < b", "C# is fine", "me @ home", "#1"])
def test_ordinary_words_are_left_alone(plain: str) -> None:
    assert protect(plain, {}).kept == ()


def test_glossary_terms_become_their_translation_the_longest_first() -> None:
    glossary = {"New York": "Nueva York", "new york times": "New York Times"}
    item = protect("The New York Times is in new york, not in New Yorkshire.", glossary)
    assert item.text == "The <x1/> is in <x2/>, not in New Yorkshire."
    assert item.kept == ("New York Times", "Nueva York")


def test_style_tags_stay_where_they_are() -> None:
    item = protect("<s1>Go</s1> to {place} 12", {}, numbers=True)
    assert item.text == "<s1>Go</s1> to <x1/> <x2/>"
    assert item.kept == ("{place}", "12")


@pytest.mark.parametrize("answer", ["Vaya a", "<x1/> <x1/>", "<x2/>", "a <x1/> <x2/>"])
def test_lost_or_doubled_tokens_are_noticed(answer: str) -> None:
    assert restore(answer, protect("Go to {place}", {})) is None


def test_pieces_are_the_words_between() -> None:
    item = protect("Go to {a} and {b}", {})
    assert pieces(item) == [("Go to ", "{a}"), (" and ", "{b}"), ("", "")]
    assert is_preserved("Vaya a {b} y {a}", item)
    assert not is_preserved("Vaya a {a}", item)


@pytest.mark.parametrize(
    ("source", "target", "changed"),
    [
        ("I have 3 dogs", "Tengo tres perros", False),
        ("1,000.50 euros", "1.000,50 euros", False),
        ("at 5:30 on 12/05", "el 12/05 a las 5:30", False),
        ("in 1984", "en 1948", True),
        ("in 1984 and 1985", "en 1984", True),
        ("no number", "número 7", True),
        ("<s1>five</s1> 12", "cinco 12 <s2>", False),
    ],
)
def test_changed_numbers_are_noticed(source: str, target: str, changed: bool) -> None:
    assert numbers_changed(source, target) is changed


def test_markup_escapes_everything_but_our_tags() -> None:
    text = 'a < b & <s1>"c"</s1> <x1/> <b>'
    assert to_markup(text) == 'a &lt; b &amp; <s1>"c"</s1> <x1/> &lt;b&gt;'
    assert from_markup(to_markup(text)) == text


def test_tags_that_come_back_in_another_spelling_are_mended() -> None:
    assert normalize_tags("< S1 >a</ s1> <x 2 /> <X3></X3>") == "<s1>a</s1> <x2/> <x3/>"
    assert from_markup("<x1></x1>&lt;3") == "<x1/><3"
