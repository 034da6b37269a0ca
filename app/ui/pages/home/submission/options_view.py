"""The folded part of the form: timing, encoding, and the options of the chosen formats."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex.vars import ObjectVar

from app.ui.choice_labels import choice_label
from app.ui.components.field import check_box, field, select
from app.ui.components.picker import picker
from app.ui.components.text_field import text_field
from app.ui.pages.home.submission.choices import ENCODINGS, FRAME_RATES, GUIDES_SHOWN
from app.ui.pages.home.submission.fields import OptionField
from app.ui.pages.home.submission.state import SubmissionState

DROP_FRAME = (("true", "Drop frame"), ("false", "Non-drop frame"))
FIX_CHOICES = (("false", "Only report"), ("true", "Fix what can be fixed"))
REPAIRS_SHOWN = {
    "repair_right_to_left": (
        "Right-to-left punctuation",
        "Marks at the wrong end of Hebrew or Arabic lines",
    ),
    "repair_quotes": ("Quotes and dashes", "As the language of the captions has them"),
    "repair_remove_remarks": ("Leave out remarks", "Sounds in brackets, music and names in capitals"),
    "repair_sentence_case": ("Capitals to sentences", "Captions written in capitals throughout"),
    "repair_speakers": ("Names of speakers", "Each in the form that the file uses most"),
}
DIRECTIONS = (("add", "Later by"), ("subtract", "Earlier by"))


def options(*more: rx.Component) -> rx.Component:
    """Everything that has a sensible default."""
    return rx.el.details(
        rx.el.summary("Options", rx.el.span(SubmissionState.changed_options, class_name="changed-options")),
        *more,
        rx.el.div(_own(folded=True), class_name="fields"),
        rx.cond(SubmissionState.makes_captions, _captions()),
        class_name="options",
        custom_attrs={"data-testid": "options"},
    )


def own_fields() -> rx.Component:
    """What only the chosen job type asks for, without what its options hold."""
    return _own(folded=False)


def _own(*, folded: bool) -> rx.Component:
    return rx.foreach(
        SubmissionState.own,
        lambda option: rx.cond(option["folded"] == folded, _option(option, "own")),
    )


def preset_fields() -> rx.Component:
    """What the chosen preset wants to know of each job."""
    return rx.foreach(SubmissionState.metadata, lambda option: _option(option, "metadata"))


def own_notes() -> rx.Component:
    """What there is to know about the chosen engines, and how the chosen voice sounds."""
    return rx.foreach(SubmissionState.own, _about)


def _about(option: ObjectVar[OptionField]) -> rx.Component:
    heard = rx.el.audio(
        src=option["sample"],
        controls=True,
        preload="none",
        aria_label="The chosen voice",
        class_name="form-sample",
        custom_attrs={"data-testid": "voice-sample"},
    )
    return rx.fragment(
        rx.cond(option["note"] != "", rx.el.p(option["note"], class_name="hint form-note")),
        rx.cond(option["sample"] != "", heard),
    )


def _captions() -> rx.Component:
    writing = rx.fragment("Writing ", SubmissionState.target)
    return rx.fragment(
        rx.el.div(_timing(), class_name="fields"),
        rx.cond(SubmissionState.can_verify, _verify()),
        _repairs(),
        _format_options(writing, SubmissionState.encode, "encode"),
        _format_options("Reading", SubmissionState.decode, "decode"),
    )


def _timing() -> rx.Component:
    return rx.fragment(
        _choice("source_frameRate", "Source frame rate", FRAME_RATES),
        _choice("target_frameRate", "Target frame rate", FRAME_RATES),
        _choice("default_dropFrame", "Timecode at 29.97", DROP_FRAME),
        _choice("encoding", "Source encoding", tuple((each, choice_label(each)) for each in ENCODINGS)),
        _timecode("incode", "Incode", "The first frame's timecode, or auto"),
        _choice("offset_type", "Shift", DIRECTIONS),
        _timecode("offset", "Offset", "hh:mm:ss:ff"),
        _choice("guide", "Quality guide", GUIDES_SHOWN),
        _choice("auto_fix", "What the guide finds", FIX_CHOICES),
    )


def _verify() -> rx.Component:
    help = "Another reader (pysubs2, webvtt-py or ttconv) looks whether the file says what it should"
    return _check("verify", "Read the result back", help)


def _check(name: str, label: str, help: str) -> rx.Component:
    box = check_box(
        checked=SubmissionState.general[name] == "true",
        on_change=lambda chosen: SubmissionState.set_general(name, rx.cond(chosen, "true", "false")),
    )
    return rx.el.label(box, label, class_name="check", title=help)


def _repairs() -> rx.Component:
    """What changes the words that are read, so that each is only done where it is asked for."""
    return rx.el.fieldset(
        rx.el.legend("Repair the text"),
        *(_check(name, label, help) for name, (label, help) in REPAIRS_SHOWN.items()),
        class_name="checks",
        custom_attrs={"data-testid": "repairs"},
    )


def _choice(name: str, label: str, choices: tuple[Any, ...]) -> rx.Component:
    pairs = [choice if isinstance(choice, tuple) else (choice, choice) for choice in choices]
    named = [rx.el.option("Automatic" if words == "auto" else words, value=word) for word, words in pairs]
    value = SubmissionState.general[name]
    return field(label, select(*named, value=value, on_change=SubmissionState.set_general(name)))


def _timecode(name: str, label: str, help: str) -> rx.Component:
    value, change = SubmissionState.general[name], SubmissionState.set_general(name)
    return field(label, text_field(mono=True, value=value, on_change=change, title=help))


def _format_options(legend: Any, fields: Any, place: str) -> rx.Component:
    return rx.cond(
        fields.length() > 0,
        rx.el.fieldset(
            rx.el.legend(legend),
            rx.el.div(rx.foreach(fields, lambda option: _option(option, place)), class_name="fields"),
        ),
    )


def _option(option: ObjectVar[OptionField], place: str) -> rx.Component:
    def change(value: Any) -> Any:
        return SubmissionState.set_option(place, option["name"], value)

    yes_or_no = (rx.el.option("Yes", value="true"), rx.el.option("No", value="false"))
    choices = rx.foreach(
        option["choices"], lambda choice: rx.el.option(choice["label"], value=choice["value"])
    )
    common = {"value": option["value"], "on_change": change, "title": option["help"]}
    control = rx.match(
        option["kind"],
        ("boolean", select(*yes_or_no, **common)),
        ("choice", select(choices, **common)),
        ("offer", _offer(option, change)),
        ("languages", _offer(option, change, multiple=True)),
        text_field(placeholder=option["example"], required=option["required"], **common),
    )
    mark = rx.cond(option["required"], rx.el.span(" required", class_name="required"))
    return field(rx.fragment(option["label"], mark), control)


def _offer(option: ObjectVar[OptionField], change: Any, *, multiple: bool = False) -> rx.Component:
    return picker(
        value=option["value"],
        options=option["offers"],
        label=option["label"],
        placeholder=option["example"],
        required=option["required"],
        multiple=multiple,
        on_change=change,
        test_id=option["name"],
    )
