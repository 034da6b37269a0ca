"""Caption files inside a page that a browser saved, or inside the answer of a chat."""

from __future__ import annotations

import pytest

from app.captions import load
from app.captions.text_io.web_page import start_of_page, without_fence, without_page

SRT = "1\n00:00:01,000 --> 00:00:02,000\n<i>Tom</i> & Ann\n\n2\n00:00:03,000 --> 00:00:04,000\nBye\n"
VTT = "WEBVTT\n\n00:01.000 --> 00:02.000\n<i>Tom</i> &amp; Ann\n\n00:03.000 --> 00:04.000\nBye\n"
ESCAPED = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
STARTS = (
    "<pre>",
    "<html><body><pre>\n",
    '<!DOCTYPE html><html><head><meta charset="utf-8"></head><body><pre style="white-space: pre-wrap;">',
)
END = "</pre></body></html>"


def escaped(text: str) -> str:
    return text.translate(str.maketrans(ESCAPED))


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("text", [SRT, VTT])
def test_the_file_in_the_page_is_read(start: str, text: str) -> None:
    page = f"{start}{escaped(text)}{END}\n".encode()
    document = load(page)
    assert document == load(text.encode())
    assert [cue.text for cue in document.cues] == ["Tom & Ann", "Bye"]
    assert document.cues[0].runs[0].style.italic


@pytest.mark.parametrize("text", [SRT, VTT, "{25}{50}Hello\n{60}{80}Bye\n"])
def test_closing_tags_that_are_left_are_no_words(text: str) -> None:
    assert load(f"{text}{END}".encode()).cues == load(text.encode()).cues


@pytest.mark.parametrize(
    "text", ["a <pre>b</pre> c", "</pre> a", "a</p>", "", "</pre>" * 3000 + "x", " " * 200_000 + "</p>"]
)
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert without_page(text) == text


@pytest.mark.parametrize("filling", [" " * 60_000, "</pre>" * 9_000, "<p>" * 20_000])
def test_strange_pages_end_quickly(filling: str) -> None:
    assert filling.startswith(start_of_page(f"<pre>{filling}", f"{filling}{END}".encode()))


def test_a_long_page_is_recognised_by_its_end() -> None:
    block = "{}\n00:{:02}:{:02},000 --> 00:{:02}:{:02},900\nWords\n\n"
    many = "".join(block.format(n + 1, n // 60, n % 60, n // 60, n % 60) for n in range(2_500))
    assert len(load(f"{STARTS[1]}{escaped(many)}{END}".encode()).cues) == 2_500


def test_a_block_of_code_in_an_answer_is_the_file() -> None:
    document = load(f"Here it is:\n\n```srt\n{SRT}```\nAnything else?\n".encode())
    assert document.cues == load(SRT.encode()).cues
    assert [issue.message for issue in document.issues] == [
        "Skipped around the captions: 'Here it is: Anything else?'."
    ]
    assert load(f"```\n{VTT}```".encode()) == load(VTT.encode())


@pytest.mark.parametrize("text", ["a\n``` b ```\n", "```\na", "```\na\n```\nb\n```\nc\n```\n"])
def test_other_marks_of_code_are_text(text: str) -> None:
    assert without_fence(text) is None


def test_captions_that_show_code_lose_nothing() -> None:
    said = f"{VTT}\n00:05.000 --> 00:06.000\n```python\n\n00:07.000 --> 00:08.000\n```\n"
    document = load(said.encode())
    assert [cue.text for cue in document.cues] == ["Tom & Ann", "Bye", "```python", "```"]
    assert document.issues == []


def test_code_without_times_is_no_caption_file() -> None:
    assert without_fence("We write:\n```python\nprint(1)\n```\nAnd run it.\n") is None
