"""SubViewer 2."""

from app.captions.formats import subviewer
from app.captions.model.losses import Losses
from tests.support.captions.text_formats import ms


def test_reads_and_writes():
    text = (
        "[INFORMATION]\n[TITLE]Film\n[AUTHOR]Me\n[END INFORMATION]\n[SUBTITLE]\n\n"
        "00:00:01.00,00:00:02.50\nHello[br]there\n\n00:00:03.00,00:00:04.00\nBye\n"
    )
    document = subviewer.read(text, {})
    assert document.title == "Film"
    assert ms(document) == [(1000, 2500, "Hello\nthere"), (3000, 4000, "Bye")]
    assert subviewer.write(document, {}, Losses()) == text
