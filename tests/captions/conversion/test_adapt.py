"""What one format says in its own way, said in another's: looks, margins, slants, voices."""

import pytest

from app.captions.conversion.convert import ConvertRequest, convert
from tests.support.captions.styled_files import ass, smi, ttml, vtt


def converted(text, name, target, **options):
    request = ConvertRequest(target_profile=target, file_name=name, encode_options=options)
    done = convert(text.encode(), request)
    return done.data.decode(), {loss["kind"] for loss in done.losses}


def test_slanted_text_becomes_italic_where_there_is_no_slant():
    written, lost = converted(ttml(p="tts:shear='16.67%'"), "a.ttml", "vtt")
    assert "<i>One two</i>" in written
    assert "shear" in lost


@pytest.mark.parametrize("place", ["p", "span"])
def test_marks_and_upright_digits_stay_in_imsc(place):
    said = ttml(**{place: "tts:textEmphasis='dot before' tts:textCombine='all' itts:forcedDisplay='true'"})
    written, lost = converted(said, "a.ttml", "imsc1.1")
    assert 'tts:textEmphasis="dot before"' in written
    assert 'tts:textCombine="all"' in written
    assert 'itts:forcedDisplay="true"' in written
    assert lost == set()


def test_what_a_style_sheet_gives_all_captions_is_kept():
    sheet = vtt(blocks="STYLE\n::cue { color: yellow; font-weight: bold }\n\n")
    assert "&H0000FFFF" in converted(sheet, "a.vtt", "ass")[0]
    assert 'tts:color="#ffff00"' in converted(sheet, "a.vtt", "imsc1.1")[0]
    assert "color: #ffff00;" in converted(sheet, "a.vtt", "sami")[0]
    assert "style" in converted(sheet, "a.vtt", "srt")[1]


def test_the_rule_of_a_voice_colours_who_speaks():
    text = "<v Ann>Hello</v>\n<v Bo>Hi</v>"
    sheet = vtt(text=text, blocks='STYLE\n::cue(v[voice="Ann"]) { color: cyan }\n\n')
    assert '<font color="#00ffff">Hello' in converted(sheet, "a.vtt", "srt")[0]
    assert text in converted(sheet, "a.vtt", "vtt")[0]


def test_every_voice_of_a_caption_is_named_where_names_stand_in_the_text():
    for text in ("<v Ann Lee>Hello</v>\n<v Bo>Hi</v>", "<v Ann Lee>Hello </v><v Bo>Hi</v>"):
        written, lost = converted(vtt(text=text), "a.vtt", "srt", speakers="prefix")
        assert "Ann Lee: Hello\nBo: Hi\n" in written.replace("Hello \n", "Hello\n")
        assert "voice" not in lost


def test_margins_say_a_place_both_ways():
    raised = ass(event={"MarginV": "540"})
    assert "line:50%,end" in converted(raised, "a.ass", "vtt")[0]
    written, _ = converted(vtt(" line:-3"), "a.vtt", "ass")
    assert ",Default,,0,0,144,," in written
    written, lost = converted(vtt(" line:80%,end position:20%,line-left size:40% align:left"), "a.vtt", "ass")
    assert ",Default,,384,768,216,,{\\an1}" in written
    assert "placement" not in lost
    again, _ = converted(written, "b.ass", "vtt")
    assert " line:80%,end position:20%,line-left size:40% align:left\n" in again


def test_the_versions_of_substation_take_styles_over():
    written, _ = converted(
        ass({"PrimaryColour": "&H00123456", "Alignment": "8", "Italic": "-1"}), "a.ass", "ssa"
    )
    assert "Style: Sign,Arial,60,1193046," in written
    again, _ = converted(written, "b.ssa", "ass")
    assert "Style: Sign,Arial,60,&H00123456,&H000000FF,&H00000000,&H00000000,0,-1," in again
    assert ",1,3,1,8,60,60,50,1\n" in again


def test_a_main_style_that_some_text_leaves_is_kept_on_the_others():
    script = ass({"Italic": "-1"}, code="i0").replace(",Default,,", ",Sign,,")
    assert "<i>A </i>sign" in converted(script, "a.ass", "srt")[0]


def test_spans_and_ids_of_sami_are_styled():
    text = "<span style='color: yellow'>Hey</span> you"
    assert '<font color="#ffff00">Hey</font> you' in converted(smi(text=text), "a.smi", "srt")[0]
    sheet = smi(css="} #loud { font-weight: bold", attributes="ID=Loud")
    assert "<b>One</b>" in converted(sheet, "a.smi", "srt")[0]


def test_ebu_tt_d_gets_what_broadcasters_expect_and_plain_text_can_be_asked_for():
    written, _ = converted(vtt(text="One"), "a.vtt", "ebu-tt-d")
    for said in ('backgroundColor="#000000"', 'fontFamily="proportionalSansSerif"', 'linePadding="0.5c"'):
        assert said in written
    assert "linePadding" not in converted(vtt(text="One"), "a.vtt", "ebu-tt-d", presentation="plain")[0]
