"""Every event of the page is an address that anybody can send to: each is sent, by everybody.

They go through Reflex's own event processor with the page's guard, as they do when they come over a socket.
An event without a row in `ROWS` fails `test_every_event_has_a_row`.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import reflex as rx
from reflex.event import Event
from reflex.istate.manager.memory import StateManagerMemory
from reflex.state import State
from reflex_base.event.processor.base_state_processor import BaseStateEventProcessor

from app.app import app
from app.ui import session
from models.base import new_id
from tests.support.api.access_world import ADDRESS, Corner, Things

Payload = dict[str, Any]
Sent = tuple[str, Callable[[Things], Payload]]
FRAMEWORK = {
    "State.hydrate",
    "State.hydrate_and_load",
    "State.set_is_hydrated",
    "OnLoadInternalState.on_load_internal",
    "OnLoadInternalState.set_is_hydrated",
    "UpdateVarsInternalState.update_vars_internal",
    "FrontendEventExceptionState.handle_frontend_exception",
}
"""Events of Reflex itself: they send the tab's own state, or start the page's `load`."""


@dataclass(frozen=True)
class Row:
    """An event, what it carries, what was sent before it, and at which address.

    `changes`: in its owner's tab it changes what is stored. `makes`: it makes something of one's own, whoever
    sends it.
    """

    event: str
    payload: Callable[[Things], Payload] = field(default=lambda _: {})
    before: tuple[Sent, ...] = ()
    at: Callable[[Things], str] = field(default=lambda _: "/")
    changes: bool = False
    makes: bool = False


def of(*names: str, **more: Any) -> Callable[[Things], Payload]:
    """A payload: ids of a corner by the names of the handler's arguments, as name=thing."""
    pairs = [name.split("=") for name in names]
    return lambda things: {argument: getattr(things, thing) for argument, thing in pairs} | more


def asked(state: str, thing: str) -> Sent:
    """The question before something is deleted."""
    return f"{state}.ask_to_delete", of(f"delete_id={thing}", name="x")


def landed(things: Things) -> Payload:
    return {"landed": {"upload_id": things.upload}}


FORM = {"name": "New", "job_type": "convert", "mode": "live", "asr": "on", "caption_formatting": "on"}
ACTS = {"changes": True}
DROPPED: Sent = ("SubmissionState.add", landed)
READY = (("SubmissionState.load", of()), DROPPED)
LINES: Sent = ("SpokenLinesState.open", of("job_id=dubbed"))
OPENED: Sent = ("SharingState.open_for", of("job_id=done"))

FAILED_LIST: Sent = ("HistoryState.load", of())


def one(action: str, thing: str) -> Callable[[Things], Payload]:
    """One selected job, and what is to be done with it."""
    return lambda things: {"action": action, "job_ids": [getattr(things, thing)], "which": ""}


def failed_list(_: Things) -> str:
    return "/?status=failed"


