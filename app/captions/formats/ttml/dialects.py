"""What each TTML profile may say, as data: one `Dialect` a profile over the shared writer."""

from __future__ import annotations

from dataclasses import dataclass

from app.captions.formats.ttml.names import INHERITED, TT
from app.captions.formats.ttml.regions import STANDARD, Box

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
_IMSC11 = _tts("rubyAlign rubyPosition rubyReserve shear textCombine textEmphasis textOrientation textShadow")


_SHOWN = frozenset({"italic", "bold", "underline", "color", "background", "font", "size", "language"})


@dataclass(frozen=True)
class Dialect:
    """One profile of TTML as the writer needs to know it.

    `root` are attributes of the root element, `styles` the block styles of a paragraph, `region_styles`
    those of a region. `frames` writes SMPTE frame labels; `rate` allows ttp:frameRate. `anchors` limits
    layout to named areas of the picture. With `spans` every text stands in a span,
    with `ids` every paragraph has an xml:id; without `region_align` alignment is said on the paragraph.
    `base` is the style "normal" of the body; `whole_head` writes styling and layout even when empty.
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
    anchors: tuple[tuple[str, Box, str], ...] = ()
    standard: str = ""
    base: tuple[tuple[str, str], ...] = ()

    @property
    def held(self) -> frozenset[str]:
        """The fields of the document's `Style` that can be written."""
        more = (("ruby", self.ruby), ("strike", self.strike), ("voice", self.agents))
        return _SHOWN | {name for name, has in more if has}


TTML = Dialect(
    root=_XMLNS + _EBU + _ITTS + _MEDIA + _CELLS,
    styles=INHERITED,
    region_styles=_TTML1_REGION | _tts("luminanceGain disparity border") | {"itts:forcedDisplay"},
    ruby=True,
)
IMSC1 = Dialect(
    root=_XMLNS + _EBU + _ITTS + (("ttp:profile", f"{TT}/profile/imsc1/text"),) + _MEDIA + _CELLS,
    styles=_TTML1 | _EBU_STYLES,
    region_styles=_TTML1_REGION | {"itts:forcedDisplay"},
)
IMSC11 = Dialect(
    root=_XMLNS + _EBU + _ITTS + (("ttp:contentProfiles", f"{TT}/profile/imsc1.1/text"),) + _MEDIA + _CELLS,
    styles=_TTML1 | _EBU_STYLES | _IMSC11,
    region_styles=_TTML1_REGION | _tts("luminanceGain disparity") | {"itts:forcedDisplay"},
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
)
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
    base=(("tts:fontFamily", "proportionalSansSerif"), ("tts:fontSize", "100%"), ("tts:color", "white")),
    anchors=tuple((name, STANDARD[name][1], STANDARD[name][2]) for name in ("bottom", "top")),
)
