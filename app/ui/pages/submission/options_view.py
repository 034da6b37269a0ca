"""The folded part of the form: timing, encoding, and the options of the chosen profiles."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex.vars import ObjectVar

from app.ui.components.field import field, select
from app.ui.pages.submission.choices import ENCODINGS, FRAME_RATES
from app.ui.pages.submission.fields import OptionField
from app.ui.pages.submission.state import SubmissionState


def options() -> rx.Component:
    """Everything that has a sensible default."""
    return rx.el.details(
        rx.el.summary("Options"),
        rx.el.div(_timing(), class_name="fields"),
        _of_profile("Writing ", SubmissionState.target, SubmissionState.encode, SubmissionState.set_encode),
        _of_profile("Reading", "", SubmissionState.decode, SubmissionState.set_decode),
        class_name="options",
        custom_attrs={"data-testid": "options"},
    )


def _timing() -> rx.Component:
    return rx.fragment(
        _general("source_frameRate", "Source frame rate", FRAME_RATES),
        _general("target_frameRate", "Target frame rate", FRAME_RATES),
        _general(
            "default_dropFrame", "Timecode at 29.97", (("true", "Drop frame"), ("false", "Non-drop frame"))
        ),
        _general("incode", "Incode", None, "First frame's timecode, or auto"),
        _general("offset_type", "Shift", (("add", "Later by"), ("subtract", "Earlier by"))),
        _general("offset", "Offset", None, "hh:mm:ss:ff"),
        _general("encoding", "Source encoding", ENCODINGS),
    )


def _general(name: str, label: str, choices: Any, help: str = "") -> rx.Component:
    value = SubmissionState.general[name]
    change = SubmissionState.set_general(name)
    if choices is None:
        control = rx.el.input(value=value, on_change=change, class_name="field mono", spell_check=False)
    else:
        pairs = [choice if isinstance(choice, tuple) else (choice, choice) for choice in choices]
        named = [(word, "Automatic" if label == "auto" else label) for word, label in pairs]
        control = select(
            *(rx.el.option(label, value=word) for word, label in named), value=value, on_change=change
        )
    return field(label, control, help)


def _of_profile(verb: str, profile: Any, fields: Any, change: Any) -> rx.Component:
    return rx.cond(
        fields.length() > 0,
        rx.el.fieldset(
            rx.el.legend(verb, profile),
            rx.el.div(rx.foreach(fields, lambda option: _option(option, change)), class_name="fields"),
        ),
    )


def _option(option: ObjectVar[OptionField], change: Any) -> rx.Component:
    to = lambda value: change(option["name"], value)  # noqa: E731
    control = rx.match(
        option["kind"],
        (
            "boolean",
            select(
                rx.el.option("Yes", value="true"),
                rx.el.option("No", value="false"),
                value=option["value"],
                on_change=to,
            ),
        ),
        (
            "choice",
            select(
                rx.foreach(option["choices"], lambda choice: rx.el.option(choice, value=choice)),
                value=option["value"],
                on_change=to,
            ),
        ),
        rx.el.input(value=option["value"], on_change=to, class_name="field"),
    )
    return field(option["label"], control, option["help"])
