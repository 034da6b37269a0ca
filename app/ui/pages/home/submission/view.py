"""The submission form: drop zone, files and job settings."""

from __future__ import annotations

import reflex as rx
from reflex.vars import ObjectVar

from app.ui.components.button import button, icon_button
from app.ui.components.field import field
from app.ui.components.picker import picker
from app.ui.components.text_field import text_field
from app.ui.components.uploader import uploader
from app.ui.language.translated import t
from app.ui.pages.home.history.state import HistoryState
from app.ui.pages.home.submission.file_rows.view import file_rows
from app.ui.pages.home.submission.groups import Group
from app.ui.pages.home.submission.options_view import options, own_fields, own_notes, preset_fields
from app.ui.pages.home.submission.state import SubmissionState

_FORM = "new-job"
"""Id of the form that the one button submits, wherever its fields stand."""


def submission() -> rx.Component:
    """Everything between the header and the history."""
    return rx.el.section(
        uploader(
            compact=~HistoryState.is_new | (SubmissionState.files.length() > 0),
            hide_uploaded=True,
            max_bytes=SubmissionState.max_bytes,
            direct=SubmissionState.direct_uploads,
            batch=SubmissionState.batch,
            note="Captions in every common format, audio and video. "
            "An address, captions or a Job Description can be pasted.",
            anywhere=True,
            owner=SubmissionState.owner,
            on_uploaded=SubmissionState.add,
            on_travel=SubmissionState.travel,
            on_paste=SubmissionState.paste,
        ),
        rx.cond(SubmissionState.notice != "", _notice()),
        rx.cond(SubmissionState.mixed, _groups(), _one_kind()),
        _submit_bar(),
        aria_label="New job",
        class_name="submission",
    )


def _notice() -> rx.Component:
    return rx.el.div(
        rx.el.span(SubmissionState.notice),
        icon_button("x", "Dismiss", on_click=SubmissionState.forget_notice),
        role="alert",
        class_name="file-problem warning notice-line",
    )


def _one_kind() -> rx.Component:
    """Files of one kind, or none yet: the form lies open."""
    return rx.fragment(
        rx.cond(SubmissionState.only_addresses, address_line()),
        rx.cond(
            SubmissionState.files.length() > 0,
            rx.el.div(
                file_rows(),
                custom_attrs={"data-testid": "file-group", "data-kind": SubmissionState.current},
            ),
        ),
        rx.el.form(settings_fields(), on_submit=SubmissionState.submit, id=_FORM),
        _more(rx.cond(SubmissionState.only_addresses, rx.fragment(), address_line())),
    )


def settings_fields() -> rx.Component:
    """The job type and what it asks for, the same grid for every type."""
    return rx.fragment(
        rx.el.div(
            field("Job type", _kind()),
            rx.cond(SubmissionState.makes_captions, field("Target format", _target())),
            own_fields(),
            rx.cond(SubmissionState.presets.length() > 1, field("Preset", _preset())),
            preset_fields(),
            class_name="fields job-fields",
        ),
        own_notes(),
    )


def _more(*address: rx.Component) -> rx.Component:
    """What has a sensible default, what a Job Description said besides, and the settings kept as a preset."""
    return rx.el.div(options(*address), _besides(), _save_preset(), class_name="job-more")


def _besides() -> rx.Component:
    said = rx.el.span(
        "Also as described: ",
        rx.foreach(SubmissionState.besides, lambda name: rx.el.span(name, class_name="tag")),
    )
    leave = button("Leave out", tone="quiet", on_click=SubmissionState.drop_rest)
    line = rx.el.p(said, leave, class_name="hint besides", custom_attrs={"data-testid": "besides"})
    return rx.cond(SubmissionState.besides.length() > 0, line)


def _save_preset() -> rx.Component:
    ask = button(
        "Save as preset",
        tone="quiet",
        on_click=SubmissionState.ask_preset_name,
        custom_attrs={"data-testid": "save-preset"},
    )
    problem = rx.el.p(SubmissionState.preset_problem, role="alert", class_name="problem")
    return rx.el.div(
        rx.cond(SubmissionState.saving, _preset_name(), ask),
        rx.cond(SubmissionState.preset_problem != "", problem),
        class_name="preset-line",
    )


