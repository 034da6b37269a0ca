"""Webhook endpoints of an account: create, change, delete, and their signing secrets."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Update, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from app.core import clock
from app.core.errors import Conflict, Invalid, NotFound
from app.core.settings import get_settings
from app.services import access, undo
from app.services.access import Principal
from models import DeliveryState, EndpointState, WebhookDelivery, WebhookEndpoint
from models.webhook import ALL_EVENTS, EVENTS

AT_MOST = 50
_NOTICES_KEPT = 50
_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Changes:
    """What to change of an endpoint; None leaves it as it is."""

    url: str | None = None
    events: list[str] | None = None
    description: str | None = None
    state: str | None = None


def create(
    session: Session,
    who: Principal,
    url: str,
    events: list[str],
    description: str = "",
    *,
    sandbox: bool | None = None,
) -> WebhookEndpoint:
    """A new endpoint, of live or of sandbox jobs; its secret is shown this once.

    The address has been checked by `addresses.check` before, outside the transaction.
    """
    side = who.side_to_make(sandbox)
    if len(list_for(session, who.on_side(side))) >= AT_MOST:
        named = "sandbox" if side else "live"
        raise Conflict(
            f"There are {AT_MOST} {named} webhook endpoints already.", hint="Delete one that is not used."
        )
    endpoint = WebhookEndpoint(
        account_id=who.account_id,
        url=url,
        description=description,
        events=_known(events),
        sandbox=side,
        secret=_new_secret(),
        created_at=clock.now(),
    )
    session.add(endpoint)
    session.flush()
    return endpoint


def list_for(session: Session, who: Principal) -> list[WebhookEndpoint]:
    """The asker's endpoints, oldest first."""
    mine = access.visible(who, WebhookEndpoint).where(col(WebhookEndpoint.deleted_at).is_(None))
    return list(session.exec(mine.order_by(col(WebhookEndpoint.created_at), col(WebhookEndpoint.id))))


def get(session: Session, who: Principal, endpoint_id: str) -> WebhookEndpoint:
    """An endpoint of the asker's."""
    endpoint = access.find(session, who, WebhookEndpoint, endpoint_id)
    if endpoint is None or endpoint.deleted_at is not None:
        raise _unknown()
    return endpoint


def _unknown() -> NotFound:
    return NotFound("There is no such webhook endpoint.", hint="List them with GET /v1/webhooks.")


def change(session: Session, who: Principal, endpoint_id: str, changes: Changes) -> WebhookEndpoint:
    """Change an endpoint; making it active again also forgets its failures."""
    endpoint = get(session, who, endpoint_id)
    if endpoint.url is None:
        raise Conflict(
            "This endpoint stands for the addresses that jobs name; only its secret can be changed.",
            hint="Set `webhook` in the Job Description instead.",
        )
    endpoint.url = changes.url or endpoint.url
    if changes.events is not None:
        endpoint.events = _known(changes.events)
    if changes.description is not None:
        endpoint.description = changes.description
    if changes.state == EndpointState.ACTIVE:
        endpoint.state, endpoint.failing_since, endpoint.held_until = changes.state, None, None
    elif changes.state == EndpointState.DISABLED:
        stop(session, endpoint, EndpointState.DISABLED)
    elif changes.state is not None:
        raise Invalid(
            f"An endpoint cannot be made {changes.state[:40]!r}.", hint="Make it active or disabled."
        )
    session.add(endpoint)
    return endpoint


def remove(session: Session, who: Principal, endpoint_id: str, *, undoable: bool = False) -> WebhookEndpoint:
    """Delete an endpoint; nothing more is sent to it, what was sent stays readable.

    An `undoable` one keeps its state and what it is owed, which for a while still grows: `restore` goes on
    from there.
    """
    endpoint = get(session, who, endpoint_id)
    endpoint.deleted_at = clock.now()
    if undoable:
        session.add(endpoint)
        session.execute(_waiting(endpoint).values(state=DeliveryState.SKIPPED.value))
    else:
        stop(session, endpoint, EndpointState.DISABLED)
    return endpoint


