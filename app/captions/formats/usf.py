"""Universal Subtitle Format (.usf): XML with styles, speakers and places, as in Matroska files.

Source: USF specification 1.1: `subtitle` with `start` and `stop` or `duration`, holding `text` elements of a
`style`, in which `b`, `i`, `u`, `font` and `br` stand.
"""

from __future__ import annotations

import re
from typing import Any

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.language_names import english_name, language_tag, three_letters
from app.captions.formats.shared.subrip.markup import make_style
from app.captions.formats.shared.xml_files.parsing import has_root, note_pictures, parsed, picture
from app.captions.formats.shared.xml_files.writing import DECLARATION, content, text_element
from app.captions.formats.ttml.writing.markup import attributes
from app.captions.model.colors import parse_color
from app.captions.model.document import PLAIN, TICKS_PER_SECOND, Cue, Document, Placement, Run, Style, ticks
from app.captions.model.losses import Losses
from app.captions.model.numpad import DEFAULT, from_numpad, is_exact, to_numpad
from app.captions.model.option import Options
from app.captions.model.runs import edited, joined, text_of
from app.captions.model.style_losses import note_style_losses
from app.captions.timecode.clock_time import format_clock

NAME = "Universal Subtitle Format"
_CLOCK = re.compile(r"\s{0,9}(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2}(?:\.\d{1,9})?)\s{0,9}")
_SECONDS = re.compile(r"\s{0,9}(\d{1,7}(?:\.\d{1,9})?)\s{0,9}")
_FLAGS = {"b": "bold", "i": "italic", "u": "underline", "s": "strike"}
_PLACES = {
    f"{row}{column}": 3 * line + place + 1
    for line, row in enumerate(("bottom", "middle", "top"))
    for place, column in enumerate(("left", "center", "right"))
}


def read(text: str, options: Options) -> Document:
    """A USF text as a document; CaptionError from the XML parser, and `wrong_file`."""
    root = parsed(text, "USFSubtitles", NAME)
    document = Document(title=(root.findtext(".//metadata/title") or "").strip() or None)
    if (language := root.find(".//metadata/language")) is not None:
        document.language = language_tag(language.get("code") or language.text)
    styles = {item.get("name"): _style_of(item) for item in root.iter("style")}
    usual = styles.get("Default", (PLAIN, None))
    pictures = 0
    for subtitle in root.iter("subtitle"):
        span = _span(subtitle)
        if span is None:
            document.add_issue("unreadable_times", "Skipped a subtitle whose times cannot be read.")
            continue
        for element in subtitle:
            if element.tag in ("text", "karaoke"):
                document.cues.append(_cue(element, span, styles.get(element.get("style"), usual), usual[0]))
            elif element.tag == "image":
                document.cues.append(Cue(*span, [picture("".join(element.itertext()))]))
                pictures += 1
    document.cues.sort(key=lambda cue: cue.start)
    note_pictures(document, pictures)
    return document


def _span(subtitle: Any) -> tuple[int, int] | None:
    start, stop, length = (_ticks(subtitle.get(name)) for name in ("start", "stop", "duration"))
    if start is None or (stop is None and length is None):
        return None
    return start, max(start, stop if stop is not None else start + (length or 0))


def _ticks(time: str | None) -> int | None:
    if match := _CLOCK.fullmatch(time or ""):
        return (int(match[1] or 0) * 60 + int(match[2])) * 60 * TICKS_PER_SECOND + ticks(match[3])
    match = _SECONDS.fullmatch(time or "")
    return ticks(match[1]) if match else None


def _style_of(item: Any) -> tuple[Style, Placement | None]:
    """The style of a `style` element, and its place."""
    font, position = item.find("fontstyle"), item.find("position")
    style = PLAIN if font is None else _with_font(PLAIN, font)
    return style, None if position is None else _place(position)


def _with_font(style: Style, font: Any) -> Style:
    said = {key.lower(): value for key, value in font.attrib.items()}
    flags = {name for name in _FLAGS.values() if getattr(style, name)}
    flags |= {name for name in ("italic", "underline") if said.get(name, "").lower() in ("yes", "true", "1")}
    flags |= {"bold"} if said.get("weight", "").lower() in ("bold", "bolder", "700", "900") else set()
    color = parse_color(said["color"]) if "color" in said else style.color
    return make_style(
        frozenset(flags), None if color == "#ffffff" else color, None, said.get("face") or style.font
    )


def _place(element: Any) -> Placement | None:
    return from_numpad(_PLACES.get((element.get("alignment") or "").lower(), 0))


