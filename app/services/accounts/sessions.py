"""The owner, and signing in: by password or by a one-time link, into a browser session."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, delete, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from app.core import clock
from app.core.db import read_scope, session_scope
from app.core.errors import Gone, Invalid, NotFound, Unauthorized
from app.core.security import digest, hash_password, password_matches, random_text
from app.core.settings import SHORTEST_PASSWORD, get_settings
from models import Account, BrowserSession, SignInLink

SESSION_DAYS = 30
LINK_HOURS = 24
RESET_MINUTES = 60


def ensure_owner(session: Session) -> tuple[Account, bool]:
    """The owner's account, and whether it was made just now.

    `CUEDECK_OWNER_EMAIL` and `CUEDECK_OWNER_PASSWORD` decide its address and password at the first start.
    """
    first = select(Account).order_by(col(Account.created_at)).limit(1)
    owner = session.exec(first).first()
    if owner is not None:
        return owner, False
    settings = get_settings()
    owner = Account(email=settings.owner_email.strip().lower() or "owner@localhost", name="Owner")
    owner.operator = True
    if settings.owner_password:
        owner.password_hash = hash_password(settings.owner_password)
    try:
        with session.begin_nested():
            session.add(owner)
    except IntegrityError:  # another process made it a moment ago
        return session.exec(first).one(), False
    return owner, True


def one_time_link(session: Session, account: Account) -> str:
    """A fresh address that signs its first visitor in, good for a day."""
    secret = random_text(40)
    expires = clock.now() + timedelta(hours=LINK_HOURS)
    session.add(SignInLink(id=digest(secret), account_id=account.id, expires_at=expires))
    return f"{get_settings().base_url}/auth/link/{secret}"


def sign_in(email: str, password: str) -> str:
    """Check a password and open a browser session; returns the cookie's secret.

    Checking takes a while on purpose, so it happens where no job waits for the database.
    """
    with session_scope() as session:
        ensure_owner(session)  # whom the environment names: this may be the first thing anyone asks
        account = session.exec(select(Account).where(col(Account.email) == email.strip().lower())).first()
    if not password_matches(password, account.password_hash if account else None) or account is None:
        raise Unauthorized(
            "This email and password do not match.",
            hint="Check both, or ask for a link: cuedeck sign-in-link",
        )
    with session_scope() as session:
        return _open_session(session, account.id)


def by_email(session: Session, email: str) -> Account:
    """The account with this address; NotFound if there is none."""
    account = session.exec(select(Account).where(col(Account.email) == email.strip().lower())).first()
    if account is None:
        raise NotFound(
            f"There is no account {email!r}.",
            code="unknown_account",
            hint="cuedeck accounts list shows the accounts of this instance.",
        )
    return account


def list_all(session: Session) -> list[Account]:
    """Every account, oldest first."""
    return list(session.exec(select(Account).order_by(col(Account.created_at))))


def sign_in_with_link(session: Session, secret: str) -> str:
    """Use up a one-time link and open a browser session; returns the cookie's secret.

    Whoever holds the link may have forgotten the password: for an hour the session sets a new one without it.
    """
    link = unused_link(session, secret)
    link.used_at = clock.now()
    session.add(link)
    return _open_session(session, link.account_id, clock.now() + timedelta(minutes=RESET_MINUTES))


def unused_link(session: Session, secret: str) -> SignInLink:
    """A one-time link that still lets somebody in; Gone otherwise."""
    link = session.get(SignInLink, digest(secret))
    if link is None or link.used_at is not None or link.expires_at < clock.now():
        raise Gone(
            "This sign-in link has been used or has expired.",
            hint="Make a new one on the server with: cuedeck sign-in-link",
        )
    return link


def revoke_links(session: Session, account: Account) -> int:
    """End the account's one-time links that nobody has used yet; returns how many."""
    unused = (col(SignInLink.account_id) == account.id, col(SignInLink.used_at).is_(None))
    return cast("CursorResult[Any]", session.execute(delete(SignInLink).where(*unused))).rowcount


def _open_session(session: Session, account_id: str, may_reset_until: datetime | None = None) -> str:
    secret = random_text(43)
    expires = clock.now() + timedelta(days=SESSION_DAYS)
    opened = BrowserSession(id=digest(secret), account_id=account_id, expires_at=expires)
    opened.may_reset_until = may_reset_until
    session.add(opened)
    return secret


def account_for_session(session: Session, secret: str) -> Account | None:
    """Whose browser session this cookie is, if it is a live one."""
    found = session.get(BrowserSession, digest(secret))
    if found is None or found.expires_at < clock.now():
        return None
    return session.get(Account, found.account_id)


def sign_out(session: Session, secret: str) -> None:
    """Close a browser session."""
    found = session.get(BrowserSession, digest(secret))
    if found is not None:
        session.delete(found)


def needs_current_password(session: Session, secret: str) -> bool:
    """Whether this browser has to give the password there is before it sets another."""
    opened = session.get(BrowserSession, digest(secret))
    account = account_for_session(session, secret)
    if opened is None or account is None or account.password_hash is None:
        return False
    return opened.may_reset_until is None or opened.may_reset_until < clock.now()


def change_password(secret: str, current: str, password: str) -> None:
    """Give the account of this browser another password; every other browser is signed out.

    Raises Unauthorized `wrong_password` when `current` has to be the password there is and is not, Invalid
    `weak_password` under 10 characters. Checking takes a while: no job waits for the database meanwhile.
    """
    with read_scope() as session:
        account = account_for_session(session, secret)
        asked = needs_current_password(session, secret)
    if account is None:
        raise Unauthorized("You are signed out.", hint="Open the page and sign in again.")
    if asked and not password_matches(current, account.password_hash):
        raise Unauthorized(
            "The current password is not right.",
            code="wrong_password",
            hint="If it is forgotten: cuedeck accounts reset-password, on the server.",
        )
    set_password(account.id, password, keep=secret)


def set_password(account_id: str, password: str, *, keep: str = "") -> None:
    """Set a password and end what came before it: browsers, but the one with the cookie `keep`, and links."""
    if len(password) < SHORTEST_PASSWORD:
        raise Invalid(
            f"A password needs at least {SHORTEST_PASSWORD} characters.",
            code="weak_password",
            hint="A few words in a row are easy to remember and hard to guess.",
        )
    hashed, kept = hash_password(password), digest(keep)
    with session_scope() as session:
        mine = col(BrowserSession.account_id) == account_id
        session.execute(update(Account).where(col(Account.id) == account_id).values(password_hash=hashed))
        session.execute(delete(BrowserSession).where(mine, col(BrowserSession.id) != kept))
        session.execute(update(BrowserSession).where(mine).values(may_reset_until=None))
        revoke_links(session, session.get_one(Account, account_id))


def expire(session: Session) -> int:
    """Forget browser sessions and one-time links whose time is over; returns how many."""
    ended = 0
    for table in (BrowserSession, SignInLink):
        old = delete(table).where(col(table.expires_at) < clock.now())
        ended += cast("CursorResult[Any]", session.execute(old)).rowcount
    return ended


def has_signed_in(session: Session, account: Account) -> bool:
    """Whether anyone has opened a browser session of this account yet."""
    return (
        session.exec(select(BrowserSession.id).where(col(BrowserSession.account_id) == account.id)).first()
        is not None
    )


def local_path(target: str) -> str:
    """Where to go after signing in: a path of ours, never another site."""
    return target if target.startswith("/") and not target.startswith(("//", "/\\")) else "/"
