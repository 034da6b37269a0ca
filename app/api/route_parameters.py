"""Parameters that many routes take, described once."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Path, Query

JobId = Annotated[str, Path(description="Identifier of the job.")]
PresetId = Annotated[str, Path(description="Identifier or name of the preset.")]
UploadId = Annotated[str, Path(description="Identifier of the upload.")]
LinkId = Annotated[str, Path(description="Identifier of the link.")]
KeyId = Annotated[str, Path(description="Identifier of the key.")]
EndpointId = Annotated[str, Path(description="Identifier of the webhook endpoint.")]
DeliveryId = Annotated[str, Path(description="Identifier of the delivery.")]
Limit = Annotated[int, Query(ge=1, le=100, description="How many items a page has at most.")]
Cursor = Annotated[
    str | None, Query(description="The `next_cursor` of the page before; left out for the first.")
]

BINARY: dict[str, Any] = {"type": "string", "format": "binary"}
"""The schema of a file as an answer."""
WAV: dict[str, Any] = {"schema": BINARY, "example": "RIFF....WAVEfmt ...."}
"""A WAV file as an answer."""
