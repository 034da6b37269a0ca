"""What plays as it is, what is only packed anew, and what is encoded: on files of real muxers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.core.errors import JobError
from app.media.playback import proxy
from app.media.playback.browser_support import Support, support
from app.media.playback.peaks import LOUDEST, peaks
from app.media.probe.probe import probe
from tests.support.media import clips

pytestmark = pytest.mark.slow
MOST = proxy.Most(60.0, 1 << 30)
PLAYS, PACKED = Support(True, True, True), Support(False, True, True)
TEN_BITS = ("-pix_fmt", "yuv420p10le")
PRORES = ("-c:v", "prores_ks", "-c:a", "pcm_s16le")


@pytest.mark.parametrize(
    ("name", "options", "expected"),
    [
        ("a.mp4", (), PLAYS),
        ("a.webm", ("-c:v", "libvpx-vp9", "-pix_fmt", "yuv420p"), PLAYS),
        ("vp8.webm", ("-pix_fmt", "yuv420p"), Support(True, False, True)),
        ("a.mkv", (), PACKED),
        ("a.avi", ("-c:a", "mp3"), PACKED),
        ("deep.mp4", TEN_BITS, Support(False, False, True)),
        ("a.mov", PRORES, Support(False, False, False)),
        ("a.mp3", ("-vn", "-c:a", "libmp3lame"), Support(True, True, True)),
        ("a.wav", ("-vn", "-c:a", "pcm_s16le"), Support(True, True, False)),
        ("a.aiff", ("-vn", "-c:a", "pcm_s16be"), Support(False, True, False)),
    ],
)
def test_what_plays(tmp_path: Path, name: str, options: tuple[str, ...], expected: Support) -> None:
    made = clips.video(tmp_path / name, 0.4, *options)
    found = support(made, probe(made))
    assert found == expected
    if not found.direct:
        info = probe(made)
        played = proxy.make_proxy(made, info, found, tmp_path, most=MOST)
        seen = probe(played)
        assert support(played, seen).direct
        assert abs(seen.duration - info.duration) < 0.2


def test_a_waveform_follows_the_sound(tmp_path: Path) -> None:
    """One second of silence, one of a tone that is as loud as can be."""
    tone = "aevalsrc=if(lt(t\\,1)\\,0\\,sin(440*2*PI*t)):d=2:s=8000"
    made = clips.make(tmp_path / "a.wav", "-f", "lavfi", "-i", tone, "-c:a", "pcm_s16le")
    found = peaks(made, probe(made), tmp_path, max_seconds=60)
    assert (found["per_second"], len(found["values"])) == (50, 100)
    assert max(found["values"][:49]) == 0
    assert min(found["values"][51:]) > LOUDEST * 0.95


def test_a_sound_track_by_itself(tmp_path: Path) -> None:
    second = ("-map", "0:v", "-map", "1:a", "-map", "1:a", "-metadata:s:a:1", "language=spa")
    made = clips.video(tmp_path / "a.mp4", 0.5, *second)
    info = probe(made)
    track = probe(proxy.make_sound(made, info, info.audio_tracks[1], tmp_path, most=MOST))
    assert (track.video, track.need_audio().codec) == (None, "aac")


def test_a_file_that_is_longer_than_it_says_is_cut(tmp_path: Path) -> None:
    made = clips.make(tmp_path / "a.mkv", "-f", "lavfi", "-t", "4", "-i", clips.TONE, "-c:a", "aac")
    info = replace(probe(made), duration=0.5)
    found = peaks(made, info, tmp_path, max_seconds=1)
    assert 45 <= len(found["values"]) <= 50
    played = proxy.make_proxy(made, info, PACKED, tmp_path, most=proxy.Most(1.0, 1 << 30))
    assert probe(played).duration <= 1.2


def test_no_more_peaks_are_kept_than_there_may_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.media.playback.peaks.MOST", 20)
    made = clips.make(tmp_path / "a.wav", "-f", "lavfi", "-t", "2", "-i", clips.TONE)
    assert len(peaks(made, replace(probe(made), duration=0.1), tmp_path, max_seconds=60)["values"]) == 20


def test_a_proxy_that_grows_too_large_is_given_up(tmp_path: Path) -> None:
    made = clips.video(tmp_path / "a.mkv", 2.0)
    with pytest.raises(JobError) as refused:
        proxy.make_proxy(made, probe(made), PACKED, tmp_path, most=proxy.Most(60.0, 4096))
    assert refused.value.code == "limit_file_size"
