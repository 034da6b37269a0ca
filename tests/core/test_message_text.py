from app.core.message_text import counted


def test_a_count_agrees_with_its_words() -> None:
    assert [counted(number, "part") for number in (0, 1, 2, 1200)] == [
        "0 parts",
        "1 part",
        "2 parts",
        "1,200 parts",
    ]
    assert [counted(number, "caption lies", "captions lie") for number in (1, 2)] == [
        "1 caption lies",
        "2 captions lie",
    ]
