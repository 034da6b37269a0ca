"""Every attribute and property that the specifications define is kept or reported, in every direction.

A file that says it is converted beside the same file without it: the two results or the two reports must
differ. So a reader or a writer that passes over something in silence is found, whatever it is called.
"""

import pytest

from tests.support.captions.styled_files import ass, differs, result, smi, ttml, vtt

TTML_STYLES = {
    "backgroundClip": "content", "backgroundColor": "#123456", "backgroundExtent": "10% 10%",
    "backgroundImage": "#i", "backgroundOrigin": "content", "backgroundPosition": "left",
    "backgroundRepeat": "noRepeat", "border": "1px solid red", "bpd": "50%", "color": "#123456",
    "direction": "rtl", "disparity": "1%", "display": "none", "displayAlign": "center", "extent": "40% 20%",
    "fontFamily": "monospace", "fontKerning": "none", "fontSelectionStrategy": "character",
    "fontShear": "10%", "fontSize": "50%", "fontStyle": "italic", "fontVariant": "super",
    "fontWeight": "bold", "ipd": "50%", "letterSpacing": "2px", "lineHeight": "200%", "lineShear": "10%",
    "luminanceGain": "2.5", "opacity": "0.4", "origin": "20% 20%", "overflow": "visible", "padding": "5px",
    "position": "top left", "ruby": "container", "rubyAlign": "spaceAround", "rubyPosition": "after",
    "rubyReserve": "both", "shear": "16.67%", "showBackground": "whenActive", "textAlign": "right",
    "textCombine": "all", "textDecoration": "underline", "textEmphasis": "dot before",
    "textOrientation": "upright", "textOutline": "red 2px", "textShadow": "2px 2px", "unicodeBidi": "embed",
    "visibility": "hidden", "wrapOption": "noWrap", "writingMode": "tbrl", "zIndex": "3",
}  # fmt: skip
"""TTML2, section 10.2; IMSC 1.2 takes these over."""
OTHER_STYLES = {
    "itts:forcedDisplay": "true", "itts:fillLineGap": "true", "ebutts:linePadding": "1c",
    "ebutts:multiRowAlign": "start",
}  # fmt: skip
WITHOUT_EFFECT = {("region", "ruby"), ("p", "ruby"), ("span", "ruby"), ("region", "extent")}
WITHOUT_EFFECT |= {(p, s) for p in ("p", "span") for s in ("displayAlign", "extent", "origin", "position")}
WITHOUT_EFFECT |= {("p", "writingMode"), ("span", "writingMode"), ("span", "textAlign")}
"""A ruby container without a base, and what does not apply to that element."""
PLACES = {"displayAlign", "origin", "position", "textAlign", "writingMode"}
"""What says a place: a format without places reports that it is lost, whatever it was."""
TTML_PARAMETERS = {
    "displayAspectRatio": "4 3", "inferProcessorProfileMethod": "loose", "markerMode": "discontinuous",
    "mediaDuration": "10s", "mediaOffset": "1s", "pixelAspectRatio": "2 1", "permitFeatureNarrowing": "true",
    "validation": "required",
}  # fmt: skip
TTML_ELEMENTS = (
    "<animate tts:color='red;blue' dur='1s'/>", "<audio/>", "<ttm:desc>said</ttm:desc>",
    "<ttm:item name='x'>y</ttm:item>", "<data/>", "<chunk/>", "<load/>",
)  # fmt: skip


PLAIN_TTML = ttml()


@pytest.mark.parametrize("place", ["region", "p", "span"])
@pytest.mark.parametrize("style", [*TTML_STYLES, *OTHER_STYLES])
def test_ttml_styles(place, style):
    if (place, style) in WITHOUT_EFFECT:
        return
    name, value = (style, OTHER_STYLES[style]) if ":" in style else (f"tts:{style}", TTML_STYLES[style])
    replaced = ttml(**{place: f"{name}='{value}'"})
    if place == "region" and style == "origin":
        replaced = PLAIN_TTML.replace("10% 60%", value)
    differs(PLAIN_TTML, replaced, "a.ttml", place=style in PLACES)


