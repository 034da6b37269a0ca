"""The pages of docs/jobs: one a job type, with today's fields, stages and prices."""

from __future__ import annotations

import re
from functools import cache

from app.core.settings import Settings
from app.job_types import JOB_TYPES, plan
from app.job_types.stages import DONE_OF
from scripts.docs.job_type_pages import FOLDER, pages

made = cache(pages)


def test_the_committed_pages_are_current() -> None:
    committed = {path.name: path.read_text() for path in FOLDER.glob("*.md")}
    assert committed == made(), "run python -m scripts.docs.job_type_pages and commit docs/jobs"


def test_every_job_type_has_a_page_with_its_fields() -> None:
    text = made()
    assert set(text) == {"README.md", *(f"{kind}.md" for kind in JOB_TYPES)}
    for kind in JOB_TYPES:
        assert text[f"{kind}.md"].startswith(f"# {kind}\n")
        assert f"<!-- fields of {kind}, made by" in text[f"{kind}.md"]
        assert f'/v1/{kind}"' in text[f"{kind}.md"]


def test_the_overview_has_each_types_stages_and_price() -> None:
    rows = dict(re.findall(r"^\| \[(\w+)\]\(\w+\.md\) \| (.*) \|$", made()["README.md"], re.MULTILINE))
    assert set(rows) == set(JOB_TYPES)
    for kind, row in rows.items():
        _, stages, _, credits = row.split(" | ")
        assert stages.split(", ") == [stage for stage in plan(kind) if stage in DONE_OF]
        assert int(credits) == Settings().prices[kind]


def test_every_rehearsal_on_the_pages_ends_at_once() -> None:
    """What their first line promises: without `finish_in` a sandbox job stays in progress."""
    submissions = re.compile(
        rf"^curl (?:(?!^curl ).)*?/v1/(?:{'|'.join(JOB_TYPES)})\"", re.DOTALL | re.MULTILINE
    )
    for name, text in made().items():
        for sent in submissions.findall(text):
            assert '"finish_in": 0' in sent or "config=<" in sent, f"{name}: {sent}"
