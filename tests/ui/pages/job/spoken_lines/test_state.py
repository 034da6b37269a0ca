"""A line is chosen on the page of its job, and spoken anew by another job."""

from __future__ import annotations

import pytest
from sqlmodel import select

from app.core.db import read_scope, session_scope
from app.services.access import person
from app.services.engines import capabilities
from app.services.jobs import feasibility
from app.ui.pages.home.detail.job import read
from app.ui.pages.job.spoken_lines.state import SpokenLinesState
from models import Account, Job
from tests.support.page.tab import Tab, redirected_to
from tests.support.services.jobs import add_job, finish
from tests.support.services.spoken import add_spoken

pytestmark = pytest.mark.anyio


@pytest.fixture
def spoken(account: Account, monkeypatch: pytest.MonkeyPatch) -> Job:
    """A voiceover that is done; what is submitted finds an engine."""
    monkeypatch.setattr(capabilities, "missing", lambda _: None)
    monkeypatch.setattr(feasibility, "check", lambda _: [])
    with session_scope() as session:
        return add_spoken(session, account)


def newest() -> Job:
    with read_scope() as session:
        return session.exec(select(Job).order_by(Job.number.desc())).first()  # type: ignore[union-attr, return-value]


async def test_a_line_is_spoken_anew(tab: Tab, spoken: Job) -> None:
    await tab.call(SpokenLinesState, "open", spoken.id)
    state = await tab.state(SpokenLinesState)
    assert [line["label"] for line in state.lines] == ["1 at 0:00 · Hola", "2 at 0:02 · Anna: Buenas"]
    assert (state.cue, state.text, state.voice) == ("1", "Hola", "es")
    await tab.call(SpokenLinesState, "choose", "2")
    assert (state.text, state.voice) == ("Buenas", "es+f2")
    await tab.call(SpokenLinesState, "choose_voice", "es+f3")
    went = await tab.call(SpokenLinesState, "speak", {"text": "Muy buenas", "speed": "0.9"})
    made = newest()
    assert redirected_to(went) == f"/jobs/{made.number}"
    assert (made.channel, made.parameters["lines"]) == ("web", {"2": {"voice": "es+f3", "speed": 0.9}})
    assert made.parameters["voices"] == {"Anna": "es+f2"}
    assert state.job_id == ""


async def test_nothing_that_changes_is_told(tab: Tab, spoken: Job) -> None:
    await tab.call(SpokenLinesState, "open", spoken.id)
    await tab.call(SpokenLinesState, "speak", {"text": "Hola", "speed": ""})
    assert "say what changes" in (await tab.state(SpokenLinesState)).problem
    assert newest().id == spoken.id
    await tab.call(SpokenLinesState, "close")
    assert (await tab.state(SpokenLinesState)).problem == ""


async def test_what_cannot_be_spoken_is_told(tab: Tab, spoken: Job) -> None:
    """The page's field takes no more, but whoever sends the event may."""
    await tab.call(SpokenLinesState, "open", spoken.id)
    for text, said in ((2001 * "a", "at most 2000 characters"), ("\u200b \u2060", "no words to speak")):
        await tab.call(SpokenLinesState, "speak", {"text": text, "speed": ""})
        assert said in (await tab.state(SpokenLinesState)).problem
    assert newest().id == spoken.id


async def test_the_page_offers_it_where_lines_were_spoken(tab: Tab, account: Account, spoken: Job) -> None:
    with session_scope() as session:
        other = finish(session, add_job(session, account))
    who = person(account)
    assert read(who, spoken.id, "")["speaks"]
    assert not read(who, other.id, "")["speaks"]
    await tab.call(SpokenLinesState, "open", other.id)
    assert "no lines" in (await tab.state(SpokenLinesState)).problem
