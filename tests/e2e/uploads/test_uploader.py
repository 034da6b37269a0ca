"""The uploader in a real browser, on a page of its own with a stand-in for the server."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.support.page.uploader.server import HALF, Uploads, serve

ROOT = Path(__file__).resolve().parents[3]
MODULES = ROOT / ".web" / "node_modules"
pytestmark = pytest.mark.e2e
TRANSFER = """() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(["caption"], "dropped.srt", {type: "application/x-subrip"}));
    return transfer;
}"""
PASTE = """([text, name]) => {
    const clipboardData = new DataTransfer();
    if (name) clipboardData.items.add(new File(["caption"], name));
    if (text) clipboardData.setData("text/plain", text);
    document.body.dispatchEvent(new ClipboardEvent("paste", {clipboardData, bubbles: true}));
}"""
WITHOUT_FILES = """() => new Promise((resolve) => {
    const opening = indexedDB.open("cuedeck-uploads");
    opening.onsuccess = () => {
        const transaction = opening.result.transaction("files", "readwrite");
        const all = transaction.objectStore("files").getAll();
        all.onsuccess = () =>
            all.result.forEach(({file, ...rest}) => transaction.objectStore("files").put(rest));
        transaction.oncomplete = () => resolve();
    };
})"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("uploader")
    for file in [
        *(ROOT / "tests/support/page/uploader").glob("*.[jh]*"),
        *(ROOT / "assets").glob("*upload*"),
        ROOT / "assets/base-path.js",
        ROOT / "assets/page-input.js",
        ROOT / "assets/translate.js",
        ROOT / "assets/tokens.css",
    ]:
        shutil.copy(file, folder)
    (folder / "node_modules").symlink_to(MODULES)
    vite = ["node", "node_modules/vite/bin/vite.js", "build", "--logLevel", "error"]
    subprocess.run(vite, cwd=folder, check=True, timeout=120)
    return folder / "dist"


@pytest.fixture
def uploads(built: Path) -> Iterator[tuple[str, Uploads]]:
    server, uploads = serve(built)
    yield f"http://127.0.0.1:{server.server_port}", uploads
    uploads.go.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(browser: Browser, uploads: tuple[str, Uploads]) -> Iterator[Page]:
    context = browser.new_context(base_url=uploads[0])
    opened = context.new_page()
    opened.goto("/")
    yield opened
    context.close()


def files(*names: str, body: bytes = b"1\n00:00:01,000 --> 00:00:02,000\nHello\n") -> list[Any]:
    return [{"name": name, "mimeType": "application/x-subrip", "buffer": body} for name in names]


def choose(page: Page, *names: str, body: bytes = b"caption") -> None:
    page.get_by_test_id("upload-input").set_input_files(files(*names, body=body))


def row(page: Page, name: str) -> Any:
    return page.get_by_test_id("upload-row").filter(has_text=name)


def reported(page: Page) -> list[Any]:
    found: list[Any] = page.evaluate("window.reported")
    return found


def test_a_file_lands_and_is_reported(page: Page, uploads: tuple[str, Uploads]) -> None:
    choose(page, "Ünïcode – 1.srt", body=b"caption")
    expect(row(page, "Ünïcode – 1.srt")).to_have_attribute("data-status", "done")
    [(kind, upload)] = reported(page)
    assert (kind, upload["file_name"], upload["size"]) == ("uploaded", "Ünïcode – 1.srt", 7)
    [request] = uploads[1].requests  # a small file needs only one
    assert (request["method"], request["path"], request["Tus-Resumable"]) == (
        "POST",
        "/v1/uploads/tus",
        "1.0.0",
    )
    assert uploads[1].files[upload["upload_id"]].body == b"caption"


