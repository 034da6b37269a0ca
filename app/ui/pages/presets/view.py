"""The presets page: list, form and delete dialog."""

from __future__ import annotations

import reflex as rx
from reflex.vars import ObjectVar

from app.job_types import JOB_TYPES
from app.ui.components.badge import sandbox_tag
from app.ui.components.button import button
from app.ui.components.confirm import confirm, undo_notice
from app.ui.components.field import field, select, side_select
from app.ui.components.picker import picker
from app.ui.language.translated import t
from app.ui.pages import Page
from app.ui.pages.presets.state import STEPS, PresetRow, PresetsState
from app.ui.pages.settings.frame import done, frame, problem
from app.ui.pages.settings.records import rows_or


def presets_page() -> rx.Component:
    """What jobs of one kind have in common, told once."""
    return frame(
        "/settings/presets",
        rx.el.section(
            rx.el.header(
                rx.el.h2("Presets"),
                button(
                    "New preset",
                    on_click=PresetsState.edit(""),
                    disabled=PresetsState.form_open | ~PresetsState.loaded,
                ),
                class_name="split",
            ),
            rx.el.p(
                "A preset stores a job's steps, the metadata that it needs before it starts, and defaults. "
                "Name it as preset_id in a Job Description, or as profile in /job/new.",
                class_name="hint",
            ),
            rx.cond(PresetsState.form_open, _form(), problem(PresetsState.problem)),
            done(PresetsState.done),
            rows_or(
                rx.el.ul(rx.foreach(PresetsState.presets, _preset), class_name="card-list"),
                loaded=PresetsState.loaded,
                none=PresetsState.presets.length() == 0,
                words="There are no presets yet.",
            ),
        ),
        _delete_dialog(),
        undo_notice(PresetsState, PresetsState.restore),
    )


def _preset(row: ObjectVar[PresetRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(row["name"], rx.cond(row["sandbox"], sandbox_tag()), class_name="key-name"),
            rx.el.span(row["steps"], class_name="hint"),
            rx.cond(row["required"] != "", rx.el.span("Requires ", row["required"], class_name="hint")),
        ),
        rx.el.div(
            button("New job", tone="quiet", on_click=PresetsState.begin(row["id"])),
            button("Edit", tone="quiet", on_click=PresetsState.edit(row["id"])),
            button("Delete", tone="quiet", on_click=PresetsState.ask_to_delete(row["id"], row["name"])),
            class_name="actions",
        ),
        custom_attrs={"data-testid": "preset-row"},
    )


def _form() -> rx.Component:
    edited = PresetsState.edited
    is_new = edited["id"] == ""
    return rx.el.div(
        rx.el.h3(rx.cond(is_new, "New preset", rx.fragment("Edit ", edited["name"]))),
        rx.el.form(
            rx.el.div(
                field("Name", _input("name", max_length=100)),
                field("Job type", select(*_types(), name="job_type", default_value=edited["job_type"])),
                field("Spoken language", _language()),
                field(
                    "Caption format",
                    select(*_targets(), name="target_profile", default_value=edited["target_profile"]),
                ),
                rx.cond(is_new, field("Jobs", side_select())),
                class_name="fields",
            ),
            rx.el.fieldset(
                rx.el.legend("Steps", class_name="field-label"),
                *(_step(name, words) for name, words in STEPS.items()),
                class_name="steps",
            ),
            field("Required metadata", _input("required", placeholder="title, speaker")),
            field("Webhook", _input("webhook", placeholder="https://…", type="url")),
            field(
                "Other defaults",
                _input("settings", placeholder='{"guide": "netflix"}', mono=True),
                "Job Description fields as JSON.",
            ),
            problem(PresetsState.problem),
            _form_actions(is_new),
            on_submit=PresetsState.save,
            key=PresetsState.round.to_string(),
            class_name="stack",
        ),
        class_name="made-here",
    )


def _form_actions(is_new: rx.Var[bool]) -> rx.Component:
    return rx.el.div(
        button(rx.cond(is_new, t("Create preset"), t("Save preset")), type="submit", tone="primary"),
        button("Cancel", tone="quiet", on_click=PresetsState.close_form),
        class_name="actions",
    )


def _types() -> list[rx.Component]:
    return [rx.el.option(kind.label, value=name) for name, kind in JOB_TYPES.items()]


def _targets() -> list[rx.Component]:
    named = rx.foreach(
        PresetsState.targets, lambda target: rx.el.option(target["label"], value=target["value"])
    )
    return [rx.el.option("As the job says", value=""), named]


def _language() -> rx.Component:
    """Found by name; what is chosen goes with the form."""
    chosen = PresetsState.edited["language"]
    return rx.fragment(
        picker(
            label="Spoken language",
            value=chosen,
            options=PresetsState.languages,
            on_change=PresetsState.choose_language,
            test_id="preset-language",
        ),
        rx.el.input(type="hidden", name="language", value=chosen),
    )


def _input(name: str, mono: bool = False, **props: object) -> rx.Component:
    value = PresetsState.edited[name]  # type: ignore[literal-required]
    look = "field mono" if mono else "field"
    return rx.el.input(name=name, default_value=value, class_name=look, **props)


def _step(name: str, words: str) -> rx.Component:
    chosen = PresetsState.edited[name]  # type: ignore[literal-required]
    box = rx.el.input(type="checkbox", name=name, default_checked=chosen)
    return rx.el.label(box, words, class_name="check")


def _delete_dialog() -> rx.Component:
    return confirm(
        rx.el.strong(PresetsState.delete_name),
        " can be chosen no more. Jobs that were made with it stay as they are.",
        title="Delete this preset?",
        keep="Keep preset",
        act="Delete preset",
        on_keep=PresetsState.cancel_delete,
        on_act=PresetsState.delete,
        open=PresetsState.delete_id != "",
    )


PAGE = Page(
    route="/settings/presets",
    view=presets_page,
    title="Presets",
    on_load=PresetsState.load,
    tab="Presets",
    tab_order=20,
)
