"""A forgotten password is replaced from the machine itself."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from app.cli import database
from app.cli.main import cli
from app.core.db import session_scope
from app.core.errors import NotFound, Unauthorized
from app.services.accounts import sessions
from models import Account


@pytest.fixture(autouse=True)
def migrated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "migrate", lambda: None)


def test_a_link_that_sets_a_new_password(account: Account) -> None:
    assert account.email in CliRunner().invoke(cli, ["accounts", "list"]).stdout
    sessions.set_password(account.id, "the forgotten one")
    shown = CliRunner().invoke(cli, ["accounts", "reset-password", account.email.upper()])
    address, _, target = shown.stdout.strip().partition("?next=")
    assert (shown.exit_code, target) == (0, "/settings")
    with session_scope() as session:
        cookie = sessions.sign_in_with_link(session, address.rpartition("/")[2])
    sessions.change_password(cookie, "", "the new password")
    assert sessions.sign_in(account.email, "the new password")


def test_a_password_set_at_the_terminal_signs_browsers_out(account: Account) -> None:
    sessions.set_password(account.id, "the forgotten one")
    cookie = sessions.sign_in(account.email, "the forgotten one")
    typed = "the new password\nthe new password\n"
    done = CliRunner().invoke(cli, ["accounts", "reset-password", account.email, "--prompt"], input=typed)
    assert (done.exit_code, "the new password" in done.stdout) == (0, False)
    with pytest.raises(Unauthorized):
        sessions.sign_in(account.email, "the forgotten one")
    with session_scope() as session:
        assert sessions.account_for_session(session, cookie) is None
    assert sessions.sign_in(account.email, "the new password")


def test_nobody_of_that_name(account: Account) -> None:
    failed = CliRunner().invoke(cli, ["accounts", "reset-password", "nobody@example.com"])
    assert isinstance(failed.exception, NotFound)
