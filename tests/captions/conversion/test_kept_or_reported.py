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
    "validation": "required", "inferProcessorProfileSource": "first", "permitFeatureWidening": "true",
    "validationAction": "abort",
}  # fmt: skip
TTML_ELEMENTS = (
    "<animate tts:color='red;blue' dur='1s'/>", "<audio/>", "<ttm:desc>said</ttm:desc>",
    "<ttm:item name='x'>y</ttm:item>", "<data/>", "<chunk/>", "<load/>", "<image src='x'/>", "<font/>",
    "<metadata><ittm:altText>said</ittm:altText></metadata>",
)  # fmt: skip


PLAIN_TTML = ttml()
OTHER_VALUES = (
    ("textDecoration", "lineThrough"), ("textDecoration", "overline"), ("textAlign", "justify"),
    ("displayAlign", "justify"), ("display", "inlineBlock"), ("fontSize", "80% 100%"), ("fontSize", "5rh"),
    ("textEmphasis", "auto"), ("writingMode", "rltb"), ("fontStyle", "oblique"), ("fontVariant", "ruby"),
    ("textCombine", "digit 2"), ("textOrientation", "sidewaysLeft"), ("unicodeBidi", "bidiOverride"),
    ("opacity", "0"), ("color", "rgba(1,2,3,4)"), ("color", "nocolor"), ("rubyPosition", "before"),
)  # fmt: skip
"""Values that mean something else than those above, or that nobody knows."""
ATTRIBUTES = (
    "condition=\"media('x')\"", "animate='a'", "xml:base='x'", "tta:gain='0.5'", "tta:speak='none'",
    "xlink:href='x'", "smpte:backgroundImage='#i'", "ebuttm:other='x'", "ttm:role='music'",
)  # fmt: skip
"""Attributes of text that are no styles."""
HEADS = (
    "<animation><animate xml:id='a' tts:color='red;blue'/></animation>",
    "<resources><font family='x' src='y'/></resources>",
    "<metadata><ttm:copyright>me</ttm:copyright></metadata>",
    "<metadata><ttm:item name='x'>y</ttm:item></metadata>",
    "<metadata><own xmlns='urn:x'>z</own></metadata>",
)
RUBY = "<span tts:ruby='container'><span tts:ruby='base'>b</span><span tts:ruby='text'>t</span></span>"
RUBIES = {
    "delimiter": RUBY.replace("b</span>", "b</span><span tts:ruby='delimiter'>(</span>"),
    "color": RUBY.replace("'text'", "'text' tts:color='red'"),
    "size": RUBY.replace("'text'", "'text' tts:fontSize='30%'"),
    "position": RUBY.replace("'text'", "'text' tts:rubyPosition='after'"),
    "base": RUBY.replace("'base'", "'base' tts:fontStyle='italic'"),
}
PARTS = {
    "tt": ("xml:lang='ja'", "xml:lang='ja' {}"), "body": ("<body>", "<body {}>"),
    "div": ("<div>", "<div {}>"),
    "initial": ("<layout>", "<styling><initial {}/></styling><layout>"),
    "set": ("One <span", "<set begin='0.5s' {}/>One <span"),
    "style in p": ("One <span", "<style {}/>One <span"),
}  # fmt: skip
"""Other elements that may say a style, and where they stand."""


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


@pytest.mark.parametrize("place", ["region", "p", "span"])
@pytest.mark.parametrize(("style", "value"), OTHER_VALUES)
def test_other_values_of_ttml_styles(place, style, value):
    if (place, style) not in WITHOUT_EFFECT or style == "displayAlign":
        differs(PLAIN_TTML, ttml(**{place: f"tts:{style}='{value}'"}), "a.ttml", place=style in PLACES)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("style", TTML_STYLES)
def test_ttml_styles_of_other_elements(part, style):
    if (part, style) in (("tt", "extent"), ("body", "ruby"), ("div", "ruby")):
        return  # how many pixels the picture has, and a container without a base
    before, after = PARTS[part]
    said = PLAIN_TTML.replace(before, after.format(f"tts:{style}='{TTML_STYLES[style]}'"), 1)
    differs(PLAIN_TTML, said, "a.ttml", place=style in PLACES)


