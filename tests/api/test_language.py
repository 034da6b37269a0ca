"""The page's own requests are answered in its language; those of programs in English."""

from __future__ import annotations

import json

import pytest
from starlette.testclient import TestClient

from app import locale
from models import Account
from tests.support.page.tab import signed_in

GERMAN = {"accept-language": "de-DE,de;q=0.9"}


@pytest.fixture(autouse=True)
def german_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locale, "LANGUAGES", ("en", "de"))


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
