"""What a job needs before it may start: a source, its profile's metadata, and words only a sandbox knows."""

from __future__ import annotations

from app.core.errors import Invalid
from models import Profile
from models.job_parameters import JobParameters
from models.params import ConvertParameters, TranscribeOptions

_SANDBOX_WORDS = ("finish_in", "finish_with_error", "fail_at_stage", "error_code")


def check(parameters: JobParameters, profile: Profile | None, *, has_upload: bool) -> None:
    """Raise one Invalid that names everything that is missing (`extra["missing"]`, names of fields)."""
    if isinstance(parameters, ConvertParameters):
        _check_video(parameters)
        _check_speech(parameters)
    problems = []
    if not has_upload and parameters.source_address() is None:
        hint = "Send a file in the source field, an upload_id, or an address in media_path."
        problems.append(("source", "The job has no source.", hint))
    for name in profile.required_metadata if profile else []:
        if parameters.job_metadata.get(name) in (None, ""):
            text = f"The profile {profile.name!r} requires the metadata {name!r}." if profile else ""
            problems.append((f"job_metadata.{name}", text, f"Set {name} in job_metadata."))
    if problems:
        raise Invalid(
            " ".join(text for _, text, _ in problems),
            hint=" ".join(hint for _, _, hint in problems),
            errors=[{"field": field, "message": "missing"} for field, _, _ in problems],
            missing=[field for field, _, _ in problems],
            rejected=True,
        )


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
    if asked.makes_video() and not named:
        raise _wrong_video("burn_in and embed need a video: set video_upload_id or video_url")
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


def _wrong_video(message: str) -> Invalid:
    return Invalid(
        "The Job Description does not say clearly which video to put the captions on.",
        hint=f"{message[0].upper()}{message[1:]}.",
        errors=[{"field": "video_upload_id", "message": message}],
        rejected=True,
    )
