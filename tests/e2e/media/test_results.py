"""What media jobs find, used in a browser: words in doubt, chapters, a file to be moved, a track, a line."""

from __future__ import annotations

import re
import subprocess
import wave
from pathlib import Path

import numpy
import pysubs2
import pytest
from playwright.sync_api import expect

from app.engines.model_store import ModelStore
from app.media.probe.probe import probe
from tests.support.engines.readings import TEXT
from tests.support.media.clips import make, talking
from tests.support.media.jobs import captions_in
from tests.support.media.studio import MODELS
from tests.support.media.tracks import srt, with_pictures, with_tracks
from tests.support.page.accessibility import page_width, violations
from tests.support.page.results import PATIENCE, captions, done, kept
from tests.support.page.screen import Screen, until
from tests.support.programs import program

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(900)]
LATER = (
    "Our second subject today is bread. Every baker knows that flour, water and salt are enough. Let the "
    "dough rest for twelve hours in a cold kitchen. Then fold it four times and put it into a hot oven. "
    "After half an hour the crust is brown, and the bread sounds hollow. Butter melts on the warm slices. "
    "Some bakers add seeds of pumpkin or a spoon of honey. The best flour comes from old mills."
)
HARBOUR = f"{TEXT} Three hours, the captain said, if the sails hold and nobody falls into the cold water."


def spoken(folder: Path, *texts: str, pause: float = 6.0) -> Path:
    """Texts that espeak-ng speaks, with a pause after each."""
    parts = []
    for number, text in enumerate(texts):
        raw = folder / f"part{number}.wav"
        subprocess.run([program("espeak-ng"), "-v", "en-gb", "-s", "135", "-w", str(raw), text], check=True)
        parts.append(
            make(folder / f"paused{number}.wav", "-i", raw, "-ar", "16000", "-af", f"apad=pad_dur={pause}")
        )
    joined = "".join(f"[{number}:a]" for number in range(len(parts)))
    inputs = [argument for part in parts for argument in ("-i", part)]
    return make(
        folder / "speech.wav",
        *inputs,
        "-filter_complex",
        f"{joined}concat=n={len(parts)}:v=0:a=1",
        "-ac",
        "1",
    )


def sound(path: Path, folder: Path, rate: int = 16_000) -> numpy.ndarray:
    """The sound of a film as samples."""
    plain = make(folder / f"{path.stem}.plain.wav", "-i", path, "-map", "0:a:0", "-ac", "1", "-ar", str(rate))
    with wave.open(str(plain)) as file:
        return numpy.frombuffer(file.readframes(file.getnframes()), "<i2").astype(float)


def likeness(one: numpy.ndarray, other: numpy.ndarray, start: float, end: float) -> float:
    """1 for the same sound in these seconds, however loud; about 0 for another."""
    first, second = (samples[round(start * 16_000) : round(end * 16_000)] for samples in (one, other))
    return float(numpy.corrcoef(first, second)[0, 1])


def test_words_in_doubt_are_marked_where_captions_are_edited(studio_screen: Screen, tmp_path: Path) -> None:
    screen = studio_screen
    film = with_pictures(tmp_path / "pictures.mkv", (1, 2.5, "Good evening, Anna."), (3, 4, "Meet ▒s▒i▒s▒t"))
    screen.drop(film)
    expect(screen.file(film.name)).to_be_visible()
    screen.choose("job-type", "Extract captions")
    drawer = done(screen, film)
    expect(drawer).to_contain_text("Words in doubt")
    made = pysubs2.load(str(kept(screen, drawer, "pictures.vtt", tmp_path)))
    assert (made[0].text, made[0].start, made[0].end) == ("Good evening, Anna.", 1000, 2500)
    drawer.get_by_test_id("edit").first.click()
    rows = screen.page.get_by_test_id("editor-row")
    expect(rows).to_have_count(2)
    expect(rows.nth(0).locator("mark.ed-unsure")).to_have_count(0)
    doubtful = rows.nth(1).locator("mark.ed-unsure")
    expect(doubtful.first).to_be_visible()
    assert {word for mark in doubtful.all_inner_texts() for word in mark.split()} <= set(made[1].text.split())
    screen.page.get_by_test_id("editor-list").focus()
    screen.page.keyboard.press("F8")  # to the next cue with a word in doubt
    expect(rows.nth(1)).to_have_attribute("data-current", "true")
    screen.page.get_by_test_id("editor-cue-text").fill("Meet my sister")
    expect(doubtful).to_have_count(0)
    assert violations(screen.page) == []


