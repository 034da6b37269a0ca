"""The texts of forms and lists that are made of what job types, formats, stages and settings declare."""

from __future__ import annotations

from collections.abc import Iterator

from app.captions.formats import registry
from app.captions.quality.style_guides import GUIDES
from app.job_types import JOB_TYPES
from app.job_types.stages import DONE_OF
from app.services.operations.changeable_settings import GROUPS
from app.ui.choice_labels import choice_label
from app.ui.labels import CHANNELS
from app.ui.pages.home.detail import field_names, report, runs
from app.ui.pages.home.submission import groups, track_fields
from app.ui.pages.home.submission.choices import ENCODINGS, FRAME_RATES
from app.ui.pages.home.submission.fields import OptionField, decode_fields, encode_fields
from app.ui.pages.home.submission.file_rows.notes import OF_EVERY_JOB
from app.ui.pages.home.submission.type_fields import every_field
from app.ui.pages.system import rows as system
from models import Stage, Status
from models.stages import words
from models.webhook import DeliveryState, EndpointState

_LINK_STATES = ("active", "expired", "revoked", "used up", "file removed")
_GENDERS = ("female", "male")
_KINDS = ("speech", "speakers", "translation", "voice", "separation", "captions", "media")


def declared() -> Iterator[str]:
    """Each text, some of them more than once."""
    for found in (*_job_types(), *_fields(), *_stages(), *_settings(), *_states(), *_tables()):
        if any(letter.isalpha() for letter in found):
            yield found


def _job_types() -> Iterator[str]:
    for kind in JOB_TYPES.values():
        one, many = kind.action
        yield from (kind.label, one, many.replace("{}", "{n}"))


def _fields() -> Iterator[str]:
    for value in (*ENCODINGS, *FRAME_RATES):
        yield choice_label(value)
    yield from (guide.name for guide in GUIDES.values())
    yield from (label for _, label in OF_EVERY_JOB.values())
    for name in registry.formats():
        for field in (*encode_fields(name), *decode_fields(name)):
            yield from _field(field)
    for kind in JOB_TYPES:
        for field in every_field(kind):
            yield from _field(field)


def _field(field: OptionField) -> Iterator[str]:
    yield from (field["label"], field["help"], field["example"])
    yield from (choice["label"] for choice in field["choices"])


def _stages() -> Iterator[str]:
    for stage in Stage:
        badge = words(stage, ()).badge
        yield from (badge, badge.lower())
    yield from (stage.capitalize() for stage in DONE_OF)
    yield from ("Completed", "completed")


def _settings() -> Iterator[str]:
    for title, group in GROUPS.items():
        yield title
        for setting in group:
            yield from (setting.label, setting.hint, setting.unit)


def _states() -> Iterator[str]:
    for state in (*_LINK_STATES, *map(str, (*DeliveryState, *EndpointState, *Status)), *_KINDS):
        yield from (state, state.capitalize())


def _tables() -> Iterator[str]:
    """What the page looks up by a value that is one of few."""
    yield from (title for _, title in report.SECTIONS)
    yield from (*runs.ENDS.values(), *CHANNELS.values())
    yield from (*field_names.NAMES.values(), field_names.NOTHING, field_names.YES, field_names.NO)
    yield from (*system.QUEUES.values(), *system.KINDS.values(), *system.VOLUMES)
    yield from (text for texts in groups.TITLES.values() for text in texts)
    yield from (track_fields.USUAL, *track_fields.IN_PLACE_OF.values(), *_GENDERS)