def test_three_travel_at_once_and_all_land(page: Page, uploads: tuple[str, Uploads]) -> None:
    names = [f"slow{number}.srt" for number in range(7)]
    choose(page, *names)
    expect(page.locator("[data-status=sending]")).to_have_count(3)
    expect(page.locator("[data-status=waiting]")).to_have_count(4)
    uploads[1].go.set()
    expect(page.locator("[data-status=done]")).to_have_count(7)
    assert uploads[1].most_at_once <= 3
    assert sorted(upload["file_name"] for _, upload in reported(page)) == names
    expect(page.get_by_role("status")).to_have_text("7 of 7 files uploaded.")


def test_cancel_one_and_send_it_again(page: Page, uploads: tuple[str, Uploads]) -> None:
    choose(page, "slow1.srt", "slow2.srt")
    page.get_by_role("button", name="Cancel slow1.srt").click()
    expect(row(page, "slow1.srt")).to_have_attribute("data-status", "canceled")
    uploads[1].go.set()
    expect(row(page, "slow2.srt")).to_have_attribute("data-status", "done")
    page.get_by_role("button", name="Retry slow1.srt").click()
    expect(row(page, "slow1.srt")).to_have_attribute("data-status", "done")
    assert [upload["file_name"] for _, upload in reported(page)] == ["slow2.srt", "slow1.srt"]


