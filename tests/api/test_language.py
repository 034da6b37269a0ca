"""The page's own requests are answered in its language; those of programs in English."""

from __future__ import annotations

import asyncio
import json

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient

from app import locale
from app.api import language
from models import Account
from tests.support.page.tab import signed_in

GERMAN = {"accept-language": "de-DE,de;q=0.9"}


def detail(client: TestClient, headers: dict[str, str], cookies: dict[str, str]) -> str:
    lines = "; ".join(f"{name}={value}" for name, value in cookies.items())
    answer = client.get("/v1/jobs/none", headers={**headers, **({"cookie": lines} if lines else {})})
    return str(json.loads(answer.text)["detail"])


def test_a_problem_is_told_in_the_language_of_the_page(app_client: TestClient, account: Account) -> None:
    session = {"cuedeck_session": signed_in(account)}
    english = detail(app_client, {}, session)
    german = detail(app_client, GERMAN, session)
    assert german == locale.messages.translate_message(english, "de") != english
    assert detail(app_client, {}, {**session, "cuedeck_language": "de"}) == german
    assert detail(app_client, GERMAN, {**session, "cuedeck_language": "en"}) == english


def test_programs_get_english(app_client: TestClient, key: str) -> None:
    told = detail(app_client, {"authorization": f"Bearer {key}", **GERMAN}, {"cuedeck_language": "de"})
    assert told == detail(app_client, {"authorization": f"Bearer {key}"}, {})


def test_many_texts_are_translated_beside_the_event_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    def translated(text: str, tongue: str) -> str:
        with pytest.raises(RuntimeError):
            asyncio.get_running_loop()
        return f"{tongue}: {text}"

    monkeypatch.setattr(language, "translate_message", translated)
    cookies = (b"cookie", b"cuedeck_session=a; cuedeck_language=de")
    request = Request({"type": "http", "headers": [cookies]})
    told = asyncio.run(language.with_messages(request, [{"cue": 1, "message": "Too long"}], "message"))
    assert told == [{"cue": 1, "message": "de: Too long"}]
