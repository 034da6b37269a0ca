import importlib.util
from pathlib import Path

import pytest

from app.core.errors import EngineError, MediaError
from app.media import features as features_module
from app.media import ffmpeg
from app.media.caption_tracks import ocr
from app.media.download import ytdlp
from app.media.features import features, need_package
from app.media.ffmpeg import untrusted


def by_id() -> dict[str, features_module.Feature]:
    return {feature.id: feature for feature in features()}


def test_everything_is_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: True)
    found = by_id()
    assert list(found) == [
        "media",
        "burn_in",
        "mix",
        "fingerprint",
        "voice_activity",
        "ocr",
        "teletext",
        "download",
    ]
    assert all(feature.ready and not feature.reason for feature in found.values())


def test_without_ffmpeg_everything_but_downloads_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(ffmpeg, "_packaged", lambda: None)
    monkeypatch.setattr(ocr, "_rapid", lambda: False)
    found = by_id()
    assert [name for name, feature in found.items() if feature.ready] == ["voice_activity", "download"]
    assert found["ocr"].install == "apt install tesseract-ocr (or: pip install 'cuedeck[ocr]')"
    assert "apt install ffmpeg" in found["media"].install
    with pytest.raises(EngineError) as caught:
        ffmpeg.ffmpeg_path()
    assert caught.value.code == "engine_missing"


def test_a_small_build_of_ffmpeg(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ffmpeg, "has_filter", lambda name: name == "loudnorm")
    monkeypatch.setattr(ffmpeg, "has_muxer", lambda name: False)
    monkeypatch.setattr(ffmpeg, "has_decoder", lambda name: False)
    found = by_id()
    assert [name for name, each in found.items() if not each.ready and name != "ocr"] == [
        "burn_in",
        "fingerprint",
        "teletext",
    ]


def test_missing_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    real = importlib.util.find_spec
    gone = {"numpy", "imagehash", "yt_dlp"}
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name in gone else real(name))
    found = by_id()
    missing = [name for name, feature in found.items() if not feature.ready and name != "ocr"]
    assert missing == ["mix", "fingerprint", "download"]
    assert found["download"].install == ytdlp.INSTALL
    with pytest.raises(EngineError) as caught:
        need_package("numpy", "NumPy")
    assert "cuedeck[media]" in caught.value.hint


@pytest.mark.slow
def test_the_packaged_ffmpeg_is_used_when_there_is_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert "imageio_ffmpeg" in ffmpeg.ffmpeg_path()
    assert ffmpeg.has_filter("rubberband")
    assert ffmpeg.has_muxer("chromaprint")


@pytest.mark.parametrize(
    "script",
    [
        "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n/etc/hostname\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile /etc/hostname\n",
    ],
)
def test_scripts_are_refused_by_ffmpeg_itself(tmp_path: Path, script: str) -> None:
    path = tmp_path / "a.mp4"
    path.write_text(script)
    with pytest.raises(MediaError) as caught:
        ffmpeg.ffmpeg([*untrusted(path), "-f", "null", "-"])
    assert caught.value.code == "media_damaged"
    assert caught.value.extra["rejected"] is True
