"""Files of several kinds at once: a job for each kind, its own settings, one button, every file done."""

from __future__ import annotations

import json
import re
from pathlib import Path

import docx
import httpx
import openpyxl
import pytest
from playwright.sync_api import Locator, expect

from app.captions.conversion import convert
from app.captions.conversion.inspect import inspect
from app.captions.formats import registry
from tests.support.captions.every_format import SAMPLES
from tests.support.media.clips import TONE, make, video
from tests.support.page.accessibility import page_width, violations
from tests.support.page.screen import Screen, finished
from tests.support.product import Product

pytestmark = pytest.mark.e2e
PATIENCE = 240_000
"""Milliseconds for all files to arrive and be done, on whatever machine this runs."""
FORMATS = {
    "srt": "SubRip Video Subtitle Script",
    "vtt": "WebVTT",
    "smi": "SAMI",
    "ass": "Advanced SubStation Alpha",
    "ttml": "TTML/DFXP",
    "stl": "EBU STL",
}
"""By the ending that its files have here."""


@pytest.fixture(scope="module")
def dropped(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A video, a recording, and eighteen caption files in six formats."""
    folder = tmp_path_factory.mktemp("mixed")
    media = [
        video(folder / "film.mp4", 1.0),
        make(folder / "talk.wav", "-f", "lavfi", "-t", "1", "-i", TONE),
    ]
    captions = [folder / f"captions-{n:02}.{list(FORMATS)[n % len(FORMATS)]}" for n in range(18)]
    for number, path in enumerate(captions):
        text = f"1\n00:00:01,000 --> 00:00:02,000\nLine of file {number}\n".encode()
        path.write_bytes(converted(text, "srt", FORMATS[path.suffix[1:]]))
    return [*media, *captions]


def converted(data: bytes, ending: str, target: str, name: str = "") -> bytes:
    """What the product's own core makes of captions in the format of this ending."""
    wanted = convert.ConvertRequest(source_profile=FORMATS[ending], target_profile=target, file_name=name)
    return convert.convert(data, wanted).data


def group(screen: Screen, kind: str) -> Locator:
    return screen.page.locator(f'[data-testid="file-group"][data-kind="{kind}"]')


def choose_preview(screen: Screen, kind: str, preview: str) -> None:
    """Set a group's own settings: works without models."""
    group(screen, kind).get_by_test_id("change-group").click()
    screen.choose("job-type", "Preview")
    group(screen, kind).get_by_label("Preview type").select_option(preview)
    group(screen, kind).get_by_test_id("change-group").click()
    expect(group(screen, kind).get_by_test_id("job-type")).to_have_count(0)


def test_twenty_mixed_files_are_all_done(screen: Screen, product: Product, dropped: list[Path]) -> None:
    """Each kind gets a job of its own, one file an exception, and every result is right."""
    page = screen.page
    screen.drop(*dropped)
    expect(page.get_by_test_id("file-row")).to_have_count(len(dropped), timeout=PATIENCE)
    expect(group(screen, "captions")).to_contain_text("18 caption files")
    group(screen, "captions").get_by_test_id("change-group").click()
    screen.choose("target-profile", "WebVTT")
    choose_preview(screen, "video", "thumbnail")
    choose_preview(screen, "audio", "waveform")
    expect(group(screen, "captions").locator(".group-summary")).to_have_text("Convert, to WebVTT")
    expect(group(screen, "video").locator(".group-summary")).to_have_text(re.compile("^Preview"))
    expect(screen.file("film.mp4")).to_contain_text("160 × 120")
    except_from_group(screen, "captions-00.srt", "SAMI")
    expect(page.get_by_test_id("price")).to_have_text("20 credits")
    button = page.get_by_test_id("submit-all")
    expect(button).to_have_text("Submit 20 jobs")
    button.click()
    expect(page.get_by_test_id("file-row")).to_have_count(0, timeout=PATIENCE)
    with product.client() as api:
        for path in dropped:
            made = result(api, path)
            assert made[:8] == expected(path) if path in dropped[:2] else made == expected(path), path.name


def except_from_group(screen: Screen, name: str, target: str) -> None:
    """Give one file a format of its own."""
    screen.file(name).get_by_test_id("except-file").click()
    screen.choose("target-profile", target)
    screen.file(name).get_by_test_id("change-file").click()
    expect(screen.file(name)).to_contain_text(f"This file: Convert, to {target}")


def result(api: httpx.Client, path: Path) -> bytes:
    """The file that the job of a dropped file has made, once it has."""
    return api.get(finished(api, path.name, PATIENCE / 1000)["download_url"]).content


def expected(path: Path) -> bytes:
    """The file that a conversion makes, or how a preview's picture begins."""
    if path.suffix in (".mp4", ".wav"):
        return b"\xff\xd8\xff\xe0\0\x10JF" if path.suffix == ".mp4" else b"\x89PNG\r\n\x1a\n"
    target = "SAMI" if path.name == "captions-00.srt" else "WebVTT"
    return converted(path.read_bytes(), path.suffix[1:], target, path.name)


PASTE = """(text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    document.body.dispatchEvent(new ClipboardEvent("paste", {clipboardData, bubbles: true}));
}"""


def test_addresses_captions_and_a_description_are_pasted(screen: Screen, product: Product) -> None:
    page = screen.page
    page.evaluate(PASTE, "1\n00:00:01,000 --> 00:00:02,000\nPasted on the page\n")
    expect(screen.file("Pasted captions.srt")).to_contain_text("Pasted on the page")
    page.evaluate(PASTE, "https://media.example/talk\nhttps://media.example/other.srt")
    expect(group(screen, "link")).to_contain_text("1 address")
    expect(group(screen, "captions")).to_contain_text("2 caption files")
    page.get_by_role("button", name="Remove talk").click()
    page.get_by_role("button", name="Remove other.srt").click()
    description = {"target_profile": "SAMI", "offset": "00:00:10:00", "labels": ["pasted"]}
    page.evaluate(PASTE, json.dumps({"job_type": "convert"} | description))
    expect(page.get_by_test_id("target-profile")).to_have_attribute("data-value", "SAMI")
    expect(page.get_by_test_id("besides")).to_contain_text("labels")
    screen.submit()
    screen.completed("Pasted captions.srt")
    with product.client() as api:
        [job] = api.get("/v1/jobs", params={"q": "Pasted captions.srt"}).json()["items"]
        assert job["labels"] == ["pasted"]
        made = api.get(job["download_url"]).text
    assert "Pasted on the page" in made
    assert re.search(r"Start=.?11\d{3}", made), made
    page.evaluate(PASTE, '{"job_type": "paint"}')
    expect(page.get_by_role("alert")).to_contain_text("There is no job type 'paint'.")


def test_an_address_is_one_more_kind(screen: Screen, dropped: list[Path]) -> None:
    screen.drop(dropped[0], dropped[2])
    expect(screen.page.get_by_test_id("file-group")).to_have_count(2, timeout=PATIENCE)
    screen.page.get_by_test_id("add-address").click()
    line = screen.page.get_by_test_id("source-address")
    line.fill("media.example/talk")
    line.press("Enter")
    expect(screen.page.get_by_role("alert")).to_have_text(
        "An address starts with http:// or https:// and has no spaces."
    )
    line.fill("https://media.example/talk")
    line.press("Enter")
    expect(group(screen, "link")).to_contain_text("1 address")
    expect(group(screen, "link").locator(".group-summary")).to_have_text("Download")
    expect(screen.page.get_by_test_id("submit-all")).to_have_text("Submit 3 jobs")
    line.fill("https://media.example/other.srt")
    line.press("Enter")
    expect(group(screen, "captions")).to_contain_text("2 caption files")


@pytest.mark.parametrize("width", [1440, 768, 390])
def test_axe_finds_nothing_in_the_groups(
    screen: Screen, dropped: list[Path], tmp_path: Path, width: int
) -> None:
    page = screen.page
    page.set_viewport_size({"width": width, "height": 900})
    noise = tmp_path / "noise.srt"
    noise.write_bytes(b"\x7fELF" + bytes(500))
    screen.drop(noise, dropped[0], dropped[2], dropped[8])
    expect(page.get_by_test_id("file-row")).to_have_count(4, timeout=PATIENCE)
    assert violations(page) == [], "folded"
    page.get_by_test_id("except-file").first.click()
    page.get_by_test_id("save-preset").click()
    expect(page.get_by_label("Name of the preset")).to_be_focused()
    assert violations(page) == [], "a file with its own settings open"
    group(screen, "video").get_by_test_id("change-group").click()
    screen.choose("job-type", "Dub")
    expect(group(screen, "video")).to_contain_text("Fill in “Target language” first.")
    expect(page.get_by_role("button", name="Submit only film.mp4")).to_have_count(0)
    page.get_by_test_id("add-address").click()
    assert violations(page) == [], "a group open, a field missing"
    assert page_width(page) <= width


def test_a_file_that_is_nothing_stops_no_other(screen: Screen, dropped: list[Path], tmp_path: Path) -> None:
    noise = tmp_path / "noise.srt"
    noise.write_bytes(b"\x7fELF" + bytes(500))
    again = tmp_path / "beside-noise.srt"
    again.write_bytes(dropped[2].read_bytes())
    screen.drop(noise, again, dropped[0])
    expect(screen.page.get_by_test_id("file-row")).to_have_count(3, timeout=PATIENCE)
    choose_preview(screen, "video", "gif")
    expect(group(screen, "other")).to_contain_text("not a caption file")
    screen.page.get_by_test_id("submit-all").click()
    screen.completed(again.name)
    expect(screen.page.get_by_test_id("file-row")).to_have_count(1)
    expect(screen.file(noise.name)).to_be_visible()


@pytest.mark.slow
def test_a_file_of_every_format_is_recognised_and_converted(
    screen: Screen, product: Product, tmp_path: Path
) -> None:
    """All at once: what each row says it is, and the bytes of each result."""
    wanted: dict[Path, bytes] = {}
    for number, (identity, data) in enumerate(SAMPLES.items()):
        ending = next(iter(registry.formats()[identity].extensions), ".txt")
        path = tmp_path / f"sample-{number:02}{ending}"
        path.write_bytes(data)
        source = inspect(data, file_name=path.name).caption_format.name
        asked = convert.ConvertRequest(source_profile=source, target_profile="SAMI", file_name=path.name)
        wanted[path] = convert.convert(data, asked).data
    screen.drop(*wanted)
    expect(screen.page.get_by_test_id("file-row")).to_have_count(len(wanted), timeout=PATIENCE)
    assert len(wanted) > 60
    screen.choose("target-profile", "SAMI")
    screen.submit()
    expect(screen.page.get_by_test_id("file-row")).to_have_count(0, timeout=PATIENCE)
    with product.client() as api:
        for path, made in wanted.items():
            assert result(api, path) == made, path.name


def test_tables_as_people_make_them(screen: Screen, product: Product, tmp_path: Path) -> None:
    """Excel's “Unicode text” with two languages, a workbook with merged cells, SubRip in a Word table."""
    text = tmp_path / "people-1.txt"
    text.write_bytes("Start\tEnde\tDeutsch\tEnglisch\r\n1,5\t2,75\tHallo\tHello\r\n".encode("utf-16"))
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (["Timecode", None, "Text"], ["0:01,5", "0:02,75", "Hallo"]):
        sheet.append(row)
    sheet.merge_cells("A1:B1")
    book.save(tmp_path / "people-2.xlsx")
    word = docx.Document()
    word.add_paragraph("Mein Film")
    cell = word.add_table(1, 1).cell(0, 0)
    cell.text = "1\n00:00:01,500 --> 00:00:02,750\nHallo"
    word.save(str(tmp_path / "people-3.docx"))
    files = sorted(tmp_path.glob("people-*"))
    screen.drop(*files)
    for path, said in zip(files, ("TSV", "XLSX", "DOCX"), strict=True):
        expect(screen.file(path.name)).to_contain_text("1 cue · ")
        expect(screen.file(path.name)).to_contain_text("Hallo")
        expect(screen.file(path.name).get_by_test_id("source-profile")).to_have_attribute("data-value", said)
    screen.choose("target-profile", "WebVTT")
    screen.submit()
    with product.client() as api:
        made = [result(api, path).decode() for path in files]
    assert ["00:00:01.500 --> 00:00:02.750\nHallo\n" in text for text in made] == [True] * 3, made


def test_a_text_is_repaired_and_two_languages_are_put_together(
    screen: Screen, product: Product, tmp_path: Path
) -> None:
    cues = "1\n00:00:01,000 --> 00:00:02,000\n{}\n\n2\n00:00:03,000 --> 00:00:04,000\n{}\n"
    loud, german = tmp_path / "loud.srt", tmp_path / "pair.de.srt"
    loud.write_text(cues.format("[door] HELLO THERE.", "GOOD MORNING."))
    german.write_text(cues.format("Hallo da.", "Guten Morgen."))
    page, api = screen.page, product.client()
    screen.drop(loud)
    expect(screen.file(loud.name)).to_contain_text("2 cues")
    page.get_by_test_id("options").locator("summary").first.click()
    repairs = [page.get_by_test_id("repairs").get_by_text(name) for name in REPAIRS]
    for repair in repairs:
        repair.click()
    screen.choose("target-profile", "SBV")
    screen.submit()
    english = tmp_path / "pair.en.sbv"
    english.write_bytes(result(api, loud))
    assert english.read_text().split() == cues_of("Hello there.", "Good morning.")
    screen.drop(english)
    expect(screen.file(english.name)).to_contain_text("2 cues")
    screen.drop(german)
    expect(screen.file(german.name)).to_contain_text("2 cues")
    for repair in repairs:
        repair.click()
    screen.choose("captions_upload_id", german.name)
    expect(page.get_by_test_id("submit-job")).to_contain_text("Convert file")
    page.get_by_label("Style of the second").fill("italic")
    page.get_by_label("Style of the second").press("Tab")
    screen.choose("target-profile", "WebVTT")
    screen.submit()
    merged = result(api, english).decode()
    assert "<lang en>Hello there.\n</lang><lang de><i>Hallo da.</i></lang>" in merged


REPAIRS = ("Leave out remarks", "Capitals to sentences")


def cues_of(first: str, second: str) -> list[str]:
    """The words of a file of YouTube captions (SBV) with these two."""
    times = ("0:00:01.000,0:00:02.000", "0:00:03.000,0:00:04.000")
    return [*times[:1], *first.split(), *times[1:], *second.split()]
