"""What every job type's parameters share: names, sandbox words, and no guessing of types.

Every field is accepted in snake_case and in camelCase. Unknown fields are refused, because a misspelled
option that is silently ignored is the most expensive kind of mistake.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from inspect import get_annotations
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic.alias_generators import to_camel
from pydantic.fields import FieldInfo

MetadataValue = Annotated[str, Field(max_length=2000)] | int | float | bool
HttpUrlText = Annotated[str, Field(max_length=4096, pattern=r"^https?://\S+$")]


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class InForm:
    """How the page's form shows a field, where the field's name and description do not say it well.

    Without a `help` of its own a field shows its description; "" is none. `example` stands in an empty field.
    `only_for` names another field and the values of that one for which this one is shown; without values,
    any does. A field that is not `shown` is left to the API, or has a place of its own; a `folded` one stands
    among the options that have a sensible default.
    """

    label: str = ""
    help: str | None = None
    example: str = ""
    only_for: tuple[str, tuple[str, ...]] | None = None
    shown: bool = True
    folded: bool = False


Hidden = Annotated[T, InForm(shown=False)]
"""A field that the form does not show among those of a job type: it has a place of its own, or none."""

NoHelp = Annotated[T, InForm(help="")]
"""A field that the form shows by its label alone."""

SourceUrl = Annotated[Hidden[HttpUrlText | None], Field(description="Where to fetch the source.")]
MediaUrl = Annotated[Hidden[HttpUrlText | None], Field(description="Where to fetch the media.")]
CaptionsUrl = Annotated[Hidden[HttpUrlText | None], Field(description="Where to fetch the captions.")]
CaptionsText = Annotated[Hidden[str | None], Field(description="The captions themselves, as text.")]
ModelSize = Annotated[
    NoHelp[str | None],
    Field(
        description="Size of the recognition model: tiny, base, small, medium, large, or the id of a model."
    ),
]
VideoPreset = Literal["h264", "hevc", "prores", "proxy"]
Glossary = Annotated[dict[str, str], Field(description="Fixed translations of terms.")]


LONGEST_RETENTION = 36_500
"""Days; a hundred years are for ever."""


def both(name: str, *more: str) -> AliasChoices:
    """A field's name in snake_case and camelCase, and its other names."""
    return AliasChoices(name, to_camel(name), *more)


class JobParameters(BaseModel):
    """What every job type accepts."""

    model_config = ConfigDict(
        extra="forbid", populate_by_name=True, alias_generator=to_camel, str_max_length=1_000_000
    )

    job_type: str = "convert"
    webhook: HttpUrlText | None = Field(None, description="Gets the job's JSON when it ends.")
    media_path: HttpUrlText | None = Field(None, description="Where to fetch the source, if none is sent.")
    source_url: HttpUrlText | None = Field(None, description="The same, under another name.")
    upload_id: str | None = Field(None, max_length=64, description="A file sent to POST /v1/uploads.")
    preset_id: str | None = Field(
        None, max_length=64, description="A preset whose settings are the defaults."
    )
    job_name: str | None = Field(None, max_length=200, description="A name to recognise the job by.")
    external_id: str | None = Field(None, max_length=200, description="Your own id for this job.")
    labels: list[Annotated[str, Field(min_length=1, max_length=50)]] = Field(
        [], max_length=20, description="Words to filter lists by."
    )
    job_metadata: dict[Annotated[str, Field(max_length=100)], MetadataValue] = Field(
        {}, max_length=50, description="What a preset may require before the job starts."
    )
    retention_days: int | None = Field(
        None,
        ge=1,
        le=LONGEST_RETENTION,
        description="Days the files are kept after the end; else as long as the account or the server says.",
    )
    inline: bool = Field(False, description="The job's JSON carries the first output as base64 in `output`.")

    finish_in: int | None = Field(None, ge=0, le=900, description="Sandbox: seconds until the job ends.")
    finish_with_error: bool = Field(False, description="Sandbox: end as failed.")
    fail_at_stage: str | None = Field(None, max_length=30, description="Sandbox: the stage to fail in.")
    error_code: str | None = Field(None, max_length=60, description="Sandbox: the error code to fail with.")

    @field_validator("*", mode="before")
    @classmethod
    def _no_guessing(cls, value: Any, info: ValidationInfo) -> Any:
        """1 is no truth value and true is no number; text may be either, as forms have nothing else."""
        kinds = _kinds(cls, info.field_name or "")
        if isinstance(value, bool) and bool not in kinds and kinds & {int, float}:
            raise ValueError("must be a number")
        if isinstance(value, (int, float)) and not isinstance(value, bool) and kinds & {bool} == kinds:
            raise ValueError("must be true or false")
        return value

    def source_address(self) -> str | None:
        """The URL to fetch the source from, whichever name it came under."""
        return self.media_path or self.source_url

    def makes_video(self) -> bool:
        """Whether the captions are also put on a video."""
        return False

    def captions_inside(self) -> bool:
        """Whether captions are taken out of the source, which is media."""
        return False

    def sound_track(self) -> str:
        """The sound track that is heard, by its number or language; "" is the usual one."""
        return str(getattr(self, "audio_track", None) or "")

    def named_speakers(self) -> list[str]:
        """Names for the speakers that the job tells apart, in the order in which they first speak."""
        return []

    def captions_apart(self) -> bool:
        """Whether captions are given beside any source file, and win over it."""
        return False


class UrlParameters(JobParameters):
    """What the job types share that start from an address and make no captions."""

    url: SourceUrl = None
    media_url: MediaUrl = None

    def source_address(self) -> str | None:
        """It may be named `url` as well."""
        return self.url or self.media_url or super().source_address()


def form_fields(model: type[JobParameters]) -> dict[str, tuple[FieldInfo, InForm]]:
    """What a form asks for of a job type, its own fields first, those of shared classes behind them.

    All but the fields of every job, `Hidden` ones, and those that are no single value or list; pairs of texts
    are there where the field says how the form shows them.
    """
    own = [base for base in model.__mro__ if issubclass(base, JobParameters) and base is not JobParameters]
    names = dict.fromkeys(name for base in own for name in get_annotations(base))
    mine = [name for name in names if name in model.model_fields.keys() - JobParameters.model_fields.keys()]
    found = {name: model.model_fields[name] for name in mine}
    told = {name: _in_form(info) for name, info in found.items()}
    return {
        name: (info, told[name])
        for name, info in found.items()
        if told[name].shown
        and ((is_pairs(info.annotation) and told[name].label) or not _is_nested(info.annotation))
    }


def _in_form(info: FieldInfo) -> InForm:
    return next((each for each in info.metadata if isinstance(each, InForm)), InForm())


def is_pairs(annotation: Any) -> bool:
    """Whether a field holds texts by texts, which a form writes as `one: other, two: another`."""
    return get_origin(annotation) is dict and get_args(annotation) == (str, str)


def _is_nested(annotation: Any) -> bool:
    """Whether a field holds an object, which no field of a form can be."""
    parts = get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)
    kinds = [get_origin(part) or part for part in parts]
    return any(isinstance(kind, type) and issubclass(kind, (dict, BaseModel)) for kind in kinds)


@cache
def _kinds(model: type[JobParameters], field: str) -> frozenset[Any]:
    """The types a field is of, without None."""
    annotation = model.model_fields[field].annotation
    return frozenset(get_args(annotation) or (annotation,)) - {type(None)}
