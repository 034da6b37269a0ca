"""The decoder of one caption channel: pop-on, paint-on and roll-up (79.101(e) to (i))."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any, Final, Literal

from app.captions.codecs.cea608.caption_lines import blocks_of
from app.captions.codecs.cea608.codes import COLORS, COLUMNS, ITALICS, OPERATIONS, ROWS
from app.captions.codecs.cea608.memory import SPACER, Memory
from app.captions.codecs.cea608.timeline import Timeline
from app.captions.model.document import PLAIN, TICKS_PER_SECOND, Cue, Mode, Style

PAUSE: Final = TICKS_PER_SECOND
"""Paint-on text after a silence this long belongs to a new cue that begins with it."""

EXTRAS: Final = "cea-608"
"""The key of what only this format understands, in cues and documents."""

RollUp = Literal["lines", "screens"]
"""Roll-up text as every line once (from its first character to that of the next), or as whole screens."""


@lru_cache(maxsize=1024)
def _changed(style: Style, **changes: Any) -> Style:
    """The style with changes, one object for equal styles (so that runs compare fast)."""
    found = replace(style, **changes)
    return PLAIN if found == PLAIN else _one(found)


@lru_cache(maxsize=1024)
def _one(style: Style) -> Style:
    return style


class ChannelDecoder:
    """Feeds on the codes and text of one channel and fills a timeline; times are in ticks.

    Text before any mode command counts as pop-on, as players treat it. Text channels (T1 to T4) are not
    captions and are passed over.
    """

    def __init__(self, frame: int, roll_up: RollUp = "lines") -> None:
        self.timeline = Timeline(frame, EXTRAS)
        self.written = 0
        self._roll_screens = roll_up == "screens"
        self._shown, self._loading = Memory(), Memory()
        self._mode: Mode | None = Mode.POP_ON
        self._target: Memory | None = self._loading
        self._row, self._column, self._style = ROWS, 0, PLAIN
        self._depth = 0
        self._begun: int | None = None
        self._touched = 0
        self._methods = {name: getattr(self, name) for name, _ in OPERATIONS.values()}

    def operate(self, word: int, at: int) -> None:
        """Act on a control word (channel 1 form); unknown ones are ignored."""
        operation = OPERATIONS.get(word)
        if operation is not None:
            self._methods[operation[0]](operation[1], at)

    def write(self, text: str, at: int) -> None:
        """Write characters at the cursor."""
        memory = self._target
        if memory is None:
            return
        if memory is self._shown and not text.isspace():
            self._touch(at)
        self.written += len(text)
        self._column = memory.write(self._row, self._column, text, self._style)

    def finish(self, at: int) -> list[Cue]:
        """End of the file: every cue of the channel."""
        self._settle()
        return self.timeline.finish(at)

    # Modes (79.101(f))

    def resume_loading(self, _: Any, at: int) -> None:
        """RCL: pop-on; text goes to the memory that is not displayed."""
        self._settle()
        self._mode, self._target = Mode.POP_ON, self._loading

    def resume_direct(self, _: Any, at: int) -> None:
        """RDC: paint-on; text appears as it arrives."""
        self._settle()
        self._mode, self._target = Mode.PAINT_ON, self._shown

    def roll_up(self, depth: int, at: int) -> None:
        """RU2, RU3, RU4: roll-up; coming from another mode clears both memories (79.101(f)(1))."""
        if self._mode is not Mode.ROLL_UP:
            self.erase_displayed(None, at)
            self._loading.clear()
            self._row, self._column = ROWS, 0
        elif depth != self._depth:
            self._settle()
            self._shown.move(self._row, self._row, depth)
        self._mode, self._target, self._depth = Mode.ROLL_UP, self._shown, depth

    def text_mode(self, _: Any, at: int) -> None:
        """TR, RTD: what follows is for a text channel."""
        self._settle()
        self._mode, self._target = None, None

    # Erasing and showing (79.101(f)(2), (i))

    def erase_displayed(self, _: Any, at: int) -> None:
        """EDM: the screen goes blank."""
        self._settle()
        self._shown.clear()
        self.timeline.clear(at)

    def erase_loading(self, _: Any, at: int) -> None:
        """ENM: forget what was loaded."""
        self._loading.clear()

    def end_of_caption(self, _: Any, at: int) -> None:
        """EOC: swap the memories, and pop-on from here."""
        self._settle()
        self._shown, self._loading = self._loading, self._shown
        self._mode, self._target = Mode.POP_ON, self._loading
        self.timeline.show(blocks_of(self._shown), at, Mode.POP_ON)

    def carriage_return(self, _: Any, at: int) -> None:
        """CR: in roll-up mode the lines move up; nothing in the others."""
        if self._mode is Mode.ROLL_UP:
            self._settle()
            self._shown.scroll(self._row, self._depth)
            self._column, self._style = 0, PLAIN

    def delete_to_end(self, _: Any, at: int) -> None:
        """DER: blank the row from the cursor on."""
        self._erase(self._column, None, at)

    def backspace(self, _: Any, at: int) -> None:
        """BS: one column back, blanking what stood there."""
        if self._column:
            self._column -= 1
            self._erase(self._column, self._column + 1, at)

    # Cursor and attributes (79.101(e), (h))

    def preamble(self, place: tuple[int, int, int, bool], at: int) -> None:
        """PAC: row, indent and attributes; in roll-up mode the window moves with it."""
        row, indent, attribute, underline = place
        if self._mode is Mode.ROLL_UP and row != self._row:
            self._settle()
            self._shown.move(self._row, row, self._depth)
        self._row, self._column, self._style = row, indent, PLAIN
        self._attribute(attribute, underline)

    def tab(self, columns: int, at: int) -> None:
        """TO1, TO2, TO3: move right without writing."""
        self._column = min(self._column + columns, COLUMNS - 1)

    def mid_row(self, code: tuple[int, bool], at: int) -> None:
        """A mid-row code: one space, then new attributes; it ends flashing."""
        self._space()
        self._style = _changed(self._style, flash=False)
        self._attribute(*code)

    def flash(self, _: Any, at: int) -> None:
        """FON: one space, then flashing text."""
        self._space()
        self._style = _changed(self._style, flash=True)

    def set_background(self, color: str, at: int) -> None:
        """A background attribute: it takes the place of the space before it (CTA-608-E, section 6.2)."""
        self._space_over()
        self._style = _changed(self._style, background=None if color == "#000000" else color)

    def black(self, underline: bool, at: int) -> None:
        """Black text, an attribute of the same kind as the backgrounds."""
        self._space_over()
        self._style = _changed(self._style, color="#000000", underline=underline, italic=False)

    # Two-byte characters (79.101(g))

    def special(self, character: str, at: int) -> None:
        """A special character."""
        self.write(character, at)

    def extended(self, character: str, at: int) -> None:
        """An extended character: it replaces the one before it."""
        self._column = max(self._column - 1, 0)
        self.write(character, at)

    def transparent_space(self, _: Any, at: int) -> None:
        """One cell that shows the picture."""
        self._erase(self._column, self._column + 1, at)
        self._column += 1

    def _attribute(self, attribute: int, underline: bool) -> None:
        if attribute == ITALICS:
            self._style = _changed(self._style, italic=True, underline=underline)
        else:
            color = COLORS[attribute] if attribute else None
            self._style = _changed(self._style, italic=False, underline=underline, color=color)

    def _space(self) -> None:
        if self._target is not None:
            self._column = self._target.write(self._row, self._column, SPACER, self._style)

    def _space_over(self) -> None:
        """The cell of an attribute that replaces a space. Where a file forgot the space, no letter goes."""
        if self._target is not None and self._target.is_blank(self._row, self._column - 1):
            self._column -= 1
        self._space()

    def _erase(self, column: int, end: int | None, at: int) -> None:
        if self._target is None:
            return
        if self._target is self._shown and self._mode is Mode.PAINT_ON and self._shown.rows.get(self._row):
            self._touch(at)
        self._target.erase(self._row, column, end)

    def _touch(self, at: int) -> None:
        """The displayed memory is about to change: a cue begins, or goes on."""
        if self._begun is not None and self._mode is Mode.PAINT_ON and at - self._touched > PAUSE:
            self._settle()
        if self._begun is None:
            self._begun = at
        self._touched = at

    def _settle(self) -> None:
        """What was painted or rolled in since the last time becomes a cue."""
        begun, self._begun = self._begun, None
        if begun is None or self._mode is None:
            return
        rolling = self._mode is Mode.ROLL_UP
        blocks = blocks_of(self._shown, self._row if rolling and not self._roll_screens else None)
        extras = {"depth": self._depth} if rolling else None
        self.timeline.show(blocks, begun, self._mode, keep=not rolling, extras=extras)
