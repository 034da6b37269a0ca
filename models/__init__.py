"""Tables and their enums; no I/O."""

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
