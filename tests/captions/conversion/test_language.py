"""The language of captions: what the file names, else what its words are in."""

import json
import subprocess
import sys

import pytest

from app.captions.conversion.convert import convert
from app.captions.conversion.inspect import checked, inspect
from app.captions.conversion.language import detected_language
from app.captions.conversion.request import ConvertRequest
from app.captions.model.document import Cue, Document, Run

SPOKEN = {
    "en": "Good evening, dear friends.|Today we talk about the sea.|What do you think?",
    "de": "Guten Abend.|Wir sprechen heute über das Meer und die Menschen, die dort leben.",
    "fr": "Bonsoir à tous.|Nous parlons aujourd'hui de la mer et des gens qui y vivent.",
    "cs": "Dobrý večer, přátelé. Dnes budeme mluvit o moři a o lidech.",
    "ru": "Добрый вечер, дорогие друзья",
    "ja": "今日は海の話です。皆さん、こんばんは。",
}


def document_of(text: str, **said: str) -> Document:
    return Document([Cue(n, n + 1, [Run(line)]) for n, line in enumerate(text.split("|"))], **said)


@pytest.mark.parametrize(("tag", "text"), SPOKEN.items())
def test_the_words_tell_the_language(tag: str, text: str) -> None:
    assert detected_language(document_of(text)) == tag


@pytest.mark.parametrize("text", ["", "Yes.", "12345|[♪]|00:00:01", "No.|Why not?"])
def test_too_little_text_tells_nothing(text: str) -> None:
    assert detected_language(document_of(text)) is None


def test_comments_are_no_captions() -> None:
    document = document_of(SPOKEN["de"])
    for cue in document.cues:
        cue.comment = True
    assert detected_language(document) is None


def test_an_inspection_names_the_language_and_where_it_is_from() -> None:
    cue = "00:01.000 --> 00:02.000\n" + SPOKEN["de"].replace("|", "\n")
    told = inspect(f"WEBVTT\n\n{cue}\n".encode()).summary()
    assert (told["language"], told["language_detected"]) == ("de", True)
    named = inspect(f"WEBVTT\nLanguage: en-GB\n\n{cue}\n".encode()).as_json()
    assert (named["language"], named["language_detected"]) == ("en-GB", False)


def test_a_conversion_does_not_load_what_tells_languages() -> None:
    code = (
        "import sys, json\nfrom app.captions import convert\n"
        "from app.captions.conversion.request import ConvertRequest\n"
        "convert(b'1\\n00:00:01,000 --> 00:00:02,000\\nGood evening, dear friends of ours\\n', "
        "ConvertRequest())\n"
        "print(json.dumps([name for name in ('lingua', 'ftfy') if name in sys.modules]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []


def test_without_the_optional_package_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from app.captions.conversion import language

    language._detector.cache_clear()
    monkeypatch.setitem(sys.modules, "lingua", None)
    assert detected_language(document_of(SPOKEN["de"])) is None
    language._detector.cache_clear()


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("MAMA I TATA SĄ JUŻ W DOMU I CZEKAJĄ NA NAS.", "Mama i tata są już w domu i czekają na nas."),
        ("YOU AND I GO HOME, AND THE CHILDREN WAIT.", "You and I go home, and the children wait."),
    ],
)  # fmt: skip
def test_text_is_repaired_by_the_language_that_its_words_tell(said, read):
    data = f"1\n00:00:01,000 --> 00:00:04,000\n{said}\n".encode()
    request = ConvertRequest(target_profile="srt", edits={"text": {"sentence_case": True}})
    assert read in convert(data, request).data.decode()


def test_the_name_of_a_file_says_its_language_before_its_words_do() -> None:
    short = b"1\n00:00:01,000 --> 00:00:02,000\nOk.\n"
    assert inspect(short, file_name="film.de.srt").language() == ("de", False)
    assert inspect(short, file_name="film.srt").language() == (None, False)
    report = checked(short, "film.de.srt", "netflix", "", {})["report"]
    assert (report["language"], report["issues"]) == ("de", [])
