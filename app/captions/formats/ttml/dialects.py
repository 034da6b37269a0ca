"""What each TTML profile may say, as data: one `Dialect` a profile over the shared writer."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.captions.formats.ttml.names import TT
from app.captions.formats.ttml.regions import STANDARD, Box
from app.captions.formats.ttml.styles import BLOCK

_XMLNS = (
    ("xmlns", TT),
    ("xmlns:ttm", f"{TT}#metadata"),
    ("xmlns:ttp", f"{TT}#parameter"),
    ("xmlns:tts", f"{TT}#styling"),
)
_EBU = (("xmlns:ebutts", "urn:ebu:tt:style"),)
_ITTS = (("xmlns:itts", f"{TT}/profile/imsc1#styling"),)
_MEDIA = (("ttp:timeBase", "media"),)
_CELLS = (("ttp:cellResolution", "32 15"),)


def _tts(names: str) -> frozenset[str]:
    return frozenset(f"tts:{name}" for name in names.split())


_TTML1 = _tts("direction fontFamily fontSize lineHeight textOutline wrapOption")
_TTML1_REGION = _tts("backgroundColor opacity overflow padding showBackground unicodeBidi writingMode zIndex")
_EBU_STYLES = frozenset({"ebutts:linePadding", "ebutts:multiRowAlign", "itts:fillLineGap"})
_FORCED = frozenset({"itts:forcedDisplay"})
_IMSC11 = _tts("rubyAlign rubyPosition rubyReserve shear textCombine textEmphasis textOrientation textShadow")


_SHOWN = frozenset({"italic", "bold", "underline", "color", "background", "font", "size", "language"})


@dataclass(frozen=True)
class Dialect:
    """One profile of TTML as the writer needs to know it.

    `root` are attributes of the root element, `styles` the block styles of a paragraph, `region_styles`
    those of a region. `frames` writes SMPTE frame labels; `rate` allows ttp:frameRate. `anchors` limits
    layout to named areas of the picture. With `spans` every text stands in a span,
    with `ids` every paragraph has an xml:id; without `region_align` alignment is said on the paragraph.
    `language` is written when none is known; `needs_language` profiles are refused without one.
    `base` is the style "normal" of the body; `block` is what every paragraph says that says nothing else,
    `text_background` the colour behind text that has none; `whole_head` writes empty styling and layout.
    """

    root: tuple[tuple[str, str], ...]
    styles: frozenset[str]
    region_styles: frozenset[str]
    prefix: str = ""
    frames: bool = False
    rate: bool = True
    ruby: bool = False
    strike: bool = True
    agents: bool = True
    spans: bool = False
    ids: bool = False
    whole_head: bool = False
    region_align: bool = True
    language: str = ""
    needs_language: bool = False
    anchors: tuple[tuple[str, Box, str], ...] = ()
    standard: str = ""
    base: tuple[tuple[str, str], ...] = ()
    block: tuple[tuple[str, str], ...] = ()
    text_background: str | None = None

    @property
    def held(self) -> frozenset[str]:
        """The fields of the document's `Style` that can be written."""
        more = (("ruby", self.ruby), ("strike", self.strike), ("voice", self.agents))
        properties = {name.removeprefix("tts:") for name in self.styles}
        return _SHOWN | properties | {name for name, has in more if has}


TTML = Dialect(
    root=_XMLNS + _EBU + _ITTS + _MEDIA + _CELLS,
    styles=BLOCK,
    region_styles=_TTML1_REGION | _tts("luminanceGain disparity border") | _FORCED,
    ruby=True,
)
IMSC1 = Dialect(
    root=_XMLNS + _EBU + _ITTS + (("ttp:profile", f"{TT}/profile/imsc1/text"),) + _MEDIA + _CELLS,
    styles=_TTML1 | _EBU_STYLES | _FORCED,
    region_styles=_TTML1_REGION | _FORCED,
)
IMSC11 = Dialect(
    root=_XMLNS + _EBU + _ITTS + (("ttp:contentProfiles", f"{TT}/profile/imsc1.1/text"),) + _MEDIA + _CELLS,
    styles=_TTML1 | _EBU_STYLES | _IMSC11 | _FORCED,
    region_styles=_TTML1_REGION | _tts("luminanceGain disparity") | _FORCED,
    ruby=True,
)
EBU_TT_D = Dialect(
    root=(
        *((name.replace("xmlns", "xmlns:tt") if name == "xmlns" else name, value) for name, value in _XMLNS),
        *_EBU,
        *_ITTS,
        ("xmlns:ebuttm", "urn:ebu:tt:metadata"),
        *_MEDIA,
        *_CELLS,
    ),
    styles=(_TTML1 | _EBU_STYLES) - {"tts:textOutline"},
    region_styles=_tts("overflow padding showBackground writingMode"),
    prefix="tt:",
    rate=False,
    strike=False,
    spans=True,
    ids=True,
    whole_head=True,
    region_align=False,
    standard="urn:ebu:tt:distribution:2018-04",
    needs_language=True,
    block=(
        ("ebutts:linePadding", "0.5c"),
        ("tts:fontFamily", "proportionalSansSerif"),
        ("tts:lineHeight", "125%"),
    ),
    text_background="#000000",
)
"""With the box, font and line padding that BBC Subtitle Guidelines and HbbTV players expect."""
EBU_TT_D_PLAIN = replace(EBU_TT_D, block=(), text_background=None)
"""Without them: only what the captions themselves say."""
_NORMAL = (
    ("tts:fontFamily", "sansSerif"),
    ("tts:fontStyle", "normal"),
    ("tts:fontWeight", "normal"),
    ("tts:color", "white"),
)
ITT = Dialect(
    root=(*_XMLNS, ("ttp:timeBase", "smpte")),
    styles=_tts("fontFamily"),
    region_styles=_tts("writingMode"),
    frames=True,
    needs_language=True,
    strike=False,
    agents=False,
    base=_NORMAL,
    anchors=(("bottom", (0.0, 85.0, 100.0, 15.0), "after"), ("top", (0.0, 0.0, 100.0, 15.0), "before")),
)
_SMPTE = "http://www.smpte-ra.org/schemas/2052-1/2010"
SMPTE_TT = Dialect(
    root=(
        *_XMLNS,
        ("xmlns:smpte", f"{_SMPTE}/smpte-tt"),
        ("ttp:profile", f"{_SMPTE}/profiles/smpte-tt-full"),
        *_MEDIA,
        *_CELLS,
    ),
    styles=_TTML1,
    region_styles=_TTML1_REGION,
)
NETFLIX = Dialect(
    root=_XMLNS + _MEDIA,
    styles=frozenset(),
    region_styles=_tts("writingMode"),
    strike=False,
    agents=False,
    language="und",
    needs_language=True,
    base=(("tts:fontFamily", "proportionalSansSerif"), ("tts:fontSize", "100%"), ("tts:color", "white")),
    anchors=tuple((name, STANDARD[name][1], STANDARD[name][2]) for name in ("bottom", "top")),
)
NETFLIX_JAPANESE = replace(
    NETFLIX,
    root=IMSC11.root,
    styles=IMSC11.styles,
    region_styles=IMSC11.region_styles,
    ruby=True,
    anchors=(),
)
"""Japanese is delivered as IMSC 1.1: ruby, emphasis marks, upright digits, slant and vertical text."""
