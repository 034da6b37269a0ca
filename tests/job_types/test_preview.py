"""preview: which fields belong to which kind of preview."""

from __future__ import annotations

import pytest

from app.job_types.parameters import form_fields
from app.job_types.preview import PreviewParameters


@pytest.mark.parametrize(
    ("field", "kinds"),
    [
        ("timestamp", ("thumbnail",)),
        ("start", ("gif", "clip")),
        ("duration", ("gif", "clip")),
        ("columns", ("mosaic",)),
        ("fps", ("gif",)),
    ],
)
def test_a_field_is_for_some_kinds(field: str, kinds: tuple[str, ...]) -> None:
    _, in_form = form_fields(PreviewParameters)[field]
    assert in_form.only_for == ("preview_type", kinds)


def test_every_kind_has_a_width() -> None:
    assert form_fields(PreviewParameters)["width"][1].only_for is None