ROWS = [
    Row("HelpState.show"),
    Row("HelpState.hide"),
    Row("ActionState.start", of("job_id=draft"), **ACTS),
    Row("ActionState.start_draft", of("job_id=draft", form={"title": "T"}), **ACTS),
    Row("ActionState.add_address", of("job_id=empty", form={"address": ADDRESS}), **ACTS),
    Row("ActionState.add_upload", lambda t: {"job_id": t.empty, "sent": {"upload_id": t.upload}}, **ACTS),
    Row("ActionState.approve", of("job_id=editing"), **ACTS),
    Row("ActionState.send_back", of("job_id=editing"), **ACTS),
    Row("ActionState.cancel", of("job_id=waiting"), **ACTS),
    Row("ActionState.retry", of("job_id=failed"), **ACTS),
    Row("ActionState.retry_as", of("job_id=failed", format_name="WebVTT"), **ACTS),
    Row("ActionState.delete", of("job_id=done"), **ACTS),
    Row("ActionState.undo", of("job_id=done")),
    Row("ActionState.show_fault"),
    Row("ActionState.dismiss"),
    Row("BulkState.begin", one("retry", "failed"), **ACTS),
    Row("BulkState.begin", one("share", "done"), **ACTS),
    Row("BulkState.delete", before=(("BulkState.begin", one("delete", "done")),), **ACTS),
    Row("BulkState.undo"),
    Row("BulkState.withdraw_undo"),
    Row("BulkState.keep"),
    Row("BulkState.dismiss"),
    Row("DetailState.load", at=lambda t: f"/?job={t.done}"),
    Row("DetailState.load", at=lambda t: f"/?job={t.editing}"),
    Row("DetailState.load", at=lambda t: f"/jobs/{t.done_number}"),
    Row("JobPageState.load", at=lambda t: f"/jobs/{t.done_number}"),
    Row("SpokenLinesState.open", of("job_id=dubbed")),
    Row("SpokenLinesState.choose", of(cue="1"), before=(LINES,)),
    Row("SpokenLinesState.choose_voice", of(voice="es"), before=(LINES,)),
    Row("SpokenLinesState.speak", of(form={"text": "Good day"}), before=(LINES,), **ACTS),
    Row("SpokenLinesState.close", before=(LINES,)),
    Row("HistoryState.load"),
    Row("HistoryState.load", at=lambda t: f"/?q={t.mark}"),
    Row("HistoryState.narrow", of(query="status=failed")),
    Row("HistoryState.load_choices"),
    Row("HistoryState.catch_up"),
    Row(
        "HistoryState.save_view", of(form={"name": "New"}), makes=True, before=(FAILED_LIST,), at=failed_list
    ),
    Row("HistoryState.delete_view", of("view_id=view"), **ACTS),
    Row("HistoryState.restore_view", lambda t: {"name": t.mark}),
    Row("HistoryState.withdraw_undo"),
    Row("HistoryState.show_column", of(name="kind"), makes=True),
    Row("HistoryState.set_density", of(density="comfortable"), makes=True),
    Row("HistoryState.clear"),
    Row("HistoryState.close_job"),
    Row("EditorState.load", at=lambda t: f"/jobs/{t.editing_number}/edit"),
    Row("EditorState.load", at=lambda t: f"/jobs/{t.edited_number}/edit"),
    Row("OpenCaptionsState.load"),
    Row("OpenCaptionsState.open", lambda t: {"sent": {"upload_id": t.upload}}, **ACTS),
    Row("DevelopersState.load"),
    Row("DevelopersState.refresh"),
    Row("DevelopersState.show", of(which="failed")),
    Row("DevelopersState.open_form"),
    Row("DevelopersState.close_form"),
    Row("DevelopersState.create_key", of(form={"name": "New", "mode": "live"}), makes=True),
    Row("DevelopersState.hide_key"),
    Row("DevelopersState.ask_to_delete", of("delete_id=key_id", name="x")),
    Row("DevelopersState.cancel_delete"),
    Row("DevelopersState.revoke", before=(asked("DevelopersState", "key_id"),), **ACTS),
    Row("DevelopersState.restore", of("key_id=key_id")),
    Row("DevelopersState.withdraw_undo"),
    Row("FrameState.load"),
    Row("LinksState.load"),
    Row("LinksState.show", of(which="ended")),
    Row("LinksState.search", lambda t: {"text": t.mark}),
    Row("LinksState.show_more"),
    Row("LinksState.revoke", of("link_id=link"), **ACTS),
    Row("LinksState.restore", of("link_id=link")),
    Row("LinksState.withdraw_undo"),
    Row("LinksState.extend", of("link_id=link", seconds="7200"), **ACTS),
    Row("PresetsState.load"),
    Row("PresetsState.edit", of("preset_id=preset"), (("PresetsState.load", of()),)),
    Row("PresetsState.choose_language", of(language="de")),
    Row("PresetsState.close_form"),
    Row("PresetsState.save", of(form=FORM), makes=True),
    Row(
        "PresetsState.save",
        of(form=FORM | {"webhook": "https://evil.example.com/"}),
        (("PresetsState.load", of()), ("PresetsState.edit", of("preset_id=preset"))),
        makes=True,
    ),
    Row("PresetsState.begin", of("preset_id=preset"), **ACTS),
    Row("PresetsState.ask_to_delete", of("delete_id=preset", name="x")),
    Row("PresetsState.cancel_delete"),
    Row("PresetsState.delete", before=(asked("PresetsState", "preset"),), **ACTS),
    Row("PresetsState.restore", of("preset_id=preset")),
    Row("PresetsState.withdraw_undo"),
    Row("ServerSettingsState.load"),
    Row("ServerSettingsState.save", of(form={"jobs.retention_days": "7"}), **ACTS),
    Row("SettingsState.load"),
    Row("SettingsState.choose_language", of(language="de"), makes=True),
    Row("SettingsState.change_password", of(form={"password": "a long enough password"}), makes=True),
    Row("SharingState.open_for", of("job_id=done")),
    Row("SharingState.close"),
    Row("SharingState.choose_file", of(index="0")),
    Row("SharingState.choose_expiry", of(seconds="60")),
    Row("SharingState.set_amount", of(amount="5")),
    Row("SharingState.set_unit", of(unit="days")),
    Row("SharingState.set_limit", of(limit="5")),
    Row("SharingState.create", before=(OPENED,), **ACTS),
    Row("SharingState.revoke", of("link_id=link"), (OPENED,), **ACTS),
    Row("SharingState.restore", of("link_id=link"), (OPENED,)),
    Row("SharingState.ask_to_end_all", before=(OPENED,)),
    Row("SharingState.keep_links", before=(OPENED,)),
    Row("SharingState.end_all", before=(OPENED,), **ACTS),
    Row("SignInState.load"),
    Row("SubmissionState.load"),
    Row("SubmissionState.add", landed),
    Row("SubmissionState.set_address", of(text=ADDRESS)),
    Row("SubmissionState.travel", of(count=2)),
    Row("SubmissionState.forget_notice"),
    Row("SubmissionState.load", at=lambda t: f"/?again={t.done}"),
    Row("SubmissionState.fill_from_job", of("job_id=done")),
    Row("SubmissionState.paste", of(text=ADDRESS)),
    Row("SubmissionState.paste", of(text="1\n00:00:01,000 --> 00:00:02,000\nHello\n"), makes=True),
    Row(
        "SubmissionState.paste",
        lambda t: {"text": json.dumps({"job_type": "convert", "upload_id": t.upload})},
    ),
    Row("SubmissionState.except_file", of("file_id=upload"), READY),
    Row("SubmissionState.rejoin", of("file_id=upload"), READY),
    Row("SubmissionState.choose_preset", of("preset_id=preset"), READY),
    Row("SubmissionState.ask_preset_name"),
    Row("SubmissionState.save_preset", of(form={"name": "New"}), makes=True),
    Row("SubmissionState.drop_rest"),
    Row("SubmissionState.change_group", of(group="captions"), READY),
    Row("SubmissionState.add_address", before=(("SubmissionState.set_address", of(text=ADDRESS)),)),
    Row("SubmissionState.remove", of("file_id=upload"), READY),
    Row("SubmissionState.choose_kind", of(kind="transcribe")),
    Row("SubmissionState.choose_target", of(format_name="WebVTT")),
    Row("SubmissionState.choose_source", of("file_id=upload", format_name="WebVTT"), READY),
    Row("SubmissionState.choose_reading", of("file_id=upload", option="encoding", value="utf-8"), READY),
    Row("SubmissionState.check_file", of("file_id=upload"), READY),
    Row("SubmissionState.set_general", of(name="offset", value="1")),
    Row("SubmissionState.set_option", of(place="own", name="guide", value="x")),
    Row("SubmissionState.submit", before=READY),
    Row("SubmissionState.submit_one", of("file_id=upload"), READY),
    Row("SubmissionState.try_sample", makes=True),
    Row("SystemState.load"),
    Row("SystemState.refresh"),
    Row("SystemState.install", of(model="no-such-model")),
    Row("SystemState.open_form"),
    Row("SystemState.close_form"),
    Row("SystemState.install_named", of(form={"model": "no-such-model"})),
    Row("SystemState.stop_install", of(model="whisper-base")),
    Row("SystemState.ask_to_delete", of(delete_id="no-such-model", name="x")),
    Row("SystemState.cancel_delete"),
    Row(
        "SystemState.remove", before=(("SystemState.ask_to_delete", of(delete_id="no-such-model", name="x")),)
    ),
    Row("UsageState.load"),
    Row("UsageState.show", of(days="7")),
    Row("UsageState.show_entries", of(which="every")),
    Row("UsageState.more_ledger"),
    Row("WebhooksState.load"),
    Row("WebhooksState.refresh"),
    Row("WebhooksState.show", of(state="failed")),
    Row("WebhooksState.open_form"),
    Row("WebhooksState.close_form"),
    Row("WebhooksState.add", of(form={"url": "https://example.com/new", "mode": "live"}), makes=True),
    Row("WebhooksState.rotate", of("endpoint_id=endpoint"), **ACTS),
    Row("WebhooksState.hide_secret"),
    Row("WebhooksState.switch", of("endpoint_id=endpoint", state="disabled"), **ACTS),
    Row("WebhooksState.try_out", of("endpoint_id=endpoint"), **ACTS),
    Row("WebhooksState.resend", of("delivery_id=delivery"), **ACTS),
    Row("WebhooksState.resend_missed", of("endpoint_id=endpoint"), **ACTS),
    Row("WebhooksState.toggle", of("delivery_id=delivery")),
    Row("WebhooksState.ask_to_delete", of("delete_id=endpoint", name="x")),
    Row("WebhooksState.cancel_delete"),
    Row("WebhooksState.delete", before=(asked("WebhooksState", "endpoint"),), **ACTS),
    Row("WebhooksState.restore", of("endpoint_id=endpoint")),
    Row("WebhooksState.withdraw_undo"),
]


