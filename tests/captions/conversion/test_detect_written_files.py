"""What each of the outer formats writes is recognised as that format, among all the others."""

from __future__ import annotations

import pytest

from app.captions.conversion.detect import detect, make_head
from app.captions.formats import registry
from app.captions.model.document import Cue, Document, Run, ticks
from app.captions.model.losses import Losses
from app.captions.text_io.text_file import to_bytes

WRITTEN = [
    "spruce-stl",
    "avid-ds",
    "avid-subcap",
    "qt-text",
    "premiere-markers",
    "cheetah-asc",
    "fcpxml",
    "fcp7-xml",
    "dcp-interop",
    "dcp-smpte",
    "usf",
    "subviewer1",
    "youtube-xml",
    "bilibili-json",
    "segments-json",
    "csv",
    "tsv",
    "timed-transcript",
    "xlsx",
    "docx",
    "html-transcript",
    "cuedeck-project",
]


@pytest.mark.parametrize("name", WRITTEN)
def test_what_is_written_is_recognised(name: str) -> None:
    caption_format = registry.get(name)
    texts = ["Good morning, everyone.", "It is 10:30, and we begin:\nwith a story.", "- Who?\n- Me!"]
    cues = [Cue(ticks(i * 3 + 1), ticks(i * 3 + 3), [Run(texts[i % 3])]) for i in range(30)]
    options = {option.name: option.default for option in caption_format.encode_options}
    assert caption_format.write is not None
    written = caption_format.write(Document(cues), options, Losses())
    data = written if isinstance(written, bytes) else to_bytes(written, options, Losses())
    found = detect(make_head(data))
    assert found.caption_format is not None
    assert found.caption_format.name == caption_format.name
