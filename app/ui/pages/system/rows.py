"""The state of the server as the system page lists it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

from app.core.clock import iso
from app.core.db import read_scope
from app.engines.model_store import StoredModel
from app.services.access import Principal
from app.services.operations import model_installs, overview
from app.services.operations.model_installs import Install
from app.services.operations.overview import Activity, Volume
from app.ui.language import bytes_text, message, number_text

_LITTLE = 0.1
"""The share of a disk below which its free bytes are called little."""
QUEUES = {"captions": "Captions", "media": "Media", "speech": "Speech"}
VOLUMES = ("Data", "Models")
"""As `app.services.operations.overview` names the folders."""
KINDS = {
    "speech": "Speech", "speakers": "Speakers", "translation": "Translation", "voice": "Voice",
    "separation": "Separation",
}  # fmt: skip


class QueueRow(TypedDict):
    """A queue; `oldest` is ISO 8601 or "", `missing` that nobody works on it."""

    name: str
    waiting: str
    running: str
    oldest: str
    missing: bool


class WorkerRow(TypedDict):
    """A worker process; `seen` is ISO 8601."""

    name: str
    queues: str
    version: str
    seen: str
    alive: bool


class EndpointRow(TypedDict):
    """A failing webhook endpoint; `since` is ISO 8601 or ""."""

    host: str
    account: str
    state: str
    since: str
    waiting: str


class VolumeRow(TypedDict):
    """The disk of a folder; `used` is in percent."""

    name: str
    folder: str
    used: int
    text: str
    little: bool


class EngineRow(TypedDict):
    """An engine; `reason` says why it is not ready, and how that is changed."""

    kind: str
    label: str
    id: str
    ready: bool
    remote: bool
    reason: str


class ModelRow(TypedDict):
    """A model; `progress` is in percent while it is installed, -1 otherwise."""

    id: str
    kind: str
    label: str
    note: str
    size: str
    licence: str
    installed: bool
    progress: int
    problem: str


class Activities(TypedDict):
    """All that is read again every few seconds."""

    queues: list[QueueRow]
    workers: list[WorkerRow]
    failing: list[EndpointRow]
    volumes: list[VolumeRow]
    warnings: list[str]


def activities(who: Principal) -> Activities:
    """What goes on now. Forbidden for who is no operator."""
    with read_scope() as db:
        now = overview.activity(db, who)
    return {
        "queues": [
            {
                "name": message(QUEUES.get(each.queue, each.queue)),
                "waiting": number_text(each.waiting),
                "running": number_text(each.running),
                "oldest": iso(each.oldest) or "",
                "missing": each.queue in now.missing,
            }
            for each in now.queues
        ],
        "workers": [
            {
                "name": each.name,
                "queues": ", ".join(message(QUEUES.get(name, name)) for name in each.queues),
                "version": each.version,
                "seen": iso(each.seen_at) or "",
                "alive": each.alive,
            }
            for each in now.workers
        ],
        "failing": _failing(now),
        "volumes": [_volume(each) for each in now.volumes],
        "warnings": [message(reason) for reason in now.reasons],
    }


def _failing(now: Activity) -> list[EndpointRow]:
    return [
        {
            "host": each.host,
            "account": each.account,
            "state": message("Paused" if each.paused else "Failing"),
            "since": iso(each.since) or "",
            "waiting": number_text(each.waiting),
        }
        for each in now.failing
    ]


def _volume(volume: Volume) -> VolumeRow:
    used = volume.total - volume.free
    return {
        "name": message(volume.name),
        "folder": volume.folder,
        "used": round(100 * used / volume.total),
        "text": message(
            "{free} free of {total}", free=bytes_text(volume.free), total=bytes_text(volume.total)
        ),
        "little": volume.free < volume.total * _LITTLE,
    }


def stored_figures(who: Principal) -> list[dict[str, str]]:
    """What is kept, by what it is."""
    with read_scope() as db:
        kept = overview.stored(db, who)
    named = (
        (message("Results"), kept.results),
        (message("Sources"), kept.uploads),
        (message("Database"), kept.database),
        (message("Models"), kept.models),
    )
    return [{"name": name, "size": bytes_text(size)} for name, size in named]


def engine_rows(who: Principal) -> list[EngineRow]:
    """Every engine, by its kind."""
    return [
        {
            "kind": message(KINDS.get(kind, kind)),
            "label": message(engine["label"]),
            "id": engine["id"],
            "ready": engine["ready"],
            "remote": engine["remote"],
            "reason": "" if engine["ready"] else f"{message(engine['reason'])} {engine['install']}".strip(),
        }
        for kind, found in overview.engines(who).items()
        for engine in found
    ]


def model_rows(who: Principal) -> list[ModelRow]:
    """Every model: the installed ones first."""
    under_way = model_installs.installs(who)
    rows = [_model(model, under_way) for model in overview.models(who)]
    listed = {row["id"] for row in rows}
    rows += [_unlisted(install) for name, install in under_way.items() if name not in listed]
    return sorted(rows, key=lambda row: not row["installed"])


def _model(model: StoredModel, under_way: Mapping[str, Install]) -> ModelRow:
    install = under_way.get(model.id)
    return {
        "id": model.id,
        "kind": message(KINDS.get(model.kind, model.kind)),
        "label": message(model.label),
        "note": message(model.note),
        "size": bytes_text(model.size),
        "licence": model.licence,
        "installed": model.installed,
        "progress": round(install.progress * 100) if install and install.running else -1,
        "problem": message(install.problem) if install else "",
    }


def _unlisted(install: Install) -> ModelRow:
    """One that is in no list until it is there."""
    return {
        "id": install.model,
        "kind": message(KINDS["translation"]),
        "label": install.model,
        "note": "",
        "size": "",
        "licence": "",
        "installed": False,
        "progress": round(install.progress * 100) if install.running else -1,
        "problem": message(install.problem),
    }
