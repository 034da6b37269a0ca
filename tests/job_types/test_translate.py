"""translate: which captions win, and which languages are asked for."""

from __future__ import annotations

from app.job_types.translate import JOB_TYPE, TranslateParameters

MEDIA = "https://example.com/film.mp4"


def test_captions_win_over_media() -> None:
    both = TranslateParameters(media_url=MEDIA, srt_url="https://example.com/film.srt")
    assert (both.source_address(), both.captions_apart()) == ("https://example.com/film.srt", True)
    text = TranslateParameters(media_url=MEDIA, srt_content="1")
    assert (text.source_address(), text.captions_apart()) == (None, True)
    assert not TranslateParameters(media_url=MEDIA).captions_apart()


def test_every_language_once_with_the_field_that_names_it() -> None:
    asked = TranslateParameters(target_languages=["ES", " de ", "es", ""], target_language="fr")
    assert asked.targets() == [
        ("target_languages.0", "es"),
        ("target_languages.1", "de"),
        ("target_language", "fr"),
    ]


def test_captions_that_are_given_are_not_recognised() -> None:
    assert "transcribing" in JOB_TYPE.plan()
    assert "transcribing" not in JOB_TYPE.plan(captions_given=True)


def test_one_way_to_give_the_source_and_a_language_are_required() -> None:
    given = {"srt_content": "1"}
    assert [item.field for item in JOB_TYPE.requires if not item.given_in(given)] == ["target_language"]
