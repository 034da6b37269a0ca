"""How captions are to be encoded, and the options a person sets it with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.captions.model.document import Align, Cue, Document, Mode
from app.captions.model.option import Option, Options

MODES = ("auto", "pop-on", "paint-on", "roll-up-2", "roll-up-3", "roll-up-4")

CHANNEL = Option(
    "channel",
    "choice",
    "ch01",
    "The CEA-608 channel the captions are sent in; CC1 (ch01) is the usual one.",
    ("ch01", "ch02", "ch03", "ch04"),
)
TOO_CLOSE = Option(
    "too_close",
    "choice",
    "delay",
    "What to do when a caption cannot be loaded in time (two characters a frame): show it late and record "
    "that, or refuse.",
    ("delay", "error"),
)
ALIGN = Option(
    "align",
    "choice",
    "center",
    "Where captions stand that do not say it themselves.",
    ("center", "left", "right"),
)
TIMECODE = Option(
    "timecode",
    "choice",
    "auto",
    "How frames are counted at 29.97 and 59.94: drop-frame or non-drop; auto goes by the file or document, "
    "and is drop-frame when that does not say.",
    ("auto", "drop", "non-drop"),
)
ROLL_UP = Option(
    "roll_up",
    "choice",
    "lines",
    "Roll-up captions as every line once, or as the whole screen each time it rolls.",
    ("lines", "screens"),
)
LENIENT = Option(
    "lenient", "boolean", False, "Skip what is damaged, and say so, instead of refusing the file."
)


def mode_option(default: str) -> Option:
    """The `mode` option with this default."""
    return Option(
        "mode",
        "choice",
        default,
        "How captions appear: whole (pop-on), as they are written (paint-on), or rolling up in 2 to 4 rows; "
        "auto keeps what each caption says and is pop-on otherwise.",
        MODES,
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """`full` keeps colours, backgrounds, flashing and places on the picture, which "V1.0" leaves out."""

    mode: str = "auto"
    channel: int = 1
    too_close: Literal["delay", "error"] = "delay"
    align: Align = Align.CENTER
    full: bool = True

    @staticmethod
    def drops(document: Document, options: Options) -> bool:
        """Whether timecode is to be drop-frame."""
        if options["timecode"] == "auto":
            return document.drop_frame is not False
        return bool(options["timecode"] == "drop")

    @classmethod
    def of(cls, options: Options, *, full: bool) -> Settings:
        """The settings of checked encode options."""
        return cls(
            mode=options["mode"],
            channel=int(options["channel"][-1]),
            too_close=options["too_close"],
            align=Align(options["align"]),
            full=full,
        )

    def mode_of(self, cue: Cue, extras_key: str) -> tuple[Mode, int]:
        """The mode of a cue, and the rows of the window when it rolls up."""
        if self.mode.startswith("roll-up"):
            return Mode.ROLL_UP, int(self.mode[-1])
        if self.mode != "auto":
            return Mode(self.mode), 0
        if cue.mode is not Mode.ROLL_UP:
            return cue.mode or Mode.POP_ON, 0
        depth = ((cue.extras or {}).get(extras_key) or {}).get("depth")
        return Mode.ROLL_UP, depth if depth in (2, 3, 4) else 2
