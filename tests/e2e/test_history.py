"""The live history in a real browser: links that end, explained failures, the address, the keyboard, many
tabs, a restart.
"""

from __future__ import annotations

import json
import os
import re
import signal
import zipfile
from functools import partial
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import BrowserContext, WebSocketRoute, expect

from tests.support.page.accessibility import violations
from tests.support.page.screen import SAMPLES, SRT, MinuteLink, Screen, submit_file, web_process
from tests.support.product import Product, wait_for

pytestmark = pytest.mark.e2e


@pytest.mark.slow
def test_a_shared_link_downloads_for_a_minute(minute_link: MinuteLink, product: Product) -> None:
    assert minute_link.address.startswith(f"{product.base_url}/d/")
    assert httpx.get(minute_link.address).text.startswith("WEBVTT")


def test_a_wrong_profile_is_explained_and_mended_with_one_press(screen: Screen) -> None:
    path = SAMPLES / "harbour.ttml"
    screen.drop(path)
    expect(screen.file(path.name)).to_contain_text("5 cues")
    screen.file(path.name).get_by_test_id("source-profile").fill("scenarist v1.0")
    screen.file(path.name).get_by_test_id("source-profile").press("Enter")
    expect(screen.file(path.name)).to_contain_text(re.compile("This looks like .*TTML.* you chose Scenarist"))
    screen.submit()
    row = screen.row(path.name)
    expect(row).to_have_attribute("data-status", "failed")
    expect(row.get_by_test_id("status-badge")).to_have_text("Rejected")
    drawer = screen.open(path.name)
    expect(drawer).to_contain_text("Scenarist V1.0")
    drawer.get_by_test_id("fix").click()
    expect(row).to_have_attribute("data-status", "completed")
    expect(drawer.get_by_test_id("download")).to_contain_text("harbour")


def test_a_file_that_is_no_caption_file_is_explained_at_once(screen: Screen, tmp_path: Path) -> None:
    for name, content, words in (
        ("empty.srt", b"", "empty"),
        ("program.srt", b"\x7fELF" + bytes(500), "not a caption file"),
    ):
        path = tmp_path / name
        path.write_bytes(content)
        screen.drop(path)
        expect(screen.file(name)).to_contain_text(words)
    expect(screen.page.get_by_test_id("submit-job")).to_be_disabled()


def test_a_failed_job_is_mended_by_editing_it_and_running_it_again(screen: Screen, tmp_path: Path) -> None:
    path = tmp_path / "mended.ttml"
    path.write_bytes((SAMPLES / "harbour.ttml").read_bytes())
    screen.drop(path)
    screen.file(path.name).get_by_test_id("source-profile").fill("scenarist v1.0")
    screen.file(path.name).get_by_test_id("source-profile").press("Enter")
    screen.submit()
    row = screen.row(path.name)
    expect(row).to_have_attribute("data-status", "failed")
    expect(row.locator(".row-problem")).to_contain_text("TTML")
    drawer = screen.open(path.name)
    right = drawer.get_by_test_id("fix").inner_text().removeprefix("Convert as ").strip()
    expect(drawer.get_by_test_id("copy-curl")).to_have_attribute("data-text", re.compile("mended.ttml"))
    drawer.get_by_test_id("run-again").click()
    expect(screen.page.get_by_test_id("job-detail")).to_have_count(0)
    source = screen.file(path.name).get_by_test_id("source-profile")
    source.fill(right)
    source.press("Enter")
    screen.submit()
    again = screen.page.locator('[data-testid="job-row"][data-status="completed"]', has_text=path.name)
    expect(again).to_have_count(1)
    again.locator(".row-link").click()
    changed = screen.page.get_by_test_id("run-changes")
    expect(changed).to_contain_text("Source format")
    expect(changed).to_contain_text("Scenarist V1.0")
    screen.page.get_by_test_id("job-log").get_by_text("Log").click()
    expect(screen.page.get_by_test_id("job-log")).to_contain_text("The job was completed.")
    assert violations(screen.page) == []