def states(kind: type[rx.State] = State) -> Iterator[type[rx.State]]:
    """Every state of the application and of Reflex, mixins aside."""
    yield kind
    for found in kind.__subclasses__():
        if not found._mixin and found.__module__.startswith(("app.", "reflex.")):
            yield from states(found)


STATES = {kind.__name__: kind for kind in states()}


class Visit:
    """A tab in somebody's browser, sending events."""

    def __init__(self, processor: BaseStateEventProcessor, cookie: str) -> None:
        self._processor, self.cookie, self.token = processor, cookie, new_id()

    async def send(self, name: str, payload: Payload, address: str = "/") -> str:
        """Send an event; returns all that came back to the tab, as text."""
        kind, _, handler = name.partition(".")
        headers = {"origin": "http://testserver", "cookie": f"cuedeck_session={self.cookie}"}
        where = {"pathname": address.partition("?")[0], "asPath": address, "query": {}}
        data = {"token": self.token, "sid": "socket", "headers": headers, **where}
        event = Event(name=f"{STATES[kind].get_full_name()}.{handler}", payload=payload, router_data=data)
        return "".join(
            [str(delta) async for delta in self._processor.enqueue_stream_delta(self.token, event)]
        )

    def handed_to(self, cookie: str) -> Visit:
        """The same tab, with another session behind its socket."""
        other = Visit(self._processor, cookie)
        other.token = self.token
        return other


@asynccontextmanager
async def page(*, answers_errors: bool = False) -> AsyncIterator[BaseStateEventProcessor]:
    """The page's event processor, as the web process runs it; errors reach the test, or are answered."""
    session._seen.clear()
    answer = app.backend_exception_handler if answers_errors else None
    processor = BaseStateEventProcessor(middleware=app, backend_exception_handler=answer)
    async with processor.configure(state_manager=StateManagerMemory(), event_namespace=app.event_namespace):
        yield processor


async def perform(visit: Visit, row: Row, things: Things, *, prepare: Visit | None = None) -> str:
    """Send what comes before the row's event, then the event; returns what the event brought."""
    for name, payload in row.before:
        await (prepare or visit).send(name, payload(things), row.at(things))
    return await visit.send(row.event, row.payload(things), row.at(things))


def corners(account: str) -> tuple[Corner, Corner]:
    return (account, False), (account, True)