def _preset_name() -> rx.Component:
    return rx.el.form(
        rx.el.input(
            name="name",
            aria_label="Name of the preset",
            placeholder="Name of the preset",
            max_length=100,
            auto_focus=True,
            required=True,
            class_name="field",
        ),
        button("Save", type="submit"),
        button("Cancel", tone="quiet", on_click=SubmissionState.ask_preset_name),
        on_submit=SubmissionState.save_preset,
        class_name="address-line",
    )


def _submit_bar() -> rx.Component:
    """Price, what is still missing, and the one button: always at the same place."""
    send = button(
        t(SubmissionState.label),
        type="submit",
        tone="primary",
        disabled=SubmissionState.ready == 0,
        aria_describedby="form-reason",
        form=_FORM,
        custom_attrs={"data-testid": rx.cond(SubmissionState.mixed, "submit-all", "submit-job")},
    )
    cost = rx.el.span(SubmissionState.price, class_name="price", custom_attrs={"data-testid": "price"})
    return rx.el.div(_reason(), cost, send, class_name="submit-bar")


def _reason() -> rx.Component:
    """Why the button is off, or what it will still wait for."""
    travelling = SubmissionState.travelling
    follow = rx.cond(travelling == 1, "1 file is still on its way; it follows.", _many_follow())
    missing = rx.cond(SubmissionState.mixed, "", SubmissionState.reason)
    return rx.el.span(
        rx.cond(missing != "", missing, rx.cond(SubmissionState.follows, follow)),
        id="form-reason",
        class_name="form-reason hint",
    )


def _many_follow() -> rx.Component:
    return rx.fragment(
        t("{count} files are still on their way; they follow.", count=SubmissionState.travelling)
    )


def _groups() -> rx.Component:
    """Files with several settings: a summary of what becomes of each group, and of each exception."""
    return rx.fragment(
        rx.foreach(SubmissionState.groups, _group),
        rx.el.details(
            rx.el.summary("Add an address", custom_attrs={"data-testid": "add-address"}),
            address_line(),
            class_name="options",
        ),
        rx.el.form(on_submit=SubmissionState.submit, id=_FORM),
    )


def _group(group: ObjectVar[Group]) -> rx.Component:
    opened = SubmissionState.opened == group["kind"]
    change = button(
        rx.cond(opened, t("Done"), t("Change")),
        rx.el.span(" ", group["title"], class_name="unseen"),
        tone="quiet",
        on_click=SubmissionState.change_group(group["kind"]),
        aria_expanded=opened,
        custom_attrs={"data-testid": "change-group"},
    )
    return rx.el.section(
        rx.el.header(
            rx.el.h2(group["title"]),
            rx.el.span(group["summary"], class_name="group-summary"),
            rx.cond(group["settled"], change),
            class_name="group-head",
        ),
        rx.cond(group["reason"] != "", rx.el.p(group["reason"], class_name="file-problem warning")),
        rx.cond(opened, _open_form()),
        file_rows(group["kind"], _open_form()),
        aria_label=group["title"],
        class_name="group",
        custom_attrs={"data-testid": "file-group", "data-kind": group["kind"]},
    )


def _open_form() -> rx.Component:
    return rx.el.div(settings_fields(), _more(), class_name="group-form")


def _preset() -> rx.Component:
    return picker(
        label="Preset",
        value=SubmissionState.preset,
        options=SubmissionState.presets,
        on_change=SubmissionState.choose_preset,
        test_id="preset",
    )


def _kind() -> rx.Component:
    return picker(
        label="Job type",
        value=SubmissionState.kind,
        options=SubmissionState.job_types,
        on_change=SubmissionState.choose_kind,
        test_id="job-type",
    )


def _target() -> rx.Component:
    return picker(
        label="Target format",
        value=SubmissionState.target,
        options=SubmissionState.targets,
        on_change=SubmissionState.choose_target,
        placeholder="Search formats",
        test_id="target-profile",
    )


def address_line() -> rx.Component:
    """For a source that is on the web already."""
    return rx.el.form(
        text_field(
            value=SubmissionState.address,
            on_change=SubmissionState.set_address,
            type="url",
            placeholder="https://… address of a file or page",
            label="Address of a source",
            test_id="source-address",
        ),
        button("Add address", type="submit"),
        rx.cond(
            SubmissionState.address_problem != "",
            rx.el.p(SubmissionState.address_problem, role="alert", class_name="problem"),
        ),
        on_submit=SubmissionState.add_address,
        no_validate=True,
        class_name="address-line",
    )
