"""Work that cannot succeed is refused before it starts: every rule, with its field and its stable code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.core.errors import Invalid
from app.engines import registry
from app.engines.config import EngineConfig
from app.engines.protocols import Capabilities, SpeechRequest, Voice
from app.engines.speech.faster_whisper import FasterWhisper
from app.job_types import plan
from app.services.engines import configuration
from app.services.jobs import descriptions, feasibility
from app.services.jobs.feasibility import languages, speech, translation, voices

CAPTIONS = {"kind": "captions", "language": None}
SILENT = {"kind": "media", "duration": 3.0, "audio": False, "video": True}
SOUND = {"kind": "media", "duration": 3.0, "audio": True, "video": False}
FILM = SOUND | {"video": True}
TO_ES = {"source": CAPTIONS, "target_language": "es"}
DUB = {"source": FILM, "target_language": "es"}
VOICES = (Voice("ana", "Ana", "es"), Voice("tom", "Tom", "en-gb"))


class Standing:
    """An engine that stands ready, or not, and offers what it is given."""

    def __init__(self, id: str, ready: bool = True, **offered: Any) -> None:
        self.id, self.label = id, id.title()
        reason = "" if ready else "Not installed."
        self.offered = Capabilities(ready, "", install=f"install {id}", reason=reason, **offered)

    def capabilities(self) -> Capabilities:
        return self.offered


class Recognizer(FasterWhisper):
    """Whisper with an empty model folder, said to be ready and to have its default model."""

    def check(self, request: SpeechRequest, *, installed: bool = True) -> None:
        super().check(request, installed=installed and bool(request.model))

    def capabilities(self) -> Capabilities:
        return Capabilities(True, "")


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, list[Any]]:
    """English to Spanish and back, a Spanish and an English voice."""
    here: dict[str, list[Any]] = {
        "translation": [
            Standing("argos", ready=False),
            Standing("apertium", pairs=(("en", "es"), ("es", "en"))),
        ],
        "voice": [
            Standing("kokoro", ready=False),
            Standing("espeak-ng", voices=VOICES, languages=("es", "en")),
        ],
        "speech": [Recognizer(EngineConfig(model_dir=tmp_path))],
        "speakers": [Standing("moonshine-speakers", ready=False)],
        "separation": [Standing("spleeter", ready=False)],
    }

    def named(kind: registry.Kind, wanted: str, config: EngineConfig) -> Any:
        found = [engine for engine in here[kind] if engine.id == wanted]
        return found[0] if found else registry.engine_by_id(kind, wanted, config)

    for module in (languages, speech, translation, voices):
        monkeypatch.setattr(module, "engines", lambda kind, _config: here[kind])
    for module in (speech, translation, voices):
        monkeypatch.setattr(module, "engine_by_id", named)
    return here


def asked(job_type: str, **fields: Any) -> feasibility.JobRequest:
    known = {
        name: fields.pop(name)
        for name in ("source", "captions", "video", "memory", "sandbox")
        if name in fields
    }
    parameters = descriptions.validate({"job_type": job_type, **fields})
    apart = {} if parameters.captions_apart() else known.get("source", {})
    captions_given = bool(apart.get("kind") == "captions" or parameters.captions_apart())
    stages = plan(parameters.job_type, captions_given=captions_given)
    return feasibility.JobRequest(parameters, [str(stage) for stage in stages], **known)


def refused(job_type: str, **fields: Any) -> list[tuple[str, str]]:
    """(field, code) of everything that makes the job impossible; each says what it is and what to do."""
    try:
        feasibility.check(asked(job_type, **fields))
    except Invalid as error:
        for problem in error.extra["errors"]:
            assert problem["message"], problem
            assert problem["hint"], problem
        return [(problem["field"], problem["code"]) for problem in error.extra["errors"]]
    return []


IMPOSSIBLE: list[tuple[str, dict[str, Any], tuple[str, str]]] = [
    ("translate", {"source": CAPTIONS, "target_language": "xx"}, ("target_language", "unknown_language")),
    ("translate", {**TO_ES, "target_language": "Spanish"}, ("target_language", "unknown_language")),
    ("translate", {"source": CAPTIONS, "target_language": "fi"}, ("target_language", "language_unsupported")),
    ("translate", {"source": CAPTIONS, "target_language": "en"}, ("target_language", "same_language")),
    (
        "translate",
        {"source": CAPTIONS, "source_language": "es", "target_languages": ["es"]},
        ("target_languages.0", "same_language"),
    ),
    (
        "translate",
        {"source": CAPTIONS, "source_language": "martian", "target_language": "es"},
        ("source_language", "unknown_language"),
    ),
    ("translate", {"source": FILM, "target_language": "fi"}, ("target_language", "language_unsupported")),
    ("translate", {"source": SILENT, "target_language": "es"}, ("source", "no_audio_track")),
    ("translate", {**TO_ES, "engine": "bogus"}, ("engine", "unknown_engine")),
    ("translate", {**TO_ES, "engine": "argos"}, ("engine", "engine_missing")),
    (
        "translate",
        {"captions": {"kind": "unknown", "error": {"code": "no_cues", "message": "m", "hint": "h"}},
         "srt_content": "x", "target_language": "es"},
        ("srt_content", "no_cues"),
    ),
    ("dub", {"source": SILENT, "target_language": "es"}, ("source", "no_audio_track")),
    ("dub", {"source": CAPTIONS, "target_language": "es"}, ("source", "not_media")),
    ("dub", {"source": FILM, "target_language": "fi"}, ("target_language", "language_unsupported")),
    (
        "dub",
        {"source": FILM, "source_language": "en", "target_language": "en-US"},
        ("target_language", "same_language"),
    ),
    ("dub", {"source": FILM, "target_language": "es", "voice": "bogus"}, ("voice", "unknown_voice")),
    (
        "dub",
        {"source": FILM, "target_language": "es", "voices": {"Ann": "bogus"}},
        ("voices.Ann", "unknown_voice"),
    ),
    ("dub", {**DUB, "model_size": "bogus"}, ("model_size", "unknown_model")),
    ("dub", {"source": FILM, "target_language": "es", "speakers": True}, ("speakers", "engine_missing")),
    ("voiceover", {"source": FILM, "target_language": "fi"}, ("target_language", "language_unsupported")),
    ("voiceover", {"source": FILM, "target_language": "qq"}, ("target_language", "unknown_language")),
    ("voiceover", {"source": FILM, "voice_engine": "bogus"}, ("voice_engine", "unknown_engine")),
    ("voiceover", {"source": FILM, "voice_engine": "kokoro"}, ("voice_engine", "engine_missing")),
    ("voiceover", {"source": FILM, "original": "separated"}, ("original", "engine_missing")),
    ("voiceover", {"source": FILM, "captions": FILM}, ("srt_content", "not_captions")),
    ("transcribe", {"source": SILENT}, ("source", "no_audio_track")),
    ("transcribe", {"source": SOUND, "burn_in": True}, ("source", "no_video_track")),
    ("transcribe", {"source": FILM, "model_size": "bogus"}, ("model_size", "unknown_model")),
    ("transcribe", {"source": FILM, "model_size": "tiny"}, ("model_size", "model_missing")),
    ("transcribe", {"source": FILM, "language": "xx"}, ("language", "unknown_language")),
    (
        "transcribe",
        {"source": FILM, "transcribe_options": {"provider_options": {"model_size": "bogus"}}},
        ("transcribe_options.provider_options.model_size", "unknown_model"),
    ),
    (
        "transcribe",
        {"source": FILM, "transcribe_options": {"provider_id": "bogus"}},
        ("transcribe_options.provider_id", "unknown_engine"),
    ),
    ("convert", {"source": FILM}, ("source", "not_captions")),
    ("convert", {"source": CAPTIONS, "burn_in": True, "video_upload_id": "x", "video": SOUND},
     ("video_upload_id", "no_video_track")),
    ("translate", {"source": {"kind": "memory"}, "target_language": "es"}, ("source", "translation_memory")),
    ("translate", {"source": CAPTIONS, "target_language": "es", "memory": CAPTIONS},
     ("translation_memory_upload_id", "not_translation_memory")),
    ("translate", {"source": CAPTIONS, "target_language": "es", "memory": {
        "kind": "unknown", "error": {"code": "unreadable_memory", "message": "m", "hint": "h"}}},
     ("translation_memory_upload_id", "unreadable_memory")),
    ("translate", {"source": CAPTIONS, "target_language": "es", "embed": True}, ("embed", "no_film")),
    ("translate", {"source": SOUND, "target_language": "es", "burn_in": True}, ("source", "no_video_track")),
    ("preview", {"source": SOUND}, ("source", "no_video_track")),
    ("preview", {"source": SILENT, "preview_type": "waveform"}, ("source", "no_audio_track")),
    ("preview", {"source": FILM, "preview_type": "gif", "duration": 20}, ("duration", "invalid_option")),
    ("preview", {"source": FILM, "timestamp": 9}, ("timestamp", "invalid_option")),
    ("fingerprint", {"source": CAPTIONS}, ("source", "not_media")),
]  # fmt: skip


@pytest.mark.parametrize(("job_type", "fields", "told"), IMPOSSIBLE)
def test_what_cannot_succeed_is_refused_by_name(
    job_type: str, fields: dict[str, Any], told: tuple[str, str]
) -> None:
    assert refused(job_type, **fields) == [told]


POSSIBLE: list[tuple[str, dict[str, Any]]] = [
    ("translate", {"source": CAPTIONS, "target_language": "es"}),
    ("translate", {"source": CAPTIONS | {"language": "es"}, "target_language": "EN"}),
    ("translate", {"captions": CAPTIONS, "srt_content": "x", "target_languages": ["es"]}),
    ("translate", {"source": CAPTIONS, "target_language": "es", "memory": {"kind": "memory"}}),
    ("translate", {"source": FILM, "target_language": "es", "embed": True}),
    ("voiceover", {"source": SILENT, "voice": "ana"}),
    ("voiceover", {"source": FILM, "target_language": "fi", "voice": "ana"}),
    ("convert", {"source": {"kind": "unknown", "error": {"code": "c", "message": "m", "hint": "h"}},
                 "source_profile": "SAMI"}),
    ("convert", {"source": CAPTIONS, "burn_in": True, "video_upload_id": "x", "video": FILM}),
    ("preview", {"source": FILM, "preview_type": "clip", "duration": 20}),
    ("preview", {"source": {"kind": "media"}}),
    ("fingerprint", {"source": SOUND}),
]  # fmt: skip


@pytest.mark.parametrize(("job_type", "fields"), POSSIBLE)
def test_what_can_succeed_is_not(job_type: str, fields: dict[str, Any]) -> None:
    assert refused(job_type, **fields) == []


def test_one_impossible_language_of_several_is_a_warning() -> None:
    found = feasibility.check(
        asked("translate", source=CAPTIONS, target_languages=["es", "fi"], target_language="klingon")
    )
    assert [(problem.field, problem.code, problem.value) for problem in found] == [
        ("target_languages.1", "language_unsupported", "fi"),
        ("target_language", "unknown_language", "klingon"),
    ]


def test_all_that_is_wrong_is_said_at_once() -> None:
    fields = {"source": SILENT, "target_language": "xx", "voice": "bogus", "model_size": "bogus"}
    assert [field for field, _ in refused("dub", **fields)] == ["source", "model_size", "target_language"]


def test_in_the_sandbox_only_what_is_not_installed_is_forgiven(installed: dict[str, list[Any]]) -> None:
    film = {"source": FILM, "sandbox": True}
    assert refused("transcribe", model_size="tiny", **film) == []
    assert refused("transcribe", model_size="bogus", **film) == [("model_size", "unknown_model")]
    assert refused("translate", target_language="fi", **film) == [("target_language", "language_unsupported")]
    installed["translation"] = [Standing("argos", ready=False)]
    installed["voice"] = [Standing("kokoro", ready=False)]
    assert refused("dub", target_language="fi", voice="any", speakers=True, engine="argos", **film) == []
    assert refused("dub", target_language="xx", **film) == [("target_language", "unknown_language")]


def test_a_remote_engine_knows_its_own_languages_and_voices(installed: dict[str, list[Any]]) -> None:
    installed["translation"].append(Standing("deepl", remote=True))
    installed["voice"].append(Standing("openai-voice", remote=True))
    assert refused("translate", source=CAPTIONS, target_language="fi") == []
    assert refused("voiceover", source=FILM, target_language="fi", voice="any") == []


def test_the_voices_decide_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    first = Standing("kokoro", voices=(Voice("dora", "Dora", "es"),))
    second = Standing("espeak-ng", voices=VOICES)
    monkeypatch.setattr(configuration, "engines", lambda _kind, _config: [first, second])
    monkeypatch.setattr(configuration, "voice_synthesizer", lambda name, _config: name)
    assert configuration.voice_for("", "es") == "kokoro"
    assert configuration.voice_for("", "es", ["ana"]) == "espeak-ng"


@pytest.mark.parametrize(
    ("known", "tag"),
    [
        ({"language": "de", "language_detected": False}, "de"),
        ({"language": "de", "language_detected": True}, None),
        ({}, None),
    ],
)
def test_only_a_language_that_the_file_names_counts(known: dict[str, Any], tag: str | None) -> None:
    assert languages.named(known) == tag
