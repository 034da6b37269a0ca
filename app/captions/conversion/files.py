"""Caption files as documents and back, for Python programs."""

from __future__ import annotations

from app.captions.conversion.convert import written_as
from app.captions.conversion.read import read_source
from app.captions.conversion.request import ConvertRequest
from app.captions.model.document import Document
from app.captions.model.losses import Losses


def load(data: bytes, file_name: str = "", caption_format: str = "auto") -> Document:
    """The document of a caption file; CaptionError says what is wrong with one that cannot be read.

    `file_name` helps detection; `caption_format` is a format's name, id or file extension, such as ".srt".
    """
    return read_source(data, ConvertRequest(source_profile=caption_format, file_name=file_name)).document


def save(document: Document, caption_format: str, losses: Losses | None = None, **options: object) -> bytes:
    """The file of a document in the format of this name; `options` are the format's encode options.

    What the format cannot hold is recorded in `losses`.
    """
    request = ConvertRequest(target_profile=caption_format, encode_options=options)
    return written_as(document, request, Losses() if losses is None else losses)
