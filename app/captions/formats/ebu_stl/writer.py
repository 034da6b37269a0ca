"""The caption document as EBU STL bytes."""

from __future__ import annotations

from collections.abc import Iterator

from app.captions.formats.ebu_stl import text_codes, times, tti
from app.captions.formats.ebu_stl.header import header
from app.captions.formats.ebu_stl.origin import Origin, header_of, origin_of, user_data_of
from app.captions.formats.ebu_stl.reader import coding_of
from app.captions.formats.ebu_stl.rows import is_exact, justification
from app.captions.formats.ebu_stl.settings import WriteSettings
from app.captions.formats.ebu_stl.text_field import SIZE as TEXT_SIZE
from app.captions.formats.ebu_stl.text_field import decode, rows_of
from app.captions.formats.ebu_stl.tti import Block
from app.captions.model.document import Cue, Document
from app.captions.model.losses import Losses
from app.captions.model.style_losses import note_style_losses

MOST_BLOCKS = 241
"""Blocks of one subtitle: extension numbers 00h to EFh, and FFh for the last."""


def write(document: Document, settings: WriteSettings, losses: Losses) -> bytes:
    """The whole file. Subtitles keep their group and number when they came from an EBU STL file in order."""
    writer = _Writer(document, settings, losses)
    blocks = list(writer.blocks())
    return header(document, settings, blocks) + b"".join(blocks)


class _Writer:
    def __init__(self, document: Document, settings: WriteSettings, losses: Losses) -> None:
        self.document = document
        self.settings = settings
        self.losses = losses
        self.origins = [origin_of(cue) for cue in document.cues]
        self.numbers = _numbers(self.origins)
        self.sets = _whole_sets(document.cues, self.origins)
        own = header_of(document)
        same = bool(own) and coding_of(own).alphabet == settings.coding.alphabet
        self.reuse = same and not settings.anew

    def blocks(self) -> Iterator[bytes]:
        """Every TTI block in order, user data where it was."""
        user_data = user_data_of(self.document)
        for text in self.document.comments:
            self.losses.add("comment", "Comments of the file", detail=text)
        for index, cue in enumerate(self.document.cues):
            yield from user_data.pop(index, ())
            yield from self.subtitle(cue, index)
        for late in user_data.values():
            yield from late

    def subtitle(self, cue: Cue, index: int) -> Iterator[bytes]:
        """The blocks of one cue."""
        settings, rate = self.settings, self.settings.coding.rate
        begin, end = (
            times.to_bytes(time, rate)
            for time in rate.snap_span(cue.start + settings.shift, cue.end + settings.shift)
        )
        number = index + 1
        origin = self.origins[index]
        own = self._own(cue, origin)
        if begin is None or end is None:
            message = "Captions outside 00:00:00:00 to 24:00:00:00"
            self.losses.add("timing", message, cue=number, detail=cue.text)
            return
        if not own and not any(char.isprintable() and char != " " for char in cue.text):
            self.losses.add("empty", "Captions without text", cue=number)
            return
        alphabet = settings.coding.alphabet
        self._note_losses(cue, number)
        held = text_codes.TELETEXT_STYLES if alphabet.teletext else text_codes.OPEN_STYLES
        note_style_losses(cue, number, self.losses, held)
        text = own or text_codes.encode(cue.runs, alphabet, settings.presentation, self.losses, number)
        row, justified = self._place(cue, origin, rows_of(text))
        group = origin.group if origin else 0
        cumulative = origin.cumulative if origin and index in self.sets else 0
        parts = [text[at : at + TEXT_SIZE] for at in range(0, len(text), TEXT_SIZE)]
        if len(parts) > MOST_BLOCKS:
            self.losses.add("length", "Text past 26,992 bytes", cue=number)
            del parts[MOST_BLOCKS:]
        for extension, part in enumerate(parts):
            last = extension == len(parts) - 1
            yield Block(
                group, self.numbers[index], tti.LAST_BLOCK if last else extension, cumulative,
                begin, end, row, justified, cue.comment, part,
            ).pack()  # fmt: skip

    def _own(self, cue: Cue, origin: Origin | None) -> bytes:
        """The text field that the cue came with, when it still says the same; else nothing."""
        own = origin.text if origin and self.reuse else b""
        return own if own and decode(own, self.settings.coding.alphabet) == cue.runs else b""

    def _place(self, cue: Cue, origin: Origin | None, height: int) -> tuple[int, int]:
        """Row and justification code: the file's own when the cue still stands there."""
        grid = self.settings.coding.grid
        if origin and grid.placement(origin.row, origin.justification, height) == cue.placement:
            return origin.row, origin.justification
        return grid.position(cue.placement, height), justification(cue.placement)

    def _note_losses(self, cue: Cue, number: int) -> None:
        add, rate = self.losses.add, self.settings.coding.rate
        tolerance = rate.ticks_per_frame // 50
        if any(abs(rate.snap(t) - t) > tolerance for t in (cue.start, cue.end)):
            add("frames", "Times between two frames", cue=number)
        if cue.speaker:
            add("speaker", "Who speaks", cue=number, detail=cue.speaker)
        if cue.karaoke:
            add("inner_times", "Times inside a caption (karaoke)", cue=number)
        if not is_exact(cue.placement):
            add("placement", "Exact placement on the picture", cue=number)
        if cue.id and not cue.id.isdigit():
            add("identifier", "Names of captions", cue=number, detail=cue.id)


def _numbers(origins: list[Origin | None]) -> list[int]:
    """Subtitle numbers: the file's own where every cue still has one of its group, else counted from 1."""
    own = [origin for origin in origins if origin]
    if len({(origin.group, origin.number) for origin in own}) == len(origins):
        return [origin.number for origin in own]
    return [number % 65536 for number in range(1, len(origins) + 1)]


def _whole_sets(cues: list[Cue], origins: list[Origin | None]) -> set[int]:
    """Positions of the cues whose cumulative sets (1, then 2s, then 3) are still whole and in order."""
    whole: set[int] = set()
    members: list[int] = []
    for index, (cue, origin) in enumerate(zip(cues, origins, strict=True)):
        status = origin.cumulative if origin else 0
        if status == 1:
            members = [index]
        elif status in (2, 3) and members and cues[members[-1]].end == cue.end:
            members.append(index)
            if status == 3:
                whole.update(members)
                members = []
        else:
            members = []
    return whole
