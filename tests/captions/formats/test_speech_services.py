"""What no speech service and no site writes is refused as any of their formats."""

from __future__ import annotations

from contextlib import suppress

import pytest

from app.captions.formats import registry
from app.captions.model.document import Document
from app.core.errors import CaptionError
from tests.support.captions.speech_services import SERVICES


@pytest.mark.parametrize("name", sorted({name.split()[0] for name in SERVICES}))
@pytest.mark.parametrize("text", ["", "{}", "[]", "<a/>", "{", '{"results": 1}', "1\t2"])
def test_what_is_something_else_is_refused_with_a_reason(name: str, text: str) -> None:
    caption_format = registry.get(name)
    assert caption_format.read is not None
    document = Document()
    with suppress(CaptionError):
        document = caption_format.read(text, {})
    assert not document.cues
