"""Read a conversion's file back with every outside reader of its format, each in a guarded child."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from app.captions.formats.base import CaptionFormat
from app.captions.model.document import TICKS_PER_MS
from app.captions.timecode.clock_time import format_clock
from app.captions.verification.comparison import Comparison, Difference, compare
from app.captions.verification.expected import Expected, PlainCue, words
from app.captions.verification.readers import INSTALL, Reader, readers_of
from app.core.child_process import guarded_call
from app.core.errors import Canceled, JobError, LimitExceeded

EXAMPLES = 3
_SHOWN = 60


def read_back(
    caption_format: CaptionFormat,
    data: bytes,
    expected: Expected,
    bounds: guarded_call.Bounds,
    cancelled: Callable[[], bool] = lambda: False,
) -> list[dict[str, Any]]:
    """What the outside readers found in a written file.

    One entry a reader: `reader` (name and version, None when nobody reads the format), `outcome` (same,
    different, failed or no_reader), `message`, `cue_count` (found), `differences` (how many), and the first
    `examples`, as in the list of losses. A reader that fails does not fail the conversion.
    """
    readers = readers_of(caption_format)
    if not readers:
        return [_entry(None, "no_reader", f"Not read back: no independent reader for {caption_format.name}.")]
    return [_asked(reader, data, expected, bounds, cancelled) for reader in readers]


def compared(adapter: str, data: bytes, expected: Expected) -> Comparison:
    """What this reader finds otherwise than expected; called inside a guarded child."""
    module = import_module(adapter)
    return compare(expected, module.read(data, expected), module.also_read_as)


def _asked(
    reader: Reader,
    data: bytes,
    expected: Expected,
    bounds: guarded_call.Bounds,
    cancelled: Callable[[], bool],
) -> dict[str, Any]:
    if not reader.installed:  # on this worker, though it was where the job was accepted
        message = f"Not read back: {reader.name} is not installed. {INSTALL}"
        return {"reader": reader.name, "outcome": "failed", "message": message}
    try:
        found = guarded_call.run(compared, reader.adapter, data, expected, bounds=bounds, cancelled=cancelled)
    except Canceled:
        raise
    except LimitExceeded as error:
        limit = (
            f"{bounds.memory >> 20:,} MB" if error.code == "limit_memory" else f"{error.extra['value']:g} s"
        )
        return _entry(reader, "failed", f"Not read back: {reader.label} gave up after {limit}.")
    except JobError as error:
        reason = error.message.removeprefix("The file could not be processed: ")
        return _entry(reader, "failed", f"Not read back: {reader.label} could not read the file: {reason}")
    return _outcome(reader, expected, found)


def _outcome(reader: Reader, expected: Expected, found: Comparison) -> dict[str, Any]:
    cues = f"{found.found:,} cue{'' if found.found == 1 else 's'}"
    said = f"Read back by {reader.label}: {cues}"
    count = len(found.explained)
    but = f", but for {count:,} that the losses explain" if count else ""
    if not found.differences:
        message = f"{said}, same text and times (to {expected.resolution}){but}."
        return _entry(reader, "same", message, cue_count=found.found)
    count = len(found.differences)
    differ = f"{count:,} {'differs' if count == 1 else 'differ'}, the first at {_where(found.differences[0])}"
    examples = [_example(difference) for difference in found.differences[:EXAMPLES]]
    message = f"{said} where {len(expected.cues):,} should be, {differ}{but}."
    if found.found == len(expected.cues):
        message = f"{said}, {differ}{but}."
    return _entry(reader, "different", message, cue_count=found.found, differences=count, examples=examples)


def _entry(reader: Reader | None, outcome: str, message: str, **more: Any) -> dict[str, Any]:
    return {"reader": reader.label if reader else None, "outcome": outcome, "message": message} | more


def _where(difference: Difference) -> str:
    if difference.expected is not None:
        return f"cue {difference.expected.number} ({_clock(difference.expected.start)})"
    return _clock(difference.found.start) if difference.found is not None else ""


def _example(difference: Difference) -> dict[str, Any]:
    expected, found = difference.expected, difference.found
    return {"cue": expected.number if expected else None, "detail": _detail(expected, found, difference.kind)}


def _detail(expected: PlainCue | None, found: PlainCue | None, kind: str) -> str:
    if expected is not None and found is not None:
        if kind == "times":
            return f"{_span(expected)} was read as {_span(found)}"
        return f"at {_clock(expected.start)} {_quoted(expected)} was read as {_quoted(found)}"
    if expected is not None:
        return f"at {_clock(expected.start)} {_quoted(expected)} was not found"
    return f"at {_clock(found.start)} {_quoted(found)} was found, which is not written" if found else ""


def _span(cue: PlainCue) -> str:
    return _clock(cue.start) + (f" to {_clock(cue.end)}" if cue.end is not None else "")


def _quoted(cue: PlainCue) -> str:
    text = words(cue.text)
    return f"“{text[:_SHOWN]}{'…' if len(text) > _SHOWN else ''}”"


def _clock(milliseconds: float) -> str:
    return format_clock(round(milliseconds * TICKS_PER_MS))
