"""The TTML formats as a user meets them: detection, reading, writing, losses."""

from __future__ import annotations

from typing import Any

import pytest

from app.captions.formats.base import CaptionFormat
from app.captions.formats.ttml.format import FORMATS
from app.captions.model.document import Cue, Document, Run
from app.captions.model.losses import Losses
from app.captions.model.option import Option
from tests.support.captions.ttml_documents import sniff

BY_ID = {caption_format.id: caption_format for caption_format in FORMATS}


def defaults(options: tuple[Option, ...], **changed: Any) -> dict[str, Any]:
    return {option.name: option.default for option in options} | changed


def decode(text: str) -> Document:
    caption_format = BY_ID["ttml"]
    assert caption_format.read is not None
    return caption_format.read(text, defaults(caption_format.decode_options))


def encode(
    document: Document, caption_format: CaptionFormat, losses: Losses | None = None, **options: Any
) -> str:
    assert caption_format.write is not None
    text = caption_format.write(
        document, defaults(caption_format.encode_options, **options), losses or Losses()
    )
    assert isinstance(text, str)
    return text


def test_names_are_exact() -> None:
    assert [caption_format.name for caption_format in FORMATS] == [
        "TTML/DFXP",
        "IMSC1 Text",
        "IMSC1.1",
        "EBU-TT-D",
        "iTT",
        "SMPTE-TT",
        "Netflix-ready TTML",
    ]


def test_a_small_file_survives_every_profile() -> None:
    document = decode(
        '<tt xmlns="http://www.w3.org/ns/ttml" xmlns:tts="http://www.w3.org/ns/ttml#styling" xml:lang="en">'
        '<body><div><p begin="1s" end="2.5s">One &amp; <span tts:fontStyle="italic">two</span>'
        "<br/>3 &lt; 4</p></div></body></tt>"
    )
    for caption_format in FORMATS:
        again = decode(encode(document, caption_format))
        assert [(run.text, run.style.italic) for run in again.cues[0].runs] == [
            ("One & ", False),
            ("two", True),
            ("\n3 < 4", False),
        ]
        assert again.language == "en"


@pytest.mark.parametrize("caption_format", [p for p in FORMATS if p.read], ids=lambda p: p.id)
def test_each_profile_knows_its_own_files(caption_format: CaptionFormat) -> None:
    text = encode(Document([Cue(0, 90_000_000, [Run("a")])], language="en"), caption_format)
    assert sniff(text) == caption_format.id


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        ("<tt><body/></tt>", "", "ttml"),
        ("<tt/>", "a.itt", "itt"),
        ("<?xml version='1.0'?>\n<!-- x -->\n<x:tt xmlns:x='http://www.w3.org/2006/10/ttaf1'/>", "", "ttml"),
        ("<html><body>ttml</body></html>", "a.ttml", ""),
        ("WEBVTT\n\n00:00.000 --> 00:01.000\n<tt>", "", ""),
        ("", "", ""),
        ("1\n00:00:00,000 --> 00:00:01,000\n<tt>hi</tt>", "", ""),
    ],
)
def test_sniffing(text: str, name: str, found: str) -> None:
    assert sniff(text, name) == found


def test_options_are_published_and_checked_values_arrive() -> None:
    document = decode('<tt xml:lang="en"><body><div><p begin="1s">a</p></div></body></tt>')
    assert document.cues[0].end == 11 * 90_000_000
    text = encode(document, BY_ID["imsc1.1"], language="pt-BR", time_format="ticks")
    assert 'xml:lang="pt-BR"' in text
    assert 'begin="90000000t"' in text
    assert [option.name for option in BY_ID["itt"].encode_options] == ["language"]
    for caption_format in FORMATS:
        for option in (*caption_format.decode_options, *caption_format.encode_options):
            assert option.help
            assert not option.choices or option.default in option.choices


@pytest.mark.parametrize(
    ("words", "language"), [("こんばんは", "ja"), ("カメラ", "ja"), ("東京", "und"), ("Good evening", "und")]
)
def test_japanese_without_a_language_goes_to_netflix_as_japanese(words: str, language: str) -> None:
    losses = Losses()
    text = encode(Document([Cue(0, 90_000_000, [Run(words)])]), BY_ID["netflix-ttml"], losses)
    assert f'xml:lang="{language}"' in text
    assert ("ttml/profile/imsc1.1/text" in text) == (language == "ja")
    assert ("language_missing" in str(losses.as_list())) == (language == "und")


def test_styles_of_regions_on_text_mean_nothing_and_are_told() -> None:
    styling = "http://www.w3.org/ns/ttml#styling"
    body = '<body tts:position="center"><div><p begin="1s" end="2s" tts:writingMode="tbrl">A</p></div></body>'
    document = decode(f'<tt xmlns="http://www.w3.org/ns/ttml" xmlns:tts="{styling}">{body}</tt>')
    (issue,) = document.issues
    assert issue.code == "not_kept"
    assert "tts:position of text, tts:writingMode of text" in issue.message
