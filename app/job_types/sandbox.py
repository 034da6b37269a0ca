"""What a sandbox job answers: a small sample in the shape of a live job's result, made without an engine."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

SECONDS = 2.0
"""The length of the sample film, and of its captions."""

WORDS = ("This is a sandbox sample.", "No work was done for it.")
"""What the sample's captions say."""

NOTE = "A sandbox sample: no engine was asked."


@dataclass(frozen=True, slots=True)
class File:
    """One output."""

    name: str
    media_type: str
    data: bytes
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """A job's outputs, and the columns that its last stage writes."""

    files: list[File] = field(default_factory=list)
    changes: dict[str, Any] = field(default_factory=dict)


class SampleKit(Protocol):
    """The job that a sample is for, and the files that samples are made of."""

    @property
    def stem(self) -> str:
        """The source's name without its ending."""

    @property
    def source_url(self) -> str | None:
        """The address the job starts from."""

    @property
    def language(self) -> str | None:
        """The spoken language the job names."""

    @property
    def impossible(self) -> set[str]:
        """The target languages that were known to be impossible."""

    def captions(self, language: str | None = None) -> tuple[File, dict[str, Any]]:
        """The sample's captions in the format the job asks for, and the report of writing them."""

    def memory(self, languages: list[str]) -> File:
        """What the sample's captions say as a translation memory of these languages."""

    def shipped(self, source: str, ending: str, language: str | None = None) -> File:
        """A small file that comes with the product: video.mp4, audio.m4a or preview.gif, .jpg, .png."""
