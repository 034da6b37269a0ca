"""A report before delivery: what a style guide finds in a caption file, as JSON and as a page to hand on."""

from __future__ import annotations

import html
from collections import Counter
from typing import Any

from app.captions.model.document import Document, Issue, seconds
from app.captions.quality.checks import check
from app.captions.quality.style_guides import Guide
from app.captions.timecode.clock_time import format_clock
from app.core.message_text import counted

_RULES = (
    ("characters_per_second", "Characters a second, at most"),
    ("words_per_minute", "Words a minute, at most"),
    ("line_length", "Characters in a line, at most"),
    ("lines", "Lines, at most"),
    ("minimum_duration", "Shortest caption"),
    ("maximum_duration", "Longest caption"),
    ("gap_frames", "Frames between captions, at least"),
    ("open_gap", "Gaps shorter than this are closed"),
)
_DURATIONS = ("minimum_duration", "maximum_duration", "open_gap")


def delivery_report(document: Document, guide: Guide, file_name: str, profile: str) -> dict[str, Any]:
    """Whether the file is ready, by this guide's rules, and everything that speaks against it."""
    findings = [finding.as_json() for finding in check(document, guide)]
    for finding in findings:
        cue = document.cues[finding["cue"] - 1]
        finding |= {"start": seconds(cue.start), "text": cue.text}
    issues = [_issue(issue) for issue in document.issues]
    if not document.language or document.language == "und":
        issues.append(
            {"code": "language_missing", "message": "The file does not say its language.", "cue": None}
        )
    return {
        "file": file_name,
        "profile": profile,
        "guide": {"id": guide.id, "name": guide.name, "rules": _rules(guide)},
        "language": document.language,
        "cue_count": sum(not cue.comment for cue in document.cues),
        "ready": not findings,
        "counts": dict(Counter(finding["code"] for finding in findings)),
        "findings": findings,
        "issues": issues,
    }


def _issue(issue: Issue) -> dict[str, Any]:
    return {"code": issue.code, "message": issue.message, "cue": issue.cue}


def _rules(guide: Guide) -> dict[str, float]:
    """The limits that the guide has; durations in seconds."""
    said = {name: getattr(guide, name) for name, _ in _RULES}
    return {
        name: seconds(value) if name in _DURATIONS else float(value) for name, value in said.items() if value
    }


def as_html(report: dict[str, Any]) -> str:
    """The report as one page that needs nothing else, for people."""
    verdict = "Ready for delivery" if report["ready"] else counted(len(report["findings"]), "finding")
    names = dict(_RULES)
    rules = "".join(
        f"<li>{names[name]}: {value:g}{' s' if name in _DURATIONS else ''}</li>"
        for name, value in report["guide"]["rules"].items()
    )
    counts = "".join(f"<li>{_e(code)}: {count}</li>" for code, count in report["counts"].items())
    issues = "".join(f"<li>{_e(issue['message'])}</li>" for issue in report["issues"])
    rows = "".join(_row(finding) for finding in report["findings"])
    return _PAGE.format(
        title=_e(f"{report['file']}: {report['guide']['name']}"),
        kind="ready" if report["ready"] else "faults",
        verdict=_e(verdict),
        facts=_e(
            f"{report['profile']}, {report['cue_count']} captions, language {report['language'] or '?'}"
        ),
        rules=rules or "<li>None but the order of time</li>",
        counts=f"<h2>By rule</h2><ul>{counts}</ul>" if counts else "",
        issues=f"<h2>Of the file</h2><ul>{issues}</ul>" if issues else "",
        table=f"<h2>Findings</h2>{_HEAD}{rows}</tbody></table>" if rows else "",
    )


def _row(finding: dict[str, Any]) -> str:
    time = format_clock(round(finding["start"] * 90_000_000))
    text = _e(finding["text"]).replace("\n", "<br>")
    return (
        f"<tr><td>{finding['cue']}</td><td>{time}</td><td>{_e(finding['message'])}</td>"
        f'<td dir="auto">{text}</td></tr>'
    )


def _e(text: object) -> str:
    return html.escape(str(text))


_HEAD = (
    "<table><thead><tr><th scope=col>Caption</th><th scope=col>Time</th><th scope=col>Finding</th>"
    "<th scope=col>Text</th></tr></thead><tbody>"
)
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><style>
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem;
  color: #1a1a1a; background: #fff }}
.ready {{ color: #0b6b2e }} .faults {{ color: #a01818 }}
table {{ border-collapse: collapse; width: 100% }}
th, td {{ text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid #ddd }}
td:nth-child(2) {{ font-variant-numeric: tabular-nums; white-space: nowrap }}
</style></head><body>
<h1>{title}</h1><p class="{kind}"><strong>{verdict}</strong></p><p>{facts}</p>
<h2>Rules</h2><ul>{rules}</ul>{counts}{issues}{table}
</body></html>
"""
