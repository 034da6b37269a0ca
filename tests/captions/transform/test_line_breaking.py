import pytest

from app.captions.transform.break_cost import cost_after, ends_clause, ends_sentence
from app.captions.transform.line_breaking import break_lines, in_lines, tokens_of


@pytest.mark.parametrize("word", ["over.", "really?", "no!”", "(yes.)", "終わり。", "Wait..."])
def test_ends_of_sentences(word: str) -> None:
    assert ends_sentence(word, "Then")


@pytest.mark.parametrize(
    ("word", "following"),
    [
        ("Mr.", "Dashwood"),
        ("J.", "Smith"),
        ("U.S.", "Army"),
        ("so...", "maybe"),
        ("p.m.", "Today"),
        ("go", "On"),
    ],
)
def test_what_only_looks_like_an_end(word: str, following: str) -> None:
    assert not ends_sentence(word, following)


def test_the_last_word_may_be_an_abbreviation() -> None:
    assert ends_sentence("etc.", "")
    assert ends_sentence("I.", "You")


def test_breaks_are_better_the_less_they_part() -> None:
    costs = [
        cost_after("came.", "Then", "en"),
        cost_after("came,", "then", "en"),
        cost_after("came", "and", "en"),
        cost_after("came", "to", "en"),
        cost_after("big", "house", "en"),
        cost_after("and", "came", "en"),
        cost_after("the", "house", "en"),
    ]
    assert costs == sorted(costs)
    assert len(set(costs)) == len(costs)
    assert cost_after("la", "casa", "es-419") == 6.0
    assert ends_clause("came,")


def test_lines_break_at_a_good_place_rather_than_in_the_middle() -> None:
    text = "I told you that he would come, but you never believe a word"
    lines = in_lines(text.split(), 42, 2, "en")
    assert lines == ["I told you that he would come,", "but you never believe a word"]
    assert in_lines(text.split(), 80, 2, "en") == [text]


def test_more_lines_only_when_they_are_needed_and_allowed() -> None:
    words = ["one", "two", "three", "four", "five", "six"]
    three = in_lines(words, 10, 3, "")
    assert three is not None
    assert len(three) == 3
    assert " ".join(three).split() == words
    assert in_lines(words, 10, 2, "") is None
    assert in_lines(["impossibly-long-word"], 10, 4, "") is None


def test_a_line_that_begins_with_a_dash_keeps_its_break() -> None:
    tokens = tokens_of("- Who is it?\n- It is me.")
    assert [tokens[at].text for at in break_lines(tokens, 42, 2, "en") or []] == ["-"]
    assert break_lines(tokens, 42, 2) == break_lines(tokens, 42, 2, "en")
    assert break_lines(tokens, 42, 1) is None
    assert break_lines(tokens, 42, 1, "en") is None
