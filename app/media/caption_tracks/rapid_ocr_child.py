"""A program that reads pictures by RapidOCR: `python -I rapid_ocr_child.py LIST`.

For each path in the list it prints a line of JSON: the lines of the picture, each as words with how sure they
are (0 to 1). The models come with the package; nothing is fetched.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Any


def main(listed: str) -> None:
    """Read every picture of the list."""
    package: Any = import_module("rapidocr")
    engine = package.RapidOCR(params={"Global.log_level": "critical"})
    for path in Path(listed).read_text(encoding="utf-8").splitlines():
        found = engine(path, return_word_box=True)
        rows = [[[str(word), float(sure)] for word, sure, _box in line] for line in found.word_results or ()]
        sys.stdout.write(json.dumps(rows) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
