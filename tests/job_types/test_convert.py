"""convert: a video is only required, and taken along, with captions on it."""

from __future__ import annotations

import pytest

from app.job_types.convert import JOB_TYPE


@pytest.mark.parametrize(
    ("given", "required"),
    [
        ({}, ["source"]),
        ({"burn_in": False}, ["source"]),
        ({"burn_in": True}, ["source", "video_upload_id"]),
        ({"embed": True}, ["source", "video_upload_id"]),
    ],
)
def test_what_it_requires(given: dict[str, bool], required: list[str]) -> None:
    assert [item.field for item in JOB_TYPE.requires if item.applies_to(given)] == required


def test_it_starts_from_captions_only() -> None:
    assert (JOB_TYPE.only_captions, JOB_TYPE.only_media, JOB_TYPE.only_addresses) == (True, False, False)
