"""When every word is sent: captions loaded before they show, codes doubled, one word a slot.

A slot is the time of two bytes in a field: a frame, or two frames at 50 frames a second and more. Loading
ends as late as it can, one slot before the caption shows if there is room. When there is not enough time
since the last caption, loading begins as early as it can and the caption shows late, which is recorded (or
refused).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from app.captions.codecs.cea608.codes import CR, EDM, ENM, EOC, RCL, RDC, RU2
from app.captions.codecs.cea608.line_codes import Unit, control, positioning_codes, text_codes
from app.captions.codecs.cea608.screens import Screen
from app.captions.codecs.cea608.settings import Settings
from app.captions.model.document import Mode
from app.captions.model.losses import Losses
from app.core.errors import CaptionError


@dataclass(slots=True)
class Shown:
    """A screen and the slots from and to which it really shows."""

    screen: Screen
    start: int
    end: int


@dataclass(slots=True)
class Schedule:
    """Words by slot (channel 1 form, no parity), and what they show. `limit` is the first slot too late."""

    settings: Settings
    losses: Losses
    limit: int
    words: dict[int, int] = field(default_factory=dict)
    shown: list[Shown] = field(default_factory=list)
    _free: int = 0
    _begun: int = 0
    _clear: int | None = None
    _erased: bool = False

    def run(self, screens: Iterable[Screen]) -> Schedule:
        """Send the screens in order, and erase the last one."""
        for screen in screens:
            if screen.mode is Mode.POP_ON:
                self._pop_on(screen)
            else:
                self._direct(screen)
            if self._free >= self.limit:
                raise _too_late(screen.cue)
        if self._clear is not None:
            if self._clear + 2 > self.limit:
                raise _too_late(self.shown[-1].screen.cue)
            self._put(self._clear, control(EDM))
        return self

    def _pop_on(self, screen: Screen) -> None:
        units = [control(RCL), control(ENM)]
        for line in screen.lines:
            units += positioning_codes(line) + text_codes(line)
        if self._clear is not None and self._clear >= screen.start:
            self._clear = None
        start = self._fill(units, screen.start, spare=1)
        self._put(start, control(EOC))
        self._free = start + 2
        self._show(screen, start)

    def _direct(self, screen: Screen) -> None:
        """Paint-on and roll-up: everything up to the first character is sent before the start."""
        first, *rest = screen.lines
        stays = self._clear is not None and self._clear >= screen.start
        units = positioning_codes(first)
        if screen.mode is Mode.PAINT_ON:
            units = [*([control(EDM)] if stays else []), control(RDC), *units]
            wipes = stays
        else:
            units = [control(RU2 + screen.depth - 2), control(CR), *units]
            wipes = bool(self.shown) and self.shown[-1].screen.mode is not Mode.ROLL_UP
        if stays:
            self._clear = None
        start = self._fill(units, screen.start)
        if wipes and not self._erased:
            self._wiped(self._begun)
        self._free = start
        for unit in text_codes(first) + [
            unit for line in rest for unit in positioning_codes(line) + text_codes(line)
        ]:
            self._put(self._free, unit)
            self._free += len(unit)
        self._show(screen, start)

    def _fill(self, units: Sequence[Unit], until: int, spare: int = 0) -> int:
        """Send units to end by slot `until`, and what has to be erased on the way; the slot they end at."""
        for end in range(until - spare, until + 1):
            places = self._backwards(units, end)
            if places is not None:
                for slot, unit in zip(places, units, strict=True):
                    self._put(slot, unit)
                if self._clear is not None:
                    self._erase(self._clear, until)
                self._begun = places[0]
                return until
        self._begun = self._free
        return max(self._forwards(units), until)

    def _backwards(self, units: Sequence[Unit], end: int) -> list[int] | None:
        """The latest slots for the units, around the erasing; None when there is no room."""
        places = []
        for unit in reversed(units):
            end -= len(unit)
            if self._clear is not None and self._clear - len(unit) < end < self._clear + 2:
                end = self._clear - len(unit)
            places.append(end)
        return places[::-1] if end >= self._free else None

    def _forwards(self, units: Sequence[Unit]) -> int:
        """Send the units from the first free slot on; the slot after them."""
        at = self._free
        for unit in units:
            if self._clear is not None and at + len(unit) > self._clear:
                at = max(at, self._clear)
                self._erase(at, at + 2)
                at += 2
            self._put(at, unit)
            at += len(unit)
        if self._clear is not None:
            at = max(at, self._clear)
            self._erase(at, at + 2)
            at += 2
        return at

    def _erase(self, at: int, before: int) -> None:
        """Erase the screen; twice, unless the next thing has to happen in the slot after."""
        self._put(at, control(EDM)[: before - at])
        self.shown[-1].end = at
        self._clear, self._erased = None, True

    def _wiped(self, at: int) -> None:
        """The screen was cleared to write this caption on it, so the last one went early."""
        last = self.shown[-1]
        early, last.end, self._erased = last.end - at, at, True
        if early > 0:
            self.losses.add(
                "timing",
                "Captions erased early, to make room for text that is written on the screen",
                cue=last.screen.cue,
                detail=f"{early} frames early",
            )

    def _put(self, slot: int, unit: Unit) -> None:
        for word in unit:
            self.words[slot] = word
            slot += 1

    def _show(self, screen: Screen, start: int) -> None:
        """Note what shows from `start`, and when it has to be erased: a late caption keeps its length."""
        if self.shown and not self._erased:
            self.shown[-1].end = start
        late = start - screen.start
        end = max(screen.end, self._free, start + screen.end - screen.start)
        if late > 0:
            self._note_late(screen, late)
        elif end > screen.end:
            self.losses.add(
                "timing",
                "Captions kept longer, to be written in full",
                cue=screen.cue,
                detail=f"{end - screen.end} frames longer",
            )
        self.shown.append(Shown(screen, start, end))
        self._clear, self._erased = end, False

    def _note_late(self, screen: Screen, late: int) -> None:
        if self.settings.too_close == "error":
            raise CaptionError(
                f"Caption {screen.cue} comes too close to the one before: it can be shown only {late} frames "
                "late, since CEA-608 carries two characters a frame.",
                code="captions_too_close",
                hint="Move or shorten the captions around it, or choose “delay” for the option too_close.",
                rejected=True,
                cue=screen.cue,
            )
        self.losses.add(
            "late",
            "Captions shown late, because there was no time to load them",
            cue=screen.cue,
            detail=f"{late} frames late",
        )


def _too_late(cue: int) -> CaptionError:
    return CaptionError(
        f"Caption {cue} would come after 23:59:59, where timecode ends.",
        code="timecode_out_of_range",
        hint="Shift the captions to an earlier time, or split the file.",
        rejected=True,
        cue=cue,
    )
