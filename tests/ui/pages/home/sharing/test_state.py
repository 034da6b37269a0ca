from __future__ import annotations

import pytest
from sqlmodel import col, select

from app.core import clock
from app.core.db import session_scope
from app.core.errors import Gone
from app.services.access import Principal
from app.services.files import links
from app.ui.pages.home.sharing.state import SharingState
from models import Account, Job, Output
from tests.support.page.tab import ORIGIN, Tab, redirected_to

pytestmark = pytest.mark.anyio


@pytest.fixture
def job(account: Account) -> Job:
    with session_scope() as session:
        made = Job(account_id=account.id, job_type="convert", source_name="a.srt", stage="converted")
        session.add(made)
        session.flush()
        for index, name in enumerate(("a.vtt", "b.vtt")):
            session.add(
                Output(
                    job_id=made.id,
                    account_id=account.id,
                    output_index=index,
                    storage_key=name,
                    file_name=name,
                    media_type="text/vtt",
                    size=1,
                    sha256="0",
                )
            )
        return made


async def dialog(tab: Tab, job: Job) -> SharingState:
    await tab.call(SharingState, "open_for", job.id)
    return await tab.state(SharingState)


async def test_a_link_is_made_for_the_chosen_file_and_time(tab: Tab, job: Job) -> None:
    state = await dialog(tab, job)
    assert [file["name"] for file in state.files] == ["a.vtt", "b.vtt"]
    await tab.call(SharingState, "choose_file", "1")
    await tab.call(SharingState, "choose_expiry", "60")
    await tab.call(SharingState, "set_limit", "2")
    await tab.call(SharingState, "create")
    assert state.url.startswith(f"{ORIGIN}/d/")
    [listed] = state.links
    assert (listed["file"], listed["state"], listed["used"]) == ("b.vtt", "active", "0 of 2 downloads")
    with session_scope() as session:
        output, link = links.open_token(session, state.url.rpartition("/")[2])
    assert output.file_name == "b.vtt"
    assert link is not None
    assert 58 <= (link.expires_at - clock.now()).total_seconds() <= 60


async def test_a_time_of_ones_own(tab: Tab, job: Job) -> None:
    state = await dialog(tab, job)
    for name, value in (("choose_expiry", "custom"), ("set_amount", "30"), ("set_unit", "seconds")):
        await tab.call(SharingState, name, value)
    await tab.call(SharingState, "create")
    assert (state.url, "between 60 and 604800" in state.problem) == ("", True)
    await tab.call(SharingState, "set_amount", "soon")
    await tab.call(SharingState, "create")
    assert "not a whole number" in state.problem
    await tab.call(SharingState, "set_amount", "5")
    await tab.call(SharingState, "set_unit", "minutes")
    await tab.call(SharingState, "set_limit", "none")
    await tab.call(SharingState, "create")
    assert "download limit" in state.problem
    await tab.call(SharingState, "set_limit", "")
    await tab.call(SharingState, "create")
    assert (state.problem, bool(state.url)) == ("", True)


async def test_a_revoked_link_is_no_longer_offered(tab: Tab, job: Job) -> None:
    state = await dialog(tab, job)
    await tab.call(SharingState, "create")
    await tab.call(SharingState, "revoke", state.links[0]["id"])
    assert (state.links[0]["state"], state.url) == ("revoked", "")


async def test_all_links_end_after_a_yes(tab: Tab, job: Job) -> None:
    state = await dialog(tab, job)
    for index in ("0", "1"):
        await tab.call(SharingState, "choose_file", index)
        await tab.call(SharingState, "create")
    with session_scope() as session:
        output = session.exec(select(Output).where(Output.job_id == job.id)).first()
        assert output is not None
        short = links.short_lived(output, ORIGIN).url
    await tab.call(SharingState, "ask_to_end_all")
    await tab.call(SharingState, "keep_links")
    assert ([link["state"] for link in state.links], state.asks_to_end_all) == (["active"] * 2, False)
    await tab.call(SharingState, "ask_to_end_all")
    await tab.call(SharingState, "end_all")
    assert [link["state"] for link in state.links] == ["revoked"] * 2
    assert (state.url, state.problem, state.asks_to_end_all) == ("", "", False)
    with session_scope() as session, pytest.raises(Gone):
        links.open_token(session, short.rpartition("/")[2])


async def test_a_link_is_brought_back_right_after_it_was_revoked_only(tab: Tab, job: Job) -> None:
    state = await dialog(tab, job)
    await tab.call(SharingState, "create")
    for late in (False, True):
        await tab.call(SharingState, "revoke", state.links[0]["id"])
        assert state.links[0]["undo"]
        clock.advance(61 if late else 30)
        await tab.call(SharingState, "restore", state.links[0]["id"])
        assert (state.links[0]["state"], "stays revoked" in state.problem) == (
            ("revoked", True) if late else ("active", False)
        )


async def test_nobody_elses_link_is_brought_back(tab: Tab, job: Job, other_account: Account) -> None:
    with session_scope() as session:
        output = session.exec(select(Output).where(col(Output.job_id) == job.id)).first()
        assert output
        link = links.create(session, output)
        link.account_id, link.revoked_at = other_account.id, clock.now()
        session.add(link)
    state = await dialog(tab, job)
    await tab.call(SharingState, "restore", link.id)
    assert "no such link" in state.problem


async def test_links_tell_when_they_are_over(tab: Tab, job: Job, who: Principal) -> None:
    state = await dialog(tab, job)
    await tab.call(SharingState, "set_limit", "1")
    await tab.call(SharingState, "create")
    with session_scope() as session:
        links.take_bytes(session, links.get(session, who, state.links[0]["id"]), 7, 7)
    await tab.call(SharingState, "open_for", job.id)
    assert state.links[0]["state"] == "used up"
    clock.advance(7200)
    await tab.call(SharingState, "open_for", job.id)
    assert state.links[0]["state"] == "expired"


async def test_another_accounts_job_is_not_shared(tab: Tab, other_account: Account) -> None:
    with session_scope() as session:
        foreign = Job(account_id=other_account.id, job_type="convert")
        session.add(foreign)
    state = await dialog(tab, foreign)
    assert (state.files, "no job" in state.problem) == ([], True)
    await tab.call(SharingState, "create")
    assert (state.url, state.links) == ("", [])


async def test_nothing_is_shared_by_a_stranger(stranger: Tab, job: Job) -> None:
    assert redirected_to(await stranger.call(SharingState, "open_for", job.id)) == "/sign-in"
    assert redirected_to(await stranger.call(SharingState, "create")) == "/sign-in"


async def test_a_link_to_a_removed_file_is_not_offered_as_a_working_one(tab: Tab, job: Job) -> None:
    state = await dialog(tab, job)
    await tab.call(SharingState, "create")
    with session_scope() as session:
        for output in session.exec(select(Output).where(Output.job_id == job.id)):
            output.deleted_at = clock.now()
    await tab.call(SharingState, "open_for", job.id)
    assert [link["state"] for link in state.links] == ["file removed"]
