"""The decoder of one caption service (CTA-708-E, section 8): windows that show, hide and scroll."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from app.captions.codecs.cea608.caption_lines import Block
from app.captions.codecs.cea608.decoder import PAUSE, RollUp
from app.captions.codecs.cea608.timeline import Timeline
from app.captions.codecs.cea708 import commands as c
from app.captions.codecs.cea708.characters import is_korean, korean
from app.captions.codecs.cea708.windows import Window
from app.captions.model.document import TICKS_PER_SECOND, Cue, Mode, Run

EXTRAS: Final = "cea-708"
_INPUT_LIMIT = 128
"""Bytes a receiver keeps of a command that is not complete (CTA-708-E, section 8.1)."""


class ServiceDecoder:
    """Feeds on the blocks of one service; times are in ticks. `wide`: places count in 16:9 cells."""

    def __init__(self, frame: int, roll_up: RollUp = "lines") -> None:
        self.timeline = Timeline(frame, EXTRAS)
        self.written = 0
        self.wide = False
        self.unkept: set[str] = set()
        self.korean = False
        self._has_wide = False
        self._roll_screens = roll_up == "screens"
        self._windows: dict[int, Window] = {}
        self._current: Window | None = None
        self._rest = b""
        self._delayed = 0
        self._begun: int | None = None
        self._touched = 0
        self._on_screen: list[Block] = []

    def feed(self, data: bytes, at: int) -> None:
        """Take the data of one block that is complete at `at`."""
        found, self._rest = c.split(self._rest + data)
        if len(self._rest) > _INPUT_LIMIT:
            self._rest = b""
        for command in found:
            now = max(at, self._delayed)
            if isinstance(command, str):
                self._write(command, now)
            else:
                self._obey(*command, now)

    def finish(self, at: int) -> list[Cue]:
        """End of the file: every cue of the service."""
        self._settle()
        cues = self.timeline.finish(at)
        if not self._has_wide:
            return cues
        self.korean = is_korean("".join(cue.text for cue in cues))
        return [
            replace(cue, runs=[Run(self._shown(run.text), run.style) for run in cue.runs]) for cue in cues
        ]

    def _shown(self, text: str) -> str:
        """The text with its 16-bit characters as they are meant."""
        return korean(text) if self.korean else "".join(ch for ch in text if ch.isprintable() or ch == "\n")

    def _obey(self, code: int, parameters: bytes, at: int) -> None:
        if c.CLEAR <= code <= c.DELETE:
            self._to_windows(code, parameters[0], at)
        elif c.SET_CURRENT <= code < c.CLEAR:
            self._current = self._windows.get(code & 7, self._current)
        elif code >= c.DEFINE and code <= c.DEFINE + 7:
            self._define(code & 7, parameters, at)
        elif code == c.RESET:
            self._to_windows(c.DELETE, 0xFF, at)
        elif code == c.DELAY:
            self._delayed = at + parameters[0] * TICKS_PER_SECOND // 10
        elif code == c.DELAY_CANCEL:
            self._delayed = 0
        elif self._current is not None:
            self._in_window(self._current, code, parameters, at)

    def _in_window(self, window: Window, code: int, parameters: bytes, at: int) -> None:
        """What goes to the current window: pen, attributes, and the codes that move or remove text."""
        if code == c.PEN_ATTRIBUTES:
            window.pen_attributes(parameters)
        elif code == c.PEN_COLOR:
            window.pen_color(parameters)
        elif code == c.PEN_LOCATION:
            window.locate(parameters)
        elif code == c.WINDOW_ATTRIBUTES:
            window.attributes(parameters)
        elif code == c.CARRIAGE_RETURN:
            self._carriage_return(window)
        elif code == c.BLANK:
            window.column += 1
        elif code in (c.FORM_FEED, c.HORIZONTAL_RETURN, c.BACKSPACE):
            self._remove(window, code, at)

    def _define(self, number: int, parameters: bytes, at: int) -> None:
        self._settle()
        window = self._windows.get(number)
        new = window is None
        if window is None:
            window = self._windows[number] = Window(unkept=self.unkept)
        window.define(parameters, new=new)
        self._current = window
        self._refresh(at)

    def _to_windows(self, code: int, mask: int, at: int) -> None:
        """CLW, DSW, HDW, TGW, DLW: one bit for each window."""
        self._settle()
        for number in [n for n in self._windows if mask >> n & 1]:
            window = self._windows[number]
            if code == c.CLEAR:
                window.clear()
            elif code == c.DELETE:
                del self._windows[number]
                self._current = None if self._current is window else self._current
            else:
                window.visible = code == c.DISPLAY or (code == c.TOGGLE and not window.visible)
        self._refresh(at)

    def _write(self, text: str, at: int) -> None:
        window = self._current
        if window is None:
            return
        if window.visible and not text.isspace():
            self._touch(at)
        self.written += len(text)
        self._has_wide = self._has_wide or not text.isascii()
        window.write(text)

    def _carriage_return(self, window: Window) -> None:
        if window.visible and window.row >= window.rows - 1:
            self._settle(scrolling=True)
        if window.carriage_return():
            window.scrolled = window.visible

    def _remove(self, window: Window, code: int, at: int) -> None:
        if window.visible and code != c.BACKSPACE:
            self._settle()
        if code == c.FORM_FEED:
            window.clear()
        elif code == c.HORIZONTAL_RETURN:
            window.memory.erase(window.row, 0)
            window.column = 0
        else:
            window.backspace()
        if window.visible and code != c.BACKSPACE:
            self._refresh(at)

    def _touch(self, at: int) -> None:
        """Text appears in a visible window: a cue begins, or goes on."""
        if self._begun is not None and at - self._touched > PAUSE:
            self._settle()
        if self._begun is None:
            self._begun = at
        self._touched = at

    def _settle(self, *, scrolling: bool = False) -> None:
        """What was written into visible windows since the last time becomes a cue."""
        begun, self._begun = self._begun, None
        if begun is None:
            return
        rolling = scrolling or any(window.visible and window.scrolled for window in self._windows.values())
        mode = Mode.ROLL_UP if rolling else Mode.PAINT_ON
        self._show(self._blocks(lines=not self._roll_screens), begun, mode)

    def _refresh(self, at: int) -> None:
        """Windows came or went; lines of a window that scrolls were shown as they came."""
        if any(window.visible and window.scrolled for window in self._windows.values()):
            return
        blocks = self._blocks(lines=False)
        if blocks != self._on_screen:
            self._show(blocks, at, Mode.POP_ON)

    def _show(self, blocks: list[Block], at: int, mode: Mode) -> None:
        self._on_screen = blocks
        rolling = mode is Mode.ROLL_UP
        extras: dict[str, Any] | None = None
        if rolling:
            extras = {"depth": max(window.rows for window in self._windows.values() if window.visible)}
        self.timeline.show(blocks, at, mode, keep=not rolling, extras=extras)

    def _blocks(self, *, lines: bool) -> list[Block]:
        """Every visible window's text; of one that scrolls only the row being written, with `lines`."""
        shown = [window for window in self._windows.values() if window.visible]
        found = [w.block(self.wide, w.row if lines and w.scrolled else None) for w in shown]
        return [block for block in found if block]
