"""Caption files packed with gzip: all of it is read, and where that cannot be, it is told."""

import gzip
import io

import pytest

from app.captions import load
from app.captions.conversion.read import MAX_BYTES
from app.captions.text_io.gzip_file import unpacked
from app.core.errors import CaptionError

CUES = [f"{n}\n00:00:{n:02},000 --> 00:00:{n:02},900\nCaption {n}\n\n".encode() for n in range(1, 50)]
WHOLE = gzip.compress(b"".join(CUES))


def test_all_that_was_packed_one_by_one_is_read() -> None:
    document = load(b"".join(map(gzip.compress, CUES)), "a.srt.gz")
    assert [cue.text for cue in document.cues] == [f"Caption {n}" for n in range(1, 50)]
    assert document.issues == []


@pytest.mark.parametrize("damaged", [WHOLE[:-100], WHOLE[:-4], WHOLE + b"and more"])
def test_what_is_missing_is_told(damaged: bytes) -> None:
    document = load(damaged, "a.srt.gz")
    assert document.cues[0].text == "Caption 1"
    assert [issue.code for issue in document.issues if issue.code == "damaged_file"] == ["damaged_file"]


def test_no_more_is_unpacked_than_a_file_may_have() -> None:
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb") as file:
        for _ in range(64):
            file.write(b"a" * (1 << 20))
    assert len(unpacked(packed.getvalue(), MAX_BYTES)[0]) == MAX_BYTES + 1
    with pytest.raises(CaptionError) as refused:
        load(packed.getvalue(), "a.srt.gz")
    assert refused.value.code == "file_too_large"


@pytest.mark.parametrize("other", [b"", b"1\n00:00:01,000", b"\x1f\x8b", b"\x1f\x8bno archive at all"])
def test_another_file_is_left_as_it_is(other: bytes) -> None:
    assert unpacked(other, MAX_BYTES) == (other, True)
