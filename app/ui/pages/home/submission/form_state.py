"""The open form's part of the submission state: its fields, and what changes when one of them does."""

from __future__ import annotations

import asyncio
from typing import Any

import reflex as rx

from app.core.errors import AppError
from app.core.limits import thread_pools
from app.job_types import DEFAULT, JOB_TYPES
from app.services.engines import capabilities
from app.ui import session
from app.ui.components.picker import Choice
from app.ui.language import message, message_with_hint
from app.ui.pages.home.submission import fields
from app.ui.pages.home.submission import settings as forms
from app.ui.pages.home.submission.engine_fields import with_engines
from app.ui.pages.home.submission.fields import OptionField
from app.ui.pages.home.submission.fill import from_preset, sources
from app.ui.pages.home.submission.general import GENERAL
from app.ui.pages.home.submission.settings import VTT, Settings
from app.ui.pages.home.submission.type_fields import decides_fields, type_fields


class FormFields(rx.State, mixin=True):
    """The settings of the group or file `current`, spread over a variable each."""

    kind: str = DEFAULT
    target: str = VTT
    general: dict[str, str] = dict(GENERAL)
    encode: list[OptionField] = []
    decode: list[OptionField] = []
    own: list[OptionField] = []
    preset: str = ""
    covers: list[str] = []
    metadata: list[OptionField] = []
    _rest: dict[str, Any] = {}

    makes_captions: bool = True
    only_addresses: bool = False
    can_verify: bool = True
    changed_options: str = ""
    besides: list[str] = []
    """Names of what a Job Description said that no field shows."""

    presets: list[Choice] = []
    saving: bool = False
    """Whether the form asks for the name of a new preset."""
    preset_problem: str = ""

    def _form(self) -> Settings:
        return Settings(
            kind=self.kind,
            target=self.target,
            general=self.general,
            encode=self.encode,
            decode=self.decode,
            own=self.own,
            preset=self.preset,
            covers=self.covers,
            metadata=self.metadata,
            rest=self._rest,
        )

    def _fill(self, settings: Settings) -> None:
        for name, value in settings.items():
            variable = "_rest" if name == "rest" else name
            if getattr(self, variable) != value:
                setattr(self, variable, value)
        kind = JOB_TYPES[self.kind]
        self.makes_captions = forms.writes_captions(settings)
        self.only_addresses = kind.only_addresses
        self.can_verify = "verify" in kind.parameters.model_fields
        self.besides = [name.replace("_", " ") for name in settings["rest"]]

    def _count(self) -> None:
        """Look at the whole submission again, after a change."""
        raise NotImplementedError

    @rx.event
    def choose_kind(self, kind: str) -> None:
        """Make another type of job."""
        if kind in JOB_TYPES and not capabilities.missing(kind):
            self._fill(forms.with_job_type(self._form(), kind))
            self._count()

    @rx.event
    def choose_target(self, format_name: str) -> None:
        """Write another format."""
        self._fill(forms.with_target_format(self._form(), format_name))
        self._count()

    @rx.event
    def set_general(self, name: str, value: str) -> None:
        """Change one of the fields every caption job has."""
        if name in GENERAL:
            self.general = {**self.general, name: value}
            self._count()

    @rx.event
    def set_option(self, place: str, name: str, value: str) -> None:
        """Change a field of the job type ("own"), of a format ("encode", "decode") or of the preset."""
        if place in ("own", "encode", "decode", "metadata"):
            setattr(self, place, fields.with_value(getattr(self, place), name, value))
        if place == "own" and decides_fields(self.kind, name):
            values = {field["name"]: field["value"] for field in self.own}
            self.own = forms.with_required(self.kind, with_engines(type_fields(self.kind, values)))
        elif place == "own":
            self.own = forms.with_required(self.kind, with_engines(self.own))
        self._count()

    @rx.event
    def drop_rest(self) -> None:
        """Leave out what a Job Description said besides the fields of the form."""
        self._fill({**self._form(), "rest": {}})
        self._count()

    @rx.event
    async def choose_preset(self, preset_id: str) -> None:
        """Fill the form with a preset's settings, and make the jobs with it; "" leaves the settings alone."""
        who = await session.person(self)
        self.preset_problem = ""
        if not preset_id:
            self._fill({**self._form(), "preset": "", "covers": [], "metadata": []})
        else:
            try:
                found = await asyncio.to_thread(sources.of_description, who, {"preset_id": preset_id})
            except AppError as error:
                self.preset_problem = message_with_hint(error)
                return
            form = found.settings
            if "target_profile" not in form["covers"]:
                form = forms.with_target_format(form, self.target)
            self._fill(form)
        self._count()

    @rx.event
    def ask_preset_name(self) -> None:
        """Ask under which name the settings are to be kept, or stop asking."""
        self.saving, self.preset_problem = not self.saving, ""

    @rx.event
    async def save_preset(self, form: dict[str, Any]) -> None:
        """Keep the settings of the form as a preset, and use it."""
        who = await session.person(self)
        name = str(form.get("name", "")).strip()
        if not name:
            self.preset_problem = message("Give the preset a name.")
            return
        try:
            made = await thread_pools.write(from_preset.save, who, name, self._form())
        except AppError as error:
            self.preset_problem = message_with_hint(error)
            return
        self.presets = await asyncio.to_thread(from_preset.choices, who)
        self.saving = False
        found = await asyncio.to_thread(sources.of_description, who, {"preset_id": made})
        self._fill(found.settings)
        self._count()