def test_chapters_are_shown_and_lead_to_their_place(studio_screen: Screen, tmp_path: Path) -> None:
    screen = studio_screen
    ModelStore(MODELS).pull("whisper-base")
    speech = spoken(tmp_path, HARBOUR, LATER)
    with wave.open(str(speech)) as file:
        length = file.getnframes() / file.getframerate()
    film = talking(tmp_path / "subjects.mp4", speech, length)
    screen.drop(film)
    expect(screen.file(film.name)).to_be_visible()
    screen.choose("job-type", "Transcribe")
    screen.page.get_by_label("Chapters").select_option("true")
    screen.choose("target-profile", "SubRip")
    drawer = done(screen, film)
    track = pysubs2.load(str(kept(screen, drawer, "subjects.chapters.vtt", tmp_path)))
    assert len(track) == 2, [event.text for event in track]
    drawer.get_by_role("link", name="Open page").click()
    page = screen.page
    chapters = page.get_by_test_id("chapters").get_by_role("button")
    expect(chapters).to_have_count(2)
    expect(chapters.nth(1)).to_contain_text("Our second subject")
    offered = page.get_by_test_id("choose-captions").locator("option")
    expect(offered).to_have_count(2)  # the captions, and none
    expect(chapters.nth(0)).to_have_attribute("aria-current", "true")
    chapters.nth(1).click()
    place = "document.querySelector('video').currentTime"
    until(page, lambda: abs(page.evaluate(place) - track[1].start / 1000) < 0.1)
    expect(chapters.nth(1)).to_have_attribute("aria-current", "true")
    expect(page.locator(".cue-row button[aria-current]")).to_contain_text("second subject")
    assert violations(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert page_width(page) <= 390


def test_one_of_two_caption_files_is_moved_to_fit_the_other(studio_screen: Screen, tmp_path: Path) -> None:
    screen = studio_screen
    begins = (1.0, 4.2, 6.1, 11.0, 12.9, 18.4, 21.0, 27.7, 29.1, 33.0, 41.5, 44.0)
    right = captions(tmp_path / "right.srt", *((at, at + 1.4, f"Line {at}") for at in begins))
    late = captions(tmp_path / "late.srt", *((at + 7.3, at + 8.7, f"Zeile {at}") for at in begins))
    screen.drop(right, late)
    expect(screen.file(right.name)).to_be_visible()
    expect(screen.file(late.name)).to_be_visible()
    screen.choose("job-type", "Synchronize")
    screen.choose("captions_upload_id", late.name)
    expect(screen.file(late.name)).to_contain_text("Moved to fit the other file")
    drawer = done(screen, right)
    expect(drawer).to_contain_text("The captions were moved by -7.3")
    made = pysubs2.load(str(kept(screen, drawer, "right.vtt", tmp_path)))
    assert [event.text for event in made] == [f"Zeile {at}" for at in begins]
    off = [abs(event.start / 1000 - at) for event, at in zip(made, begins, strict=True)]
    assert max(off) < 0.1
    assert violations(screen.page) == []


@pytest.fixture
def tracks(tmp_path: Path) -> Path:
    """A film without speech, with Spanish captions by default and English ones beside them."""
    (tmp_path / "es.srt").write_text(srt("Buenas", "Adiós"), encoding="utf-8")
    (tmp_path / "en.srt").write_text(srt("Good evening", "The house is red."), encoding="utf-8")
    inside = [(tmp_path / "es.srt", "spa", "default"), (tmp_path / "en.srt", "eng", "0")]
    return with_tracks(tmp_path / "tracks.mkv", *inside)


def test_the_chosen_track_is_translated(studio_screen: Screen, tracks: Path, tmp_path: Path) -> None:
    screen = studio_screen
    film = tracks.rename(tmp_path / "translated.mkv")
    screen.drop(film)
    expect(screen.file(film.name)).to_be_visible()
    screen.choose("job-type", "Translate")
    screen.choose("track", "English")
    screen.choose("target_languages", "Spanish")
    screen.choose("engine", "Apertium")
    drawer = done(screen, film)
    made = pysubs2.load(str(kept(screen, drawer, "translated.es.vtt", tmp_path)))
    assert [event.text for event in made][1] == "La casa es roja."
    assert [event.start for event in made] == [1000, 2000]


def test_a_line_of_the_chosen_track_is_heard_and_said_again_in_another_voice(
    studio_screen: Screen, tracks: Path, tmp_path: Path
) -> None:
    screen = studio_screen
    film = tracks.rename(tmp_path / "voiced.mkv")
    screen.drop(film)
    expect(screen.file(film.name)).to_be_visible()
    screen.choose("job-type", "Voiceover")
    screen.choose("track", "Spanish")
    screen.choose("voice_engine", "eSpeak")
    screen.page.get_by_label("Target language").fill("es")
    drawer = done(screen, film)
    first = kept(screen, drawer, "voiced.es.mkv", tmp_path)
    assert captions_in(first).count("-->") == 2
    assert "Buenas" in captions_in(first)
    drawer.get_by_role("link", name="Open page").click()
    page, lines = screen.page, screen.page.get_by_test_id("spoken-lines")
    lines.get_by_role("button", name="Speak a line anew").click()
    _heard(screen)
    screen.choose("spoken-line", "Adiós")
    screen.choose("spoken-voice", "Spanish (Spain) f2")
    before = page.url
    lines.get_by_role("button", name="Speak anew").click()
    page.wait_for_url(lambda address: address != before)
    head = page.get_by_test_id("job-page").locator(".job-head")
    expect(head).to_contain_text(f"#{page.url.rstrip('/').rpartition('/')[2]}")
    expect(head).to_contain_text("Completed", timeout=PATIENCE)
    (tmp_path / "again").mkdir()
    again = kept(screen, page.get_by_test_id("job-page"), "voiced.es.mkv", tmp_path / "again")
    old, new = sound(first, tmp_path), sound(again, tmp_path / "again")
    assert likeness(old, new, 1.0, 1.6) > 0.98
    assert likeness(old, new, 2.0, 2.6) < 0.9
    assert abs(probe(again).duration - probe(first).duration) < 0.1


def _heard(screen: Screen) -> None:
    """The film with its new voice plays on the page of its job."""
    page = screen.page
    film = page.get_by_test_id("player").locator("video")
    expect(film).to_have_attribute("src", re.compile("/media/"), timeout=PATIENCE)
    page.get_by_test_id("play").click()
    until(page, lambda: film.evaluate("film => film.currentTime") > 0.5, seconds=60)
    page.get_by_test_id("play").click()