@pytest.mark.parametrize("parameter", TTML_PARAMETERS)
def test_ttml_parameters(parameter):
    differs(PLAIN_TTML, ttml(root=f"ttp:{parameter}='{TTML_PARAMETERS[parameter]}'"), "a.ttml")


@pytest.mark.parametrize("element", TTML_ELEMENTS)
def test_ttml_elements(element):
    differs(PLAIN_TTML, ttml(inside=element), "a.ttml")


CSS = {
    "color": "#123456", "opacity": "0.4", "visibility": "hidden", "text-decoration": "underline",
    "text-shadow": "1px 1px red", "background": "#123456", "background-color": "#123456",
    "background-image": "none", "outline": "1px solid red", "outline-color": "red", "font": "12px Arial",
    "font-family": "Courier New", "font-size": "50%", "font-style": "italic", "font-weight": "bold",
    "font-variant": "small-caps", "font-stretch": "condensed", "line-height": "2", "white-space": "pre",
    "text-combine-upright": "all", "ruby-position": "under",
}  # fmt: skip
"""WebVTT, section 8.2.1: the properties that apply to `::cue`."""
SELECTORS = (
    "::cue", "::cue(.a)", "::cue(c)", "::cue(#one)", '::cue([lang="en"])', "::cue(:past)", "::cue-region",
    "::cue-region(#r)", "::cue(.a:future)", "::cue(c.a)", "@import url(x)",
)  # fmt: skip
SETTINGS = ("vertical:rl", "vertical:lr", "line:-3", "line:10%", "line:10%,end", "position:20%", "size:40%")
SETTINGS += ("position:20%,line-left", "align:start", "align:right")
TAGS = ("<b>t</b>", "<i>t</i>", "<u>t</u>", "<ruby>t<rt>r</rt></ruby>", "<v Ann>t</v>", "<lang fr>t</lang>")


@pytest.mark.parametrize("css", CSS)
def test_webvtt_properties(css):
    plain, said = (vtt(blocks=f"STYLE\n::cue(.a) {{ {body} }}\n\n") for body in ("", f"{css}: {CSS[css]}"))
    differs(plain, said, "a.vtt")


@pytest.mark.parametrize("selector", SELECTORS)
def test_webvtt_selectors(selector):
    text = "One <c.a>two</c> <lang en>three</lang>"
    said = vtt(blocks=f"STYLE\n{selector} {{ color: red }}\n\n", name="one\n", text=text)
    differs(vtt(name="one\n", text=text), said, "a.vtt")


@pytest.mark.parametrize("setting", SETTINGS)
def test_webvtt_settings(setting):
    differs(vtt(), vtt(settings=f" {setting}"), "a.vtt")


@pytest.mark.parametrize("tag", TAGS)
def test_webvtt_tags(tag):
    differs(vtt(text="t and"), vtt(text=f"{tag} and"), "a.vtt")


@pytest.mark.parametrize(
    "part", ["regionanchor:0%,0%", "viewportanchor:10%,10%", "width:40%", "lines:7", "scroll:up"]
)
def test_webvtt_regions(part):
    plain, said = (vtt(" region:r", blocks=f"REGION\nid:r {extra}\n\n") for extra in ("", part))
    silent = [
        target
        for target in ("vtt", "imsc1.1")
        if result(plain, "a.vtt", target) == result(said, "a.vtt", target)
    ]
    assert silent == []
    assert all("laceme" in result(said, "a.vtt", target) for target in ("srt", "sami"))


@pytest.mark.parametrize("said", ["NOTE said\n\n", "a name\n"])
def test_webvtt_notes_and_names(said):
    differs(vtt(), vtt(name=said) if "NOTE" not in said else vtt(blocks=said), "a.vtt")


