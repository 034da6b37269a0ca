"""Job Descriptions: parsing and validation, from JSON text to checked parameters."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import fields
from functools import cache
from typing import Any

from pydantic import AliasChoices, ValidationError

from app import job_types
from app.captions.conversion import convert
from app.captions.formats import registry
from app.core import strict_json
from app.core.errors import BadRequest, CaptionError, Invalid, MalformedJson
from app.core.message_text import counted, first, nearest, suggestion, wrong_value
from app.job_types import JOB_TYPES
from app.job_types.caption_parameters import CaptionParameters
from app.job_types.parameters import JobParameters
from app.job_types.transcribe import JSON, TranscribeParameters
from models import Job

_MAX_DEPTH = 20


def parse_json(text: str, field: str = "config") -> dict[str, Any]:
    """The JSON object in `text`; MalformedJson names line and column."""
    try:
        value = json.loads(text, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise MalformedJson(
            f"The {field} is not valid JSON: {error.msg} at line {error.lineno}, column {error.colno}.",
            hint="Correct it at that place; keys and text need double quotes, no comma may end a list.",
            line=error.lineno,
            column=error.colno,
            rejected=True,
        ) from None
    except ValueError:  # Python's own limit, far beyond any number that means something
        raise BadRequest(f"The {field} has a number of thousands of digits.", hint="Write less.") from None
    except RecursionError:
        raise BadRequest(f"The {field} is nested too deeply.", hint="A Job Description is flat.") from None
    if not isinstance(value, dict):
        raise BadRequest(f"The {field} must be a JSON object.", hint='For example {"job_type": "convert"}.')
    if _depth(value) > _MAX_DEPTH:
        raise BadRequest(f"The {field} is nested too deeply.", hint="A Job Description is flat.")
    refuse_unusable(value)
    return value


def duplicate(names: list[str]) -> BadRequest:
    """The error for fields that were sent more than once."""
    shown = [strict_json.printable(name[:80]).replace("\x00", "") for name in first(names)]
    return BadRequest(
        f"Sent more than once: {', '.join(shown)}.",
        code="duplicate_field",
        hint="Send each field once; make a job for every file.",
        errors=[{"field": name, "message": "sent more than once"} for name in shown],
        rejected=True,
    )


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object, unless a name is in it twice: one of the two values would be lost unseen."""
    found = dict(pairs)
    if len(found) < len(pairs):
        counted = Counter(name for name, _ in pairs)
        raise duplicate([name for name, times in counted.items() if times > 1])
    return found


def refuse_unusable(fields: dict[str, Any]) -> None:
    """Invalid when a field has what cannot be kept: a NUL character, half a character, a giant number."""
    for name, value in fields.items():
        if problem := strict_json.find_unstorable([name, value]):
            raise unusable(strict_json.printable(name.replace("\x00", ""))[:80] or "field", problem)


def unusable(name: str, problem: str) -> Invalid:
    """The error for such a field."""
    message = f"The {name} has {problem}, which cannot be kept."
    return Invalid(message, hint="Leave it out.", errors=[{"field": name, "message": problem}], rejected=True)


def _depth(value: Any) -> int:
    depth, level = 0, [value]
    while level and depth <= _MAX_DEPTH:
        depth += 1
        level = [
            child
            for item in level
            if isinstance(item, (dict, list))
            for child in (item.values() if isinstance(item, dict) else item)
        ]
    return depth


