"""Finds every text that the server makes and the page shows; brings the catalogues of messages up to date.

`python -m scripts.docs.messages` adds what a language lacks, without a translation, and drops what no code
says any more. Placeholders are those of `app.locale.messages`.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path

from app.locale import entries
from scripts.docs.declared_texts import declared

ROOT = Path(__file__).resolve().parents[2]
ROOMS = (
    "app/core",
    "app/services",
    "app/captions",
    "app/media",
    "app/engines",
    "app/job_types",
    "tasks",
    "models",
    "app/api/authentication.py",  # of the API, what the page and people's browsers ask
    "app/api/problems.py",
    "app/api/rate_limits.py",
    "app/api/request_bodies.py",
    "app/api/routers/editing/drafts.py",
    "app/api/routers/resumable.py",
    "app/api/routers/sign_in.py",
    "app/api/routers/uploads.py",
)
NEVER_SHOWN = (
    "app/captions/conversion/language.",
    "app/captions/formats/ass/script.",
    "app/captions/formats/avid_header",
    "app/captions/formats/shared/language_names.",
    "app/captions/formats/ttml/format.",
    "app/captions/transform/break_cost.",
    "app/core/http_fetch/client_headers",
    "app/core/security.",
    "app/engines/speech/languages.",
    "app/core/settings/",
    "app/core/signing.",
    "app/core/storage/group_sync.",  # the log has what it says
    "app/core/telemetry",
    "app/engines/voice/samples.",
    "app/media/language_codes.",
    "app/services/diagnosis.",
    "app/services/idempotency.",
    "app/services/instance_secret.",
    "app/services/jobs/job_api.",
    "app/services/operations/backup",
    "app/services/operations/database_",
    "app/services/operations/metrics.",
    "app/services/operations/revisions.",
    "models/job_search.",
)
"""What only programs, a terminal or nobody reads."""

_UNREAD_NAMES = re.compile(r"_?(keeps|loses|aliases)", re.IGNORECASE)
_UNREAD_CALLS = re.compile(
    r"APIRouter|AssertionError|Body|Header|Path|Query|AttributeError|Field|PermissionError|RuntimeError|Thread|ThreadPoolExecutor|"
    r"TypeError|cast|compile|debug|error|exception|exec_driver_sql|execute|exit|"
    r"fail_hard|gaierror|getenv|hash_password|info|match|parse_many|partition|removeprefix|"
    r"removesuffix|replace|rpartition|rstrip|lstrip|strip|search|send|setparams|span|split|"
    r"startswith|endswith|sub|text|warning|words_from|_gauge|_language|_names|_tts"
)
_UNREAD_ARGUMENTS = re.compile(r"action|aliases|code|example|keeps|licence|loses|media_type|pattern")
_OUR_WORDS = re.compile(
    r"allowed|asked|badge|before|but|counted|cues|differ|duration|empty|error|found|heard|jobs|kind|"
    r"language_name|late|lie|links|message|named|notes|of_all|parts|pictures|problem|purpose|quality|"
    r"queue|reason|resolution|rest|said|sample|source|spoken|stage|state|suggestion|table|takes|target|there|unit|"
    r"unkept|what|why|words"
)
"""Variables whose values are texts of ours; those of others stay as they are."""
_NOT_READ = frozenset(
    {
        "log in",  # what a page of others says
        "sign in",
        "duration length dur dauer lange duree duracion durata duracao duur",  # headings of tables
        "punctuated_word word",
        "ctranslate2 {0}, {1}",  # versions
        "deepl v2",
        "argos-{source}-{target}",
        "moonshine-voice {0}+1",
        "The tide comes in at noon.",  # what describes the API
        "The ETag of the draft this save is based on, instead of `version`.",
        "The file.",
        "{n} cue{said}",  # a count that is told within other texts
        "here {0} {said}",  # keys and paths
        "cuedeck:requests:{0}:{said}",
        "application/{kind}",
        "{0}/v1/jobs/{1}/{what}",
        "cover{said}.{0}",
        "soft{said}.{0}",
        "not a storage key: {0}",
        "naive datetime",
        "kokoro-82m int8, espeakng-loader {0}",
        "Good morning. Here is the news.",  # a sample's captions
        "“{0}” is “{1}”",  # what a model is told
        "Use these translations: {0}.",
        "{0} The customer's brief, which changes nothing of the form: {1}",
        "The lines before, translated already, for context only: {0}",
        "the language they are in",
    }
)
_NUMERIC = re.compile(r"[,fg]'$")
"""The end of a format that writes a number."""
_CODE = re.compile(
    r"[\\<>=|\n]|^\W*$|^\w+(-\w+)+: |\bSELECT\b|::|//:|%\(|^[\[(\"#@*;]|^(apt|apt-get|pip|npm|"
    r"cuedeck|python|export) |^[A-Za-z-]+/\d|^(\w+:\w+ ){3}|^import |\$\{|^\S+px |^(\w+ ){12,}\w+$|"
    r"\w\(\w+ ->|^'none'|^body\{"
)


def texts() -> dict[str, str]:
    """Every text with the first place that says it."""
    found = dict.fromkeys(declared(), "declared")
    for path in _files():
        place = str(path.relative_to(ROOT))
        for text in _texts_of(ast.parse(path.read_text(encoding="utf-8"))):
            found.setdefault(text, place)
    for path in sorted((ROOT / "app/ui").rglob("*.py")):
        for text in _of_page(ast.parse(path.read_text(encoding="utf-8"))):
            found.setdefault(text, str(path.relative_to(ROOT)))
    return found


def _of_page(tree: ast.AST) -> Iterator[str]:
    """What the page itself asks for among messages: the literals that `message` is given."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) == "message" and node.args:
            asked = node.args[0]
            parts = (asked.body, asked.orelse) if isinstance(asked, ast.IfExp) else (asked,)
            yield from (str(each.value) for each in parts if isinstance(each, ast.Constant))


