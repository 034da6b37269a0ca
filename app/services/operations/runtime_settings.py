"""Settings that operators change while the server runs: kept in the database, and followed by every process.

A setting is what the environment says, else what an operator has set, else its default. Each process reads
the table every few seconds and puts what it finds into its settings, so nobody asks for them in another way.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from functools import cache

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, select

from app.core.db import on_commit, read_scope
from app.core.log import logger
from app.core.settings import get_settings
from app.services import access
from app.services.access import Principal
from app.services.operations import audit
from app.services.operations.changeable_settings import ALL, Changeable, Value, current, fixed, started
from models import RuntimeSetting

REFRESH_SECONDS = 3.0
_applied: set[str] = set()
_lock = threading.Lock()


def change(session: Session, who: Principal, texts: Mapping[str, str]) -> int:
    """Set what these texts say, by the paths of the settings; returns how many have changed.

    What the environment sets is left out. Forbidden for who is no operator; Invalid, and nothing is changed,
    for a value that cannot be. A setting that is set to its default follows the default from then on.
    """
    access.require_operator(who)
    wanted = {
        path: ALL[path].parse(text) for path, text in texts.items() if path in ALL and not fixed(ALL[path])
    }
    values = _stored(session)
    changed = [path for path, value in wanted.items() if values.get(path, _default(ALL[path])) != value]
    for path in changed:
        setting, value = ALL[path], wanted[path]
        before = values.get(path, _default(setting))
        _store(session, setting, value)
        audit.record(
            session, who, audit.SETTING_CHANGED, setting.label, setting.shown(before), setting.shown(value)
        )
    if changed:
        on_commit(session, refresh)
    return len(changed)


def _store(session: Session, setting: Changeable, value: Value) -> None:
    if value != _default(setting):
        session.merge(RuntimeSetting(name=setting.path, value=value))
    elif (row := session.get(RuntimeSetting, setting.path)) is not None:
        session.delete(row)


def _default(setting: Changeable) -> Value:
    return setting.value(started())


def _stored(session: Session) -> dict[str, Value]:
    return {row.name: row.value for row in session.exec(select(RuntimeSetting)) if row.name in ALL}


def changed(setting: Changeable) -> bool:
    """Whether an operator's value is in effect."""
    return not fixed(setting) and current(setting) != _default(setting)


def refresh() -> None:
    """Read what operators have set, and put it into the settings of this process."""
    with read_scope() as session:
        apply(_stored(session))


def apply(values: Mapping[str, Value]) -> None:
    """Put these values, by their paths, into the settings of this process; all others are as they started."""
    if not values and not _applied:
        return
    with _lock:
        for path, setting in ALL.items():
            if fixed(setting):
                continue
            if path in values:
                _put(setting, values[path])
                _applied.add(path)
            elif path in _applied:
                _put(setting, _default(setting))
                _applied.discard(path)


def _put(setting: Changeable, value: Value) -> None:
    setattr(setting.owner(get_settings()), setting.name, value)


@cache
def follow() -> None:
    """Keep the settings of this process up to date from now on."""
    threading.Thread(target=_run, name="settings", daemon=True).start()


def _run() -> None:
    away = False
    while True:
        try:
            refresh()
            away = False
        except SQLAlchemyError as error:  # what was read before stays in effect
            if not away:
                logger().warning("settings_not_read", error=str(error))
            away = True
        time.sleep(REFRESH_SECONDS)