def test_a_failure_is_explained_and_can_be_retried(page: Page, uploads: tuple[str, Uploads]) -> None:
    name = "refused.srt"
    choose(page, name)
    expect(row(page, name)).to_have_attribute("data-status", "failed")
    expect(page.get_by_role("alert")).to_contain_text("This file is empty. Choose another.")
    uploads[1].go.set()
    page.get_by_role("button", name=f"Retry {name}").click()
    expect(row(page, name)).to_have_attribute("data-status", "done")
    expect(page.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize("name", ["cut.srt", "away.srt"])
@pytest.mark.parametrize("pressed", [True, False])
def test_a_lost_connection_is_told_and_the_file_is_sent_again(
    page: Page, uploads: tuple[str, Uploads], name: str, pressed: bool
) -> None:
    choose(page, name)
    expect(page.get_by_role("alert").first).to_contain_text(
        "The connection was lost before the file had arrived."
    )
    uploads[1].go.set()
    if pressed:
        page.get_by_role("button", name=f"Retry {name}").click()
    expect(row(page, name)).to_have_attribute("data-status", "done")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_file_that_was_lost_can_be_left_out(page: Page) -> None:
    choose(page, "cut.srt")
    page.get_by_role("button", name="Remove cut.srt").click()
    expect(row(page, "cut.srt")).to_have_count(0)


def test_an_answer_that_is_no_json_is_explained(page: Page) -> None:
    choose(page, "garbled.srt")
    expect(page.get_by_role("alert")).to_contain_text("could not be understood")


def test_too_large_is_told_before_it_travels(page: Page, uploads: tuple[str, Uploads]) -> None:
    page.goto("/?max=1000")
    choose(page, "big.mov", body=b"x" * 2000)
    expect(page.get_by_role("alert")).to_contain_text("This file has 2.0 kB; the limit is 1.0 kB.")
    assert uploads[1].requests == []


def test_a_broken_upload_goes_on_where_it_stopped(page: Page, uploads: tuple[str, Uploads]) -> None:
    body = bytes(range(256)) * 8_000
    choose(page, "break.mov", body=body)
    expect(page.get_by_role("alert")).to_contain_text("The connection was lost before the file had arrived.")
    assert [len(file.body) for file in uploads[1].files.values()] == [HALF]
    uploads[1].go.set()
    expect(row(page, "break.mov")).to_have_attribute("data-status", "done")
    assert [file.body for file in uploads[1].files.values()] == [body]
    assert [request["Upload-Offset"] for request in uploads[1].sent("PATCH")][-1] == str(HALF)
    assert len(uploads[1].sent("POST")) == 1


def test_pause_and_resume(page: Page, uploads: tuple[str, Uploads]) -> None:
    choose(page, "slow.srt")
    page.get_by_role("button", name="Pause slow.srt").click()
    expect(row(page, "slow.srt")).to_have_attribute("data-status", "paused")
    expect(row(page, "slow.srt")).to_contain_text("Paused at")
    uploads[1].go.set()
    page.get_by_role("button", name="Resume slow.srt").click()
    expect(row(page, "slow.srt")).to_have_attribute("data-status", "done")


def test_a_canceled_upload_is_removed_from_the_server(page: Page, uploads: tuple[str, Uploads]) -> None:
    choose(page, "break.mov", body=bytes(2_000_000))
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_role("button", name="Remove break.mov").click()
    expect(row(page, "break.mov")).to_have_count(0)
    page.wait_for_timeout(200)
    assert uploads[1].files == {}


@pytest.mark.parametrize("again", [False, True])
def test_a_reload_ends_no_upload(page: Page, uploads: tuple[str, Uploads], again: bool) -> None:
    """Of a file that the browser could not keep, the person is asked for it `again`."""
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/?owner=ann")
    body = bytes(range(256)) * 8_000
    choose(page, "break.mov", body=body)
    choose(page, "cut.srt", body=b"caption")
    expect(page.get_by_role("alert")).to_have_count(2)
    if again:
        page.evaluate(WITHOUT_FILES)
    page.reload()
    if again:
        expect(row(page, "break.mov")).to_contain_text("Stopped at 48 %")
        expect(row(page, "break.mov")).to_contain_text("Choose it again to go on where it stopped.")
        choose(page, "break.mov", body=body)
        choose(page, "cut.srt", body=b"caption")
    uploads[1].go.set()
    for name in ("break.mov", "cut.srt"):
        expect(row(page, name)).to_have_attribute("data-status", "done")
    assert sorted(bytes(file.body) for file in uploads[1].files.values()) == sorted([body, b"caption"])
    assert [request["Upload-Offset"] for request in uploads[1].sent("PATCH")][-1] == str(HALF)
    page.reload()
    expect(page.get_by_test_id("upload-row")).to_have_count(0)


def test_what_one_person_left_is_not_shown_to_another(page: Page) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/?owner=ann")
    choose(page, "cut.srt")
    expect(page.get_by_role("alert")).to_be_visible()
    page.goto("/?owner=bob")
    expect(page.get_by_test_id("upload-choose")).to_be_visible()
    page.wait_for_timeout(300)
    expect(page.get_by_test_id("upload-row")).to_have_count(0)


def test_pasted_files_and_text_are_taken(page: Page) -> None:
    page.goto("/?anywhere")
    page.evaluate(PASTE, ["", "pasted.srt"])
    expect(row(page, "pasted.srt")).to_have_attribute("data-status", "done")
    page.evaluate(PASTE, ["https://example.com/a.srt", ""])
    assert reported(page)[-1] == ["pasted", "https://example.com/a.srt"]
    page.evaluate(PASTE, ["1\n00:00:01,000 --> 00:00:02,000\nHello\n" * 2_000, ""])
    expect(row(page, "Pasted captions.txt")).to_have_attribute("data-status", "done")


def test_files_can_be_dropped_anywhere(page: Page) -> None:
    page.goto("/?anywhere")
    expect(page.get_by_test_id("upload-choose")).to_be_visible()
    transfer = page.evaluate_handle(TRANSFER)
    heading = page.locator("h1")
    heading.dispatch_event("dragenter", {"dataTransfer": transfer})
    expect(page.locator(".cd-upload-zone")).to_have_attribute("data-active", "true")
    expect(page.get_by_test_id("upload-choose")).to_contain_text("Drop the files anywhere on the page")
    heading.dispatch_event("drop", {"dataTransfer": transfer})
    expect(row(page, "dropped.srt")).to_have_attribute("data-status", "done")
    expect(page.locator(".cd-upload-zone")).to_have_attribute("data-active", "false")
    page.locator(".cd-upload-zone").dispatch_event("drop", {"dataTransfer": page.evaluate_handle(TRANSFER)})
    expect(row(page, "dropped.srt")).to_have_count(2)


def test_a_folder_brings_all_of_its_files(page: Page, tmp_path: Path) -> None:
    page.goto("/?anywhere")
    (tmp_path / "season" / "two").mkdir(parents=True)
    for name in ("one.srt", "two/three.srt", ".hidden"):
        (tmp_path / "season" / name).write_text("caption")
    page.get_by_test_id("upload-folder").set_input_files(tmp_path / "season")
    for name in ("one.srt", "three.srt"):
        expect(row(page, name)).to_have_attribute("data-status", "done")
    expect(page.get_by_test_id("upload-row")).to_have_count(2)


def test_removing_one_that_landed_is_reported(page: Page) -> None:
    choose(page, "a.srt")
    page.get_by_role("button", name="Remove a.srt").click()
    expect(page.get_by_test_id("upload-row")).to_have_count(0)
    assert reported(page)[-1] == ["removed", "up-0"]


def test_landed_rows_go_when_asked(page: Page) -> None:
    choose(page, "a.srt", "garbled.srt")
    expect(row(page, "garbled.srt")).to_have_attribute("data-status", "failed")
    expect(row(page, "a.srt")).to_have_attribute("data-status", "done")
    page.locator("#next-batch").click()
    expect(page.get_by_test_id("upload-row")).to_have_count(1)
    page.goto("/?hide")
    choose(page, "a.srt")
    page.wait_for_function("window.reported.length === 1")
    expect(page.get_by_test_id("upload-row")).to_have_count(0)


def test_files_can_be_dropped(page: Page) -> None:
    transfer = page.evaluate_handle(TRANSFER)
    zone = page.locator(".cd-upload-zone")
    zone.dispatch_event("dragenter", {"dataTransfer": transfer})
    expect(zone).to_have_attribute("data-active", "true")
    zone.dispatch_event("drop", {"dataTransfer": transfer})
    expect(row(page, "dropped.srt")).to_have_attribute("data-status", "done")


@pytest.mark.parametrize("how", ["Enter", " ", "click"])
def test_files_can_be_chosen_by_keyboard_and_click(page: Page, how: str) -> None:
    with page.expect_file_chooser() as chooser:
        if how == "click":
            page.locator(".cd-upload-zone").click(position={"x": 5, "y": 5})
        else:
            expect(page.get_by_test_id("upload-choose")).to_be_visible()
            page.keyboard.press("Tab")
            expect(page.get_by_test_id("upload-choose")).to_be_focused()
            page.keyboard.press(how)
    assert chooser.value.is_multiple()
    chooser.value.set_files(files("chosen.srt"))
    expect(row(page, "chosen.srt")).to_have_attribute("data-status", "done")


def test_leaving_while_files_travel_asks_first(page: Page, uploads: tuple[str, Uploads]) -> None:
    choose(page, "slow.srt")
    expect(row(page, "slow.srt")).to_have_attribute("data-status", "sending")
    asked: list[str] = []

    def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.get_by_test_id("upload-choose").focus()
    page.locator("h1").click()  # browsers only ask after a person has done something
    page.close(run_before_unload=True)
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    uploads[1].go.set()
    expect(row(page, "slow.srt")).to_have_attribute("data-status", "done")


def test_rows_do_not_move_while_a_file_travels(page: Page, uploads: tuple[str, Uploads]) -> None:
    choose(page, "slow.srt")
    while_sending = row(page, "slow.srt").bounding_box()
    uploads[1].go.set()
    expect(row(page, "slow.srt")).to_have_attribute("data-status", "done")
    assert row(page, "slow.srt").bounding_box() == while_sending


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_it_is_accessible(page: Page, uploads: tuple[str, Uploads], theme: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(f"/?theme={theme}")
    assert Axe().run(page).response["violations"] == []
    choose(page, "a.srt", "garbled.srt", "slow.srt")
    expect(row(page, "a.srt")).to_have_attribute("data-status", "done")
    expect(row(page, "garbled.srt")).to_have_attribute("data-status", "failed")
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    uploads[1].go.set()
