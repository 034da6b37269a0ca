"""Signing in: passwords, one-time links, sessions."""

import pytest

from app.core import clock
from app.core.db import session_scope
from app.core.errors import AppError, Gone, NotFound, Unauthorized
from app.core.settings import get_settings
from app.services.access import person
from app.services.accounts import api_keys, sessions
from models import Account


def test_password(account: Account) -> None:
    sessions.set_password(account.id, "a long password")
    secret = sessions.sign_in(account.email.upper(), "a long password")
    with session_scope() as session:
        found = sessions.account_for_session(session, secret)
        assert found is not None
        assert found.id == account.id
        sessions.sign_out(session, secret)
    with session_scope() as session:
        assert sessions.account_for_session(session, secret) is None
    for email, password in ((account.email, "wrong"), ("nobody@example.com", "a long password")):
        with pytest.raises(Unauthorized):
            sessions.sign_in(email, password)


def test_nobody_waits_for_a_password_to_be_checked(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    def slowly(*_: object) -> bool:
        with session_scope() as session:  # would wait for its turn, and fail, if signing in held the database
            session.add(Account(email="meanwhile@example.com"))
        return True

    monkeypatch.setattr(sessions, "password_matches", slowly)
    assert sessions.sign_in(account.email, "any")


def test_a_link_works_once(account: Account) -> None:
    with session_scope() as session:
        secret = sessions.one_time_link(session, account).rsplit("/", 1)[1]
    with session_scope() as session:
        sessions.sign_in_with_link(session, secret)
    with session_scope() as session, pytest.raises(Gone):
        sessions.sign_in_with_link(session, secret)


def test_sessions_and_links_end(account: Account) -> None:
    with session_scope() as session:
        link = sessions.one_time_link(session, account).rsplit("/", 1)[1]
        cookie = sessions.sign_in_with_link(
            session, sessions.one_time_link(session, account).rsplit("/", 1)[1]
        )
    clock.advance(sessions.SESSION_DAYS * 86_400 + 1)
    with session_scope() as session:
        assert sessions.account_for_session(session, cookie) is None
        with pytest.raises(Gone):
            sessions.sign_in_with_link(session, link)


def test_keys(account: Account, other_account: Account) -> None:
    with session_scope() as session:
        key, text = api_keys.create(session, person(account), "tests", sandbox=True)
    with session_scope() as session:
        who = api_keys.authenticate(session, text)
        assert (who.account_id, who.key_id, who.sandbox) == (account.id, key.id, True)
        assert api_keys.cached_key(text) == who
        with pytest.raises(NotFound):
            api_keys.revoke(session, person(other_account), key.id)
        api_keys.revoke(session, person(account), key.id)
        assert api_keys.cached_key(text) is None
    with session_scope() as session:
        with pytest.raises(Unauthorized, match="revoked"):
            api_keys.authenticate(session, text)
        with pytest.raises(Unauthorized, match="not a Cuedeck"):
            api_keys.authenticate(session, "Bearer nonsense")


def test_another_password_needs_the_one_there_is_and_ends_other_sessions(account: Account) -> None:
    with session_scope() as session:
        here, there = sessions._open_session(session, account.id), sessions._open_session(session, account.id)
    sessions.change_password(here, "", "the first password")
    for current, wanted, code in (
        ("wrong", "another password", "wrong_password"),
        ("the first password", "short", "weak_password"),
    ):
        with pytest.raises(AppError) as refused:
            sessions.change_password(here, current, wanted)
        assert refused.value.code == code
    with session_scope() as session:
        assert sessions.account_for_session(session, here) is not None
        assert sessions.account_for_session(session, there) is None
    with pytest.raises(Unauthorized, match="signed out"):
        sessions.change_password(there, "the first password", "the second password")
    sessions.change_password(here, "the first password", "the second password")
    sessions.sign_in(account.email, "the second password")


def link_of(account: Account) -> str:
    with session_scope() as session:
        return sessions.one_time_link(session, account).rsplit("/", 1)[1]


def by_link(secret: str) -> str:
    with session_scope() as session:
        return sessions.sign_in_with_link(session, secret)


def test_a_link_replaces_a_forgotten_password_once(account: Account) -> None:
    sessions.set_password(account.id, "the forgotten one")
    elsewhere = sessions.sign_in(account.email, "the forgotten one")
    here, unused = by_link(link_of(account)), link_of(account)
    sessions.change_password(here, "", "the new password")
    with session_scope() as session:
        assert sessions.account_for_session(session, elsewhere) is None
    with pytest.raises(Unauthorized):
        sessions.sign_in(account.email, "the forgotten one")
    with pytest.raises(Gone):  # whoever had a link before is out too
        by_link(unused)
    with pytest.raises(Unauthorized, match="not right"):
        sessions.change_password(here, "", "the next password")


def test_a_link_may_set_a_password_for_an_hour_only(account: Account) -> None:
    sessions.set_password(account.id, "the forgotten one")
    here = by_link(link_of(account))
    clock.advance(sessions.RESET_MINUTES * 60 + 1)
    with pytest.raises(Unauthorized, match="not right"):
        sessions.change_password(here, "", "the new password")


def test_the_environments_owner_signs_in_before_anything_else(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(get_settings(), "owner_email", "Owner@example.com")
    monkeypatch.setattr(get_settings(), "owner_password", "a long password")
    assert sessions.sign_in("owner@example.com", "a long password")
