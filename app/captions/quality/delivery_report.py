"""A report before delivery: what a style guide finds in a caption file, as JSON and as a page to hand on."""

from __future__ import annotations

import html
from collections import Counter
from itertools import groupby
from typing import Any

from app.captions.model.document import Document, Issue, seconds
from app.captions.quality.assessment import written_in
from app.captions.quality.checks import check
from app.captions.quality.style_guides import Guide, for_language
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
_KINDS = {
    "empty": "Captions without text",
    "negative_duration": "Captions that end before they start",
    "zero_duration": "Captions of no length",
    "too_short": "Captions shown too briefly",
    "too_long": "Captions shown too long",
    "characters_per_second": "Captions too fast to read (characters)",
    "words_per_minute": "Captions too fast to read (words)",
    "lines": "Captions with too many lines",
    "line_length": "Lines that are too long",
    "characters": "Characters that the receiver does not take",
    "order": "Captions out of order",
    "overlap": "Captions that overlap",
    "gap": "Gaps that are too short",
    "open_gap": "Short gaps that should be closed",
    "load_time": "Captions that come too fast for their channel",
}
"""What the codes of findings mean, for people."""
FIRST_CUES = 3
"""So many captions of a kind of findings are named."""
_DURATIONS = ("minimum_duration", "maximum_duration", "open_gap")


def delivery_report(document: Document, guide: Guide, file_name: str, profile: str) -> dict[str, Any]:
    """Whether the file is ready, by this guide's rules, and everything that speaks against it."""
    guide = for_language(guide, document.language or written_in(document))
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


def in_short(report: dict[str, Any]) -> dict[str, Any]:
    """The report with `verdict`, and its findings by kind: how many, in how many captions, the first ones."""
    kinds: dict[str, list[int]] = {}
    for finding in report["findings"]:
        kinds.setdefault(finding["code"], []).append(finding["cue"])
    told = [
        {
            "code": code,
            "message": _KINDS.get(code, code),
            "count": len(cues),
            "captions": len(set(cues)),
            "cues": list(dict.fromkeys(cues))[:FIRST_CUES],
        }
        for code, cues in sorted(kinds.items(), key=lambda item: -len(item[1]))
    ]
    return {**report, "findings": [], "verdict": _verdict(report), "kinds": told}


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
    names = dict(_RULES)
    rules = "".join(
        f"<li>{names[name]}: {round(value, 3):g}{' s' if name in _DURATIONS else ''}</li>"
        for name, value in report["guide"]["rules"].items()
    )
    counts = "".join(
        f"<tr><td>{_e(_KINDS.get(code, code))}</td><td>{count}</td></tr>"
        for code, count in sorted(report["counts"].items(), key=lambda item: -item[1])
    )
    issues = "".join(f"<li>{_e(issue['message'])}</li>" for issue in report["issues"])
    rows = "".join(_row(list(found)) for _, found in groupby(report["findings"], lambda each: each["cue"]))
    return _PAGE.format(
        file=_e(report["file"]),
        guide=_e(report["guide"]["name"]),
        kind="ready" if report["ready"] else "faults",
        verdict=_e(_verdict(report)),
        profile=_e(report["profile"]),
        cues=counted(report["cue_count"], "caption"),
        language=_e(report["language"] or "not said"),
        rules=rules or "<li>None but the order of time</li>",
        counts=f"<h2>Findings by kind</h2><table class=counts><tbody>{counts}</tbody></table>"
        if counts
        else "",
        issues=f"<h2>Notes on the file</h2><ul>{issues}</ul>" if issues else "",
        table=f"<h2>Every finding</h2>{_HEAD}{rows}</tbody></table>" if rows else "",
    )


def _verdict(report: dict[str, Any]) -> str:
    if not report["ready"]:
        return f"{counted(len(report['findings']), 'finding')} to mend before delivery"
    notes = counted(len(report["issues"]), "note") if report["issues"] else ""
    return f"Ready for delivery, with {notes} on the file" if notes else "Ready for delivery"


def _row(findings: list[dict[str, Any]]) -> str:
    """What was found in one caption, as a row of the table."""
    cue = findings[0]
    time = format_clock(round(cue["start"] * 90_000_000))
    said = "<br>".join(_e(finding["message"]) for finding in findings)
    text = _e(cue["text"]).replace("\n", "<br>")
    return f'<tr><td>{cue["cue"]}</td><td>{time}</td><td>{said}</td><td dir="auto">{text}</td></tr>'


def _e(text: object) -> str:
    return html.escape(str(text))


_HEAD = (
    "<table class=findings><thead><tr><th scope=col>Caption</th><th scope=col>Time</th>"
    "<th scope=col>Finding</th><th scope=col>Text</th></tr></thead><tbody>"
)
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>{file}: {guide}</title><style>
:root {{ color-scheme: light dark; --text: #1a1c1f; --soft: #5a616b; --line: #dfe3e8; --page: #fff;
  --ready: #0b6b2e; --ready-back: #e7f5ec; --faults: #a01818; --faults-back: #fcebea }}
@media (prefers-color-scheme: dark) {{ :root {{ --text: #e8eaed; --soft: #a3abb6; --line: #363c44;
  --page: #16181b; --ready: #7fd8a0; --ready-back: #14301f; --faults: #ff9d94; --faults-back: #3a1a18 }} }}
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem;
  color: var(--text); background: var(--page) }}
h1 {{ font-size: 1.6rem; line-height: 1.25; margin: 0; overflow-wrap: anywhere }}
h2 {{ font-size: 1.1rem; margin: 2rem 0 .5rem }}
.under {{ color: var(--soft); margin: .25rem 0 1.25rem }}
.verdict {{ font-weight: 600; padding: .75rem 1rem; border-radius: .5rem }}
.ready {{ color: var(--ready); background: var(--ready-back) }}
.faults {{ color: var(--faults); background: var(--faults-back) }}
ul {{ margin: 0; padding-left: 1.25rem }}
table {{ border-collapse: collapse; width: 100% }}
th, td {{ text-align: left; vertical-align: top; padding: .4rem .75rem .4rem 0;
  border-bottom: 1px solid var(--line) }}
th {{ color: var(--soft); font-weight: 600 }}
td {{ overflow-wrap: anywhere }}
.counts {{ width: auto }} .counts td:last-child {{ text-align: right }}
.counts td:last-child, .findings td:nth-child(-n+2) {{ font-variant-numeric: tabular-nums }}
.findings td:nth-child(2) {{ white-space: nowrap }} .findings td:nth-child(3) {{ width: 40% }}
@media (max-width: 40rem) {{
  .findings thead {{ position: absolute; clip-path: inset(50%); height: 1px; overflow: hidden }}
  .findings tr {{ display: grid; grid-template-columns: 3rem 1fr; border-bottom: 1px solid var(--line);
    padding: .5rem 0 }}
  .findings td {{ border: 0; padding: 0 }} .findings td:nth-child(n+3) {{ grid-column: 2; width: auto }}
  .findings td:nth-child(4) {{ color: var(--soft) }}
}}
@media print {{ body {{ margin: 0; max-width: none }} tr {{ break-inside: avoid }} }}
</style></head><body>
<h1>{file}</h1>
<p class="under">Checked by the rules of {guide} · {profile} · {cues} · language: {language}</p>
<p class="verdict {kind}">{verdict}</p>
{counts}{issues}<h2>Rules that were checked</h2><ul>{rules}</ul>{table}
</body></html>
"""
