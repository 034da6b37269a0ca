"""A document as CEA-608: the words of one channel by slot."""

from __future__ import annotations

from app.captions.codecs.cea608.captions import captions_of
from app.captions.codecs.cea608.codes import in_channel, with_parity
from app.captions.codecs.cea608.schedule import Schedule
from app.captions.codecs.cea608.screens import screens
from app.captions.codecs.cea608.settings import Settings
from app.captions.model.document import Document
from app.captions.model.losses import Losses
from app.captions.timecode.smpte import FrameRate, frame_from_label

NULL = 0x8080
"""Nothing, with parity."""


def frames_per_slot(rate: FrameRate) -> int:
    """Frames it takes to send one word of a field: line 21 has about 30 words a second at any rate."""
    return 2 if rate.nominal > 30 else 1


def day_of(rate: FrameRate) -> int:
    """Frames from 00:00:00:00 to the next: labels of captions that run past midnight begin anew."""
    return frame_from_label(24, 0, 0, 0, rate)


def encode(document: Document, settings: Settings, rate: FrameRate, losses: Losses) -> Schedule:
    """The schedule of a document, which may run past one midnight. Raises CaptionError `captions_too_close`
    (when the settings say so) and `timecode_out_of_range`."""
    per_slot = frames_per_slot(rate)
    captions = list(captions_of(document, settings, rate.ticks_per_frame * per_slot, losses))
    day = day_of(rate) // per_slot
    begins = min((caption.start for caption in captions), default=0)
    limit = day if begins >= day else 2 * day
    return Schedule(settings, losses, limit).run(screens(captions, losses))


def sent_words(schedule: Schedule, channel: int) -> list[tuple[int, int]]:
    """Slot and word of everything sent, in order, in its channel and with parity."""
    final = {
        word: with_parity(in_channel(word, channel) if word < 0x2000 else word)
        for word in set(schedule.words.values())
    }
    return [(slot, final[word]) for slot, word in sorted(schedule.words.items())]