def test_the_address_carries_what_is_seen(screen: Screen, tmp_path: Path) -> None:
    path = tmp_path / "address-bar.srt"
    path.write_text(SRT)
    submit_file(screen, path)
    screen.completed(path.name)
    page = screen.page
    page.get_by_test_id("search").fill("address-bar")
    expect(page).to_have_url(re.compile(r"q=address-bar"))
    expect(page.get_by_test_id("job-row")).to_have_count(1)
    page.get_by_test_id("filter-status").select_option("completed")
    expect(page).to_have_url(re.compile(r"status=completed"))
    screen.open(path.name)
    expect(page).to_have_url(re.compile(r"job="))
    page.reload()
    expect(page.get_by_test_id("job-detail")).to_contain_text(path.name)
    expect(page.get_by_test_id("search")).to_have_value("address-bar")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("job-detail")).to_have_count(0)
    page.go_back()
    expect(page.get_by_test_id("job-detail")).to_be_visible()
    page.go_back()
    page.go_back()
    expect(page.get_by_test_id("filter-status")).to_have_value("")
    page.get_by_test_id("search").fill("no such job anywhere")
    page.get_by_role("button", name="Clear filters").click()
    expect(page.get_by_test_id("job-row").first).to_be_visible()


def test_a_second_choice_does_not_take_the_first_one_back(screen: Screen) -> None:
    page = screen.page
    page.get_by_test_id("filter-status").select_option("completed")
    page.get_by_test_id("filter-type").select_option("convert")  # before the list has followed
    expect(page).to_have_url(re.compile(r"status=completed&type=convert|type=convert&status=completed"))
    expect(page.get_by_test_id("filter-status")).to_have_value("completed")
    expect(page.get_by_test_id("filter-type")).to_have_value("convert")


AT_ONCE = """() => new Promise((done) => {
  const choose = () => {
    const select = document.querySelector("[data-testid=filter-type]");
    Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, "value").set.call(select, "preview");
    select.dispatchEvent(new Event("change", {bubbles: true}));
    done();
  };
  addEventListener("popstate", choose, {once: true});
  history.back();
})"""


def test_a_filter_that_is_chosen_right_after_back_builds_on_what_back_shows(screen: Screen) -> None:
    page = screen.page
    page.get_by_test_id("filter-status").select_option("completed")
    expect(page).to_have_url(re.compile(r"\?status=completed$"))
    page.get_by_test_id("filter-status").select_option("failed")
    expect(page).to_have_url(re.compile(r"\?status=failed$"))
    page.evaluate(AT_ONCE)
    expect(page).to_have_url(re.compile(r"\?status=completed&type=preview$"))
    expect(page.get_by_test_id("filter-status")).to_have_value("completed")


def test_what_cannot_run_again_says_why_instead(screen: Screen, product: Product, tmp_path: Path) -> None:
    path = tmp_path / "refused.srt"
    path.write_text(SRT)
    with product.client() as client:
        source = {"source": (path.name, path.read_bytes())}
        answer = client.post("/v1/jobs", files=source, data={"config": '{"target_profile": "Webvt"}'})
    assert answer.status_code == 422
    retry = screen.row(path.name).get_by_role("button", name=re.compile("Retry refused.srt"))
    expect(retry).to_be_disabled()
    expect(retry).to_have_attribute("title", re.compile("Change it and run it again"))
    screen.open(path.name)
    expect(screen.page.get_by_test_id("retry")).to_be_disabled()
    expect(screen.page.get_by_role("group", name="What happened")).to_contain_text("refused again")
    assert violations(screen.page) == []


def before_the_update(route: WebSocketRoute) -> None:
    """The socket of a page that was built for another version than the server's."""
    server = route.connect_to_server()
    other = partial(re.sub, r'"state_schema":"[^"]*"', '"state_schema":"another"')
    route.on_message(lambda message: server.send(other(message) if isinstance(message, str) else message))


def test_a_tab_from_before_an_update_is_told_so(context: BrowserContext, product: Product) -> None:
    page = context.new_page()
    page.add_init_script("sessionStorage.setItem('reflex_last_reloaded_on_error', Date.now())")
    page.route_web_socket(re.compile("/_event"), before_the_update)
    page.goto(product.base_url)
    bar = page.get_by_role("alert")
    expect(bar).to_contain_text("Cuedeck was updated.")
    assert violations(page) == []
    with page.expect_event("load"):
        bar.get_by_role("button", name="Reload").click()


def test_typing_on_while_the_search_answers_loses_no_letter(screen: Screen) -> None:
    search = screen.page.get_by_test_id("search")
    search.click()
    for letters in ("no ", "such ", "job"):
        search.press_sequentially(letters, delay=20)
        screen.page.wait_for_timeout(260)  # longer than the rest that sends it off
    expect(screen.page).to_have_url(re.compile("q=no.such.job"))
    expect(search).to_have_value("no such job")


