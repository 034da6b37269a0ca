from app.captions.speech.named_speakers import split_speakers


def test_a_name_before_the_words_is_who_speaks() -> None:
    assert split_speakers(["Anna: Good morning.", "Tom: Hello: you?"]) == [
        ("Anna", "Good morning."),
        ("Tom", "Hello: you?"),
    ]
    assert split_speakers(["- DR. SMITH: Come in.", "Thank you."]) == [
        ("DR. SMITH", "Come in."),
        (None, "Thank you."),
    ]
    assert split_speakers(["Anna: Hi.", "Well.", "Anna: Bye."])[2] == ("Anna", "Bye.")


def test_a_word_before_a_colon_is_spoken() -> None:
    texts = ["Remember: come home.", "It is 10:30.", "See http://example.com"]
    assert split_speakers(texts) == [(None, text) for text in texts]
    assert split_speakers(["Anna: Hi.", "Well."]) == [(None, "Anna: Hi."), (None, "Well.")]
    assert split_speakers(["Anna: Hi.", "Well."], known={"Anna"})[0] == ("Anna", "Hi.")


def test_names_in_other_scripts_and_with_marks_of_direction() -> None:
    assert split_speakers(["АННА: Привет.", "Да."])[0] == ("АННА", "Привет.")
    assert split_speakers(["\u200fדנה\u200f: שלום.", "\u2067דנה\u2069: כן."]) == [
        ("דנה", "שלום."),
        ("דנה", "כן."),
    ]
    assert split_speakers(["and so: no.", "and so: yes."]) == [(None, "and so: no."), (None, "and so: yes.")]
