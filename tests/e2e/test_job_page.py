"""The page of a job in a real browser: a film is watched with captions, every other result shows itself."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.support.media import clips
from tests.support.media.jobs import run, upload
from tests.support.page.accessibility import page_width, violations
from tests.support.page.screen import until
from tests.support.product import Product

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
TWO_SOUNDS = (
    "-map", "0", "-map", "0:a", "-c", "copy",
    "-metadata:s:a:0", "title=Dubbed", "-metadata:s:a:0", "language=spa", "-metadata:s:a:1", "title=Original",
)  # fmt: skip


def srt(count: int) -> bytes:
    def clock(milliseconds: int) -> str:
        seconds, rest = divmod(milliseconds, 1000)
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02},{rest:03}"

    cues = (
        f"{number + 1}\n{clock(number * 1500)} --> {clock(number * 1500 + 1200)}\nLine {number + 1}\n"
        for number in range(count)
    )
    return "\n".join(cues).encode()


@pytest.fixture(scope="module")
def jobs(product: Product, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("films")
    film = clips.video(folder / "harbour.mp4", 12)
    dubbed = clips.make(folder / "dubbed.mkv", "-i", film, *TWO_SOUNDS)
    with product.client() as api:
        picture = upload(api, film.read_bytes(), film.name)

        def captions(count: int, name: str, **more: Any) -> dict[str, Any]:
            given = upload(api, srt(count), name)
            return run(api, "convert", upload_id=given, target_profile="WebVTT", **more)

        made = {
            "film": captions(8, "harbour.srt", embed=True, video_upload_id=picture),
            "captions": captions(10_000, "long.srt"),
            "gone": captions(2, "gone.srt"),
            "dubbed": run(
                api, "preview", upload_id=upload(api, dubbed.read_bytes(), dubbed.name), preview_type="gif"
            ),
            "print": run(api, "fingerprint", upload_id=picture),
            "other print": run(api, "fingerprint", upload_id=picture, timestamp=4),
            "failed": run(api, "transcribe", upload_id=upload(api, b"no film", "broken.mp4")),
        }
        numbers = {each["job_id"]: each for each in made.values()}
        for job_id, job in numbers.items():
            job["number"] = api.get(f"/v1/jobs/{job_id}/playback").json()["number"]
    return made


def opened(context: BrowserContext, job: dict[str, Any]) -> Page:
    page = context.new_page()
    answer = page.goto(f"/jobs/{job['number']}")
    assert answer is not None
    assert answer.status == 200
    expect(page.get_by_test_id("job-page")).to_be_visible()
    return page


def place(page: Page) -> float:
    seconds: float = page.evaluate("document.querySelector('video').currentTime")
    return seconds


def test_a_film_is_watched_with_its_captions(
    context: BrowserContext, product: Product, jobs: dict[str, dict[str, Any]]
) -> None:
    """From the history to the page: it plays, captions are shown, a cue seeks, and outputs switch."""
    page = context.new_page()
    told = errors_of(page)
    page.goto("/")
    number = jobs["film"]["number"]
    page.get_by_role("link", name=f"Page of job {number}", exact=True).click()
    expect(page).to_have_url(re.compile(f"/jobs/{number}$"))
    expect(page.get_by_test_id("player")).to_have_attribute("data-kind", "video")
    _plays_and_seeks(page)
    canvas = "document.querySelector('[data-testid=waveform] > div')?.shadowRoot?.querySelector('canvas')"
    until(page, lambda: page.evaluate(f"{canvas} && getComputedStyle({canvas}).position") == "absolute")
    assert violations(page) == []
    _switches(page)
    assert violations(page) == []
    for width in (1440, 768, 390):
        page.set_viewport_size({"width": width, "height": 844})
        assert page_width(page) <= width
    assert told == []


def errors_of(page: Page) -> list[str]:
    """What the page complains about from now on, its security policy included."""
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    return told


def _plays_and_seeks(page: Page) -> None:
    rows = page.get_by_test_id("cue-list").first.get_by_test_id("cue-row")
    expect(rows).to_have_count(8)
    expect(page.get_by_test_id("time")).to_have_text("0:00 / 0:12")

    page.get_by_test_id("play").click()
    until(page, lambda: place(page) > 0.5)
    page.get_by_test_id("play").click()
    rows.nth(4).get_by_role("button").click()
    until(page, lambda: abs(place(page) - 6.0) < 0.1)
    shown = "(track => [track.mode, [...track.activeCues].map(cue => cue.text)])"
    expected = ["showing", ["Line 5"]]
    until(page, lambda: page.evaluate(f"{shown}(document.querySelector('video').textTracks[0])") == expected)
    expect(rows.nth(4).get_by_role("button")).to_have_attribute("aria-current", "true")
    page.get_by_test_id("rate").select_option("2")
    assert page.evaluate("document.querySelector('video').playbackRate") == 2


def _switches(page: Page) -> None:
    page.get_by_test_id("choose-media").select_option("second")
    until(page, lambda: "media/second" in page.evaluate("document.querySelector('video').currentSrc"))
    until(page, lambda: abs(place(page) - 6.0) < 0.1)  # the place is kept
    page.get_by_test_id("choose-captions").select_option("source")
    expect(page.locator(".job-cues-head")).to_contain_text("Source: harbour.srt")
    page.get_by_test_id("compare").click()
    expect(page.get_by_test_id("beside").locator("video")).to_be_visible()
    expect(page.get_by_test_id("cue-list")).to_have_count(2)


def test_captions_alone_play_on_a_black_stage_and_ten_thousand_rows_are_few(
    context: BrowserContext, jobs: dict[str, dict[str, Any]]
) -> None:
    page = opened(context, jobs["captions"])
    expect(page.get_by_test_id("player")).to_have_attribute("data-kind", "captions")
    rows = page.get_by_test_id("cue-row")
    expect(rows.first).to_contain_text("Line 1")
    assert rows.count() < 60
    page.keyboard.press("Space")
    expect(page.get_by_test_id("captions-overlay")).to_contain_text("Line 1")
    expect(page.get_by_test_id("captions-overlay")).to_contain_text(re.compile(r"Line [2-9]"))
    page.keyboard.press("Space")
    page.get_by_test_id("cue-list").evaluate("list => { list.scrollTop = 56 * 5000; }")
    expect(rows.filter(has_text="Line 5001")).to_have_count(1)
    assert rows.count() < 60
    rows.filter(has_text="Line 5001").get_by_role("button").click()
    expect(page.get_by_test_id("time")).to_contain_text("2:05:00")
    expect(page.get_by_test_id("captions-overlay")).to_have_text("Line 5001")
    assert violations(page) == []


def test_both_sound_tracks_of_a_file_that_no_browser_plays(
    context: BrowserContext, jobs: dict[str, dict[str, Any]]
) -> None:
    page = opened(context, jobs["dubbed"])
    expect(page.get_by_test_id("picture").get_by_role("img")).to_have_attribute("alt", "Result: dubbed.gif")
    page.get_by_test_id("choose-media").select_option("source")
    page.get_by_test_id("sounds").get_by_label("Original").check()
    page.get_by_test_id("play").click()
    sound = (
        "(both => [both[0].muted, both[1].paused, Math.abs(both[0].currentTime - both[1].currentTime) < 0.5])"
    )
    both = "[document.querySelector('video'), document.querySelector('[data-testid=sound-track]')]"
    until(page, lambda: place(page) > 0.5)
    until(page, lambda: page.evaluate(f"{sound}({both})") == [True, False, True])
    assert violations(page) == []


def test_a_fingerprint_is_pictures_and_is_compared(
    context: BrowserContext, jobs: dict[str, dict[str, Any]]
) -> None:
    page = opened(context, jobs["print"])
    expect(page.get_by_test_id("fingerprint").get_by_role("img")).to_have_count(4)
    page.get_by_test_id("compare-with").select_option(jobs["other print"]["job_id"])
    expect(page.get_by_test_id("likeness")).to_contain_text("It is the same picture or sound.")
    assert violations(page) == []


def test_from_comments_to_a_job_of_another_kind(
    context: BrowserContext, product: Product, jobs: dict[str, dict[str, Any]]
) -> None:
    page = context.new_page()
    told = errors_of(page)
    wanted = {"data": {"name": "comments", "sandbox": True}, "headers": {"origin": product.base_url}}
    key = context.request.post("/v1/keys", **wanted).json()["key"]
    with product.client(key) as api:
        sent = {"job_type": "comments", "url": "https://video.example/watch", "finish_in": 0}
        number = api.post("/v1/jobs?wait=30", json=sent).json()["number"]
    page.goto(f"/jobs/{number}")
    expect(page.get_by_test_id("comments")).to_contain_text("1 comment in 1 thread")
    page.goto(f"/jobs/{jobs['print']['number']}")  # the state of a tab outlives its page
    expect(page.get_by_test_id("fingerprint").get_by_role("img")).to_have_count(4)
    page.goto(f"/jobs/{jobs['captions']['number']}")
    expect(page.get_by_test_id("player")).to_have_attribute("data-kind", "captions")
    assert told == []


def test_what_cannot_be_shown_says_why(
    context: BrowserContext, product: Product, jobs: dict[str, dict[str, Any]]
) -> None:
    page = opened(context, jobs["failed"])
    expect(page.get_by_role("group", name="What happened")).to_be_visible()
    assert violations(page) == []
    page = opened(context, jobs["gone"])
    expect(page.get_by_test_id("cue-row")).to_have_count(2)
    with product.client() as api:
        assert api.delete(f"/v1/jobs/{jobs['gone']['job_id']}").status_code == 200
    expect(page.locator(".job-nothing")).to_contain_text("were removed")  # the open page follows
    assert violations(page) == []
    page.goto("/jobs/999999")
    expect(page.get_by_test_id("job-missing")).to_contain_text("There is no job #999999.")
    assert violations(page) == []
