"""Office packages that are the same bytes for the same content: they otherwise record when they were made."""

from __future__ import annotations

import io
import re
import zipfile

from app.captions.formats.shared.creation_date import EPOCH

_MOMENT = re.compile(rb">\d{4}-\d\d-\d\dT[\d:.]{8,15}Z?<")


def without_timestamps(package: bytes) -> bytes:
    """The package with every entry, and the moments in its core properties, at the start of 1980."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as made, zipfile.ZipFile(out, "w") as steady:
        for entry in made.infolist():
            content = made.read(entry)
            if entry.filename == "docProps/core.xml":
                content = _MOMENT.sub(f">{EPOCH.isoformat()}Z<".encode(), content)
            info = zipfile.ZipInfo(entry.filename, EPOCH.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            steady.writestr(info, content)
    return out.getvalue()
