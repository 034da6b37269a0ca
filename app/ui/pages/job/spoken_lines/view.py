"""The part of a job's page in which a line of a dub or voiceover is spoken anew."""

from __future__ import annotations

import reflex as rx

from app.services.editor.respeaking import MOST_TEXT
from app.ui.components.button import button
from app.ui.components.field import field, select
from app.ui.components.picker import picker
from app.ui.pages.home.detail.state import DetailState
from app.ui.pages.job.spoken_lines.state import SPEEDS, SpokenLinesState


def spoken_lines() -> rx.Component:
    """A button, and once it is pressed the lines; nothing for a job that spoke none."""
    return rx.cond(
        DetailState.detail["speaks"],
        rx.el.section(
            rx.cond(SpokenLinesState.job_id == DetailState.job_id, _form(), _closed()),
            rx.cond(
                SpokenLinesState.problem != "",
                rx.el.p(SpokenLinesState.problem, class_name="problem", role="alert"),
            ),
            class_name="spoken-lines",
            custom_attrs={"data-testid": "spoken-lines"},
        ),
    )


def _closed() -> rx.Component:
    return rx.el.div(
        button("Speak a line anew", on_click=SpokenLinesState.open(DetailState.job_id)), class_name="actions"
    )


def _form() -> rx.Component:
    return rx.el.form(
        rx.el.h3("Speak a line anew"),
        *_fields(),
        rx.el.p(
            "Makes a new job: the other lines are taken as they are recorded, and only the mix is made "
            "again.",
            class_name="hint",
        ),
        rx.el.div(
            button("Speak anew", type="submit", tone="primary"),
            button("Close", on_click=SpokenLinesState.close),
            class_name="actions",
        ),
        on_submit=SpokenLinesState.speak,
        class_name="stack",
    )


def _fields() -> tuple[rx.Component, ...]:
    """Which line, and what changes; the fields of another line begin anew."""
    state = SpokenLinesState
    words = {"name": "text", "default_value": state.text, "rows": "2", "max_length": MOST_TEXT}
    line = picker(
        value=state.cue, options=state.lines, label="Line", test_id="spoken-line", on_change=state.choose
    )
    voice = picker(
        value=state.voice,
        options=state.voices,
        label="Voice",
        test_id="spoken-voice",
        on_change=state.choose_voice,
    )
    speeds = [rx.el.option(speed, value=speed) for speed in SPEEDS]
    speed = select(
        rx.el.option("As it is", value=""), *speeds, name="speed", default_value="", key="speed" + state.cue
    )
    return (
        field("Line", line),
        field("Words", rx.el.textarea(**words, key=state.cue, class_name="field")),
        field("Voice", voice, "For this line alone"),
        field(
            "Speed", speed, "1.0 is the voice's own; a line that is too long is spoken faster all the same"
        ),
    )
