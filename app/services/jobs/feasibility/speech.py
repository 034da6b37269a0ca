"""Feasibility of speech recognition: engine, model, language, task, speakers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from app.core.errors import EngineError
from app.engines.protocols import Engine, SpeechRecognizer
from app.engines.registry import engine_by_id, engines
from app.job_types.parameters import JobParameters
from app.services.engines.configuration import config, speech_engine, speech_request
from app.services.jobs.feasibility import languages
from app.services.jobs.feasibility.problem import JobRequest, Problem, of_error
from models import Stage

_BY_CODE = {"model_missing": "model_size", "unknown_model": "model_size", "task_unsupported": "task"}


def problems(asked: JobRequest) -> list[Problem]:
    """What is wrong with what the recogniser is asked for."""
    if Stage.TRANSCRIBING not in asked.stages:
        return []
    found = list(_languages(asked.parameters))
    if found:
        return found
    name = speech_engine(asked.parameters)
    try:
        engine = engine_by_id("speech", name, config()) if name else _first_ready()
    except EngineError as error:
        return [of_error("transcribe_options.provider_id", error, name)]
    if not engine.capabilities().ready and not asked.sandbox:
        return [_not_ready("transcribe_options.provider_id" if name else "source", engine)]
    return [*_request(asked, engine), *_speakers(asked)]


def _first_ready() -> Engine:
    """The recogniser that would serve; one that is not ready when none is."""
    every = engines("speech", config())
    return next((engine for engine in every if engine.capabilities().ready), every[0])


def _languages(parameters: JobParameters) -> Iterator[Problem]:
    options = getattr(parameters, "transcribe_options", None)
    named = {
        "language": getattr(parameters, "language", None),
        "transcribe_options.source_language": options.source_language if options else None,
    }
    for field, tag in named.items():
        problem = languages.unknown(field, tag) if tag else None
        if problem is not None:
            yield problem


def _request(asked: JobRequest, engine: Engine) -> list[Problem]:
    request = speech_request(asked.parameters)
    try:
        cast(SpeechRecognizer, engine).check(request, installed=not asked.sandbox)
    except EngineError as error:
        spoken = "language" if getattr(asked.parameters, "language", None) else "source_language"
        return [of_error(_place(asked.parameters, _BY_CODE.get(error.code, spoken)), error, request.model)]
    return []


def _place(parameters: JobParameters, field: str) -> str:
    """The field's name, in transcribe_options when it was given there."""
    if getattr(parameters, field, None) or getattr(parameters, "transcribe_options", None) is None:
        return field
    return f"transcribe_options.provider_options.{field}"


def _speakers(asked: JobRequest) -> list[Problem]:
    if asked.sandbox or not getattr(asked.parameters, "speakers", False):
        return []
    every = engines("speakers", config())
    return [] if any(e.capabilities().ready for e in every) else [_not_ready("speakers", every[0])]


def _not_ready(field: str, engine: Engine) -> Problem:
    offered = engine.capabilities()
    message = f"{engine.label} is not ready on this server: {offered.reason}"
    return Problem(field, "engine_missing", message, f"Run: {offered.install}")