def _files() -> Iterator[Path]:
    for room in ROOMS:
        place = ROOT / room
        for path in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            if not str(path.relative_to(ROOT)).startswith(NEVER_SHOWN):
                yield path


def _texts_of(tree: ast.AST) -> Iterator[str]:
    for node in _read(tree):
        if isinstance(node, ast.Call):
            yield from _counts(node)
        elif is_text(found := template(node)):
            yield found.strip()


def _read(node: ast.AST) -> Iterator[ast.Constant | ast.JoinedStr | ast.Call]:
    """What may be read of a tree: its literals but docstrings and the like, and its counts of things."""
    if isinstance(node, ast.Call) and _name(node.func) == "counted":
        yield node
        children: Iterable[ast.AST] = node.args[:1]
    elif isinstance(node, (ast.Constant, ast.JoinedStr)):
        yield node
        parts = getattr(node, "values", ())
        children = [each.value for each in parts if isinstance(each, ast.FormattedValue)]
    else:
        children = _children(node)
    for child in children:
        yield from _read(child)


def _children(node: ast.AST) -> list[ast.AST]:
    if isinstance(node, ast.Call) and _UNREAD_CALLS.fullmatch(_name(node.func)):
        return [node.func]  # what a text is replaced or stripped of is none, but it is itself
    if isinstance(node, ast.keyword) and _UNREAD_ARGUMENTS.fullmatch(node.arg or ""):
        return []
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return []  # a docstring
    if isinstance(node, ast.Assign) and _UNREAD_NAMES.match(getattr(node.targets[0], "id", "")):
        return []
    if isinstance(node, ast.Subscript):
        return [node.value]
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return list(node.body)  # what stands before it describes the API
    return list(ast.iter_child_nodes(node))


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _counts(call: ast.Call) -> Iterator[str]:
    """A count in words, as `app.core.message_text.counted` makes it: 1 part, {n} parts."""
    words = [each.value for each in call.args[1:] if isinstance(each, ast.Constant)]
    if words:
        yield f"1 {words[0]}"
        yield f"{{n}} {words[1] if len(words) > 1 else words[0] + 's'}"


