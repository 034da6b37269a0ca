"""The page of benchmarks keeps what was not measured again."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.docs import benchmarks


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(benchmarks, "PROGRAMS", tmp_path)
    monkeypatch.setattr(benchmarks, "DOCUMENT", tmp_path / "benchmarks.md")
    (tmp_path / "slow.py").write_text('"""How slow.\n\nAnd why."""\nprint("## ratio 0.5")\n')
    (tmp_path / "quick.py").write_text(
        '"""How quick."""\nprint("ratio 2.5  (at most 2)")\nraise SystemExit(1)\n'
    )
    (tmp_path / "soak.py").write_text("raise SystemExit(1)\n")
    return tmp_path


def test_all_run_in_order_and_one_that_missed_is_told(programs: Path) -> None:
    assert benchmarks.main([]) == 1
    text = benchmarks.DOCUMENT.read_text()
    assert [line for line in text.splitlines() if line.startswith("## ")] == ["## quick", "## slow"]
    assert "How slow.\n\n```text\n:: ratio 0.5\n```" in text
    assert "ratio 2.5  (at most 2)\n```" in text
    assert text.count("It ended with a figure missed.") == 1


def test_only_what_is_named_is_measured_again(programs: Path) -> None:
    benchmarks.main([])
    (programs / "slow.py").write_text('"""How slow."""\nprint("ratio 0.25")\n')
    (programs / "quick.py").unlink()
    assert benchmarks.main(["slow"]) == 0
    text = benchmarks.DOCUMENT.read_text()
    assert "ratio 0.25" in text
    assert "ratio 0.5" not in text
    assert "ratio 2.5" in text
    with pytest.raises(SystemExit, match="no benchmark quick"):
        benchmarks.main(["quick"])