def test_the_keyboard_walks_opens_searches_and_closes(screen: Screen, tmp_path: Path) -> None:
    for name in ("first.srt", "second.srt"):
        (tmp_path / name).write_text(SRT)
        submit_file(screen, tmp_path / name)
        screen.completed(name)
    page = screen.page
    page.locator("body").press("j")
    expect(screen.row("second.srt").locator(".row-link")).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("job-detail")).to_contain_text("first.srt")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("job-detail")).to_have_count(0)
    page.keyboard.press("/")
    expect(page.get_by_test_id("search")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Keyboard shortcuts")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_row_is_one_of_a_table_and_opens_its_job_wherever_it_is_pressed(
    screen: Screen, tmp_path: Path
) -> None:
    path = tmp_path / "pressed.srt"
    path.write_text(SRT)
    submit_file(screen, path)
    row, page = screen.completed(path.name), screen.page
    expect(page.get_by_role("table").get_by_role("columnheader", name="Status")).to_be_visible()
    expect(row).to_have_role("row")
    expect(row.get_by_role("cell")).to_have_count(9)
    place = row.locator(".cell-status").bounding_box()
    assert place is not None
    page.mouse.click(place["x"] + place["width"] - 20, place["y"] + place["height"] / 2)
    expect(page.get_by_test_id("job-detail")).to_contain_text(path.name)


def test_deleted_files_come_back_until_the_notice_has_gone(screen: Screen, tmp_path: Path) -> None:
    path = tmp_path / "doomed.srt"
    path.write_text(SRT)
    submit_file(screen, path)
    row = screen.completed(path.name)
    delete = row.get_by_role("button", name="Delete the files of doomed.srt")
    delete.click()
    expect(row.get_by_test_id("download")).to_have_count(0)
    screen.page.get_by_test_id("undo-delete").click()
    expect(row.get_by_test_id("download")).to_have_count(1)
    delete.click()
    said = screen.page.get_by_role("status").filter(has_text="Removed the files")
    expect(said).to_be_visible()
    screen.page.mouse.move(0, 0)
    expect(said).to_have_count(0, timeout=30_000)  # it has been read by now


def test_what_went_wrong_is_told_for_a_while_each_time(screen: Screen, product: Product) -> None:
    with product.client() as api:
        number = api.post("/v1/jobs", json={"start": False}).json()["number"]
    start = screen.page.locator(".row", has_text=f"{number}").first.get_by_role("button", name="Start")
    told = screen.page.locator(".notice")
    start.click()
    expect(told).to_contain_text("no source")
    told.get_by_role("button", name="Dismiss").click()
    expect(told).to_have_count(0)
    start.click()
    expect(told).to_contain_text("no source")
    expect(told).to_have_count(0)  # by itself, though the one before it went away under the pointer


MOVING = re.compile(r'"live\w*":\s*\{"')
"""What a frame has that brings rows which move; where one ends or comes, a patch of the rows is with it."""

COUNTS = re.compile(r',?"counts\w*":\s*\{[^}]*\}')
"""How many jobs have each status, which travels once when a job goes from one status to the next."""


def test_a_job_costs_an_open_tab_at_most_a_kilobyte_and_400_bytes_while_it_moves(
    context: BrowserContext, product: Product, tmp_path: Path
) -> None:
    frames: list[str] = []
    page = context.new_page()
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(str(frame))))
    page.goto("/")
    expect(page.locator(".day-chart")).to_be_visible()  # the last thing that the page asks for by itself
    frames.clear()
    moving: list[str] = []
    for number in range(20):  # a job may be done before its first move is told
        if moving:
            break
        path = tmp_path / f"small-change-{number}.srt"
        path.write_text(SRT)
        job_id = submit_by_api(product, path, start=False)
        row = page.get_by_test_id("job-row").filter(has_text=path.name)
        expect(row).to_be_visible()  # what happens to it from now on is told as it moves
        with product.client() as client:
            client.post(f"/v1/jobs/{job_id}/start").raise_for_status()
        expect(row).to_have_attribute("data-status", "completed")
        assert [frame for frame in frames if path.name in frame]
        moving = [frame for frame in frames if MOVING.search(frame) and '"patch' not in frame]
    assert moving
    assert max(len(frame.encode()) for frame in frames) <= 1024, frames
    sizes = [len(COUNTS.sub("", frame).encode()) for frame in moving]
    assert max(sizes) <= 400, (sizes, *moving)


