"""What `app.captions` gives to a program, and what importing it costs."""

import json
import subprocess
import sys
import venv
from pathlib import Path

import pytest

import app.captions
import cuedeck.captions
from tests.support.product import ROOT

PROGRAM = """
import json, sys
HEAVY = (
    "charset_normalizer", "docx", "ftfy", "lingua", "lxml", "numpy", "openpyxl", "pydantic", "pysubs2",
    "uuid",
)
before = set(sys.modules)
import cuedeck.captions
first = sorted(set(sys.modules) - before)
from cuedeck.captions import CaptionError, ConvertRequest, caption_formats, convert, inspect, load, save
srt = b"1\\n00:00:01,000 --> 00:00:02,500\\nHello\\n"
save(load(srt), "WebVTT")
heavy = sorted(name for name in HEAVY if name in sys.modules)
made = convert(save(load(srt), "TTML"), ConvertRequest(target_profile="WebVTT"))
found = inspect(made.data)
try:
    load(bytes(range(256)))
except CaptionError as error:
    code = error.code
later = sorted(name for name in sys.modules if name.startswith("app.") or "." not in name)
print(json.dumps([first, later, found.caption_format.name, len(caption_formats()), code, heavy]))
"""


def test_it_is_pure_and_importing_it_imports_nothing() -> None:
    """In a process of its own, in which there are no settings and no database."""
    program = f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{PROGRAM}"
    done = subprocess.run(
        [sys.executable, "-I", "-c", program], env={}, capture_output=True, text=True, check=True
    )
    first, later, name, count, code, heavy = json.loads(done.stdout)
    assert heavy == []  # a file of text needs none of them
    assert [name for name in first if name.partition(".")[0] not in sys.stdlib_module_names] == [
        "app", "app.captions", "cuedeck", "cuedeck.captions",
    ]  # fmt: skip
    assert len(first) < 20
    ours = {module for module in later if module.startswith("app.")}
    assert all(module.startswith(("app.captions", "app.core")) for module in ours)
    assert not {"app.core.settings", "app.core.db", "sqlmodel", "sqlalchemy", "models"} & set(later)
    assert (name, count, code) == ("WebVTT", len(app.captions.caption_formats()), "not_captions")


def test_every_name_is_there_and_nothing_else() -> None:
    for name in app.captions.__all__:
        assert getattr(app.captions, name) is getattr(cuedeck.captions, name)
    assert cuedeck.captions.__all__ == app.captions.__all__
    with pytest.raises(AttributeError):
        _ = app.captions.nothing


THEIRS = """
from cuedeck import captions

document = captions.load("in.scc")
reveal_type(document.cues[0].start)
document.save("out.vtt").nothing
document.save(3)
"""


@pytest.mark.slow
def test_programs_of_others_are_checked_against_its_types(tmp_path: Path) -> None:
    """In an environment of their own, where the packages are installed and no source of theirs."""
    venv.create(tmp_path / "env", with_pip=False)
    (packages,) = (tmp_path / "env/lib").glob("*/site-packages")
    (packages / "cuedeck.pth").write_text(f"{ROOT}\n")
    (tmp_path / "program.py").write_text(THEIRS)
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--python-executable",
        "env/bin/python",
        "program.py",
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    told = [line.split(": ", 1)[1] for line in done.stdout.splitlines() if line.startswith("program.py:")]
    assert told[0] == 'note: Revealed type is "int"', done.stdout
    assert "attr-defined" in told[1]
    assert "arg-type" in told[2]
