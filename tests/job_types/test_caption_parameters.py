"""The caption fields of a Job Description reach the caption core, and wrong ones are refused by name."""

import pytest

from app.core.errors import Invalid
from app.job_types.caption_parameters import CaptionParameters
from app.services.jobs.descriptions import caption_request, validate

EDITS = {"segments": [{"type": "file", "in": "01:00:00:00", "out": "01:10:00:00"}], "wrap": {"lines": 2}}


def test_edits_conform_and_own_guides_reach_the_core():
    guide = '{"base": "netflix", "line_length": 37, "minimum_duration": 1.2, "maximum_duration": null}'
    parameters = validate({"job_type": "convert", "edits": EDITS, "conform": "stretch", "guide": guide})
    assert isinstance(parameters, CaptionParameters)
    request = caption_request(parameters)
    assert (request.edits, request.conform, request.guide) == (EDITS, "stretch", guide)


@pytest.mark.parametrize("fields", [{"edits": {"cut": 1}}, {"conform": "squeeze"}, {"guide": '{"lines": 0}'}])
def test_wrong_ones_are_refused(fields):
    with pytest.raises(Invalid) as caught:
        validate({"job_type": "convert", **fields})
    assert caught.value.extra["errors"]


def test_names_of_speakers_tell_them_apart_unless_the_job_says_no():
    named = validate({"job_type": "dub", "speakerNames": [" Anna ", "Ben"], "target_language": "es"})
    assert (named.speakers, named.named_speakers()) == (True, ["Anna", "Ben"])
    refused = validate({"job_type": "transcribe", "speaker_names": ["Anna"], "speakers": False})
    assert (refused.speakers, refused.named_speakers()) == (False, [])
    assert validate({"job_type": "transcribe", "speakers": True}).named_speakers() == []
    assert validate({"job_type": "convert"}).named_speakers() == []


@pytest.mark.parametrize("names", [[" "], ["a\nb"], ["x" * 61], ["A"] * 51, "Anna"])
def test_names_of_speakers_are_words_of_one_line(names):
    with pytest.raises(Invalid) as caught:
        validate({"job_type": "transcribe", "speaker_names": names})
    assert caught.value.extra["errors"][0]["field"].startswith("speaker_names")
