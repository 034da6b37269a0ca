"""A worker prepares a media file once, says why it cannot, and leaves nothing of a removed one."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core import queue
from app.core.errors import MediaError
from app.core.storage import storage
from app.core.storage.base import new_key
from app.services.files import renditions
from app.services.files.renditions import ASKED, FACTS, PEAKS, PROXY, SHOTS, Facts
from app.services.playback import preparation
from tasks import playback
from tests.support.media import clips

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("database")]
TWO_SOUNDS = (
    "-map", "0:v", "-map", "1:a", "-map", "1:a",
    "-metadata:s:a:0", "language=spa", "-metadata:s:a:0", "title=Dubbed", "-metadata:s:a:1", "title=Original",
)  # fmt: skip


def stored(path: Path) -> str:
    writer = storage().writer(new_key("upload"))
    writer.write(path.read_bytes())
    return writer.commit().key


def facts(key: str) -> Facts:
    found = renditions.facts(key)
    assert found is not None
    return found


def made_of(key: str) -> list[str]:
    names = (FACTS, PEAKS, PROXY, SHOTS, *(renditions.sound(number) for number in range(3)))
    return [name for name in names if storage().exists(renditions.key(key, name))]


def test_a_film_with_two_sound_tracks_and_a_container_that_no_browser_plays(tmp_path: Path) -> None:
    key = stored(clips.video(tmp_path / "dub.mkv", 1.0, *TWO_SOUNDS))
    playback.prepare(key)
    found = facts(key)
    assert (found["state"], found["kind"], found["proxy"]) == ("ready", "video", "video/mp4")
    assert (found["width"], found["height"], found["frame_rate"]) == (160, 120, "25")
    assert [sound["title"] for sound in found["sounds"]] == ["Dubbed", "Original"]
    assert found["sounds"][0]["language"] == "spa"
    assert made_of(key) == [FACTS, PEAKS, PROXY, SHOTS, "sound-1"]
    assert len(renditions.read(key, PEAKS)["values"]) == pytest.approx(50, abs=8)
    renditions.remove_with_source(key)
    assert made_of(key) == []


def test_a_film_whose_cuts_cannot_be_found_plays_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> list[float]:
        raise MediaError("It cannot be read.")

    key = stored(clips.video(tmp_path / "a.mp4", 0.4))
    monkeypatch.setattr(playback, "shots", fail)
    playback.prepare(key)
    assert (facts(key)["state"], made_of(key)) == ("ready", [FACTS, PEAKS])


def test_it_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = stored(clips.video(tmp_path / "a.mp4", 0.4))
    playback.prepare(key)
    assert made_of(key) == [FACTS, PEAKS, SHOTS]
    monkeypatch.setattr(playback, "probe", lambda *_, **__: pytest.fail("it was prepared already"))
    playback.prepare(key)


def test_a_request_that_waits_is_not_repeated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever web process is asked: what was sent is noted beside the file, and gone with it."""
    sent: list[str] = []
    monkeypatch.setattr(queue, "send_task", lambda key, *_: sent.append(key))
    key = stored(clips.video(tmp_path / "a.mp4", 0.4))
    preparation.request(key)
    preparation.request(key)
    assert (sent, renditions.read(key, ASKED) is None) == ([key], False)
    renditions.write(key, ASKED, renditions.read(key, ASKED) - preparation.AGAIN_AFTER)
    preparation.request(key)
    assert sent == [key, key]
    playback.prepare(key)
    assert renditions.read(key, ASKED) is None
    preparation.request(key)
    renditions.remove_with_source(key)
    assert renditions.read(key, ASKED) is None


def test_why_it_cannot_is_recorded_and_tried_again_later(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(b"no film")
    key = stored(tmp_path / "a.mp4")
    playback.prepare(key)
    found = facts(key)
    assert (found["state"], bool(found["problem"]), bool(found["hint"])) == ("failed", True, True)
    assert not preparation.is_due(found)
    assert preparation.is_due(found | {"at": found["at"] - preparation.AGAIN_AFTER - 1})


def test_a_worker_that_fell_silent_is_replaced(tmp_path: Path) -> None:
    working = facts_of("working")
    assert not preparation.is_due(working)
    assert preparation.is_due(working | {"at": working["at"] - preparation.SILENCE - 1})


def facts_of(state: str) -> Facts:
    key = new_key("upload")
    renditions.write(key, FACTS, playback._Preparation(key).facts | {"state": state})
    found = facts(key)
    return found | {"at": playback.clock.now().timestamp()}


def test_nothing_is_left_of_a_file_that_was_removed_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = stored(clips.video(tmp_path / "a.mp4", 0.4))
    look = playback.peaks

    def removed_meanwhile(*args: object, **more: object) -> object:
        renditions.remove_with_source(key)
        return look(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(playback, "peaks", removed_meanwhile)
    playback.prepare(key)
    assert made_of(key) == []


def test_a_fault_of_ours_is_told_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = stored(clips.video(tmp_path / "a.mp4", 0.4))
    monkeypatch.setattr(playback, "peaks", lambda *_, **__: 1 / 0)
    playback.prepare(key)
    assert (facts(key)["state"], "Cuedeck failed" in facts(key)["problem"]) == ("failed", True)
