"""The settings that an operator may change while the server runs: how each is named, read and written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel, ValidationError

from app.core.errors import Invalid
from app.core.settings import Settings, get_settings
from app.engines.registry import ENGINES

_MEGABYTE, _GIGABYTE, _MINUTE = 1024**2, 1024**3, 60
Value = int | float | bool | str


@dataclass(frozen=True, slots=True)
class Changeable:
    """One setting by its path in Settings. People read and write it in `unit`, which is `scale` of its own.

    `engines` is the kind of engine that it names.
    """

    path: str
    label: str
    hint: str = ""
    unit: str = ""
    scale: int = 1
    engines: str = ""

    @property
    def variable(self) -> str:
        """The environment variable that comes before what an operator sets."""
        return "CUEDECK_" + self.path.replace(".", "__").upper()

    @property
    def name(self) -> str:
        """The last part of the path: its name in its model."""
        return self.path.rpartition(".")[2]

    def owner(self, settings: Settings) -> BaseModel:
        """The model that it is a field of."""
        group = self.path.rpartition(".")[0]
        owner: BaseModel = getattr(settings, group) if group else settings
        return owner

    def value(self, settings: Settings) -> Value:
        """What it is in these settings."""
        found: Value = getattr(self.owner(settings), self.name)
        return found

    @property
    def is_flag(self) -> bool:
        """Whether it is on or off."""
        return self._field.annotation is bool

    @property
    def _field(self) -> Any:
        return type(self.owner(started())).model_fields[self.name]

    def text(self, value: Value) -> str:
        """A value as it is written in a field."""
        if self.is_flag:
            return "on" if value else "off"
        return str(value) if isinstance(value, str) else f"{value / self.scale:.15g}"

    def shown(self, value: Value) -> str:
        """A value as it is read: 30 days, on, first that is ready."""
        if isinstance(value, str):
            return value or "first that is ready"
        return f"{self.text(value)} {self.unit}".strip()

    def parse(self, text: str) -> Value:
        """The value of what was written. Invalid, in the words of its field, for one that cannot be."""
        if self.engines:
            return self._engine(text)
        if self.is_flag:
            return text == "on"
        return self._number(text.strip().replace(",", ""))

    def _engine(self, text: str) -> str:
        known = ENGINES[self.engines]  # type: ignore[index]
        if text and text not in known:
            raise Invalid(
                f"{self.label}: there is no engine {text[:40]!r}.", hint=f"Use one of: {', '.join(known)}."
            )
        return text

    def _number(self, text: str) -> Value:
        owner = self.owner(started()).model_copy()
        try:
            number = float(text) * self.scale
            rounds = self.scale > 1 and self._field.annotation is int  # 1.1 MiB is no whole number of bytes
            given = round(number) if rounds or number == int(number) else number
            type(owner).__pydantic_validator__.validate_assignment(owner, self.name, given)
        except (ValueError, OverflowError, ValidationError):
            raise Invalid(
                f"{self.label}: {text[:40] or 'nothing'} cannot be used.",
                hint=self._bounds(),
                errors=[{"field": self.path, "message": "out of range"}],
            ) from None
        found: Value = getattr(owner, self.name)
        return found

    def _bounds(self) -> str:
        bounds: dict[str, Any] = {}
        for each in self._field.metadata:
            for name in ("ge", "gt", "le"):
                if hasattr(each, name):
                    bounds[name] = getattr(each, name) / self.scale
        whole = "a whole number" if self._field.annotation is int and self.scale == 1 else "a number"
        start = f"from {_plain(bounds['ge'])}" if "ge" in bounds else f"over {bounds['gt']:,.15g}"
        return f"Give {whole} {start} to {bounds['le']:,.15g} {self.unit}.".replace(" .", ".")


def _plain(number: float) -> str:
    """A bound in full digits, however small: 1 byte is 0.000001 MiB."""
    return f"{number:,.6f}".rstrip("0").rstrip(".")


GROUPS: Mapping[str, tuple[Changeable, ...]] = {
    "Retention": (
        Changeable(
            "jobs.retention_days",
            "Files of jobs",
            "Sources and results of jobs that end from now on.",
            "days",
        ),
        Changeable("limits.unused_upload_hours", "Uploads that no job uses", unit="hours"),
        Changeable("jobs.events_days", "Events", "What GET /v1/events tells.", "days"),
        Changeable("webhooks.kept_days", "Webhook deliveries", "With every attempt.", "days"),
    ),
    "Links": (
        Changeable("link_seconds", "Default expiry", "When nobody says how long.", "minutes", _MINUTE),
        Changeable("keep_link_addresses", "Keep the address that a link was last used from"),
    ),
    "Limits": (
        Changeable("limits.upload_bytes", "Largest upload", unit="MiB", scale=_MEGABYTE),
        Changeable("limits.caption_bytes", "Largest caption file", unit="MiB", scale=_MEGABYTE),
        Changeable("limits.media_seconds", "Longest audio or video", unit="minutes", scale=_MINUTE),
        Changeable("limits.account_bytes", "Files of an account", "0 is no limit.", "GiB", _GIGABYTE),
        Changeable("limits.open_jobs", "Unfinished jobs of an account", unit="jobs"),
        Changeable("limits.requests_per_minute", "Requests of a key in a minute", unit="requests"),
    ),
    "Engines": (
        Changeable(
            "engines.default_speech", "Speech recognition", "For jobs that name no engine.", engines="speech"
        ),
        Changeable("engines.default_translation", "Translation", engines="translation"),
        Changeable("engines.default_voice", "Voices", engines="voice"),
        Changeable(
            "engines.context_cues",
            "Cues in one translated file",
            "A longer one is split into several.",
            "cues",
        ),
    ),
}
ALL = {each.path: each for group in GROUPS.values() for each in group}


@cache
def started() -> Settings:
    """The settings as the environment has them, whatever was changed since."""
    return Settings()


def fixed(setting: Changeable) -> bool:
    """Whether the environment sets it, so that no operator can."""
    return setting.name in setting.owner(started()).model_fields_set


def current(setting: Changeable) -> Value:
    """What is in effect in this process."""
    return setting.value(get_settings())
