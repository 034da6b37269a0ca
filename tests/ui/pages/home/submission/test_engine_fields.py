"""The form offers models, engines and voices: what is missing is grey and says the command for it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from app.engines.protocols import Capabilities, ModelChoice, Voice
from app.ui.pages.home.submission import engine_fields
from app.ui.pages.home.submission.engine_fields import MOST_VOICES, with_engines
from app.ui.pages.home.submission.fields import OptionField, with_value
from app.ui.pages.home.submission.type_fields import type_fields


class Engine:
    def __init__(self, name: str, offered: Capabilities) -> None:
        self.id, self.label, self._offered = name, name.title(), offered

    def version(self) -> str:
        return "1"

    def capabilities(self) -> Capabilities:
        return self._offered


def voices(count: int) -> tuple[Voice, ...]:
    return tuple(Voice(f"v{n}", f"Voice {n}", "es" if n % 2 else "en-us", "female") for n in range(count))


NATURAL = Engine("natural", Capabilities(True, "Like a person.", voices=voices(4)))
MANY = Engine("many", Capabilities(True, "Like a robot.", voices=voices(MOST_VOICES + 2)))
ABSENT = Engine("absent", Capabilities(False, "Fine.", install="pip install absent", reason="Not here."))
SPEECH = Engine(
    "speech",
    Capabilities(
        True,
        "Better with each larger model.",
        models=(ModelChoice("base", "Base", True), ModelChoice("small", "Small", False, "pull small")),
    ),
)


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    here = {"speech": [SPEECH], "translation": [ABSENT], "voice": [NATURAL, MANY, ABSENT]}

    def voice_for(name: str, _language: str) -> Engine:
        return next(engine for engine in here["voice"] if engine.id == (name or "natural"))

    monkeypatch.setattr(engine_fields, "engines", lambda kind, _: here[kind])
    monkeypatch.setattr(engine_fields, "voice_for", voice_for)


def field(fields: Sequence[OptionField], name: str) -> OptionField:
    return next(one for one in fields if one["name"] == name)


def offered(fields: Sequence[OptionField], name: str) -> list[tuple[str, bool]]:
    return [(one["value"], one.get("disabled", False)) for one in field(fields, name)["offers"]]


def dub(**values: str) -> list[OptionField]:
    fields = type_fields("dub")
    for name, value in values.items():
        fields = with_engines(with_value(fields, name, value))
    return with_engines(fields)


def test_a_model_that_is_not_there_is_grey_and_says_the_command() -> None:
    models = field(with_engines(type_fields("transcribe")), "model_size")
    assert [(one["value"], one.get("disabled", False)) for one in models["offers"]] == [
        ("", False),
        ("base", False),
        ("small", True),
    ]
    assert models["offers"][2]["note"] == "pull small"
    assert (models["kind"], models["note"]) == ("offer", f"{SPEECH.label}: Better with each larger model.")


def test_an_engine_that_is_not_there_is_grey_and_says_the_command() -> None:
    assert offered(dub(), "voice_engine") == [
        ("", False),
        ("natural", False),
        ("many", False),
        ("absent", True),
    ]
    assert field(dub(), "voice_engine")["offers"][3]["note"] == "Not here. pip install absent"
    assert field(dub(), "voice_engine")["note"] == "Natural: Like a person."
    assert field(dub(voice_engine="many"), "voice_engine")["note"] == "Many: Like a robot."
    assert field(dub(), "engine")["note"] == ""


def test_voices_are_those_of_the_engine_and_the_language() -> None:
    assert [value for value, _ in offered(dub(), "voice")] == ["", "v0", "v1", "v2", "v3"]
    assert [value for value, _ in offered(dub(target_language="es"), "voice")] == ["", "v1", "v3"]
    assert offered(dub(voice_engine="many"), "voice") == [("", False)]
    assert "language" in field(dub(voice_engine="many"), "voice")["note"]


def test_the_chosen_voice_can_be_heard() -> None:
    assert field(dub(), "voice")["sample"] == ""
    chosen = field(dub(target_language="es", voice="v1"), "voice")
    assert chosen["sample"] == "/v1/capabilities/voices/v1/sample?engine=natural"
    gone = field(dub(voice="v1", target_language="en"), "voice")
    assert (gone["value"], gone["sample"]) == ("", "")


def test_other_fields_are_left_alone() -> None:
    assert with_engines(type_fields("preview")) == type_fields("preview")
