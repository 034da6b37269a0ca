"""Tables and their enums; no I/O.

The tables are loaded when the first of them is asked for, all at once, as they refer to one another. What
needs stages and names of queues alone, as the command line does, takes them from their own modules and does
not wait for SQLAlchemy.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models import job_search
    from models.account import Account, ApiKey, BrowserSession, SignInLink
    from models.draft import CaptionDraft
    from models.files import Link, Output, OutputVersion, Upload
    from models.history import HistoryLayout, SavedView
    from models.idempotency import KeptAnswer
    from models.job import Job, JobEvent, JobLabel, JobStep
    from models.ledger import EntryKind, LedgerEntry
    from models.preset import Preset
    from models.queue import InstanceSecret, Leader, Outbox, WorkerHeartbeat
    from models.refusal import Refusal
    from models.server import AuditEntry, RuntimeSetting
    from models.stages import Stage, Status
    from models.unfinished import UnfinishedChunk, UnfinishedUpload
    from models.webhook import DeliveryState, EndpointState, WebhookAttempt, WebhookDelivery, WebhookEndpoint

__all__ = [
    "Account",
    "ApiKey",
    "AuditEntry",
    "BrowserSession",
    "CaptionDraft",
    "DeliveryState",
    "EndpointState",
    "EntryKind",
    "HistoryLayout",
    "InstanceSecret",
    "Job",
    "JobEvent",
    "JobLabel",
    "JobStep",
    "KeptAnswer",
    "Leader",
    "LedgerEntry",
    "Link",
    "Outbox",
    "Output",
    "OutputVersion",
    "Preset",
    "Refusal",
    "RuntimeSetting",
    "SavedView",
    "SignInLink",
    "Stage",
    "Status",
    "UnfinishedChunk",
    "UnfinishedUpload",
    "Upload",
    "WebhookAttempt",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WorkerHeartbeat",
    "job_search",
]

_MODULES = (
    "job_search",
    "account",
    "draft",
    "files",
    "history",
    "idempotency",
    "job",
    "ledger",
    "preset",
    "queue",
    "refusal",
    "server",
    "stages",
    "unfinished",
    "webhook",
)


if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        loaded = [import_module(f"{__name__}.{module}") for module in _MODULES]
        every = {key: value for module in loaded for key, value in vars(module).items()}
        globals().update({key: every[key] for key in __all__ if key in every})
        return globals()[name]
