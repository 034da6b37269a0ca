"""Required fields and metadata of a job, and its sandbox fields.

`required_fields` is the one list of what each job type demands: the check of a submission, the page's marks
and its button go by it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.core.errors import Invalid
from app.job_types import JOB_TYPES
from app.job_types.caption_parameters import TranscribeOptions, TranslationMemoryParameters
from app.job_types.convert import ConvertParameters
from app.job_types.job_type import Required
from app.job_types.parameters import JobParameters
from models import Preset

_SANDBOX_WORDS = ("finish_in", "finish_with_error", "fail_at_stage", "error_code")


def required_fields(job_type: str, given: Mapping[str, Any]) -> list[Required]:
    """All that a job of this type requires, given or not, with these other fields set.

    `Required.given_in(given)` tells what is still missing.
    """
    return [item for item in JOB_TYPES[job_type].requires if item.applies_to(given)]


def check(parameters: JobParameters, preset: Preset | None, *, has_upload: bool) -> None:
    """Raise one Invalid that names everything that is missing (`extra["missing"]`, names of fields)."""
    given = parameters.model_dump(exclude_unset=True) | ({"source": True} if has_upload else {})
    lacking = [item for item in required_fields(parameters.job_type, given) if not item.given_in(given)]
    problems = [(item.field, item.message, item.hint) for item in lacking]
    for name in preset.required_metadata if preset else []:
        if parameters.job_metadata.get(name) in (None, ""):
            text = f"The preset {preset.name!r} requires the metadata {name!r}." if preset else ""
            problems.append((f"job_metadata.{name}", text, f"Set {name} in job_metadata."))
    if problems:
        raise Invalid(
            " ".join(text for _, text, _ in problems),
            hint=" ".join(hint for _, _, hint in problems),
            errors=[{"field": field, "message": "missing"} for field, _, _ in problems],
            missing=[field for field, _, _ in problems],
            rejected=True,
        )
    if isinstance(parameters, TranslationMemoryParameters):
        _check_memory(parameters, preset)
    if isinstance(parameters, ConvertParameters):
        _check_video(parameters)
        _check_speech(parameters)
        _check_languages(parameters)


def check_sandbox_words(parameters: JobParameters, stages: list[str], *, sandbox: bool) -> None:
    """Invalid for sandbox fields on a live job, and for a stage to fail at that the job does not have."""
    used = [name for name in _SANDBOX_WORDS if getattr(parameters, name)]
    used += ["finish_in"] if parameters.finish_in == 0 else []
    if used and not sandbox:
        raise Invalid(
            f"{', '.join(used)}: only a sandbox job takes this.",
            hint="Leave it out, or use a sandbox key: cuedeck keys create --sandbox --name N",
            errors=[{"field": name, "message": "sandbox only"} for name in used],
            rejected=True,
        )
    if parameters.fail_at_stage is not None and parameters.fail_at_stage not in stages:
        raise Invalid(
            f"A {parameters.job_type} job has no stage {parameters.fail_at_stage!r}.",
            hint=f"Use one of: {', '.join(stages)}.",
            errors=[{"field": "fail_at_stage", "message": "no stage of this job"}],
            rejected=True,
        )


def _check_video(asked: ConvertParameters) -> None:
    named = asked.video_upload_id or asked.video_url
    if named and not asked.makes_video():
        raise _wrong_video("a video is only used with burn_in or embed: set one of them to true")
    if asked.video_upload_id and asked.video_url:
        raise _wrong_video("set either video_upload_id or video_url, not both")


def _check_speech(asked: ConvertParameters) -> None:
    """Clients that always send the field may, as long as it asks for nothing."""
    if asked.transcribe_options in (None, TranscribeOptions()):
        return
    raise Invalid(
        "A conversion recognises no speech, so its transcribe_options cannot be honoured.",
        hint="Set job_type to transcribe, or leave transcribe_options out.",
        errors=[{"field": "transcribe_options", "message": "only for job_type transcribe"}],
        rejected=True,
    )


def _check_languages(asked: ConvertParameters) -> None:
    """Splitting makes several files of one, so nothing that starts from the one file goes with it."""
    if not asked.split_languages:
        return
    also = [("captions_upload_id", asked.names_second_captions()), ("burn_in", asked.burn_in)]
    also += [("embed", asked.embed), ("verify", asked.verify)]
    if wrong := [name for name, given in also if given]:
        raise Invalid(
            f"{wrong[0]} cannot be honoured together with split_languages.",
            hint=f"Leave split_languages or {wrong[0]} out, or make two jobs.",
            errors=[{"field": name, "message": "not with split_languages"} for name in wrong],
            rejected=True,
        )


def _check_memory(asked: TranslationMemoryParameters, preset: Preset | None) -> None:
    """One translation memory at most; what a person edits has no sentences to write one of."""
    ways = ("translation_memory", "translation_memory_url", "translation_memory_upload_id")
    given = [name for name in ways if getattr(asked, name)]
    if len(given) > 1:
        raise Invalid(
            "The job names more than one translation memory.",
            hint=f"Set only one of {', '.join(given)}.",
            errors=[{"field": name, "message": "only one"} for name in given[1:]],
            rejected=True,
        )
    kept = [
        ("tmx", getattr(asked, "tmx", False)),
        ("keep_source", getattr(asked, "keep_source", "no") != "no"),
    ]
    made = [name for name, wanted in kept if wanted]
    if made and preset is not None and preset.editing:
        raise Invalid(
            f"The preset {preset.name!r} lets a person edit the translation, and {made[0]} would not know.",
            hint=f"Leave {' and '.join(made)} out, or use a preset without editing.",
            errors=[{"field": name, "message": "not with editing"} for name in made],
            rejected=True,
        )


def _wrong_video(message: str) -> Invalid:
    return Invalid(
        "The Job Description does not say clearly which video to put the captions on.",
        hint=f"{message[0].upper()}{message[1:]}.",
        errors=[{"field": "video_upload_id", "message": message}],
        rejected=True,
    )
