"""From a job's fields to what engines are asked, and which engine serves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.core.errors import EngineError, Invalid
from app.core.settings import get_settings
from app.engines.protocols import SpeechRequest
from app.job_types import plan
from app.services.dispatch.routing import queue_of
from app.services.engines import capabilities, configuration
from app.services.jobs import descriptions, requirements
from models import Job


def request(**fields: Any) -> SpeechRequest:
    return configuration.speech_request(descriptions.validate({"job_type": "transcribe", **fields}))


def test_fields_and_nested_options_ask_the_same() -> None:
    nested = {"source_language": "en", "provider_options": {"modelSize": "tiny.en", "prompt": "Dashwood"}}
    flat = request(language="en", model_size="tiny.en", prompt="Dashwood")
    assert flat == request(transcribe_options=nested)
    assert request(language="fr", transcribeOptions=nested).language == "fr"
    assert request(transcribe_options={"provider_options": {"task": "translate"}}).task == "translate"
    with pytest.raises(Invalid):
        request(transcribe_options={"provider_options": {"beam": 5}})


def test_the_output_format_is_checked_before_the_work() -> None:
    with pytest.raises(Exception, match="papyrus"):
        request(output_format="papyrus")
    descriptions.validate({"job_type": "transcribe", "output_format": "vtt"})
    descriptions.validate({"job_type": "transcribe", "output_format": "JSON"})


ADDRESS = "https://example.com/a.mp4"


@pytest.mark.parametrize(
    "fields",
    [
        {"burn_in": True},
        {"video_url": ADDRESS},
        {"embed": True, "video_url": ADDRESS, "video_upload_id": "x"},
    ],
)
def test_which_video_must_be_clear(fields: dict[str, Any]) -> None:
    parameters = descriptions.validate({"job_type": "convert", **fields})
    with pytest.raises(Invalid):
        requirements.check(parameters, None, has_upload=True)


def test_only_types_that_make_videos_take_their_options() -> None:
    with pytest.raises(Invalid):
        descriptions.validate({"job_type": "align", "burn_in": True})


def test_a_conversion_with_a_video_leaves_the_fast_queue() -> None:
    assert queue_of(Job(account_id="a", job_type="convert")) == "captions"
    assert queue_of(Job(account_id="a", job_type="convert", parameters={"embed": True})) == "media"
    assert queue_of(Job(account_id="a", job_type="dub", parameters={})) == "speech"


def test_a_translation_of_captions_never_waits_behind_speech(monkeypatch: pytest.MonkeyPatch) -> None:
    def queue(given: bool) -> str:
        stages = [str(stage) for stage in plan("translate", captions_given=given)]
        return queue_of(Job(account_id="a", job_type="translate", parameters={}, stages=stages))

    monkeypatch.setattr(type(get_settings()), "is_one_machine", True)
    assert [queue(given=True), queue(given=False)] == ["media", "speech"]
    monkeypatch.setattr(type(get_settings()), "is_one_machine", False)
    assert queue(given=True) == "speech"


def test_what_is_short_never_waits_behind_what_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    def queue(kind: str, seconds: float | None, **parameters: bool) -> str:
        return queue_of(Job(account_id="a", job_type=kind, duration=seconds, parameters=parameters))

    monkeypatch.setattr(type(get_settings()), "is_one_machine", True)
    assert [queue("transcribe", 59.0), queue("transcribe", 61.0)] == ["media", "speech"]
    assert queue("dub", None) == "speech", "nobody knows how long it is"
    assert [queue("convert", 700.0), queue("convert", 700.0, burn_in=True)] == ["captions", "speech"]
    assert [queue("extract", 700.0), queue("preview", 7000.0)] == ["media", "media"]
    monkeypatch.setattr(get_settings().jobs, "queues", ["speech"])
    assert queue("transcribe", 59.0) == "speech", "nobody works on the other one"
    monkeypatch.setattr(type(get_settings()), "is_one_machine", False)
    assert [queue("transcribe", 59.0), queue("convert", 700.0, burn_in=True)] == ["speech", "media"]


def test_a_voiceover_of_few_words_never_waits_behind_speech(monkeypatch: pytest.MonkeyPatch) -> None:
    def queue(kind: str, **parameters: object) -> str:
        return queue_of(Job(account_id="a", job_type=kind, duration=5400.0, parameters=parameters))

    monkeypatch.setattr(type(get_settings()), "is_one_machine", True)
    eight = "".join(f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\nBuenos días.\n\n" for n in range(1, 9))
    assert [queue("voiceover", srt_content=eight), queue("dub", srt_content=eight)] == ["media", "speech"]
    assert queue("voiceover", srt_content=eight * 10) == "speech"
    assert queue("voiceover", captions_upload_id="u") == "speech", "nobody knows how much it says"
    assert queue("voiceover", captions_upload_id="u", lines={"7": {}}) == "media", "the others are recorded"
    assert queue("voiceover", lines={str(n): {} for n in range(1, 60)}) == "speech"


def test_a_named_voice_that_is_not_ready(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from app.engines.config import EngineConfig

    monkeypatch.setattr(configuration, "config", lambda: EngineConfig(model_dir=tmp_path))
    with pytest.raises(EngineError) as caught:
        configuration.voice_for("piper", "en")
    assert caught.value.code == "engine_missing"
    assert "pip install" in caught.value.hint or "piper" in caught.value.hint


def test_missing_media_features_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    from app.media.features import Feature

    lacking = Feature("mix", "Mixing", False, "numpy is not installed.", "pip install numpy")
    monkeypatch.setattr(capabilities, "features", lambda: (lacking,))
    monkeypatch.setattr(capabilities, "_known", {})
    found = capabilities.missing("dub")
    assert found is not None
    assert (found.message, found.hint) == ("numpy is not installed.", "Install it with: pip install numpy")
    assert capabilities.missing("convert") is None