@pytest.mark.parametrize("place", ["p", "span"])
@pytest.mark.parametrize("attribute", ATTRIBUTES)
def test_ttml_attributes(place, attribute):
    differs(PLAIN_TTML, ttml(**{place: attribute}), "a.ttml")


@pytest.mark.parametrize("more", HEADS)
def test_ttml_heads(more):
    differs(PLAIN_TTML, PLAIN_TTML.replace("<layout>", f"{more}<layout>"), "a.ttml")


@pytest.mark.parametrize("ruby", RUBIES)
def test_ttml_ruby(ruby):
    differs(ttml(inside=RUBY), ttml(inside=RUBIES[ruby]), "a.ttml")


@pytest.mark.parametrize("said", ["ittp:activeArea='10% 10% 80% 80%'", "ittp:aspectRatio='4 3'"])
def test_imsc_parameters(said):
    differs(PLAIN_TTML, ttml(root=said), "a.ttml")


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
VOICES = ("::cue(v[voice='Ann'])", '::cue(v[voice="Ann"])', "::cue([voice=Ann])", "::cue(v)")
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


@pytest.mark.parametrize("selector", VOICES)
def test_webvtt_selectors_of_voices(selector):
    text = "<v Ann>One</v> <v Bob>two</v>"
    differs(vtt(text=text), vtt(blocks=f"STYLE\n{selector} {{ color: red }}\n\n", text=text), "a.vtt")


def test_webvtt_words_in_the_head():
    differs(vtt(), vtt().replace("WEBVTT", "WEBVTT - A film", 1), "a.vtt")
    differs(vtt(), vtt().replace("WEBVTT", "WEBVTT\nKind: captions", 1), "a.vtt")


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


ASS_OTHER_VALUES = {
    "Encoding": "128", "BorderStyle": "4", "PrimaryColour": "&H80FFFFFF", "Alignment": "5", "Bold": "700",
}  # fmt: skip
SSA_COLUMNS = (
    "Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, TertiaryColour, BackColour, Bold, Italic, "
    "BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, AlphaLevel, Encoding"
)
SSA_USUAL = "Arial,60,16777215,255,0,0,0,0,1,3,1,2,60,60,50,0,1"
SSA_OTHER = {
    "Fontname": "Courier New", "Fontsize": "20", "PrimaryColour": "255", "SecondaryColour": "1",
    "TertiaryColour": "255", "BackColour": "255", "Bold": "-1", "Italic": "-1", "Outline": "9", "Shadow": "9",
    "Alignment": "6", "MarginL": "700", "MarginR": "700", "MarginV": "500", "Encoding": "128",
}  # fmt: skip


def ssa(style=None, marked="0"):
    names = SSA_COLUMNS.split(", ")[1:]
    sign = dict(zip(names, SSA_USUAL.split(","), strict=True)) | (style or {})
    lines = ["[Script Info]", "ScriptType: v4.00", "PlayResX: 1920", "PlayResY: 1080", "", "[V4 Styles]"]
    lines += [
        f"Format: {SSA_COLUMNS}",
        f"Style: Default,{SSA_USUAL}",
        "Style: Sign," + ",".join(sign.values()),
    ]
    lines += [
        "",
        "[Events]",
        "Format: Marked, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text",
    ]
    for n, name in enumerate(("Sign", "Default", "Default"), 1):
        flag = marked if n == 1 else "0"
        lines.append(f"Dialogue: Marked={flag},0:00:0{n}.00,0:00:0{n}.90,{name},,0,0,0,,Talk")
    return "\n".join([*lines, ""])


@pytest.mark.parametrize("column", ASS_OTHER_VALUES)
def test_other_values_of_ass_styles(column):
    targets = ("srt", "vtt", "ass", "imsc1.1", "ebu-tt-d", "sami")
    differs(PLAIN_ASS, ass({column: ASS_OTHER_VALUES[column]}), "a.ass", targets=targets)