def take_start(data: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """The description without a `start` of true or false, and whether the job waits as a draft.

    A preview has a `start` of its own, in seconds, which stays.
    """
    word = data.get("start")
    chosen = {"true": True, "false": False}.get(word.lower()) if isinstance(word, str) else word
    if not isinstance(chosen, bool):
        return data, False
    return {name: value for name, value in data.items() if name != "start"}, not chosen


def canonical(data: dict[str, Any], job_type: str) -> dict[str, Any]:
    """The same description with every known field under its own name, whichever spelling was sent."""
    names = _spellings(JOB_TYPES[job_type].parameters)
    found: dict[str, Any] = {}
    for spelling, value in data.items():
        found.setdefault(names.get(spelling, spelling), value)
    return found


@cache
def _spellings(model: type[JobParameters]) -> dict[str, str]:
    names: dict[str, str] = {}
    for name, field in model.model_fields.items():
        alias = field.validation_alias
        choices = alias.choices if isinstance(alias, AliasChoices) else [alias]
        names |= {str(choice): name for choice in (name, *choices)}
    return names


def validate(data: dict[str, Any]) -> JobParameters:
    """The parameters of a Job Description; Invalid lists every wrong field with what is allowed."""
    job_type = data.get("job_type", data.get("jobType", job_types.DEFAULT))
    kind = job_types.find(job_type)
    if kind is None:
        near = nearest(str(job_type), JOB_TYPES)
        raise Invalid(
            f"There is no job type {job_type!r}.",
            hint=f"Did you mean {near[0]}?" if near else f"Use one of: {', '.join(JOB_TYPES)}.",
            errors=[{"field": "job_type", "message": "unknown job type"}],
            rejected=True,
        )
    model = kind.parameters
    try:
        parameters = model.model_validate(data)
    except ValidationError as error:
        raise _invalid(error, model) from None
    if isinstance(parameters, CaptionParameters):
        _check_captions(parameters)
    return parameters


def _check_captions(parameters: CaptionParameters) -> None:
    """CaptionError whose `errors` name the field as it was sent."""
    try:
        convert.check(caption_request(parameters))
    except CaptionError as error:
        if target_profile(parameters) != parameters.target_profile:  # it came as output_format
            for problem in error.extra.get("errors", []):
                problem["field"] = problem["field"].replace("target_profile", "output_format")
        raise


def _invalid(error: ValidationError, model: type[JobParameters]) -> Invalid:
    problems, hints = [], []
    found = error.errors(include_url=False, include_input=False)
    for item in first(found):
        name = ".".join(str(part) for part in item["loc"]) or "body"
        message = wrong_value(item)
        if item["type"] == "extra_forbidden":
            message = f"unknown field{suggestion(name, model.model_fields)}"
        problems.append({"field": name[:200], "message": message})
        hints.append(f"{name[:200]}: {message}")
    return Invalid(
        f"The Job Description has {counted(len(found), 'wrong field')}.",
        hint="; ".join(hints)[:1000],
        errors=problems,
        rejected=True,
    )


def parse_stored(job: Job) -> JobParameters:
    """The parameters of an accepted job."""
    return JOB_TYPES[job.job_type].parameters.model_validate({**job.parameters, "job_type": job.job_type})


_REQUEST_FIELDS = frozenset(field.name for field in fields(convert.ConvertRequest))


def target_profile(parameters: CaptionParameters) -> str:
    """The caption format of the output; `output_format` wins where a job type has it as a caption format."""
    asked = parameters.output_format if isinstance(parameters, TranscribeParameters) else None
    return parameters.target_profile if asked is None or asked.casefold() == JSON else asked


_WORD_TIMES = "word_times"


def _can_have_word_times(format_name: str) -> bool:
    """Whether this format writes the times of words where it is told to."""
    try:
        target = registry.get(format_name)
    except CaptionError:  # the check of the request names it
        return False
    return any(option.name == _WORD_TIMES for option in target.encode_options)


def caption_request(parameters: CaptionParameters, file_name: str = "") -> convert.ConvertRequest:
    """The caption core's request for these parameters."""
    values = {k: v for k, v in parameters.model_dump(mode="json").items() if k in _REQUEST_FIELDS}
    for name in ("default_frame_rate", "source_frame_rate", "target_frame_rate"):
        values[name] = str(values[name])
    target = values["target_profile"] = target_profile(parameters)
    if getattr(parameters, "word_timestamps", False) and _can_have_word_times(target):
        values["encode_options"] = {_WORD_TIMES: True, **values["encode_options"]}
    return convert.ConvertRequest(**values | {"file_name": file_name})
