"""A voice can be heard before it is chosen; a recording is made once, and not in the web's own process."""

from __future__ import annotations

import os

import pytest
from starlette.testclient import TestClient

from app.services.engines import voice_previews

PATH = "/v1/capabilities/voices/{}/sample"
pytestmark = pytest.mark.slow


def test_a_voice_is_heard_and_kept(live: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = live.get(PATH.format("es"), params={"engine": "espeak-ng"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "audio/wav")
    assert answer.content[:4] == b"RIFF"

    def made_again(*_: str) -> bytes:
        raise AssertionError("the recording is kept")

    monkeypatch.setattr(voice_previews, "_in_a_child", made_again)
    again = live.get(PATH.format("es"), params={"engine": "espeak-ng"})
    assert again.content == answer.content


def test_another_text_is_another_recording(live: TestClient) -> None:
    texts = ["Buenos días.", "Buenas noches a todo el mundo."]
    made = [live.get(PATH.format("es"), params={"engine": "espeak-ng", "text": text}) for text in texts]
    assert len(made[0].content) < len(made[1].content)


@pytest.mark.parametrize(
    ("engine", "voice", "code"),
    [("espeak-ng", "nobody", "unknown_voice"), ("babel", "es", "unknown_engine")],
)
def test_what_cannot_be_heard_says_why_at_once(
    live: TestClient, monkeypatch: pytest.MonkeyPatch, engine: str, voice: str, code: str
) -> None:
    monkeypatch.delattr(voice_previews, "_in_a_child")
    answer = live.get(PATH.format(voice), params={"engine": engine})
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["hint"]


def test_a_stranger_hears_nothing(app_client: TestClient) -> None:
    assert app_client.get(PATH.format("es")).status_code == 401


def process(*_: str) -> bytes:
    return str(os.getpid()).encode()


def test_it_is_made_in_a_process_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voice_previews, "spoken", process)
    assert voice_previews._in_a_child("espeak-ng", "es", "") != str(os.getpid()).encode()
