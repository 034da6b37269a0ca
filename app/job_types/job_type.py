"""What a job type is: everything that is offered, checked, counted and shown of it comes from here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.job_types.parameters import JobParameters
from app.job_types.sandbox import Sample, SampleKit
from app.job_types.stages import DONE_OF, EngineKind
from models.stages import Stage

CAPTIONS, MEDIA, ADDRESS = "captions", "media", "address"
"""What a job can start from."""
MEMORY = "memory"
"""A translation memory, which goes along with what is translated."""

_ADDRESSES = ("media_path", "source_url", "media_url", "url")


@dataclass(frozen=True, slots=True)
class Required:
    """Something a job cannot do without: `field` is its name, and any one of the fields `names` gives it.

    With `when`, it is only required while one of these fields is true.
    """

    field: str
    names: tuple[str, ...]
    message: str
    hint: str
    when: tuple[str, ...] = ()

    def given_in(self, given: Mapping[str, Any]) -> bool:
        """Whether these Job Description fields (under their snake_case names) have it."""
        return any(given.get(name) not in (None, "", [], {}, ()) for name in self.names)

    def also(self, name: str) -> Required:
        """The same, which the field `name` gives as well."""
        return replace(self, names=(*self.names, name))

    def applies_to(self, given: Mapping[str, Any]) -> bool:
        """Whether a job with these fields requires it."""
        return not self.when or any(given.get(name) is True for name in self.when)


SOURCE = Required(
    "source",
    ("source", "upload_id", *_ADDRESSES),
    "The job has no source.",
    "Send a file in the source field, an upload_id, or an address in media_path.",
)
CAPTIONS_BESIDE = Required(
    "srt_content",
    ("srt_content", "srt_url", "captions_upload_id"),
    "The job has no captions to put into the time of its source.",
    "Send them in srt_content, srt_url or captions_upload_id.",
)
PAGE_ADDRESS = Required(
    "url",
    _ADDRESSES,
    "The job has no address to start from.",
    "Set url to the address of the page or file; a file cannot be its source.",
)
TARGET_LANGUAGE = Required(
    "target_language",
    ("target_language", "target_languages"),
    "The job names no language to translate into.",
    'Set target_language, for example "es".',
)


@dataclass(frozen=True, slots=True)
class SecondFile:
    """A file that a job takes along with its source, under the id in `field`.

    With `when`, only while one of these fields is true; without, always. `use` says what becomes of it,
    `missing` and `alone` what the page says while it, or the source it goes with, is not there. An `optional`
    one is taken along where it is there.
    """

    kind: str
    field: str
    use: str
    when: tuple[str, ...] = ()
    missing: str = ""
    alone: str = ""
    optional: bool = False


MEMORY_BESIDE = SecondFile(
    MEMORY,
    "translation_memory_upload_id",
    "Its sentences are used first",
    alone="This is a translation memory: add what is to be translated, and choose Translate or Dub.",
    optional=True,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobType:
    """One thing a person can ask for.

    `order` is its place in lists. `stages` are its working stages; with `recognizes_first` the first one is
    left out when captions are given. `starts_from` are the kinds of source, and `proposed_for` the groups of
    files (captions, video, audio, link) for which the page's form proposes it. `engines` and `features` (ids
    in app.media.features) must be there for it to work. `action` is what the button says for one source and
    for several. `form_example` is what its description needs when a file is sent with it. Captions of an
    `editable` type can wait for a person. `sample` makes what a sandbox job answers.
    """

    name: str
    order: int
    label: str
    action: tuple[str, str]
    parameters: type[JobParameters]
    stages: tuple[Stage, ...]
    queue: str
    price: int
    starts_from: tuple[str, ...]
    example: Mapping[str, Any]
    sample: Callable[[SampleKit, Any], Sample]
    form_example: Mapping[str, Any] = field(default_factory=dict)
    requires: tuple[Required, ...] = (SOURCE,)
    second_file: SecondFile | None = None
    proposed_for: tuple[str, ...] = ()
    engines: tuple[EngineKind, ...] = ()
    features: tuple[str, ...] = ()
    recognizes_first: bool = False
    editable: bool = False
    writes_captions: bool = False
    makes_files: bool = True
    makes_several: bool = False

    @property
    def recognizes_speech(self) -> bool:
        """Whether speech may be recognised."""
        return Stage.TRANSCRIBING in self.stages

    @property
    def reads_captions(self) -> bool:
        """Whether captions can be its source."""
        return CAPTIONS in self.starts_from

    @property
    def only_captions(self) -> bool:
        """Whether no file but captions can be its source."""
        return self.reads_captions and MEDIA not in self.starts_from

    @property
    def only_media(self) -> bool:
        """Whether no file but audio or video can be its source."""
        return MEDIA in self.starts_from and CAPTIONS not in self.starts_from

    @property
    def only_addresses(self) -> bool:
        """Whether no file can be its source."""
        return self.starts_from == (ADDRESS,)

    def plan(
        self, *, captions_given: bool = False, editing: bool = False, asr: bool = True, videos: bool = False
    ) -> tuple[Stage, ...]:
        """The stages a job will pass after `created`, in order, ending with its last stage.

        `captions_given` leaves recognition out; `editing` (chosen by a preset) adds the wait for a person,
        in a dub before its translation is spoken.
        Without `asr` a person writes the transcript alone, so it only takes effect together with `editing`.
        `videos` with captions on them are made of what the person approved, so behind the editing; without
        editing the stage that makes the captions makes them too.
        """
        work = list(self.stages)
        if captions_given and self.recognizes_first:
            work.remove(Stage.TRANSCRIBING)
        if editing and self.editable:
            if not asr and not self.recognizes_first:
                work.remove(Stage.TRANSCRIBING)
            work.insert(work.index(Stage.DUBBING) if Stage.DUBBING in work else len(work), Stage.EDITING)
            if videos and Stage.MERGING not in work:
                work.append(Stage.MERGING)
        return tuple(stage for doing in work for stage in (doing, DONE_OF[doing]))
