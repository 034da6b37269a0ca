"""What a conversion is asked to do, and everything about it that can be checked before the file is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from app.captions.conversion.options import check_options
from app.captions.formats import registry
from app.captions.formats.base import CaptionFormat
from app.captions.quality.assessment import named_guide
from app.captions.text_io.encoding import check_encoding
from app.captions.timecode.smpte import FrameRate, offset_ticks, parse_rate, parse_timecode
from app.captions.transform.edits import parse_edits
from app.core.errors import CaptionError

ZERO = "00:00:00:00"
DEFAULT_RATE = "29.97"
CONFORMS = ("auto", "keep", "stretch", "timecode", "pull-down", "pull-up")


@dataclass(frozen=True, slots=True)
class ConvertRequest:
    """The caption fields of a Job Description, with its defaults.

    `incode` is the timecode of the first frame of the picture, subtracted from every time ("auto" finds it);
    `offset` is then added or subtracted. `conform` says how times change between two frame rates, see
    `retime.Conform`; "auto" stretches between film and PAL speeds and else keeps the running time. `edits`
    may ask for a cut list, sync, merge, dialogue, split, wrap, gaps and snap, see
    `app.captions.transform.edits`.
    `verify` asks that another reader reads the written file back, see `app.captions.verification`.
    """

    source_profile: str = "auto"
    target_profile: str = "SubRip Video Subtitle Script"
    default_frame_rate: str = DEFAULT_RATE
    default_drop_frame: bool = True
    source_frame_rate: str = "auto"
    target_frame_rate: str = "auto"
    offset: str = ZERO
    offset_type: Literal["add", "subtract"] = "add"
    incode: str = ZERO
    decode_options: Mapping[str, Any] = field(default_factory=dict)
    encode_options: Mapping[str, Any] = field(default_factory=dict)
    encoding: str = "auto"
    file_name: str = ""
    conform: str = "auto"
    guide: str = ""
    auto_fix: bool = False
    edits: Mapping[str, Any] = field(default_factory=dict)
    verify: bool = False

    @property
    def default_rate(self) -> FrameRate:
        """The rate to assume when neither the file nor the request says one."""
        return parse_rate(self.default_frame_rate, self.default_drop_frame)

    def assumed_rate(self, caption_format: CaptionFormat) -> FrameRate:
        """The rate to read or write a format in when neither file nor request says one: its usual one, where
        it has one and the request leaves the default as it is."""
        usual = "" if self.names_source_rate else caption_format.usual_rate
        return parse_rate(usual) if usual else self.default_rate

    @property
    def names_source_rate(self) -> bool:
        """Whether the request says the source's rate, be it as a default other than the usual one."""
        return not is_auto(self.source_frame_rate) or self.default_frame_rate != DEFAULT_RATE

    @property
    def source_rate(self) -> FrameRate | None:
        """The source's rate when the request names it."""
        return self._rate(self.source_frame_rate)

    @property
    def target_rate(self) -> FrameRate | None:
        """The target's rate when the request names it."""
        return self._rate(self.target_frame_rate)

    def _rate(self, text: str) -> FrameRate | None:
        return None if is_auto(text) else parse_rate(text, self.default_drop_frame)


def is_auto(text: str) -> bool:
    """Whether a field leaves the choice to the program."""
    return text.strip().casefold() in ("", "auto")


def readable(name: str) -> CaptionFormat:
    """The format to read with; CaptionError unknown_profile, or not_readable if it is only written."""
    caption_format = registry.get(name, among=lambda each: each.read)
    if caption_format.read is None:
        raise _cannot(caption_format, "read", lambda each: each.read)
    return caption_format


def writable(name: str) -> CaptionFormat:
    """The format to write with; CaptionError unknown_profile, or not_writable if it is only read."""
    caption_format = registry.get(name, among=lambda each: each.write)
    if caption_format.write is None:
        raise _cannot(caption_format, "written", lambda each: each.write)
    return caption_format


def check(request: ConvertRequest) -> None:
    """Raise a CaptionError for anything wrong that can be known before a file is read.

    Codes: unknown_profile, not_readable, not_writable, invalid_option, invalid_frame_rate, invalid_timecode,
    reader_missing, each with `errors` that name the field;
    and Invalid `invalid_guide`, `invalid_edits` and `invalid_cut_list`.
    """
    with _field("target_profile"):
        target = writable(request.target_profile)
    with _field("encode_options"):
        check_options(target.encode_options, request.encode_options, target.name)
    if request.verify:
        from app.captions.verification.readers import check_installed

        with _field("verify"):
            check_installed(target)
    _check_source(request)
    with _field("default_frame_rate"):
        default = request.default_rate
    with _field("source_frame_rate"):
        source = request.source_rate or default
    with _field("target_frame_rate"):
        rate = request.target_rate or source
    with _field("offset_type"):
        _check_choice("offset_type", request.offset_type, ("add", "subtract"))
    with _field("conform"):
        _check_choice("conform", request.conform, CONFORMS)
    named_guide(request.guide)
    with _field("offset"):
        offset_ticks(request.offset, request.offset_type, rate)
    with _field("edits"):
        parse_edits(request.edits, source, rate)
    if not is_auto(request.incode):
        with _field("incode"):
            parse_timecode(request.incode, source)


def _check_source(request: ConvertRequest) -> None:
    if is_auto(request.source_profile):
        with _field("decode_options"):
            _check_some_profile_takes(request.decode_options)
    else:
        with _field("source_profile"):
            source = readable(request.source_profile)
        with _field("decode_options"):
            check_options(source.decode_options, request.decode_options, source.name)
    with _field("encoding"):
        check_encoding(request.encoding)


@contextmanager
def _field(name: str) -> Iterator[None]:
    """What is refused here is told as this field's problem, in `errors`."""
    try:
        yield
    except CaptionError as error:
        option = error.extra.get("option") if name.endswith("_options") else None
        problem = {"field": f"{name}.{option}" if option else name, "message": error.message}
        error.extra.setdefault("errors", [problem | {"code": error.code}])
        raise


def _check_some_profile_takes(given: Mapping[str, Any]) -> None:
    """With the source left to detection, an option is fine when any format takes it with that value."""
    for name, value in given.items():
        declared = [o for p in registry.formats().values() for o in p.decode_options if o.name == name]
        refused: CaptionError | None = None
        for option in declared:
            try:
                check_options((option,), {name: value}, "The source")
            except CaptionError as error:
                refused = error
            else:
                break
        else:
            raise refused or _no_such_option(name, value)


def _no_such_option(name: str, value: Any) -> CaptionError:
    return CaptionError(
        f"No caption format has a decode option “{str(name)[:100]}”.",
        code="invalid_option",
        hint="Remove it, or see the format's page for its options.",
        rejected=True,
        option=str(name)[:100],
        value=str(value)[:200],
    )


def _check_choice(name: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise CaptionError(
            f"“{name}” cannot be {str(value)[:100]!r}; it takes one of: {', '.join(choices)}.",
            code="invalid_option",
            hint=f"Leave “{name}” out to use its default, {choices[0]!r}.",
            rejected=True,
            option=name,
            value=str(value)[:200],
        )


def _cannot(
    caption_format: CaptionFormat, what: str, among: Callable[[CaptionFormat], object]
) -> CaptionError:
    return CaptionError(
        f"{caption_format.name} cannot be {what} here.",
        code="not_readable" if what == "read" else "not_writable",
        hint=registry.proposal(caption_format.name, among),
        rejected=True,
    )
