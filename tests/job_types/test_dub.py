"""dub: the fields that it takes for the sake of other types, and its stages."""

from __future__ import annotations

from app.job_types.dub import JOB_TYPE, DubParameters


def test_fields_of_caption_files_are_ignored_and_say_so() -> None:
    told = {name: info.description or "" for name, info in DubParameters.model_fields.items()}
    ignored = {name for name, text in told.items() if text.startswith("Ignored: ")}
    assert {"source_profile", "target_profile", "encoding", "offset", "incode"} <= ignored
    assert not {"target_language", "voice", "guide", "edits"} & ignored


def test_its_one_language() -> None:
    assert DubParameters(target_language=" ES ").targets() == [("target_language", "es")]
    assert DubParameters().targets() == []


def test_it_recognises_translates_speaks_and_merges() -> None:
    assert [str(stage) for stage in JOB_TYPE.plan()][::2] == [
        "transcribing",
        "translating",
        "dubbing",
        "merging",
    ]


def test_a_person_edits_the_translation_before_it_is_spoken() -> None:
    assert [str(stage) for stage in JOB_TYPE.plan(editing=True)][::2] == [
        "transcribing",
        "translating",
        "editing",
        "dubbing",
        "merging",
    ]
