"""Two languages put together and taken apart again, and texts repaired, by mouse and with the right bytes."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect

from app.captions.conversion import convert
from tests.support.page.screen import Screen, finished
from tests.support.product import Product

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
PATIENCE = 240
CUES = "1\n{} --> {}\n{}\n\n2\n{} --> {}\n{}\n"
ENGLISH = CUES.format(
    "00:00:01,000", "00:00:02,000", "Hello there.", "00:00:03,000", "00:00:04,000", "Good morning."
)
GERMAN = CUES.format(
    "00:00:01,080", "00:00:02,200", "Hallo da.", "00:00:03,000", "00:00:04,400", "Guten Morgen."
)


def submitted(screen: Screen, api: httpx.Client, path: Path) -> list[bytes]:
    """Submit what is on the form: the files that its job makes."""
    screen.submit()
    job = finished(api, path.name, PATIENCE)
    address = f"/v1/jobs/{job['job_id']}/outputs"
    return [api.get(f"{address}/{number}").content for number in range(len(job["outputs"]))]


def opened(screen: Screen) -> None:
    screen.page.get_by_test_id("options").locator("summary").first.click()


def test_two_files_are_put_together_and_come_apart_as_they_were(
    screen: Screen, product: Product, tmp_path: Path
) -> None:
    page, api = screen.page, product.client()
    first, second = tmp_path / "together.en.srt", tmp_path / "together.de.srt"
    first.write_text(ENGLISH)
    second.write_text(GERMAN)
    screen.drop(first)
    expect(screen.file(first.name)).to_contain_text("English")
    screen.drop(second)
    expect(screen.file(second.name)).to_contain_text("German")
    opened(screen)
    screen.choose("captions_upload_id", second.name)
    expect(screen.file(second.name)).to_contain_text("Put together with the other file")
    screen.choose("target-profile", "Cuedeck Project")
    [project] = submitted(screen, api, first)
    both = tmp_path / "both.cuedeck.json"
    both.write_bytes(project)
    screen.drop(both)
    expect(screen.file(both.name)).to_contain_text("2 cues")
    page.get_by_label("A file for each language").select_option("true")
    screen.choose("target-profile", "SubRip")
    made = [data.decode().replace("\r\n", "\n").strip() for data in submitted(screen, api, both)]
    assert sorted(made) == sorted([ENGLISH.strip(), GERMAN.strip()])
    api.close()


REPAIRS = {
    "Right-to-left punctuation": (
        "right_to_left", "rtl.he.srt", "Hebrew", "!שלום לכולם", "שלום לכולם!",
    ),
    "Quotes and dashes": (
        "quotes", "quotes.srt", "probably German", 'Er sagte "Guten Morgen, liebe Leute" - und ging.',
        "Er sagte „Guten Morgen, liebe Leute“ – und ging.",
    ),
    "Leave out remarks": (
        "remove_remarks", "remarks.srt", "probably English", "[door slams] Who is there at this hour?",
        "Who is there at this hour?",
    ),
    "Capitals to sentences": (
        "sentence_case", "capitals.srt", "probably English", "WHO IS THERE AT THIS HOUR? NOBODY.",
        "Who is there at this hour? Nobody.",
    ),
}  # fmt: skip


def test_every_repair_of_the_text_does_what_it_says_and_nothing_undone_is_changed(
    screen: Screen, product: Product, tmp_path: Path
) -> None:
    """Each by itself, on a file whose language is shown; and without it, which keeps every word."""
    api = product.client()
    opened(screen)
    for label, (repair, name, language, before, after) in REPAIRS.items():
        path = tmp_path / name
        path.write_text(
            CUES.format("00:00:01,000", "00:00:04,000", before, "00:00:05,000", "00:00:09,000", before)
        )
        screen.drop(path)
        expect(screen.file(name)).to_contain_text(language)
        box = screen.page.get_by_test_id("repairs").get_by_text(label)
        for edits, wanted in (({"text": {repair: True}}, after), ({}, before)):
            if edits:
                box.click()
            [made] = submitted(screen, api, path)
            asked = convert.ConvertRequest(
                source_profile="SubRip Video Subtitle Script",
                target_profile="WebVTT",
                file_name=name,
                edits=edits,
            )
            assert made == convert.convert(path.read_bytes(), asked).data, label
            assert wanted in made.decode(), (label, made.decode())
            if edits:
                box.click()
                path = path.rename(path.with_name(f"kept-{name}"))
                screen.drop(path)
                expect(screen.file(path.name)).to_contain_text("2 cues")
    api.close()


def test_names_of_speakers_get_the_form_that_is_used_most(
    screen: Screen, product: Product, tmp_path: Path
) -> None:
    names = ("MARTA:", "Marta:", "Marta:", "marta :")
    path = tmp_path / "named.srt"
    path.write_text(
        "\n".join(
            f"{n}\n00:00:0{2 * n},000 --> 00:00:0{2 * n + 1},500\n{name} Good morning.\n"
            for n, name in enumerate(names, 1)
        )
    )
    api = product.client()
    opened(screen)
    screen.drop(path)
    expect(screen.file(path.name)).to_contain_text("4 cues")
    screen.page.get_by_test_id("repairs").get_by_text("Names of speakers").click()
    [made] = submitted(screen, api, path)
    asked = convert.ConvertRequest(
        source_profile="SubRip Video Subtitle Script",
        target_profile="WebVTT",
        file_name=path.name,
        edits={"text": {"speakers": True}},
    )
    assert made == convert.convert(path.read_bytes(), asked).data
    assert made.decode().count("Marta") == len(names)
    api.close()