@pytest.mark.parametrize("column", SSA_OTHER)
def test_ssa_styles(column):
    differs(
        ssa(), ssa({column: SSA_OTHER[column]}), "a.ssa", targets=("srt", "vtt", "ssa", "imsc1.1", "sami")
    )


def test_marked_lines_of_ssa():
    differs(ssa(), ssa(marked="1"), "a.ssa", targets=("srt", "vtt", "ssa", "imsc1.1", "sami"))


@pytest.mark.parametrize("place", ["[Script Info]\n", "[Events]\n"])
def test_ass_comments(place):
    differs(PLAIN_ASS, PLAIN_ASS.replace(place, f"{place}; Ann: look at this\n"), "a.ass")
    made_by = PLAIN_ASS.replace("[Script Info]\n", "[Script Info]\n; Script generated by Aegisub 3.2.2\n")
    assert result(made_by, "a.ass", "vtt") == result(PLAIN_ASS, "a.ass", "vtt")


SRT_TAGS = (
    "{\\an8}One", "{\\a6}One", "{\\pos(1,2)}One", "{\\b1}One", "{\\i1}One", "{\\u1}One", "{\\s1}One",
    "{\\c&HFF&}One", "{\\fad(1,2)}One", "{\\t(\\fs20)}One", "{\\k50}One", "{\\fnArial}One", "{\\fs20}One",
    "{\\clip(0,0,1,1)}One", "<b>One</b>", "<i>One</i>", "<u>One</u>", "<s>One</s>",
    "<font color=red>One</font>",
    "<font face=Arial>One</font>", "<font size=7>One</font>", "<font style='color:red'>One</font>",
    "<ruby>One<rt>x</rt></ruby>", "<laughter>One", "<c.red>One</c>", "<em>One</em>",
)  # fmt: skip


def srt(text, behind=""):
    return f"1\n00:00:01,000 --> 00:00:02,000{behind}\n{text} two\n"


@pytest.mark.parametrize("tag", SRT_TAGS)
def test_subrip_tags(tag):
    differs(srt("One"), srt(tag), "a.srt")


@pytest.mark.parametrize("behind", [" X1:1 X2:2 Y1:3 Y2:4", " align:start position:10%", " more"])
def test_subrip_behind_the_times(behind):
    differs(srt("One"), srt("One", behind), "a.srt")


def test_a_reset_ends_styles_of_subrip():
    assert result(srt("{\\b1}One{\\r}"), "a.srt", "srt") == result(srt("<b>One</b>"), "a.srt", "srt")


def test_what_is_not_read_is_named_once_with_its_count():
    text = srt("{\\pos(1,2)}One") + "\n" + srt("{\\pos(1,2)\\fad(1,2)}{\\fad(1,2)}One")
    assert "Read, but not kept: \\\\fad (2 times), \\\\pos (2 times)." in result(text, "a.srt", "srt")


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
    "text",
    [
        "<table>One</table>",
        "<a href='x'>One</a>",
        "<img src='x'>One",
        "<em>One</em>",
        "<font size=7>One</font>",
        "<font style='color:red'>One</font>",
        "<div align=left>One</div>",
        "<p align=left>One",
        "<laughter>One",
    ],
)
def test_sami_elements(text):
    differs(smi(), smi(text=text), "a.smi")


@pytest.mark.parametrize("attributes", ["ID=Source", "align=left", "title=x"])
def test_sami_attributes(attributes):
    differs(smi(), smi(attributes=attributes), "a.smi")


@pytest.mark.parametrize(
    "more", ["<SAMIParam>CopyrightText {me}</SAMIParam>", "<META name=author content=me>"]
)
def test_sami_heads(more):
    differs(smi(), smi().replace("<HEAD>", f"<HEAD>{more}"), "a.smi")
    assert result(
        smi().replace("<HEAD>", "<HEAD><SAMIParam>Metrics {time:ms;}</SAMIParam>"), "a.smi", "vtt"
    ) == (result(smi(), "a.smi", "vtt"))
