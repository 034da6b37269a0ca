"""Every event of the page is an address that anybody can send to: each is sent, by everybody."""

from __future__ import annotations

import pytest

from tests.support.api.access_world import Corner, Things, World
from tests.support.page.events import FRAMEWORK, ROWS, STATES, Row, Visit, corners, page, perform


def test_every_event_has_a_row() -> None:
    found = {f"{name}.{event}" for name, kind in STATES.items() for event in kind.event_handlers}
    setters = {name for name in found if name.endswith(".setvar")}
    assert {row.event for row in ROWS} == found - FRAMEWORK - setters


pytestmark = [pytest.mark.anyio, pytest.mark.slow]


named = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.event)


sides = pytest.mark.parametrize("side", [False, True], ids=["live", "sandbox"])


@named
@sides
async def test_the_owner(row: Row, side: bool, world: World) -> None:
    """Sees both sides and changes them; what is to be changed is."""
    things, mine = world.of(world.owner, sandbox=side), corners(world.owner.id)
    async with page() as processor:
        visit = Visit(processor, world.cookies[world.owner.id])
        with world.touching(*mine, changed=row.changes or row.makes):
            answer = await perform(visit, row, things)
    assert not [mark for mark in world.others(*mine) if mark in answer]


@named
@sides
@pytest.mark.parametrize("tab", ["own", "the owner's"])
async def test_another_account(row: Row, side: bool, tab: str, world: World) -> None:
    """Sees and changes nothing of the owner's, not even in a tab that the owner used before."""
    things, mine = world.of(world.owner, sandbox=side), corners(world.other.id)
    async with page() as processor:
        before = Visit(processor, world.cookies[world.owner.id]) if tab != "own" else None
        visit = (before or Visit(processor, "")).handed_to(world.cookies[world.other.id])
        with world.touching(*(mine if row.makes else ())):
            answer = await perform(visit, row, things, prepare=before)
    assert not told(world, row, things, answer, *mine)


@named
@sides
@pytest.mark.parametrize("tab", ["own", "the owner's"])
async def test_nobody(row: Row, side: bool, tab: str, world: World) -> None:
    """Whoever is not signed in changes nothing and is told nothing."""
    things = world.of(world.owner, sandbox=side)
    async with page() as processor:
        before = Visit(processor, world.cookies[world.owner.id]) if tab != "own" else None
        visit = (before or Visit(processor, "")).handed_to("nobody")
        with world.touching():
            answer = await perform(visit, row, things, prepare=before)
    assert not told(world, row, things, answer)


def told(world: World, row: Row, things: Things, answer: str, *seen: Corner) -> list[str]:
    """What an answer tells that it must not; it may repeat what the event itself said."""
    said = str([row.payload(things), row.at(things), [payload(things) for _, payload in row.before]])
    return [mark for mark in world.others(*seen) if mark in answer and mark not in said]


async def test_what_a_tab_holds_goes_with_its_session(world: World) -> None:
    """The first thing a handed-over tab asks for is its whole state."""
    things = world.of(world.owner, sandbox=False)
    loads = [row for row in ROWS if row.event.endswith(".load")]
    for cookie in ("nobody", world.cookies[world.other.id]):
        async with page() as processor:
            owner = Visit(processor, world.cookies[world.owner.id])
            for row in loads:
                await perform(owner, row, things)
            assert things.mark in await owner.send("State.hydrate", {})
            answer = await owner.handed_to(cookie).send("State.hydrate", {})
        assert not [mark for mark in things.marks() if mark in answer]


async def test_no_setter_is_called_by_its_name(world: World) -> None:
    async with page() as processor:
        visit = Visit(processor, world.cookies[world.owner.id])
        await visit.send("SubmissionState.set_address", {"text": "before"})
        await visit.send("SubmissionState.setvar", {"var_name": "address", "value": "after"})
        assert "before" in (answer := await visit.send("State.hydrate", {}))
        assert "after" not in answer
