"""What each job type requires, in the one list that the API's check and the page's form go by."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.errors import Invalid
from app.job_types import JOB_TYPES
from app.services.access import Principal
from app.services.jobs import acceptance, descriptions, requirements
from models import Job, Preset
from tests.support.api.minimal import MINIMAL, description

ALTERNATIVES = {
    ("translate", "source"): ["srt_content", "srt_url", "media_url", "upload_id", "media_path"],
    ("translate", "target_language"): ["target_language", "target_languages"],
    ("voiceover", "srt_content"): ["srt_content", "srt_url", "captions_upload_id"],
    ("download", "url"): ["url", "media_url", "media_path", "source_url"],
    ("convert", "source"): ["upload_id", "media_path", "source_url"],
}


def missing(fields: dict[str, Any]) -> list[str]:
    try:
        requirements.check(descriptions.validate(fields), None, has_upload=False)
    except Invalid as error:
        found: list[str] = error.extra["missing"]
        return found
    return []


@pytest.mark.parametrize("kind", JOB_TYPES)
def test_nothing_that_is_required_can_be_left_out(kind: str) -> None:
    required = requirements.required_fields(kind, {})
    assert missing(description(kind)) == []
    assert missing({"job_type": kind}) == [item.field for item in required]
    for item in required:
        rest = {name: value for name, value in description(kind).items() if name not in item.names}
        assert missing(rest) == [item.field]
        assert item.message
        assert item.hint


@pytest.mark.parametrize(("kind", "field"), ALTERNATIVES)
def test_every_way_to_give_it_counts(kind: str, field: str) -> None:
    (item,) = [found for found in requirements.required_fields(kind, {}) if found.field == field]
    rest = {name: value for name, value in MINIMAL[kind].items() if name not in item.names}
    for name in ALTERNATIVES[kind, field]:
        value: Any = {"target_languages": ["es"], "target_language": "es"}.get(name, "https://example.com/a")
        assert missing({"job_type": kind, **rest, name: value}) == []
        assert item.given_in({name: value})
        assert not item.given_in({name: ""})


def test_captions_on_a_video_require_the_video() -> None:
    for switch in ("burn_in", "embed"):
        assert missing(description("convert", **{switch: True})) == ["video_upload_id"]


def test_a_file_is_no_address() -> None:
    for kind in ("download", "comments"):
        with pytest.raises(Invalid) as caught:
            requirements.check(descriptions.validate({"job_type": kind}), None, has_upload=True)
        assert caught.value.extra["missing"] == ["url"]


def test_a_previews_start_is_kept_with_the_job() -> None:
    """`start` true or false makes a draft; a preview's own is a place in seconds, and was lost once."""
    data, draft = descriptions.take_start(description("preview", start=1.5))
    parameters = descriptions.validate(data)
    who = Principal("account", None, "owner")
    job = Job(account_id="account", job_type="preview")
    acceptance.describe(job, acceptance.Submission(who, "api", "", data), parameters)
    assert (job.parameters["start"], draft) == (1.5, False)


def test_a_job_names_one_translation_memory() -> None:
    two = {"translation_memory": "<tmx/>", "translation_memory_url": "https://example.com/a.tmx"}
    with pytest.raises(Invalid, match="more than one") as caught:
        requirements.check(descriptions.validate(description("translate", **two)), None, has_upload=False)
    assert [error["field"] for error in caught.value.extra["errors"]] == ["translation_memory_url"]


@pytest.mark.parametrize(("name", "value"), [("tmx", True), ("keep_source", "above")])
def test_what_is_made_of_the_engines_answers_goes_with_no_editing(name: str, value: Any) -> None:
    asked = descriptions.validate(description("translate", **{name: value}))
    requirements.check(asked, Preset(account_id="a", name="Plain"), has_upload=False)
    with pytest.raises(Invalid, match="lets a person edit") as caught:
        requirements.check(asked, Preset(account_id="a", name="Edited", editing=True), has_upload=False)
    assert [error["field"] for error in caught.value.extra["errors"]] == [name]
