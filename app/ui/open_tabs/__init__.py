"""Registry of open tabs: the client token and account of each tab of this web process."""

from __future__ import annotations

from collections.abc import Container

_accounts: dict[str, str] = {}


def register_tab(token: str, account_id: str) -> None:
    """A tab shows the jobs of an account from now on."""
    _accounts[token] = account_id


def unregister_tab(token: str) -> None:
    """A tab shows nothing live any more."""
    _accounts.pop(token, None)


def connected_tabs(connected: Container[str]) -> list[str]:
    """Every tab that is still connected; the others are forgotten."""
    for token in [token for token in _accounts if token not in connected]:
        del _accounts[token]
    return list(_accounts)


def tabs_of_account(account_id: str, connected: Container[str]) -> list[str]:
    """The tabs of an account that are still connected."""
    return [token for token in connected_tabs(connected) if _accounts[token] == account_id]
