"""Every event of the page with arguments no page would send: refused in words, never a fault."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import signature
from typing import Any

import pytest
from structlog.testing import capture_logs

from app.app import app
from tests.support.api.access_world import Things, World
from tests.support.page.events import OPENED, READY, ROWS, STATES, Payload, Row, Visit, corners, page

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
TEXTS = (
    "", " ", "0", "-1", "9" * 5000, "1e400", "1.5", "nan", "inf", "²", "٣", "x" * 300_000, "\0", "\ud800",
    "{", "[1", "null", "../../etc/passwd", "'; --", "custom", "days", "9999-12-31", "00:00:00:99", "http://[",
)  # fmt: skip
OTHERS: tuple[Any, ...] = (
    None,
    True,
    -1,
    2**70,
    1.5,
    float("nan"),
    [],
    ["x"],
    {},
    {"x": {"y": []}},
    [[]] * 9,
)
FOLLOWING = {
    "SharingState": ("SharingState.create",),
    "SubmissionState": ("SubmissionState.submit", "SubmissionState.load"),
    "ActionState": ("ActionState.delete",),
    "PresetsState": ("PresetsState.delete",),
    "DevelopersState": ("DevelopersState.revoke",),
    "WebhooksState": ("WebhooksState.refresh", "WebhooksState.delete"),
    "UsageState": (),
    "HistoryState": ("HistoryState.load",),
}
"""What uses later what an event has put down."""
MORE = [
    *(Row("SubmissionState.set_general", lambda _, n=name: {"name": n, "value": ""}, READY)
      for name in ("offset", "frame_rate", "language")),
    *(Row("SubmissionState.set_option", lambda _, k=name: {"place": "own", "name": k, "value": ""}, (
        ("SubmissionState.choose_kind", lambda _, t=kind: {"kind": t}), *READY))
      for kind, name in (("preview", "width"), ("preview", "start"), ("download", "height"),
                         ("fingerprint", "interval"), ("transcribe", "max_line_chars"))),
    Row("SharingState.set_amount", lambda _: {"amount": ""},
        (OPENED, ("SharingState.choose_expiry", lambda _: {"seconds": "custom"}))),
    Row("SharingState.set_unit", lambda _: {"unit": ""},
        (OPENED, ("SharingState.choose_expiry", lambda _: {"seconds": "custom"}))),
    Row("SharingState.choose_file", lambda _: {"index": ""}, (OPENED,)),
    Row("SharingState.choose_expiry", lambda _: {"seconds": ""}, (OPENED,)),
    Row("SharingState.set_limit", lambda _: {"limit": ""}, (OPENED,)),
]  # fmt: skip


def handler_of(row: Row) -> Any:
    kind, _, name = row.event.partition(".")
    return STATES[kind].event_handlers[name].fn


def hostile(row: Row, things: Things) -> Iterator[Payload]:
    """The payload of a row with each argument, and each field of a form, replaced by what it cannot be."""
    good = row.payload(things)
    takes = list(signature(handler_of(row)).parameters)[1:]
    if row in MORE:  # of the same event as another row, which has tried the rest
        takes = [name for name in takes if good[name] == ""]
    for name in takes:
        for value in (*TEXTS, *OTHERS):
            yield good | {name: value}
        if isinstance(good.get(name), dict):
            for field in good[name]:
                for value in (*TEXTS, *OTHERS):
                    yield good | {name: good[name] | {field: value}}
        yield {given: value for given, value in good.items() if given != name}
    yield good | {"unheard_of": 1}


def walked() -> list[Row]:
    return [row for row in [*ROWS, *MORE] if len(signature(handler_of(row)).parameters) > 1]


@pytest.fixture
def nothing_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tab that is opened loads its page, once for each of thousands; a row tells what it needs of that."""
    monkeypatch.setattr(app, "get_load_events", lambda _: [])


@pytest.mark.usefixtures("nothing_loaded")
@pytest.mark.parametrize("row", walked(), ids=lambda row: row.event)
async def test_no_argument_is_a_fault(row: Row, world: World) -> None:
    things = world.of(world.owner, sandbox=False)
    found: dict[str, str] = {}
    kind = row.event.partition(".")[0]
    async with page() as processor:
        with world.touching(*corners(world.owner.id)), capture_logs() as logged:
            for payload in hostile(row, things):
                visit = Visit(processor, world.cookies[world.owner.id])
                sent = [*row.before, (row.event, lambda _, given=payload: given)]
                sent += [(name, lambda _: {}) for name in FOLLOWING.get(kind, ())]
                try:
                    for name, given in sent:
                        await visit.send(name, given(things), row.at(things))
                except Exception as fault:
                    found[str(payload)[:200]] = repr(fault)[:300]
    assert found == {}
    assert [line for line in logged if line["log_level"] == "error"] == []