ASS_OTHER = {
    "Fontname": "Courier New", "Fontsize": "20", "PrimaryColour": "&H00123456",
    "SecondaryColour": "&H00123456", "OutlineColour": "&H00123456", "BackColour": "&H00123456", "Bold": "-1",
    "Italic": "-1", "Underline": "-1", "StrikeOut": "-1", "ScaleX": "150", "ScaleY": "150", "Spacing": "4",
    "Angle": "20", "BorderStyle": "3", "Outline": "9", "Shadow": "9", "Alignment": "8", "MarginL": "700",
    "MarginR": "700", "MarginV": "500",
}  # fmt: skip
ASS_CODES = (
    "b1", "i1", "u1", "s1", "bord9", "xbord9", "ybord9", "shad9", "xshad9", "yshad9", "be1",
    "blur3", "fnCourier", "fs20", "fscx50", "fscy50", "fsp9", "frx20", "fry20", "frz20", "fr20",
    "fax1", "fay1", "fe2", "c&H123456&", "1c&H123456&", "2c&H123456&", "3c&H123456&", "4c&H123456&",
    "alpha&H80&", "1a&H80&", "2a&H80&", "3a&H80&", "4a&H80&", "an8", "a6", "k50", "kf50", "ko50",
    "K50", "q2", "rSign", "t(\\fs20)", "move(1,2,3,4)", "pos(100,100)", "org(1,2)", "fad(1,2)",
    "fade(1,2,3,4,5,6,7)", "clip(0,0,9,9)", "iclip(0,0,9,9)", "pbo9",
)  # fmt: skip
ASS_EVENT = {
    "Layer": "3", "Name": "Ann", "MarginL": "700", "MarginR": "700", "MarginV": "500", "Effect": "Banner;5",
}  # fmt: skip
ASS_HEAD = {
    "Title": "A film",
    "WrapStyle": "2",
    "Collisions": "Reverse",
    "Timer": "90",
    "Original Script": "Ann",
}


PLAIN_ASS = ass()


@pytest.mark.parametrize("column", ASS_OTHER)
def test_ass_styles(column):
    plain = (
        {"OutlineColour": "&H00123456"} if column == "BorderStyle" else {}
    )  # a black box may be there anyway
    differs(ass(plain), ass(plain | {column: ASS_OTHER[column]}), "a.ass")


@pytest.mark.parametrize("code", ASS_CODES)
def test_ass_codes(code):
    differs(ass({"Italic": "-1"}) if code == "rSign" else PLAIN_ASS, ass(code=code), "a.ass")


@pytest.mark.parametrize("column", ASS_EVENT)
def test_ass_events(column):
    differs(PLAIN_ASS, ass(event={column: ASS_EVENT[column]}), "a.ass")


@pytest.mark.parametrize("line", ASS_HEAD)
def test_ass_head(line):
    differs(PLAIN_ASS, ass(head={line: ASS_HEAD[line]}), "a.ass")


SAMI_CSS = {
    "color": "#123456", "background-color": "#123456", "font-family": "Courier New", "font-size": "50%",
    "font-style": "italic", "font-weight": "bold", "text-decoration": "underline", "margin-left": "20pt",
    "margin-top": "20pt", "padding": "1pt", "letter-spacing": "2px", "opacity": "0.5",
}  # fmt: skip


@pytest.mark.parametrize("css", SAMI_CSS)
def test_sami_style_sheets(css):
    differs(smi(), smi(css=f"{css}: {SAMI_CSS[css]}"), "a.smi")
    differs(smi(), smi(attributes=f'style="{css}: {SAMI_CSS[css]}"'), "a.smi")


@pytest.mark.parametrize(
    "text", ["<table>One</table>", "<a href='x'>One</a>", "<img src='x'>One", "<em>One</em>"]
)
def test_sami_elements(text):
    differs(smi(), smi(text=text), "a.smi")
