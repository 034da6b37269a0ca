"""Installing and removing models from the page, as `cuedeck models` does it on the terminal.

An install runs on a thread of the web process that was asked, which alone knows how far it is. The store has
a lock that keeps two processes from doing the same; a server that stops leaves nothing half-installed.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from sqlmodel import Session

from app.core.db import session_scope
from app.core.errors import AppError, Canceled, Conflict, NotFound
from app.core.limits.outages import OUTAGES
from app.core.log import logger
from app.core.settings import get_settings
from app.engines.model_store import ModelStore
from app.services import access
from app.services.access import Principal
from app.services.operations import audit

AT_ONCE = 2


@dataclass(slots=True)
class Install:
    """One under way, or one that failed: `problem` says why, and stays until the next try."""

    model: str
    progress: float = 0.0
    problem: str = ""
    running: bool = True
    stop: threading.Event = field(default_factory=threading.Event)


_installs: dict[str, Install] = {}
_lock = threading.Lock()


def installs(who: Principal) -> dict[str, Install]:
    """Those under way here, and those that failed, by their models."""
    access.require_operator(who)
    with _lock:
        return dict(_installs)


def begin(who: Principal, model: str) -> None:
    """Begin to install a model. EngineError `unknown_model`; Conflict while it or too many others are."""
    access.require_operator(who)
    store().entry(model)
    with _lock:
        running = [each for each in _installs.values() if each.running]
        if any(each.model == model for each in running):
            raise Conflict(f"{model} is being installed.", hint="Wait until it is there, or stop it.")
        if len(running) >= AT_ONCE:
            raise Conflict(f"{AT_ONCE} models are being installed.", hint="Wait until one of them is there.")
        install = _installs[model] = Install(model)
    threading.Thread(target=_run, args=(who, install), name=f"install {model}", daemon=True).start()


def stop(who: Principal, model: str) -> None:
    """Stop an install; what was fetched so far is thrown away."""
    access.require_operator(who)
    with _lock:
        if (install := _installs.get(model)) is not None:
            install.stop.set()


def remove(session: Session, who: Principal, model: str) -> None:
    """Delete a model's files here. NotFound when it is not there, Conflict while it is being installed."""
    access.require_operator(who)
    with _lock:
        if model in _installs and _installs[model].running:
            raise Conflict(f"{model} is being installed.", hint="Stop that first.")
    if not store().installed(model):
        raise NotFound(f"The model {model[:64]} is not installed here.", hint="Load the page again.")
    store().remove(model)
    audit.record(session, who, audit.MODEL_REMOVED, model, "installed", "removed")


def store() -> ModelStore:
    """The models' folder of this machine."""
    return ModelStore(get_settings().model_dir.expanduser())


def _run(who: Principal, install: Install) -> None:
    def on_progress(fraction: float) -> None:
        install.progress = fraction

    try:
        store().pull(install.model, on_progress, install.stop.is_set)
        with session_scope() as session:
            audit.record(session, who, audit.MODEL_INSTALLED, install.model, "", "installed")
        problem = ""
    except Canceled:
        problem = ""
    except AppError as error:
        problem = error.with_hint
    except OUTAGES as error:
        problem = str(error)
    finally:
        install.running = False
    if problem:
        logger().warning("model_not_installed", model=install.model, problem=problem)
        install.problem = problem
        return
    with _lock:
        if _installs.get(install.model) is install:
            del _installs[install.model]
