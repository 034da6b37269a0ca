"""The uploader: a drop zone with a row, progress, cancel and retry for each file (`assets/uploader.jsx`)."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex_base.event import passthrough_event_spec


class Uploader(rx.Component):
    """Sends each file to `url` as soon as it is dropped or chosen, and tells when it has landed.

    What a lost connection or a restarted server interrupts goes on where it stopped, and with an `owner`
    what a reload of the page interrupts as well.
    """

    library = "$/public/uploader.jsx"
    tag = "Uploader"
    lib_dependencies: list[str] = [
        "react-dropzone@20.1.4",
        "file-selector@5.0.1",
        "tus-js-client@4.3.1",
    ]

    url: rx.Var[str]
    """Where files go, with the tus protocol. Default /v1/uploads/tus."""

    direct: rx.Var[bool]
    """Whether large files go straight to the bucket, as far as that is within reach."""

    max_bytes: rx.Var[int]
    """A larger file is refused before it travels. 0 (the default) leaves that to the server."""

    at_once: rx.Var[int]
    """How many files travel at the same time. Default 3."""

    anywhere: rx.Var[bool]
    """Files may be dropped anywhere on the page, folders too, and pasted; only one uploader a page can."""

    owner: rx.Var[str]
    """Whose files these are: unfinished ones outlive a reload for this owner. None are kept without."""

    compact: rx.Var[bool]
    """A bar even while no file is here, for a page that shows the files itself."""

    hide_uploaded: rx.Var[bool]
    """A row goes away once its file has landed, for a page that shows the files itself."""

    batch: rx.Var[int]
    """Another number clears the files that have landed, as after they were submitted."""

    prompt: rx.Var[str]
    """What the drop zone says before "choose files"."""

    note: rx.Var[str]
    """A second line in the large drop zone, as for the formats and sizes it takes."""

    on_uploaded: rx.EventHandler[passthrough_event_spec(dict[str, Any])]
    """A file has landed; gets its upload_id, file_name and size."""

    on_removed: rx.EventHandler[passthrough_event_spec(str)]
    """A file that had landed was removed from the list; gets its upload_id."""

    on_travel: rx.EventHandler[passthrough_event_spec(int)]
    """How many files are still on their way, whenever that changes."""

    on_paste: rx.EventHandler[passthrough_event_spec(str)]
    """A short text was pasted beside every field of the page."""


uploader = Uploader.create
