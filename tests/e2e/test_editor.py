"""The caption editor: by keyboard alone, by two people at once, and with very many cues."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.support.page.accessibility import violations
from tests.support.product import ROOT, Product

pytestmark = pytest.mark.e2e
FILM = ROOT / "app" / "services" / "sandbox" / "files" / "video.mp4"
SRT = (
    "1\n00:00:01,000 --> 00:00:03,000\nHello there\n\n"
    "2\n00:00:04,000 --> 00:00:06,000\nThe tide comes in.\n\n"
    "3\n00:00:06,500 --> 00:00:08,000\nAt noon.\n"
)


def converted(product: Product, text: str = SRT, target: str = "WebVTT") -> int:
    with product.client() as api:
        sent = {"source": ("harbour.srt", text.encode())}
        job = api.post("/v1/jobs?wait=60", files=sent, data={"target_profile": target}).json()
    assert job["status"] == "completed", job
    return int(job["number"])


def in_review(product: Product) -> dict[str, object]:
    with product.client() as api:
        preset = {"name": f"By hand {time.time()}", "job_type": "transcribe", "asr": False, "editing": True}
        made = api.post("/v1/presets", json=preset | {"target_profile": "SubRip"}).json()
        sent = {"source": ("harbour.mp4", FILM.read_bytes())}
        fields = {"preset_id": made["profile_id"]}
        job = api.post("/v1/transcribe?wait=20", files=sent, data=fields).json()
        deadline = time.monotonic() + 90  # the worker of its queue may be starting
        while job["stage"] != "editing":
            assert time.monotonic() < deadline, job
            time.sleep(0.2)
            job = api.get(f"/v1/jobs/{job['job_id']}").json()
    found: dict[str, object] = job
    return found


def opened(context: BrowserContext, number: object) -> Page:
    page = context.new_page()
    page.goto(f"/jobs/{number}/edit")
    expect(page.get_by_test_id("editor")).to_have_attribute("data-phase", "ready")
    return page


def saved(page: Page) -> None:
    expect(page.get_by_test_id("editor-saved")).to_have_attribute("data-state", "saved")


def text(page: Page) -> Locator:
    return page.get_by_test_id("editor-cue-text")


def test_captions_are_written_by_keyboard_alone_and_approved(
    context: BrowserContext, product: Product
) -> None:
    job = in_review(product)
    page = opened(context, job["number"])
    keys = page.keyboard
    page.get_by_test_id("editor-list").focus()
    keys.press("Alt+n")
    expect(text(page)).to_be_focused()
    keys.type("Hello there and welcome")
    keys.press("Alt+n")
    keys.type("Wrong")
    keys.press("Alt+n")
    keys.type("The tide")
    keys.press("Control+i")
    keys.press("Alt+ArrowUp")
    keys.press("Alt+Backspace")
    keys.press("Alt+ArrowUp")
    for _ in range(len(" and welcome")):
        keys.press("ArrowLeft")
    keys.press("Alt+Enter")
    expect(page.get_by_test_id("editor-row")).to_have_count(3)
    keys.press("Control+z")
    keys.press("Control+y")
    saved(page)
    keys.press("Control+Shift+Enter")
    page.wait_for_url(re.compile(f"/jobs/{job['number']}/?$"))
    with product.client() as api:
        done = api.get(f"/v1/jobs/{job['job_id']}").json()
        delivered = api.get(f"/v1/jobs/{job['job_id']}/outputs/0").text
    assert (done["status"], done["stage"]) == ("completed", "edited")
    blocks = delivered.strip().split("\n\n")
    assert [block.split("\n", 2)[2] for block in blocks] == ["Hello there", "and welcome", "<i>The tide</i>"]
    assert blocks[0].split("\n")[1].startswith("00:00:00,000 --> ")
    assert blocks[2].split("\n")[1] == "00:00:04,000 --> 00:00:06,000"


def test_edges_of_a_cue_are_dragged_on_the_waveform(context: BrowserContext, product: Product) -> None:
    page = opened(context, in_review(product)["number"])
    expect(page.get_by_test_id("player")).to_be_visible()
    page.keyboard.press("Alt+n")
    page.keyboard.type("Hello")
    expect(page.get_by_test_id("captions-overlay")).to_have_text("Hello")
    end = page.get_by_test_id("editor-end")
    expect(end).to_have_value("00:00:02.000")
    handle = page.locator('[part~="region-handle-right"]')
    expect(handle).to_be_visible()
    box = handle.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] - 60, box["y"] + 20, steps=6)
    page.mouse.up()
    expect(end).to_have_value(re.compile(r"00:00:01\.\d{3}"))
    page.get_by_test_id("undo").click()
    expect(end).to_have_value("00:00:02.000")
    assert violations(page) == []


def test_times_are_shifted_for_all_cues_from_one_on(context: BrowserContext, product: Product) -> None:
    page = opened(context, converted(product))
    rows, start = page.get_by_test_id("editor-row"), page.get_by_test_id("editor-start")
    rows.nth(1).click()
    page.keyboard.press("Alt+t")
    page.get_by_test_id("editor-shift-direction").select_option("-1")
    page.get_by_test_id("editor-shift-by").fill("0:05")
    expect(page.get_by_test_id("editor-times")).to_contain_text("nothing goes before zero")
    expect(page.get_by_test_id("editor-shift")).to_be_disabled()
    assert violations(page) == []
    page.get_by_label("From here to the end").check()
    page.get_by_test_id("editor-shift-by").fill("1.5")
    page.get_by_test_id("editor-shift").click()
    for row, begins in ((1, "00:00:02.500"), (2, "00:00:05.000"), (0, "00:00:01.000")):
        rows.nth(row).click()
        expect(start).to_have_value(begins)
    page.get_by_test_id("undo").click()
    rows.nth(1).click()
    expect(start).to_have_value("00:00:04.000")
    saved(page)


def test_a_job_is_sent_back_with_a_note(context: BrowserContext, product: Product) -> None:
    job = in_review(product)
    page = opened(context, job["number"])
    page.get_by_test_id("send-back").click()
    page.get_by_test_id("editor-note").fill("The second speaker is missing.")
    page.get_by_test_id("editor-note-send").click()
    page.wait_for_url(re.compile(f"/jobs/{job['number']}/?$"))
    again = opened_when_ready(context, job["number"])
    expect(again.get_by_text("The second speaker is missing.")).to_be_visible()


def opened_when_ready(context: BrowserContext, number: object) -> Page:
    page = context.new_page()
    page.goto(f"/jobs/{number}/edit")  # it waits by itself until the work before it is done again
    expect(page.get_by_test_id("editor")).to_have_attribute("data-phase", "ready")
    return page


def test_two_reviewers_collide_and_nothing_is_overwritten_unseen(
    context: BrowserContext, product: Product
) -> None:
    number = converted(product)
    mine, theirs = opened(context, number), opened(context, number)
    text(theirs).fill("Theirs")
    saved(theirs)
    text(mine).fill("Mine")
    state = mine.get_by_test_id("editor-saved")
    expect(state).to_have_attribute("data-state", "conflict")
    expect(state).to_contain_text(product.email)
    mine.get_by_test_id("take-theirs").click()
    expect(text(mine)).to_have_value("Theirs")
    text(theirs).fill("Theirs again")
    saved(theirs)
    text(mine).fill("Mine")
    mine.get_by_test_id("keep-mine").click()
    saved(mine)
    mine.reload()
    expect(text(mine)).to_have_value("Mine")


def test_a_finished_file_is_corrected_and_becomes_a_version(
    context: BrowserContext, product: Product, tmp_path: Path
) -> None:
    page = context.new_page()
    page.goto("/edit")
    source = tmp_path / "tide.srt"
    source.write_text(SRT)
    page.get_by_test_id("upload-input").set_input_files(source)
    page.wait_for_url("**/jobs/*/edit")
    expect(page.get_by_test_id("editor")).to_have_attribute("data-phase", "ready")
    break_lines(page)
    replace(page, r"(t)ide", "$1rain")
    page.get_by_test_id("editor-row").nth(1).click()
    expect(text(page)).to_have_value("The train comes in.")
    for field, value in (("speaker", "Ana"), ("start", "3.5")):
        page.get_by_test_id(f"editor-{field}").fill(value)
        page.get_by_test_id(f"editor-{field}").press("Enter")
    page.get_by_test_id("undo").click()
    page.get_by_test_id("redo").click()
    assert violations(page) == []
    save_version(page)
    with product.client() as api:
        job = api.get("/v1/jobs?q=tide.srt").json()["items"][0]
        delivered = api.get(f"/v1/jobs/{job['job_id']}/outputs/0").text
    assert f"/jobs/{job['number']}/edit" in page.url
    assert "00:00:03,500 --> 00:00:06,000\n" in delivered
    assert "The train comes in." in delivered


def break_lines(page: Page) -> None:
    page.get_by_test_id("editor-guide").select_option("bbc")
    text(page).fill("Every word of it stands in a single line that is much too long")
    expect(page.get_by_test_id("editor-findings")).to_contain_text("at most 37")
    page.keyboard.press("Alt+b")
    expect(text(page)).to_have_value("Every word of it stands in a\nsingle line that is much too long")


def replace(page: Page, pattern: str, replacement: str) -> None:
    page.keyboard.press("Control+h")
    page.get_by_test_id("editor-find").fill(pattern)
    page.get_by_test_id("editor-regex").check()
    page.get_by_test_id("editor-replacement").fill(replacement)
    page.get_by_test_id("editor-replace-all").click()
    page.keyboard.press("Escape")


def save_version(page: Page) -> None:
    saved(page)
    page.get_by_test_id("save-version").click()
    page.get_by_test_id("editor-note").fill("A train")
    page.get_by_test_id("editor-note-send").click()
    expect(page.get_by_text("Saved as version 2")).to_be_visible()
    page.get_by_test_id("versions").click()
    page.get_by_role("button", name="Compare with 1").click()
    expect(page.get_by_test_id("editor-changes")).to_contain_text("2 cues differ")
    assert violations(page) == []


def test_keys_are_listed_and_changed_to_those_of_subtitle_edit(
    context: BrowserContext, product: Product
) -> None:
    page = opened(context, converted(product))
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="Keys of the editor")).to_be_visible()
    page.get_by_test_id("editor-key-set").select_option("subtitleEdit")
    assert violations(page) == []
    page.keyboard.press("Escape")
    text(page).press("Alt+Insert")
    expect(page.get_by_test_id("editor-row")).to_have_count(4)


def test_ten_thousand_cues_are_opened_and_edited(context: BrowserContext, product: Product) -> None:
    lines = "".join(
        f"{n}\n{n // 1800:02}:{n // 30 % 60:02}:{n * 2 % 60:02},000 --> "
        f"{n // 1800:02}:{n // 30 % 60:02}:{n * 2 % 60:02},900\nLine {n}\n\n"
        for n in range(1, 10_001)
    )
    page = opened(context, converted(product, lines))
    expect(page.get_by_test_id("editor")).to_have_attribute("data-cues", "10000")
    assert page.get_by_test_id("editor-row").count() < 60
    text(page).fill("The first line")
    saved(page)
    page.get_by_test_id("editor-list").focus()
    page.keyboard.press("ArrowDown")
    expect(text(page)).to_have_value("Line 2")
