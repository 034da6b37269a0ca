"""Feasibility of translation: language pairs of the installed engines."""

from __future__ import annotations

from app.core.errors import EngineError
from app.engines.protocols import Engine
from app.engines.registry import ENGINES, engine_by_id, engines
from app.engines.speech.languages import language_name
from app.engines.translation.pairs import route
from app.job_types.dub import DubParameters
from app.job_types.translate import TranslateParameters
from app.services.engines.configuration import config
from app.services.jobs.feasibility import languages
from app.services.jobs.feasibility.problem import JobRequest, Problem, of_error
from models import Stage

ASSUMED = "en"
"""Captions that do not say their language are taken as English."""


def problems(asked: JobRequest) -> tuple[list[Problem], list[Problem]]:
    """What makes the translation impossible, and, when some targets can be reached, those that cannot."""
    wanted = asked.parameters
    if not isinstance(wanted, TranslateParameters | DubParameters):
        return [], []
    fatal = [_language(wanted.source_language), *_engine(wanted.engine or "", asked.sandbox)]
    found = [problem for problem in fatal if problem is not None]
    if found:
        return found, []
    source = source_language(asked)
    targets = [(field, tag, _target(asked, field, source, tag)) for field, tag in wanted.targets()]
    impossible = [problem for _, _, problem in targets if problem is not None]
    return (impossible, []) if len(impossible) == len(targets) else ([], impossible)


def source_language(asked: JobRequest) -> str | None:
    """The language to translate from: asked for, said by the captions, or assumed; None when it is heard."""
    wanted = getattr(asked.parameters, "source_language", None)
    if wanted or Stage.TRANSCRIBING in asked.stages:
        return wanted
    known = asked.captions or asked.source
    if known.get("kind") != "captions":
        return None
    return languages.named(known) or ASSUMED


def _language(tag: str | None) -> Problem | None:
    return languages.unknown("source_language", tag) if tag else None


def _engine(name: str, sandbox: bool) -> list[Problem]:
    if not name:
        return []
    try:
        found = engine_by_id("translation", name, config())
        if not sandbox:
            _need_ready(found)
    except EngineError as error:
        return [of_error("engine", error, name)]
    return []


def _need_ready(engine: Engine) -> None:
    offered = engine.capabilities()
    if not offered.ready:
        raise EngineError(
            f"{engine.label} is not ready on this server: {offered.reason}",
            code="engine_missing",
            hint=f"Run: {offered.install}. Or leave the engine out.",
            rejected=True,
        )


def _target(asked: JobRequest, field: str, source: str | None, tag: str) -> Problem | None:
    unknown = languages.unknown(field, tag)
    if unknown is not None:
        return unknown
    if source is not None and languages.same_language(source, tag):
        return Problem(
            field,
            "same_language",
            f"The source is in {language_name(tag)} already.",
            "Name another target language, or the right source_language.",
            tag,
        )
    name = getattr(asked.parameters, "engine", None) or ""
    chosen = [engine_by_id("translation", name, config())] if name else engines("translation", config())
    ready = [engine for engine in chosen if engine.capabilities().ready]
    if not ready or any(_serves(engine, source, tag) for engine in ready):
        return None  # an engine that is missing altogether is told by whoever asks what works here
    spoken = f"from {language_name(source)} " if source else ""
    return Problem(
        field,
        "language_unsupported",
        f"No engine on this server translates {spoken}to {language_name(tag)}.",
        _remedy(ready, source or "en", tag),
        tag,
    )


def _serves(engine: Engine, source: str | None, target: str) -> bool:
    pairs = engine.capabilities().pairs
    if not pairs:  # a remote engine tells no pairs: only it knows
        return True
    sources = [source] if source else sorted({one for one, _ in pairs})
    return any(route(pairs, one, target) for one in sources)


def _remedy(ready: list[Engine], source: str, target: str) -> str:
    reached = sorted({to for engine in ready for _, to in engine.capabilities().pairs})
    command = f"Install the pair with: cuedeck models pull argos-{source}-{target}"
    return f"{command}, or use one of: {', '.join(reached)}." if "argos" in ENGINES["translation"] else ""
