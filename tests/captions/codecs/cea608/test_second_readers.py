"""What other programs read from our SCC and MCC files: ttconv and ffmpeg, every caption of a small film."""

import re
import subprocess

import pytest

from app.captions.formats import scc
from app.captions.formats.mcc import format as mcc
from app.captions.model.document import Style
from tests.support.captions.cea608 import cue, document, written
from tests.support.programs import program

FILM = document(
    *(
        cue(
            300 + n * 120,
            300 + n * 120 + (120 if n % 3 else 100),
            (f"Caption {n}", Style(italic=n % 4 == 0)),
            f"\nand the second line, n°{n} ♪" if n % 2 else "",
        )
        for n in range(40)
    )
)


def milliseconds(ticks):
    return ticks // 90_000


@pytest.mark.parametrize("caption_format", [scc.FORMAT, scc.ADVANCED], ids=["plain", "advanced"])
def test_ttconv_reads_the_same(caption_format):
    """Independent reader: ttconv's SCC reader, written as SRT: same words, same times to the millisecond."""
    from ttconv.scc.reader import to_model
    from ttconv.srt.writer import from_model

    text, losses = written(caption_format, FILM)
    assert not losses.kinds
    theirs = from_model(to_model(text)).strip().split("\n\n")
    assert len(theirs) == len(FILM.cues)
    for block, ours in zip(theirs, FILM.cues, strict=True):
        _, times, *words = block.split("\n")
        plain = "\n".join(words).replace("<i>", "").replace("</i>", "")
        assert plain == ours.text
        assert ("<i>" in block) == bool(ours.runs[0].style.italic)
        start, end = (_srt_ms(part) for part in times.split(" --> "))
        assert abs(start - milliseconds(ours.start)) <= 1
        assert abs(end - milliseconds(ours.end)) <= 1


def test_ffmpeg_reads_the_same(tmp_path):
    """Independent reader: ffmpeg. It takes drop-frame labels for seconds, so times agree to a tenth."""
    text, _ = written(scc.FORMAT, FILM)
    (tmp_path / "film.scc").write_text(text)
    command = [program("ffmpeg"), "-v", "error", "-i", str(tmp_path / "film.scc"), str(tmp_path / "film.srt")]
    subprocess.run(command, check=True, timeout=60)
    blocks = (tmp_path / "film.srt").read_text().strip().split("\n\n")
    assert len(blocks) == len(FILM.cues)
    for block, ours in zip(blocks, FILM.cues, strict=True):
        times, text = ffmpeg_block(block)
        assert text == ours.text
        assert abs(times[0] - milliseconds(ours.start)) <= 100
        assert abs(times[1] - milliseconds(ours.end)) <= 100


def ffmpeg_block(block):
    """Times and words of a block of ffmpeg's SRT, without its markup and hard spaces."""
    _, times, *words = block.split("\n")
    plain = re.sub(r"<[^>]*>|\{[^}]*\}|\\h", "", "\n".join(words)).replace("’", "'")
    return [_srt_ms(part) for part in times.split(" --> ")], plain


def _srt_ms(text):
    hours, minutes, rest = text.split(":")
    return (int(hours) * 60 + int(minutes)) * 60_000 + int(rest.replace(",", ""))


def test_ffmpeg_reads_the_same_mcc(tmp_path):
    """Independent reader: ffmpeg, words and times; its times are up to two frames off in every MCC file."""
    text, _ = written(mcc.FORMAT, FILM)
    (tmp_path / "film.mcc").write_text(text)
    command = [program("ffmpeg"), "-v", "error", "-i", str(tmp_path / "film.mcc"), str(tmp_path / "film.srt")]
    subprocess.run(command, check=True, timeout=60)
    blocks = (tmp_path / "film.srt").read_text().strip().split("\n\n")
    assert len(blocks) == len(FILM.cues)
    for block, ours in zip(blocks, FILM.cues, strict=True):
        times, words = ffmpeg_block(block)
        assert words == ours.text
        assert abs(times[0] - milliseconds(ours.start)) <= 67
        assert abs(times[1] - milliseconds(ours.end)) <= 67
