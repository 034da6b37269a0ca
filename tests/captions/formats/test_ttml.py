"""The TTML profiles as a user meets them: detection, reading, writing, losses."""

from __future__ import annotations

from typing import Any

from app.captions.document import Document
from app.captions.formats.base import Option, Profile
from app.captions.formats.ttml import PROFILES
from app.captions.losses import Losses

BY_ID = {profile.id: profile for profile in PROFILES}


def defaults(options: tuple[Option, ...], **changed: Any) -> dict[str, Any]:
    return {option.name: option.default for option in options} | changed


def decode(text: str) -> Document:
    profile = BY_ID["ttml"]
    assert profile.read is not None
    return profile.read(text, defaults(profile.decode_options))


def encode(document: Document, profile: Profile, losses: Losses | None = None, **options: Any) -> str:
    assert profile.write is not None
    text = profile.write(document, defaults(profile.encode_options, **options), losses or Losses())
    assert isinstance(text, str)
    return text


def test_names_are_exact() -> None:
    assert [profile.name for profile in PROFILES] == [
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
    for profile in PROFILES:
        again = decode(encode(document, profile))
        assert [(run.text, run.style.italic) for run in again.cues[0].runs] == [
            ("One & ", False),
            ("two", True),
            ("\n3 < 4", False),
        ]
        assert again.language == "en"
