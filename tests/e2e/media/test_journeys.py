"""Captions out of media, onto it and along with it, in a browser: from files dropped to files kept."""

from __future__ import annotations

from pathlib import Path

import pysubs2
import pytest
from playwright.sync_api import expect

from app.engines.model_store import ModelStore
from app.engines.speech.voice_activity import speech_spans
from app.media.probe.probe import probe
from tests.support.engines.readings import SECONDS, spoken
from tests.support.media.clips import make, talking
from tests.support.media.studio import MODELS
from tests.support.media.tracks import srt, with_tracks
from tests.support.page.accessibility import violations
from tests.support.page.results import captions, change, copied, done, kept
from tests.support.page.screen import Screen

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(900)]
SENTENCES = (
    "The harbour was quiet when the two sisters came down to the boats.",
    "They had carried bread, apples and a small radio from the house on the hill.",
    "Nobody spoke until the old captain pointed at the water.",
)
UNSPOKEN = "Completely different words stand here by mistake."


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("talk")
    return talking(folder / "talk.mp4", spoken(folder / "speech.wav"), SECONDS)


@pytest.fixture
def screen(studio_screen: Screen) -> Screen:
    return studio_screen


def beside(screen: Screen, film: Path, words: Path, kind: str, role: str) -> None:
    """Drop a film and captions, and let the film's job take the captions along."""
    screen.drop(film, words)
    expect(screen.file(film.name)).to_be_visible()
    expect(screen.file(words.name)).to_be_visible()
    change(screen, "video")
    screen.choose("job-type", kind)
    expect(screen.file(words.name)).to_contain_text(role)


def test_a_track_is_chosen_and_put_on_the_picture(screen: Screen, tmp_path: Path) -> None:
    (tmp_path / "es.srt").write_text(srt("Buenas", "<i>Adiós</i>"), encoding="utf-8")
    (tmp_path / "en.srt").write_text(srt("Good evening"), encoding="utf-8")
    tracks = [(tmp_path / "es.srt", "spa", "default"), (tmp_path / "en.srt", "eng", "0")]
    source = with_tracks(tmp_path / "tracks.mkv", *tracks)
    screen.drop(source)
    expect(screen.file(source.name)).to_be_visible()
    screen.choose("job-type", "Extract captions")
    screen.choose("track", "English")
    screen.page.get_by_label("Captions in the picture").select_option("true")
    screen.page.get_by_label("Video format").select_option("prores")
    drawer = done(screen, source)
    (tmp_path / "kept").mkdir()
    text = kept(screen, drawer, "tracks.vtt", tmp_path / "kept").read_text(encoding="utf-8-sig")
    assert [event.text for event in pysubs2.SSAFile.from_string(text)] == ["Good evening"]
    video = probe(kept(screen, drawer, "tracks.open-captions.mov", tmp_path / "kept")).need_video()
    assert (video.codec, video.pixel_format) == ("prores", "yuv422p10le")
    assert violations(screen.page) == []


def test_captions_get_the_times_at_which_they_are_spoken(screen: Screen, film: Path, tmp_path: Path) -> None:
    ModelStore(MODELS).pull("whisper-base")
    texts = (SENTENCES[0], UNSPOKEN, *SENTENCES[1:])
    film = copied(film, tmp_path / "spoken.mp4")
    cues = [(40.0 + 3 * number, 42.0 + 3 * number, text) for number, text in enumerate(texts)]
    words = captions(tmp_path / "words.srt", *cues)
    beside(screen, film, words, "Align", "Gets the times at which it is spoken")
    drawer = done(screen, film)
    expect(drawer).to_contain_text("In the text, but not spoken")
    expect(drawer).to_contain_text(UNSPOKEN)
    expect(drawer).to_contain_text("Spoken, but not in the text")
    expect(drawer).to_contain_text("wind")
    made = pysubs2.load(str(kept(screen, drawer, "spoken.vtt", tmp_path)))
    assert [event.plaintext.replace("\n", " ") for event in made] == list(SENTENCES)
    assert made[0].start < 600
    assert [event.end for event in made] == sorted(event.end for event in made)
    assert made[-1].end < SECONDS * 1000
    assert violations(screen.page) == []


def test_captions_are_moved_to_the_speech(screen: Screen, film: Path, tmp_path: Path) -> None:
    film = copied(film, tmp_path / "moved.mp4")
    heard = speech_spans(make(tmp_path / "heard.wav", "-i", film, "-ar", "16000", "-ac", "1"))
    cues = [(start + 5, end + 5, f"Line {number}") for number, (start, end) in enumerate(heard)]
    late = captions(tmp_path / "late.srt", *cues)
    beside(screen, film, late, "Synchronize", "Moved to fit the other file")
    drawer = done(screen, film)
    expect(drawer).to_contain_text("The captions were moved by -5.0")
    made = pysubs2.load(str(kept(screen, drawer, "moved.vtt", tmp_path)))
    off = [abs(event.start / 1000 - start) for event, (start, _) in zip(made, heard, strict=True)]
    assert max(off) < 0.1