def test_the_files_of_selected_jobs_are_one_zip(screen: Screen, product: Product, tmp_path: Path) -> None:
    page = screen.page
    paths = [tmp_path / name for name in ("zip-one.srt", "zip-two.srt")]
    for path in paths:
        path.write_text(SRT)
        submit_by_api(product, path)
    page.goto("/?q=zip-")
    for path in paths:
        screen.completed(path.name)
    page.get_by_label("Select all on this page").click()
    with page.expect_download() as fetched:
        page.get_by_test_id("bulk-download").click()
    with zipfile.ZipFile(fetched.value.path()) as zipped:
        assert sorted(zipped.namelist()) == ["zip-one.vtt", "zip-two.vtt"]
        assert all(zipped.read(name).startswith(b"WEBVTT") for name in zipped.namelist())
    page.get_by_test_id("bulk-delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete files").click()
    answer = page.get_by_test_id("bulk-answer")
    expect(answer).to_have_text("Removed the files of 2 jobs.")
    expect(screen.row("zip-one.srt").get_by_test_id("download")).to_have_count(0)
    page.get_by_test_id("undo-bulk").hover()  # it stays for as long as somebody points at it
    assert violations(page) == []
    page.get_by_test_id("undo-bulk").click()
    expect(answer).to_have_text("Brought the files of 2 jobs back.")
    expect(page.get_by_test_id("undo-bulk")).to_have_count(0)
    expect(screen.row("zip-one.srt").get_by_test_id("download")).to_have_count(1)


def cancel_300(product: Product) -> None:
    with product.client() as api:
        upload = api.post("/v1/uploads", content=SRT.encode(), headers={"x-file-name": "bulk.srt"}).json()
        sent = {"upload_id": upload["upload_id"], "labels": ["bulk-test"], "start": False}
        for _ in range(300):
            assert api.post("/v1/jobs", json=sent).status_code == 202
    assert cancel_all(product) == "Canceled 300 jobs."


def cancel_all(product: Product) -> str:
    with product.client() as api:
        answer = api.post("/v1/jobs/bulk", json={"action": "cancel", "filter": {"label": "bulk-test"}})
        return str(answer.json()["message"])


def test_many_are_selected_retried_and_viewed(screen: Screen, product: Product) -> None:
    """300 canceled jobs: a range, a page, all that match; one answer; a saved view."""
    page = screen.page
    cancel_300(product)
    page.goto("/?label=bulk-test&status=failed")
    expect(page.get_by_test_id("filter-status")).to_have_value("failed")  # not the tab's list before any more
    expect(page.get_by_test_id("job-row")).to_have_count(50)
    boxes = page.get_by_test_id("select-job")
    boxes.nth(1).click()
    boxes.nth(6).click(modifiers=["Shift"])
    expect(page.get_by_test_id("bulk-bar")).to_contain_text("6 jobs selected")
    page.get_by_label("Select all on this page").click()
    page.get_by_test_id("select-all").click()
    expect(page.get_by_test_id("bulk-bar")).to_contain_text("All 300 jobs selected")
    assert violations(page) == []
    page.get_by_test_id("bulk-retry").click()
    expect(page.get_by_test_id("bulk-answer")).to_have_text("Queued 300 jobs again.", timeout=60_000)
    page.get_by_role("button", name="Close").last.click()
    cancel_all(product)  # the tests that follow need not wait for them

    page.get_by_label("Name of the view").fill("Bad captions")
    page.get_by_test_id("save-view").click()
    expect(page.get_by_test_id("saved-view")).to_have_text("Bad captions")
    page.goto("/")
    page.get_by_test_id("saved-view").click()
    page.get_by_role("button", name="Delete the view Bad captions").click()
    expect(page.get_by_test_id("saved-view")).to_have_count(0)


def test_open_tabs_heal_after_the_web_process_was_killed(
    screen: Screen, product: Product, tmp_path: Path
) -> None:
    before = web_process(product)
    os.kill(before, signal.SIGKILL)
    wait_for(lambda: web_process(product) not in (0, before), 60, "another web process")
    path = tmp_path / "after-the-restart.srt"
    path.write_text(SRT)
    submit_by_api(product, path)
    screen.completed(path.name)


def test_a_lost_connection_is_told_and_what_was_missed_is_there_when_it_is_back(
    context: BrowserContext, screen: Screen, product: Product, tmp_path: Path
) -> None:
    context.set_offline(True)
    expect(screen.page.get_by_test_id("offline")).to_be_visible()
    path = tmp_path / "while-offline.srt"
    path.write_text(SRT)
    submit_by_api(product, path)
    context.set_offline(False)
    expect(screen.page.get_by_test_id("offline")).to_have_count(0)
    screen.completed(path.name)


def submit_by_api(product: Product, path: Path, **wanted: object) -> str:
    source = {"source": (path.name, path.read_bytes())}
    config = {"config": json.dumps({"target_profile": "WebVTT"} | wanted)}
    with product.client() as client:
        answer = client.post("/v1/jobs", files=source, data=config)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["job_id"])
