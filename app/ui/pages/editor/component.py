"""The caption editor (`assets/editor`); it speaks with the API itself."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex_base.event import no_args_event_spec


class CaptionEditor(rx.Component):
    """Edits the captions of a job: the draft of its review, or the files that it made."""

    library = "$/public/editor/caption-editor.jsx"
    tag = "CaptionEditor"
    lib_dependencies: list[str] = ["wavesurfer.js@8.0.1"]

    job: rx.Var[dict[str, Any]]
    """The job's id, number, name, files, and what the editor is to do with it."""

    guides: rx.Var[list[dict[str, Any]]]
    """Style guides with the numbers that the editor shows."""

    on_ready: rx.EventHandler[no_args_event_spec]
    """There is something to edit now."""


caption_editor = CaptionEditor.create
