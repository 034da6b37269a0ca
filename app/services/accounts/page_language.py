"""The language in which an account reads the page: the same in every browser that is signed in."""

from __future__ import annotations

from sqlmodel import Session

from app import locale
from app.core.errors import Invalid
from app.services.access import Principal
from app.services.accounts import sessions
from models import Account


def choose(session: Session, who: Principal, language: str) -> None:
    """Keep it with the account. Raises Invalid for one that the page is not offered in."""
    if language not in locale.LANGUAGES:
        raise Invalid(f"The page is not offered in “{language}”.", hint="Choose one that is listed.")
    account = session.get_one(Account, who.account_id)
    account.language = language


def of_session(session: Session, secret: str) -> str:
    """The one that a session's account has chosen; "" where it has none, or nobody is signed in."""
    account = sessions.account_for_session(session, secret)
    return (account and account.language) or ""
