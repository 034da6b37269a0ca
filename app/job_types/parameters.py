"""What every job type's parameters share: names, sandbox words, and no guessing of types.

Every field is accepted in snake_case and in camelCase. Unknown fields are refused, because a misspelled
option that is silently ignored is the most expensive kind of mistake.
"""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, get_args

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic.alias_generators import to_camel

from models.stages import JobType

MetadataValue = Annotated[str, Field(max_length=2000)] | int | float | bool
HttpUrlText = Annotated[str, Field(max_length=4096, pattern=r"^https?://\S+$")]


def both(name: str, *more: str) -> AliasChoices:
    """A field's name in snake_case and camelCase, and its other names."""
    return AliasChoices(name, to_camel(name), *more)


class JobParameters(BaseModel):
    """What every job type accepts."""

    model_config = ConfigDict(
        extra="forbid", populate_by_name=True, alias_generator=to_camel, str_max_length=1_000_000
    )

    job_type: JobType = JobType.CONVERT
    webhook: HttpUrlText | None = Field(None, description="Gets the job's JSON when it ends.")
    media_path: HttpUrlText | None = Field(None, description="Where to fetch the source, if none is sent.")
    source_url: HttpUrlText | None = Field(None, description="The same, under another name.")
    upload_id: str | None = Field(None, max_length=64, description="A file sent to POST /v1/uploads.")
    preset_id: str | None = Field(
        None, max_length=64, description="A preset whose settings are the defaults."
    )
    job_name: str | None = Field(None, max_length=200)
    external_id: str | None = Field(None, max_length=200, description="Your own id for this job.")
    labels: list[Annotated[str, Field(min_length=1, max_length=50)]] = Field([], max_length=20)
    job_metadata: dict[Annotated[str, Field(max_length=100)], MetadataValue] = Field(
        {}, max_length=50, description="What a preset may require before the job starts."
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
            raise ValueError("Input should be a number")
        if isinstance(value, (int, float)) and not isinstance(value, bool) and kinds & {bool} == kinds:
            raise ValueError("Input should be true or false")
        return value

    def source_address(self) -> str | None:
        """The URL to fetch the source from, whichever name it came under."""
        return self.media_path or self.source_url

    def makes_video(self) -> bool:
        """Whether the captions are also put on a video."""
        return False


@cache
def _kinds(model: type[JobParameters], field: str) -> frozenset[Any]:
    """The types a field is of, without None."""
    annotation = model.model_fields[field].annotation
    return frozenset(get_args(annotation) or (annotation,)) - {type(None)}