def _cue(element: Any, span: tuple[int, int], styled: tuple[Style, Placement | None], usual: Style) -> Cue:
    """A text; the typeface of the usual style is that of the whole file, and no style of this text."""
    style, place = styled
    if style.font == usual.font:
        style = make_style(frozenset(f for f in _FLAGS.values() if getattr(style, f)), style.color)
    runs = _trimmed(joined(_runs(element, style)))
    return Cue(*span, runs, speaker=element.get("speaker") or None, placement=_place(element) or place)


def _runs(element: Any, style: Style) -> list[Run]:
    runs = [Run(_plain(element.text), style)]
    for child in element:
        name = str(child.tag).lower()
        if name == "br":
            runs.append(Run("\n", style))
        elif name == "font":
            runs += _runs(child, _with_font(style, child))
        elif flag := _FLAGS.get(name):
            flags = {each for each in _FLAGS.values() if getattr(style, each)} | {flag}
            runs += _runs(child, make_style(frozenset(flags), style.color, None, style.font))
        elif isinstance(child.tag, str):
            runs += _runs(child, style)
        runs.append(Run(_plain(child.tail), style))
    return runs


def _plain(text: str | None) -> str:
    return re.sub(r"[ \t\r\n]+", " ", text or "")


def _trimmed(runs: list[Run]) -> list[Run]:
    """The runs without blanks around their lines, which the layout of the file puts there."""
    text = text_of(runs)
    blanks = [(match.start(), match.end(), match[0].strip(" ")) for match in _AROUND.finditer(text)]
    return edited(runs, [cut for cut in blanks if text[cut[0] : cut[1]] != cut[2]])


_AROUND = re.compile(r"\A +|(?:(?<! ) +)?\n *|(?<! ) +\Z")


def write(document: Document, options: Options, losses: Losses) -> str:
    """The document as USF, in its usual style; what a run says otherwise is a tag."""
    code, name = three_letters(document.language), english_name(document.language)
    lines = [
        DECLARATION,
        '<USFSubtitles version="1.0">',
        "<metadata>",
        *([text_element("title", document.title)] if document.title else []),
        f"<language{attributes([('code', code)])}>{content(name, 0, losses)}</language>",
        "</metadata>",
        "<styles>",
        '<style name="Default"><fontstyle color="#FFFFFF"/><position alignment="BottomCenter"/></style>',
        "</styles>",
        "<subtitles>",
    ]
    for number, cue in enumerate(document.cues, 1):
        note_style_losses(cue, number, losses, _HELD)
        if not is_exact(cue.placement):
            losses.add("placement", "Exact placement on the picture", cue=number)
        said = [("style", "Default")]
        said += [("speaker", cue.speaker)] if cue.speaker else []
        place = to_numpad(cue.placement)
        said += [("alignment", _ALIGNMENTS[place])] if place != DEFAULT else []
        inside = "".join(_marked(run, number, losses) for run in cue.runs)
        lines += [
            f'<subtitle start="{format_clock(cue.start)}" stop="{format_clock(cue.end)}">',
            f"<text{attributes(said)}>{inside}</text>",
            "</subtitle>",
        ]
    return "\n".join([*lines, "</subtitles>", "</USFSubtitles>", ""])


_HELD = frozenset({"bold", "italic", "underline", "strike", "color", "font"})
_ALIGNMENTS = {
    _PLACES[f"{row}{column}"]: row.capitalize() + column.capitalize()
    for row in ("bottom", "middle", "top")
    for column in ("left", "center", "right")
}


def _marked(run: Run, number: int, losses: Losses) -> str:
    text = content(run.text, number, losses).replace("\n", "<br/>")
    for tag, flag in _FLAGS.items():
        if getattr(run.style, flag):
            text = f"<{tag}>{text}</{tag}>"
    said = [("color", run.style.color), ("face", run.style.font)]
    font = [(name, value) for name, value in said if value]
    return f"<font{attributes(font)}>{text}</font>" if font else text


def sniff(head: Head) -> float:
    """Sure by its root element."""
    return 1.0 if has_root(head, "USFSubtitles") else 0.0


FORMAT = CaptionFormat(
    id="usf",
    name=NAME,
    holds_places=True,
    extensions=(".usf", ".xml"),
    media_type="text/xml",
    read=read,
    write=write,
    sniff=sniff,
    holds_title=True,
    keeps=(
        "times to the millisecond",
        "text, line breaks, speakers",
        "bold, italic, underline, strike-through, colour, typeface",
        "one of nine places on the picture",
        "title, language, names of pictures",
    ),
    loses=("margins, sizes, outlines and effects", "times of karaoke", "the pictures themselves"),
    aliases=("USF",),
)
