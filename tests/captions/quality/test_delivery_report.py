"""The report before delivery: its verdict, and its page."""

import re

from app.captions import load
from app.captions.quality.assessment import guide_for
from app.captions.quality.delivery_report import _KINDS, as_html, delivery_report
from app.captions.quality.style_guides import ANY

BAD = """1
00:00:01,000 --> 00:00:01,400
Far too short for <b>so</b> many words & signs, and far too long for one line.

2
00:00:02,000 --> 00:00:04,000
Good.
"""


def report(text: str) -> dict:
    return delivery_report(
        load(text.encode(), "a.srt"), guide_for("netflix", "") or ANY, "a<b>.srt", "SubRip"
    )


def test_findings_of_a_caption_stand_together_in_words() -> None:
    made = report(BAD)
    page = as_html(made)
    rows = re.findall(r"<tr><td>1</td>.*?</tr>", page)
    assert len(rows) == 1
    assert rows[0].count("<br>") == len(made["findings"]) - 1 > 1
    assert f"{len(made['findings'])} findings to mend" in page
    assert all(_KINDS[code] in page for code in made["counts"])
    assert "a&lt;b&gt;.srt" in page
    assert "&amp; signs" in page
    assert "Shortest caption: 0.833 s" in page


def test_a_file_that_is_ready_says_what_else_there_is_to_know() -> None:
    page = as_html(report("1\n00:00:01,000 --> 00:00:03,000\nGood morning.\n"))
    assert "Ready for delivery, with 1 note on the file" in page
    assert "1 caption " in page
    assert "Every finding" not in page
    assert "prefers-color-scheme: dark" in page
