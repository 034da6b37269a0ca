"""SAMI: classes and languages, ends from what follows, and HTML that cannot be broken out of."""

import pysubs2
import pytest

from app.captions.conversion.inspect import inspect
from app.captions.formats import sami
from app.captions.model.document import TICKS_PER_MS, Cue, Document, Run, Style
from app.captions.model.losses import Losses

TWO = """<SAMI><HEAD><TITLE>A &amp; B</TITLE><STYLE TYPE="text/css"><!--
.ENCC { Name: English; lang: en-US; SAMIType: CC; }
.FRCC { Name: Francais; lang: fr-FR; SAMIType: CC; }
--></STYLE></HEAD><BODY>
<SYNC Start=1000><P Class=ENCC>Hello<br/>there <P Class=FRCC>Bonjour
<SYNC Start=2000><P Class=ENCC>&nbsp;
<SYNC Start="3000"><P Class="ENCC" ID=x><i>Caf&eacute;</i> &lt;3<!-- hidden --> <a href="http://example.org/">on</a>
</BODY></SAMI>
"""


def read(text, **options):
    return sami.read(text, options)


def spans(document):
    return [(c.start // TICKS_PER_MS, c.end // TICKS_PER_MS, c.text) for c in document.cues]


def test_the_fullest_language_is_read_and_the_other_named():
    document = read(TWO)
    assert spans(document) == [(1000, 2000, "Hello\nthere"), (3000, 4000, "Café <3 on")]
    assert document.cues[1].runs[0] == Run("Café", Style(italic=True))
    assert (document.title, document.language) == ("A & B", "en-US")
    assert [issue.code for issue in document.issues] == ["other_language", "not_kept"]
    assert document.issues[1].message == "Read, but not kept: <a>, id of <p>."


@pytest.mark.parametrize("language", ["FRCC", "fr-fr"])
def test_a_language_can_be_chosen(language):
    assert [text for _, _, text in spans(read(TWO, language=language))] == ["Bonjour"]


@pytest.mark.parametrize(
    "text", ["a < b", "<i>", "&amp;", "</SYNC>", "<!--", "a\u00a0b", '<font color="#ff0000">']
)
def test_any_text_survives(text):
    cues = [Cue(0, 1000 * TICKS_PER_MS, [Run(text), Run("x", Style(bold=True, color="#00ff00"))])]
    assert read(sami.write(Document(cues), {}, Losses())).cues == cues


@pytest.mark.parametrize("hostile", ["X; } </style><script>", "X--></STYLE>", "X } P { display: none"])
def test_no_style_and_no_language_breaks_out_of_the_sheet(hostile):
    style = Style(font=hostile, color=hostile, background=hostile)
    document = Document([Cue(0, 1000 * TICKS_PER_MS, [Run("a")])], language=hostile, base_style=style)
    head, body = sami.write(document, {}, Losses()).split("<BODY>")
    assert head.count("<") == len(["SAMI", "HEAD", "TITLE", "/TITLE", "STYLE", "<!--", "/STYLE", "/HEAD"])
    assert (head.count("{"), head.count("}"), head.count("-->")) == (2, 2, 1)
    assert "script" not in body


def test_written_ends_and_overlaps():
    cues = [
        Cue(0, 2000 * TICKS_PER_MS, [Run("a")]),
        Cue(1000 * TICKS_PER_MS, 3000 * TICKS_PER_MS, [Run("b")]),
    ]
    losses = Losses()
    document = read(sami.write(Document(cues, language="fr"), {}, losses))
    assert spans(document) == [(0, 1000, "a"), (1000, 3000, "b")]
    assert document.language == "fr"
    assert [loss["kind"] for loss in losses.as_list()] == ["overlap"]


def test_pysubs2_reads_what_we_write():
    cues = [Cue(1000 * TICKS_PER_MS, 2000 * TICKS_PER_MS, [Run("One\ntwo & three")])]
    theirs = pysubs2.SSAFile.from_string(sami.write(Document(cues), {}, Losses()), "sami")
    assert (theirs[0].start, theirs[0].plaintext) == (1000, "One\ntwo & three")


@pytest.mark.parametrize("piece", ["<!--", "<SYNC Start=", "<p ", "<SYNC Start=1>", "&", "<br ", "<i>"])
def test_repeated_pieces_end_quickly(piece):
    assert isinstance(read("<SAMI><BODY><SYNC Start=1><P Class=X>" + piece * 3_000).cues, list)


def test_captions_without_paragraphs_or_closed_spaces():
    text = (
        "<SAMI><BODY>\n<SYNC START=144700>\n"
        '<SYNC START=145308><FONT COLOR="FFFF00">-Go on. </FONT>\n<SYNC START=147000>&nbsp\n</BODY></SAMI>'
    )
    assert spans(read(text)) == [(145308, 147000, "-Go on.")]
    assert spans(read("<SAMI><SYNC Start=1><P Class=X>a&nbsp b&nbsp;c&nbspx")) == [
        (1, 1001, "a\u00a0 b\u00a0c&nbspx")
    ]


@pytest.mark.parametrize("head", ["", "<BODY>\n", "<HEAD></HEAD>"])
def test_a_file_without_its_outer_tags_is_recognised(head):
    body = "<SYNC Start=1000><P Class=KRCC>Alpha<br>Beta\n<SYNC Start=2000><P Class=KRCC>&nbsp;\n"
    found = inspect((head + body).encode())
    assert found.caption_format is sami.FORMAT
    assert spans(found.document) == [(1000, 2000, "Alpha\nBeta")]