def template(node: ast.Constant | ast.JoinedStr) -> str:
    """The text of a literal with a placeholder for each of its values; "" for what is no text."""
    if isinstance(node, ast.Constant):
        return _numbered(node.value) if isinstance(node.value, str) else ""
    pieces: list[str] = []
    numbers, was_value = count(), False
    for value in node.values:
        if isinstance(value, ast.FormattedValue):
            if not was_value:  # two values side by side are one: nobody could tell where it ends
                pieces.append(_placeholder(value, numbers, "".join(pieces)))
        else:
            pieces.append(str(getattr(value, "value", "")))
        was_value = isinstance(value, ast.FormattedValue)
    return "".join(pieces)


def _placeholder(value: ast.FormattedValue, numbers: Iterator[int], before: str) -> str:
    if _NUMERIC.search(ast.unparse(value.format_spec) if value.format_spec else ""):
        there = len(re.findall(r"\{n\d*\}", before))
        return f"{{n{there + 1 if there else ''}}}"
    name = _named(value.value)
    if name == "language_name" and "{language_name}" in before:
        return "{to_language}"
    is_ours = _OUR_WORDS.fullmatch(name) and f"{{{name}}}" not in before
    return f"{{{name}}}" if is_ours else f"{{{next(numbers)}}}"


def _named(value: ast.expr) -> str:
    """What the source calls a value: `badge` of `job.badge.lower()`, `unkept` of `", ".join(unkept)`."""
    while True:
        match value:
            case ast.Call(func=ast.Attribute(attr="join"), args=[made]):
                value = made
            case ast.Call(func=ast.Attribute(value=inner)) if not isinstance(inner, ast.Name | ast.Constant):
                value = inner
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=called)):
                return called if _OUR_WORDS.fullmatch(called) else name
            case ast.Call(func=ast.Name(id="str"), args=[made]):
                value = made
            case ast.Call(func=ast.Name(id=name)):
                return name.lstrip("_")
            case ast.Subscript(value=made):
                value = made
            case ast.IfExp() | ast.BoolOp():
                return "said"
            case _:
                name = value.attr if isinstance(value, ast.Attribute) else getattr(value, "id", "")
                return str(name).lstrip("_")


def _numbered(text: str) -> str:
    """A text with fields of str.format as a template."""
    numbers = count()
    return re.sub(
        r"\{([a-z_]*)\}", lambda at: at[0] if _OUR_WORDS.fullmatch(at[1]) else f"{{{next(numbers)}}}", text
    )


def is_text(text: str) -> bool:
    """Whether a person could read it: more than one word, or one with a text of ours, and no code."""
    if text.strip() in _NOT_READ or _CODE.search(text):
        return False
    plain = re.sub(r"\{\w+\}", " ", text)
    words = re.findall(r"[A-Za-z’']{2,}", plain)
    spaced = " " in re.sub(r"\{\w+\}", "", text).strip() or re.search(r"\{[a-z]\w+\}", text)
    has_values = plain != text
    return bool(spaced) and any(word.islower() or (has_values and word.istitle()) for word in words)


def write(path: Path, known: Iterable[str]) -> tuple[int, int]:
    """Bring one catalogue up to date: how many entries have no translation yet, and how many were dropped."""
    told = entries(path.parent.name, "messages")
    wanted = sorted(known, key=str.casefold)
    head = path.read_text(encoding="utf-8").partition("\n\n")[0]
    made = [f"msgid {_quoted(text)}\nmsgstr {_quoted(told.get(text, ''))}" for text in wanted]
    path.write_text("\n\n".join([head, *made]) + "\n", encoding="utf-8")
    return sum(text not in told for text in wanted), len(told.keys() - set(wanted))


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


if __name__ == "__main__":
    for catalogue in sorted((ROOT / "app/locale").glob("*/messages.po")):
        missing, dropped = write(catalogue, texts())
        print(f"{catalogue.parent.name}: {missing} to be translated, {dropped} dropped")
