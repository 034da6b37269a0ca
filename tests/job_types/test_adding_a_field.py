"""A field of a job type is one line in its parameters class: the document, the check and the form have it."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

import pytest
from pydantic import Field
from starlette.testclient import TestClient

from app.api import create_api
from app.job_types import JOB_TYPES, fingerprint
from app.job_types.parameters import Hidden, InForm
from app.ui.pages.home.submission.type_fields import type_fields


class WithShade(fingerprint.FingerprintParameters):
    """fingerprint, with toy fields."""

    shade: Literal["dark", "light"] = Field("dark", description="Which part of the picture counts.")
    tones: Annotated[int, InForm(label="Tones at most", only_for=("shade", ("light",)))] = Field(4, ge=1)
    inner: Hidden[int] = 1


@pytest.fixture(autouse=True)
def toy_field(monkeypatch: pytest.MonkeyPatch) -> None:
    changed = replace(fingerprint.JOB_TYPE, parameters=WithShade)
    monkeypatch.setitem(JOB_TYPES, "fingerprint", changed)


@pytest.mark.slow
def test_the_document_describes_it() -> None:
    described = create_api().openapi()["components"]["schemas"]["WithShade"]["properties"]["shade"]
    assert described["description"] == "Which part of the picture counts."
    assert described["enum"] == ["dark", "light"]


def test_it_is_checked_and_kept(rehearsal: TestClient) -> None:
    asked = {"job_type": "fingerprint", "url": "https://example.com/film.mp4"}
    made = rehearsal.post("/v1/jobs", json={**asked, "shade": "light"}).json()
    assert made["parameters"]["shade"] == "light"
    refused = rehearsal.post("/v1/jobs", json={**asked, "shade": "grey"})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "shade")


def test_the_form_shows_it() -> None:
    [shade, *others] = type_fields("fingerprint")
    assert (shade["name"], shade["kind"], shade["value"]) == ("shade", "choice", "dark")
    assert shade["help"] == "Which part of the picture counts."
    assert [field["name"] for field in others] == ["timestamp", "hash_size"]


def test_a_field_may_belong_to_a_value_of_another() -> None:
    shown = {field["name"]: field["label"] for field in type_fields("fingerprint", {"shade": "light"})}
    assert shown["tones"] == "Tones at most"
    assert "inner" not in shown
