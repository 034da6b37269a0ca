"""Finding how captions must be moved to fit speech: offset, speed, and cuts in between.

The idea is that of ffsubsync (correlate when captions are shown with when somebody speaks) and of alass (let
the offset change where the material was cut, if enough captions agree). Needs NumPy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any

from app.captions.model.document import TICKS_PER_SECOND, Document
from app.captions.model.moved_cues import move_cue
from app.core.errors import CaptionError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Signal = npt.NDArray[np.float64]

Span = tuple[float, float]
"""Start and end in seconds."""

_NTSC = Fraction(1001, 1000)
RATES = {
    Fraction(1): "",
    _NTSC: "24 instead of 23.976",
    1 / _NTSC: "23.976 instead of 24",
    Fraction(25, 24) * _NTSC: "25 instead of 23.976",
    1 / (Fraction(25, 24) * _NTSC): "23.976 instead of 25",
    Fraction(25, 24): "25 instead of 24",
    Fraction(24, 25): "24 instead of 25",
}
"""By what times are multiplied, and which mistaken frame rate that is: times were counted in the first."""

STEP = 0.02
"""Seconds of one sample of the signals that are compared."""
_CLEARLY_BETTER = 1.05
_LEAST_FIT = 0.2
"""Correlation that captions must reach; few captions agree by chance, so they need more (1 / sqrt(n))."""
_WINDOW_SECONDS = 150.0
_SAME_OFFSET = 0.25
_CUT_COSTS = 8.0
"""Seconds of speech that captions must fit better before the offset changes between two of them."""
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class Piece:
    """From the caption at index `first` on, `offset` seconds are added."""

    first: int
    offset: float


@dataclass(frozen=True, slots=True)
class Fit:
    """Times are multiplied by `rate`, then moved; `agreement` is the correlation reached, 0.0 to 1.0."""

    rate: Fraction
    pieces: tuple[Piece, ...]
    agreement: float

    @property
    def mistaken_rate(self) -> str:
        """The mistaken frame rate in words; "" when the speed was right."""
        return RATES[self.rate]


def find_fit(captions: Sequence[Span], speech: Sequence[Span]) -> Fit:
    """How the captions, in the order of time, fit the speech.

    CaptionError `no_fit` (rejected) when they fit nowhere, or when there is too little of either.
    """
    if len(captions) < _FEWEST or len(speech) < _FEWEST:
        raise _no_fit("There are too few captions, or too little is spoken.")
    rate, agreement = _best_rate(captions, speech)
    if agreement < _LEAST_FIT + len(captions) ** -0.5:
        raise _no_fit("The captions fit the speech nowhere.")
    scaled = [(start * float(rate), end * float(rate)) for start, end in captions]
    return Fit(rate, _pieces(scaled, speech), round(agreement, 3))


def fitted(document: Document, fit: Fit) -> Document:
    """The document with the times of the fit, inner times too; comments move with the caption before them.

    A caption that begins before zero starts at zero; one that would end there is left out.
    """
    cues, index = [], -1
    for cue in sorted(document.cues, key=lambda cue: cue.start):
        index += not cue.comment
        place = partial(_place, fit.rate, round(_piece_at(fit, max(index, 0)).offset * TICKS_PER_SECOND))
        if place(cue.end) > 0:
            cues.append(move_cue(cue, place))
    return replace(document, cues=cues)


def _place(rate: Fraction, offset: int, time: int) -> int:
    return max(0, round(time * rate) + offset)


def spans_of(document: Document) -> list[Span]:
    """When each caption is shown, in the order of time."""
    shown = sorted((cue.start, cue.end) for cue in document.cues if not cue.comment)
    return [(start / TICKS_PER_SECOND, end / TICKS_PER_SECOND) for start, end in shown]


def _piece_at(fit: Fit, index: int) -> Piece:
    return [piece for piece in fit.pieces if piece.first <= index][-1]


def _no_fit(message: str) -> CaptionError:
    return CaptionError(
        message,
        code="no_fit",
        hint="Check that captions and media belong together and are of the same language version.",
        rejected=True,
    )


def _best_rate(captions: Sequence[Span], speech: Sequence[Span]) -> tuple[Fraction, float]:
    """The speed at which the captions fit best, and how well; 1 unless another is clearly better."""
    found = {}
    for rate in RATES:
        scaled = [(start * float(rate), end * float(rate)) for start, end in captions]
        found[rate] = _correlate(scaled, speech)[0][1]
    best = max(found, key=lambda rate: found[rate])
    if found[best] < found[Fraction(1)] * _CLEARLY_BETTER:
        best = Fraction(1)
    return best, found[best]


def _signal(spans: Sequence[Span], samples: int) -> Signal:
    import numpy as np

    signal = np.zeros(samples)
    for start, end in spans:
        signal[max(0, round(start / STEP)) : max(0, round(end / STEP))] = 1.0
    return signal


def _correlate(captions: Sequence[Span], speech: Sequence[Span], most: int = 1) -> list[tuple[float, float]]:
    """The offsets in seconds at which captions and speech agree most, each with its correlation."""
    import numpy as np

    first = captions[0][0]
    moved = [(start - first, end - first) for start, end in captions]
    length = max(speech[-1][1], 1.0), max(end for _, end in moved)
    heard, shown = (round(seconds / STEP) + 1 for seconds in length)
    size = 1 << (heard + shown).bit_length()
    left, right = _signal(speech, heard), _signal(moved, shown)
    left, right = left - left.mean(), right - right.mean()
    product = np.fft.irfft(np.fft.rfft(left, size) * np.conj(np.fft.rfft(right, size)), size)
    scale = float(np.sqrt((left**2).sum() * (right**2).sum())) or 1.0
    peaks: list[tuple[float, float]] = []
    for _ in range(most):
        at = int(product.argmax())
        steps = at - size if at > heard else at
        peaks.append((steps * STEP - first, float(product[at]) / scale))
        around = np.arange(at - round(_SAME_OFFSET / STEP), at + round(_SAME_OFFSET / STEP) + 1) % size
        product[around] = -np.inf
    return peaks


def _pieces(captions: Sequence[Span], speech: Sequence[Span]) -> tuple[Piece, ...]:
    """Runs of captions with one offset each, cut where enough of them agree on another."""
    offsets = _candidates(captions, speech)
    chosen = _cheapest_path(_gains(captions, speech, offsets))
    starts = [0, *(i for i in range(1, len(chosen)) if chosen[i] != chosen[i - 1])]
    ends = [*starts[1:], len(chosen)]
    return tuple(
        Piece(first, round(_refined(captions[first:last], speech, offsets[chosen[first]]), 3))
        for first, last in zip(starts, ends, strict=True)
    )


def _candidates(captions: Sequence[Span], speech: Sequence[Span]) -> list[float]:
    """The offset of all captions together, and the best ones of every stretch of them."""
    offsets = [_correlate(captions, speech)[0][0]]
    for window in _windows(captions):
        for offset, _ in _correlate(window, speech, 2):
            if all(abs(offset - other) > _SAME_OFFSET for other in offsets):
                offsets.append(offset)
    return offsets


def _windows(captions: Sequence[Span]) -> list[list[Span]]:
    windows: list[list[Span]] = []
    for span in captions:
        if not windows or span[0] - windows[-1][0][0] > _WINDOW_SECONDS:
            windows.append([])
        windows[-1].append(span)
    return [window for window in windows if len(window) >= _FEWEST]


def _gains(captions: Sequence[Span], speech: Sequence[Span], offsets: Sequence[float]) -> Signal:
    """For every caption and offset: seconds of speech in it, less what any place would have on average."""
    import numpy as np

    samples = round(max(end for _, end in speech) / STEP) + 1
    signal = _signal(speech, samples)
    summed = np.concatenate([[0.0], np.cumsum(signal - signal.mean())]) * STEP
    times = np.array(captions)[:, None, :] + np.array(offsets)[None, :, None]
    places = np.clip(np.rint(times / STEP).astype(int), 0, samples)
    gains: Any = summed[places[:, :, 1]] - summed[places[:, :, 0]]
    return np.where(times[:, :, 0] < -STEP, -1.0, gains)


def _cheapest_path(gains: Signal) -> list[int]:
    """For every caption its offset, so that the gains less the cost of the cuts are greatest (Viterbi)."""
    import numpy as np

    best, back = gains[0].copy(), []
    for row in gains[1:]:
        leader = int(best.argmax())
        stay = best >= best[leader] - _CUT_COSTS
        back.append(np.where(stay, np.arange(len(best)), leader))
        best = np.where(stay, best, best[leader] - _CUT_COSTS) + row
    path = [int(best.argmax())]
    for came_from in reversed(back):
        path.append(int(came_from[path[-1]]))
    return path[::-1]


def _refined(captions: Sequence[Span], speech: Sequence[Span], offset: float) -> float:
    """The offset that brings captions that begin after a pause to the beginning of speech (the median)."""
    import numpy as np

    onsets = np.array([start for start, _ in speech])
    begins = np.array([start for start, _ in captions]) + offset
    places = np.clip(np.searchsorted(onsets, begins), 1, len(onsets) - 1)
    before, after = onsets[places - 1] - begins, onsets[places] - begins
    nearest = np.where(np.abs(before) < np.abs(after), before, after)
    close = nearest[np.abs(nearest) <= 2 * _SAME_OFFSET]
    return offset + (float(np.median(close)) if len(close) >= _FEWEST else 0.0)
