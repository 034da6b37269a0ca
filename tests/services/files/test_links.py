"""Links end: by time, by hand, by use, with their file."""

from collections.abc import Iterator

import pytest
from sqlmodel import Session

from app.core import clock
from app.core.db import session_scope
from app.core.errors import Conflict, Gone, Invalid, NotFound
from app.core.settings import get_settings
from app.services.access import Principal
from app.services.files import links
from models import Account, Link, Output
from tests.support.services.outputs import add_output


@pytest.fixture
def session(account: Account) -> Iterator[Session]:
    with session_scope() as session:
        yield session


@pytest.fixture
def output(session: Session, account: Account) -> Output:
    return add_output(session, account, b"WEBVTT\n")


def token(link: Link) -> str:
    return links.url(link, "").removeprefix("/d/")


def test_a_link_opens_until_it_expires(session: Session, output: Output) -> None:
    link = links.create(session, output, 60)
    assert links.open_token(session, token(link)) == (output, link)
    assert links.state(link, output) == "active"
    clock.advance(61)
    with pytest.raises(Gone, match="expired"):
        links.open_token(session, token(link))
    assert links.state(link, output) == "expired"


def test_more_time_for_an_address_that_was_sent(session: Session, output: Output) -> None:
    """The token that was shared opens until the new end, also once its own has passed."""
    link, who = links.create(session, output, 60), Principal(output.account_id, None, "")
    sent = token(link)
    links.extend(session, who, link.id, 3600)
    clock.advance(1800)
    assert links.open_token(session, sent) == (output, link)
    links.extend(session, who, link.id, 60)  # sooner than it would
    clock.advance(61)
    with pytest.raises(Gone, match="expired"):
        links.open_token(session, sent)
    links.extend(session, who, link.id, 60)  # and after its end
    assert links.open_token(session, sent)[0] == output
    with pytest.raises(Invalid):
        links.extend(session, who, link.id, 59)
    links.revoke(session, who, link.id)
    with pytest.raises(Conflict, match="revoked"):
        links.extend(session, who, link.id, 60)


def test_no_time_for_a_file_that_is_gone(session: Session, output: Output) -> None:
    link = links.create(session, output, 60)
    output.deleted_at = clock.now()
    session.add(output)
    with pytest.raises(Gone, match="removed"):
        links.extend(session, Principal(output.account_id, None, ""), link.id, 60)


def test_the_state_is_what_opening_it_says(session: Session, output: Output) -> None:
    who = Principal(output.account_id, None, "")
    link, limited = links.create(session, output, 60), links.create(session, output, 60, max_downloads=1)
    limited.download_count = 1
    assert links.state(limited, output) == "used_up"
    output.deleted_at = clock.now()
    session.add(output)
    assert [links.state(each, output) for each in (link, limited)] == ["file_removed"] * 2
    with pytest.raises(Gone, match="removed"):
        links.open_token(session, token(link))
    links.revoke(session, who, link.id)
    assert links.state(link, output) == "revoked"
    clock.advance(61)
    assert links.state(limited, output) == "expired"


def test_links_that_work_page_by_page(session: Session, output: Output, account: Account) -> None:
    who = Principal(output.account_id, None, "")
    made = [links.create(session, output, seconds) for seconds in (300, 60, 120, 60, 240)]
    gone = links.create(session, add_output(session, account, b"gone"), 90)
    output_of_gone = links.output_of(session, gone)
    output_of_gone.deleted_at = clock.now()
    session.add(output_of_gone)
    links.revoke(session, who, made[4].id)
    ending_first = sorted(made[:4], key=lambda link: (link.expires_at, link.id))
    pages, after = [], None
    while page := [link for link, _ in links.live(session, who, 2, after)]:
        pages.append(page)
        after = page[-1].id
    assert pages == [ending_first[:2], ending_first[2:]]
    with pytest.raises(NotFound):
        links.live(session, Principal("another", None, ""), 2, made[0].id)


def test_what_ended_with_all_others_does_not_come_back(session: Session, output: Output) -> None:
    who = Principal(output.account_id, None, "")
    revoked, kept = links.create(session, output, 3600), links.create(session, output, 3600)
    links.revoke(session, who, revoked.id)
    assert links.can_be_restored(revoked)
    links.revoke_all(session, who, output.job_id)
    assert not links.can_be_restored(revoked)
    assert not links.can_be_restored(kept)
    with pytest.raises(Conflict):
        links.restore(session, who, kept.id)
    assert links.state(kept, output) == "revoked"


def test_revoked(session: Session, output: Output) -> None:
    link = links.create(session, output, 3600)
    links.revoke(session, Principal(output.account_id, None, ""), link.id)
    with pytest.raises(Gone, match="revoked"):
        links.open_token(session, token(link))


def test_a_download_limit(session: Session, output: Output) -> None:
    link = links.create(session, output, 3600, max_downloads=2)
    for _ in range(2):
        links.take_bytes(session, link, 7, 7)
    links.take_bytes(session, link, 7, 3)  # a broken download goes on
    with pytest.raises(Gone, match="as often"):
        links.take_bytes(session, link, 7, 1)


def test_the_file_is_gone(session: Session, output: Output) -> None:
    link = links.create(session, output, 3600)
    output.deleted_at = clock.now()
    session.flush()
    with pytest.raises(Gone, match="removed"):
        links.open_token(session, token(link))


def test_short_lived_addresses_need_no_row(session: Session, output: Output) -> None:
    presigned = links.short_lived(output, "http://x")
    assert links.open_token(session, presigned.url.removeprefix("http://x/d/")) == (output, None)
    assert links.short_lived(output, "http://x") == presigned


def test_altered_and_foreign(session: Session, output: Output, account: Account) -> None:
    link = links.create(session, output, 3600)
    with pytest.raises(NotFound):
        links.open_token(session, token(link) + "x")
    with pytest.raises(NotFound):
        links.revoke(session, Principal("another account", None, ""), link.id)


@pytest.mark.parametrize("seconds", [59, 604_801, "x", None, True, -1, float("nan"), 60.0])
def test_expiry(seconds: object) -> None:
    if seconds == 60.0:
        assert links.check_expiry(seconds) == 60
        return
    with pytest.raises(Invalid, match="between 60 and 604800"):
        links.check_expiry(seconds)


@pytest.mark.parametrize("kept", [False, True])
def test_the_last_use_of_a_link_is_told_and_its_address_only_when_it_may(
    account: Account, monkeypatch: pytest.MonkeyPatch, kept: bool
) -> None:
    monkeypatch.setattr(get_settings(), "keep_link_addresses", kept)
    with session_scope() as session:
        link = links.create(session, add_output(session, account, b""))
        assert link.last_used_at is None
        links.take_bytes(session, link, 10, 10, "203.0.113.9")
        session.refresh(link)
    assert link.last_used_at is not None
    assert (link.download_count, link.last_address) == (1, "203.0.113.9" if kept else "")