def restore(session: Session, who: Principal, endpoint_id: str) -> WebhookEndpoint:
    """Undo an undoable `remove`, and send what waits since. Raises Conflict when that was too long ago."""
    endpoint = access.find(session, who, WebhookEndpoint, endpoint_id)
    if endpoint is None:
        raise _unknown()
    undo.check(endpoint.deleted_at, "This webhook endpoint stays deleted.", "Add it again.")
    endpoint.deleted_at = None
    session.add(endpoint)
    kept = (
        col(WebhookDelivery.endpoint_id) == endpoint.id,
        col(WebhookDelivery.state) == DeliveryState.SKIPPED,
        col(WebhookDelivery.next_attempt_at).is_not(None),
    )
    session.execute(update(WebhookDelivery).where(*kept).values(state=DeliveryState.PENDING.value))
    return endpoint


def rotate(session: Session, who: Principal, endpoint_id: str) -> WebhookEndpoint:
    """A new secret; the old one signs beside it until the overlap ends, so that no message is lost."""
    endpoint = get(session, who, endpoint_id)
    endpoint.previous_secret = endpoint.secret
    endpoint.previous_until = clock.now() + timedelta(hours=get_settings().webhooks.overlap_hours)
    endpoint.secret = _new_secret()
    session.add(endpoint)
    return endpoint


def secrets_of(endpoint: WebhookEndpoint) -> list[str]:
    """Every secret that signs now, the newest first."""
    overlapping = endpoint.previous_until is not None and endpoint.previous_until > clock.now()
    older = endpoint.previous_secret if overlapping else None
    return [endpoint.secret, *([older] if older else [])]


def stop(session: Session, endpoint: WebhookEndpoint, state: EndpointState) -> None:
    """Pause or disable an endpoint: what still waits is skipped, and can be sent again later."""
    endpoint.state = state
    session.add(endpoint)
    session.execute(_waiting(endpoint).values(state=DeliveryState.SKIPPED.value, next_attempt_at=None))


def _waiting(endpoint: WebhookEndpoint) -> Update:
    """The update of what still waits to be sent to an endpoint."""
    waiting = (
        col(WebhookDelivery.endpoint_id) == endpoint.id,
        col(WebhookDelivery.state) == DeliveryState.PENDING,
    )
    return update(WebhookDelivery).where(*waiting)


def notify(endpoint: WebhookEndpoint, code: str, message: str) -> None:
    """Leave the owner a notice; the history keeps the newest."""
    notice = {"at": clock.iso(clock.now()), "code": code, "message": message}
    endpoint.notices = [*endpoint.notices, notice][-_NOTICES_KEPT:]


def endpoint_of_jobs(session: Session, account_id: str, *, sandbox: bool) -> WebhookEndpoint:
    """The endpoint that stands for the addresses jobs and presets of a side name, made when first needed."""
    name = f"jobs-{account_id}-sandbox" if sandbox else f"jobs-{account_id}"
    found = session.get(WebhookEndpoint, name)
    if found is not None:
        return found
    made = WebhookEndpoint(
        id=name,
        account_id=account_id,
        sandbox=sandbox,
        description="The addresses that jobs and presets name themselves",
        secret=_new_secret(),
        created_at=clock.now(),
    )
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:  # another transaction made it a moment ago
        return session.get_one(WebhookEndpoint, name)
    return made


def _known(events: list[str]) -> list[str]:
    wrong = [event for event in events if event not in (ALL_EVENTS, *EVENTS)]
    if wrong or not events:
        said = f"There is no event {wrong[0]!r}." if wrong else "An endpoint needs at least one event."
        raise Invalid(
            said,
            hint=f"Use some of: {ALL_EVENTS}, {', '.join(EVENTS)}.",
            errors=[{"field": "events", "message": "unknown event" if wrong else "empty"}],
        )
    return [ALL_EVENTS] if ALL_EVENTS in events else list(dict.fromkeys(events))


def _new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()
