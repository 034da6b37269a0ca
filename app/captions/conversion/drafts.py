"""The draft a person edits, as a Cuedeck Project: checked when it is saved. Called in a guarded child."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.captions.formats import project
from app.captions.model.document import Document
from app.captions.model.losses import Losses
from app.captions.speech.speaker_names import named
from app.core.errors import CaptionError


@dataclass(frozen=True, slots=True)
class Save:
    """A checked save: the project's text, how many cues it has, and the version it is based on if told."""

    document: str
    cue_count: int
    version: int | None


def parse_save(body: bytes) -> Save:
    """Read `{"document": PROJECT, "version": N}`, or a bare project.

    Raises CaptionError `malformed_json` or `invalid_project`, naming the place.
    """
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise _malformed(str(error)) from error
    if not isinstance(sent, dict):
        raise _malformed("It is no JSON object.")
    wrapped = "document" in sent and "format" not in sent
    inner = sent["document"] if wrapped else sent
    document = project.read(json.dumps(inner), {})
    return Save(_text(document), len(document.cues), _version(sent.get("version")) if wrapped else None)


def _version(value: Any) -> int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise _malformed("Its version is no whole number.")


def _malformed(reason: str) -> CaptionError:
    return CaptionError(
        f"This draft cannot be read: {reason[:300]}",
        code="malformed_json",
        hint='Send {"document": …, "version": N} as GET gave it, or a bare Cuedeck Project.',
        rejected=True,
    )


def empty(language: str | None) -> str:
    """A project without captions, for a person who writes them alone."""
    return _text(Document(language=language))


def cue_count(text: str) -> int:
    """How many captions a project of our own has."""
    return len(project.read(text, {}).cues)


def with_speaker_names(text: str, names: Sequence[str]) -> str:
    """A project of our own with the names of its speakers, as `named` gives them."""
    return _text(named(project.read(text, {}), names)) if names else text


def _text(document: Document) -> str:
    written: str = project.write(document, {}, Losses())
    return written
