"""The code examples of the documents, cut out of their printed text, where one runs into the next."""

from __future__ import annotations

from functools import cache

from tests.support.corpus.folders import documents_dir

_REDNER = "redner-jobs-api.txt", "Code Examples"
_GET = "videoconduit-jobs-api.txt", "Get Job Status"
_POLL = "videoconduit-jobs-api.txt", "Polling Pattern"
_LIST = "videoconduit-jobs-api.txt", "List Jobs"
_WHERE = {
    "redner/download_result.sh": (*_REDNER, "curl -X", "Python\nimport"),
    "redner/download_result.py": (*_REDNER, "import requests", "JavaScript\n"),
    "redner/download_result.mjs": (*_REDNER, "const response", "Java\nHttp"),
    "redner/DownloadResult.java": (*_REDNER, "HttpClient client", "Output Files by"),
    "videoconduit/polling.py": (*_POLL, "import time", "Use Webhooks"),
    **{
        f"videoconduit/{call}.{suffix}": (*section, begin, end)
        for call, section, last in (("get_job", _GET, "Response Fields"), ("list_jobs", _LIST, "Response\n"))
        for suffix, begin, end in (
            ("sh", 'curl "', "import requests"),
            ("py", "import requests", "const response"),
            ("mjs", "const response", "$client ="),
            ("php", "$client =", "req, _ :="),
            ("go", "req, _ :=", 'require "net/http"'),
            ("rb", 'require "net/http"', last),
        )
    },
}
"""Of every example: its document, the heading above it, how it begins, and what is printed after it."""

EXAMPLES = sorted(_WHERE)
_DEPTHS = {
    "redner/download_result.py": "000110010000011121",
    "videoconduit/get_job.py": "0011000",
    "videoconduit/list_jobs.py": "001110001",
    "videoconduit/polling.py": "000012211121",
}
"""Python's indentation, which the printed text lost: the depth of every line."""


@cache
def printed(name: str) -> str:
    """An example to the letter."""
    document, heading, begin, end = _WHERE[name]
    text = (documents_dir() / document).read_text()
    section = text[text.index(heading) :]
    section = section[section.index(begin) :]
    lines = [line.strip() for line in section[: section.index(end)].strip().splitlines()]
    depths = _DEPTHS.get(name, "0" * len(lines))
    return "".join(f"{' ' * 4 * int(d)}{line}\n" for d, line in zip(depths, lines, strict=True))
