"""WebVTT: the tests of the web platform, and files from other programs."""

import json

import pytest

from app.captions.formats.vtt import format as vtt
from app.captions.model.document import TICKS_PER_SECOND, Placement
from app.captions.model.losses import Losses
from app.core.errors import CaptionError
from tests.support.corpus.folders import corpus_dir, corpus_files


def test_the_standards_own_tests_are_all_there():
    assert len(json.loads((corpus_dir() / "webvtt-wpt" / "expected.json").read_text())) == 38


@pytest.mark.parametrize("path", corpus_files("webvtt-wpt", ".vtt"), ids=lambda path: path.stem)
def test_the_standards_own_test(path):
    expected = json.loads((path.parent / "expected.json").read_text()).get(path.name)
    if expected is None:
        assert vtt.read(path.read_bytes().decode(), {}).cues
        return
    cues = vtt.read(path.read_bytes().decode(), {}).cues
    assert len(cues) == expected["cue_count"]
    for index, wanted in expected.get("cues", {}).items():
        cue = cues[int(index)]
        placement = cue.placement or Placement()
        found = {
            "id": cue.id or "",
            "text": cue.text,
            "startTime": cue.start / TICKS_PER_SECOND,
            "endTime": cue.end / TICKS_PER_SECOND,
            "region": placement.region,
            "align": str(placement.align or "center"),
        }
        assert {name: found[name] for name in wanted} == wanted


@pytest.mark.parametrize("path", corpus_files("mixed", ".vtt"), ids=lambda path: path.name)
def test_corpus_is_stable_after_one_pass(path):
    data = path.read_bytes()
    text = data.decode("utf-16" if data.startswith(b"\xff\xfe") else "utf-8-sig")
    try:
        document = vtt.read(text, {"lenient": True})
    except CaptionError as error:
        assert error.code == "not_webvtt"  # noqa: PT017 - the only way one of these files may fail
        return
    again = vtt.read(vtt.write(document, {}, Losses()), {})
    assert again.cues == document.cues
    assert vtt.write(again, {}, Losses()) == vtt.write(document, {}, Losses())
