"""Decode and encode options: checked against what a format declares, defaults filled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.captions.model.option import Option
from app.core.errors import CaptionError

_TRUE, _FALSE = ("true", "yes", "on", "1"), ("false", "no", "off", "0")


def check_options(declared: tuple[Option, ...], given: Mapping[str, Any], where: str) -> dict[str, Any]:
    """All declared options by name, the given values in their own type.

    `where` names the format for messages. CaptionError invalid_option, with `option` and `value` in extra.
    """
    known = {option.name: option for option in declared}
    for name in given:
        if name not in known:
            raise _unknown(name, given[name], known, where)
    return {
        name: _value(option, given[name]) if name in given else option.default
        for name, option in known.items()
    }


def _value(option: Option, value: Any) -> Any:
    if value is None:
        return option.default
    match option.kind:
        case "boolean":
            return _boolean(option, value)
        case "integer" | "number":
            return _number(option, value)
        case "choice":
            text = str(value).strip()
            found = next((choice for choice in option.choices if choice.casefold() == text.casefold()), None)
            if found is None:
                raise _invalid(option, value)
            return found
        case "text":
            if not isinstance(value, str | int | float) or len(str(value)) > 1000:
                raise _invalid(option, value)
            return str(value)


def _boolean(option: Option, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise _invalid(option, value)


def _number(option: Option, value: Any) -> int | float:
    try:
        number = float(value) if not isinstance(value, bool) else float("nan")
    except (TypeError, ValueError, OverflowError):
        number = float("nan")
    low = option.minimum if option.minimum is not None else float("-inf")
    high = option.maximum if option.maximum is not None else float("inf")
    whole = option.kind == "integer"
    if (
        not (low <= number <= high)
        or number in (float("inf"), float("-inf"))
        or (whole and number != int(number))
    ):
        raise _invalid(option, value)
    return int(number) if whole else number


def allowed(option: Option) -> str:
    """What an option takes, in words."""
    if option.kind == "boolean":
        return "true or false"
    if option.kind == "choice":
        return "one of: " + ", ".join(option.choices)
    if option.kind == "text":
        return "text of up to 1000 characters"
    kind = "a whole number" if option.kind == "integer" else "a number"
    if option.minimum is not None and option.maximum is not None:
        return f"{kind} from {option.minimum:g} to {option.maximum:g}"
    if option.minimum is not None:
        return f"{kind} from {option.minimum:g} up"
    return f"{kind} up to {option.maximum:g}" if option.maximum is not None else kind


def _invalid(option: Option, value: Any) -> CaptionError:
    return CaptionError(
        f"The option “{option.name}” cannot be {str(value)[:100]!r}; it takes {allowed(option)}.",
        code="invalid_option",
        hint=f"Leave “{option.name}” out to use its default, {option.default!r}.",
        rejected=True,
        option=option.name,
        value=str(value)[:200],
    )


def _unknown(name: Any, value: Any, known: Mapping[str, Option], where: str) -> CaptionError:
    takes = ", ".join(known) or "no options"
    return CaptionError(
        f"{where} has no option “{str(name)[:100]}”; it takes {takes}.",
        code="invalid_option",
        hint="Remove it, or see the format's page for its options.",
        rejected=True,
        option=str(name)[:100],
        value=str(value)[:200],
    )
