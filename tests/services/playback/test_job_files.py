"""Which files of a job can be shown, and as what."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event

from app.captions.translation.memory import MEDIA_TYPE as TMX
from app.core.db import read_scope, session_scope
from app.services.access import Principal
from app.services.files import outputs, uploads
from app.services.files.outputs import NewOutput
from app.services.playback import job_files
from models import Account, CaptionDraft
from tests.support.services.jobs import add_job

MEDIA, CAPTIONS, UNSEEN = {"kind": "media"}, {"kind": "captions"}, dict[str, Any]()


def shown(who: Principal, account: Account, kind: str, upload: Any, made: Any = (), **fields: Any) -> Any:
    """item, role and kind of what a job shows that has this upload (name, inspection) and these outputs."""
    with session_scope() as session:
        if upload:
            stored = uploads.receive(b"x", upload[0])
            fields["upload_id"] = uploads.add(session, who, upload[0], stored, upload[1]).id
        job = add_job(session, account, kind, **fields)
        for index, name in enumerate(made):
            stored = uploads.receive(b"x", name)
            media_type = "application/x-subrip" if name.endswith("srt") else "application/json"
            file = NewOutput(stored, name, {"mp4": "video/mp4", "tmx": TMX}.get(name[-3:], media_type))
            outputs.add(session, job, [file])
            outputs.list_for_job(session, job.id)[-1].output_index = index
        if kind == "transcribe" and not made:
            session.add(CaptionDraft(job_id=job.id, file_stem="film", document="{}"))
        session.flush()
        return [(file.item, file.kind) for file in job_files.list_for_job(session, who, job)]


@pytest.mark.parametrize(
    ("kind", "upload", "expected"),
    [
        ("convert", ("a.srt", CAPTIONS), [("source", "captions")]),
        ("preview", ("a.bin", UNSEEN), [("source", "video")]),
        ("preview", ("a.mp3", MEDIA | {"video": False}), [("source", "audio")]),
        ("translate", ("a.mp4", UNSEEN), [("source", "video")]),
        ("translate", ("a.srt", UNSEEN), [("source", "captions")]),
        ("transcribe", ("a.mp4", MEDIA), [("source", "video"), ("draft-0", "captions")]),
        ("convert", None, []),
    ],
)
def test_what_a_job_started_from(
    who: Principal, account: Account, kind: str, upload: Any, expected: Any
) -> None:
    assert shown(who, account, kind, upload) == expected


def test_a_source_whose_format_was_mistaken_is_read_as_what_it_is(who: Principal, account: Account) -> None:
    with session_scope() as session:
        stored = uploads.receive(b"x", "a.srt")
        upload = uploads.add(session, who, "a.srt", stored, CAPTIONS)
        for error, expected in (("wrong_profile", ""), ("no_cues", "WebVTT")):
            job = add_job(session, account, upload_id=upload.id, source_profile="WebVTT", error_code=error)
            [file] = job_files.list_for_job(session, who, job)
            assert file.caption_format == expected


def test_what_it_made(who: Principal, account: Account) -> None:
    assert shown(who, account, "convert", None, ["a.srt", "a.mp4"]) == [
        ("output-0", "captions"),
        ("output-1", "video"),
    ]
    assert shown(who, account, "comments", None, ["comments.json"]) == []
    assert shown(who, account, "dub", None, ["a.mp4", "a.srt"]) == [
        ("output-0", "video"),
        ("output-1", "captions"),
    ]


def test_captions_that_stand_in_the_description(who: Principal, account: Account) -> None:
    spoken = {"srt_content": "1\n00:00:01,000 --> 00:00:02,000\nHi\n"}
    assert shown(who, account, "voiceover", ("a.mp4", MEDIA), parameters=spoken) == [
        ("source", "video"),
        ("given", "captions"),
    ]


def test_a_second_file_is_shown_unless_it_is_of_another(
    who: Principal, account: Account, other_account: Account
) -> None:
    stranger = Principal(other_account.id, None, "other")
    with session_scope() as session:
        stored = uploads.receive(b"x", "b.mp4")
        mine = uploads.add(session, who, "b.mp4", stored, MEDIA).id
        theirs = uploads.add(session, stranger, "b.mp4", stored, MEDIA).id
    source = ("a.srt", CAPTIONS)
    assert shown(who, account, "convert", source, parameters={"video_upload_id": mine}) == [
        ("source", "captions"),
        ("second", "video"),
    ]
    assert shown(who, account, "convert", source, parameters={"video_upload_id": theirs}) == [
        ("source", "captions")
    ]


def test_a_translation_memory_is_nothing_to_play(who: Principal, account: Account) -> None:
    with session_scope() as session:
        stored = uploads.receive(b"x", "a.tmx")
        memory = uploads.add(session, who, "a.tmx", stored, {"kind": "memory"}).id
    named = {"translation_memory_upload_id": memory}
    assert shown(who, account, "translate", ("a.srt", CAPTIONS), ["a.es.srt", "a.tmx"], parameters=named) == [
        ("source", "captions"),
        ("output-0", "captions"),
    ]


def test_the_documents_of_drafts_are_not_read_to_find_a_media_file(who: Principal, account: Account) -> None:
    with session_scope() as session:
        stored = uploads.receive(b"x", "a.mp4")
        source = uploads.add(session, who, "a.mp4", stored, MEDIA).id
        job = add_job(session, account, "transcribe", upload_id=source)
        session.add(CaptionDraft(job_id=job.id, file_stem="film", document="{}"))
    asked: list[str] = []

    def note(*given: Any) -> None:
        asked.append(given[2])

    with read_scope() as session:
        event.listen(session.connection(), "before_cursor_execute", note)
        assert job_files.get(session, who, job, "source", job_files.MEDIA).kind == "video"
        assert asked
        assert not [statement for statement in asked if "draft" in statement.lower()]
        assert job_files.get(session, who, job, "draft-0", (job_files.CAPTIONS,)).text == "{}"
        assert [statement for statement in asked if "draft" in statement.lower()]
