import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from app.core.child_process.killed import ChildKilled
from app.core.child_process.program import Bounds, ProgramFailed, run
from app.core.errors import AppError, Canceled, JobError, LimitExceeded

pytestmark = pytest.mark.slow

MB = 1 << 20


def python(code: str, **options: object) -> object:
    return run([sys.executable, "-c", code], **options)  # type: ignore[arg-type]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_output_errors_and_input() -> None:
    code = "import sys; sys.stderr.write('note'); print(sys.stdin.read().upper())"
    finished = run([sys.executable, "-c", code], stdin=b"hello" * 50_000)
    assert finished.stdout == b"HELLO" * 50_000 + b"\n"
    assert finished.stderr == "note"


def test_a_program_that_has_closed_its_output_is_not_waited_for_longer_than_it_runs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waits: list[float] = []
    sleep = time.sleep
    monkeypatch.setattr(time, "sleep", lambda seconds: (waits.append(seconds), sleep(seconds)))
    python("import os, time; os.close(1); os.close(2); time.sleep(0.2)")
    assert waits
    assert max(waits) <= 0.01


def test_lines_come_as_they_are_written() -> None:
    lines: list[str] = []
    python("print('a=1\\nb=2'); print('end', end='')", on_line=lines.append)
    assert lines == ["a=1", "b=2", "end"]


def test_a_failing_program_says_its_last_words() -> None:
    with pytest.raises(ProgramFailed) as caught:
        python("import sys; sys.stderr.write('first\\nno such codec'); sys.exit(3)")
    assert "no such codec" in caught.value.message
    assert caught.value.extra["exit_code"] == 3
    assert caught.value.hint


def test_only_the_end_of_a_long_complaint_is_kept() -> None:
    finished = run([sys.executable, "-c", "import sys; sys.stderr.write('x' * 500_000 + 'last')"])
    assert len(finished.stderr) <= 8192
    assert finished.stderr.endswith("last")


def test_a_missing_program() -> None:
    with pytest.raises(ProgramFailed) as caught:
        run(["/no/such/program"])
    assert caught.value.extra["exit_code"] == 127


HANDLES_ITS_LIMIT = "import signal; signal.signal(signal.SIGXCPU, lambda *_: exit(9))\nwhile True: pass"


@pytest.mark.parametrize(
    ("code", "bounds", "error_code"),
    [
        ("import time; time.sleep(60)", Bounds(wall=0.3), "limit_time"),
        ("while True: pass", Bounds(wall=20, cpu=1), "limit_cpu"),
        ("open('big','wb').write(b'x' * 3_000_000)", Bounds(file_size=MB), "limit_file_size"),
        ("import sys; sys.stderr.write('Cannot allocate memory'); sys.exit(1)", Bounds(), "limit_memory"),
        (HANDLES_ITS_LIMIT, Bounds(cpu=1), "limit_cpu"),
    ],
)
def test_limits(tmp_path: Path, code: str, bounds: Bounds, error_code: str) -> None:
    with pytest.raises(LimitExceeded) as caught:
        python(code, bounds=bounds, cwd=tmp_path)
    assert caught.value.code == error_code
    assert caught.value.hint


def test_who_is_killed_within_its_limits_is_told_from_who_broke_one() -> None:
    with pytest.raises(ChildKilled) as caught:
        python("import os; os.kill(os.getpid(), 9)")
    assert caught.value.code == "child_killed"


def test_the_address_space_is_bounded() -> None:
    with pytest.raises(AppError) as caught:
        python("x = bytearray(900_000_000)", bounds=Bounds(memory=512 * MB))
    assert "MemoryError" in caught.value.message


def test_a_full_disk() -> None:
    with pytest.raises(JobError) as caught:
        python("import sys; sys.stderr.write('write: No space left on device'); sys.exit(1)")
    assert caught.value.code == "disk_full"


def test_cancel_ends_the_program_and_what_it_started(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    code = (
        "import os, subprocess, time; p = subprocess.Popen(['sleep', '60']);"
        f"open({str(pids)!r} + '.part', 'w').write(f'{{os.getpid()}} {{p.pid}}');"
        f"os.rename({str(pids)!r} + '.part', {str(pids)!r}); time.sleep(60)"
    )
    with pytest.raises(Canceled):
        python(code, cancelled=pids.exists)
    child, grandchild = map(int, pids.read_text().split())
    deadline = time.monotonic() + 5
    while alive(grandchild) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not alive(child)
    assert not alive(grandchild)


def test_a_child_left_behind_does_not_hold_us_up() -> None:
    began = time.monotonic()
    finished = run([sys.executable, "-c", "import subprocess; subprocess.Popen(['sleep','30']); print('ok')"])
    assert finished.stdout == b"ok\n"  # type: ignore[attr-defined]
    assert time.monotonic() - began < 20


def test_the_program_dies_with_us(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    inner = f"import os,time; open({str(pid_file)!r},'w').write(str(os.getpid())); time.sleep(60)"
    outer = (
        f"import sys; from app.core.child_process.program import run; run([sys.executable, '-c', {inner!r}])"
    )
    parent = subprocess.Popen([sys.executable, "-c", outer], cwd=Path(__file__).parents[3])
    deadline = time.monotonic() + 20
    while not (pid_file.exists() and pid_file.read_text()) and time.monotonic() < deadline:
        time.sleep(0.02)
    parent.kill()
    parent.wait()
    pid = int(pid_file.read_text())
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not alive(pid)


def test_secrets_of_the_environment_are_not_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUEDECK_SECRET_KEY", "hidden")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hidden")
    finished = run([sys.executable, "-c", "import os; print(dict(os.environ))"], env={"EXTRA": "1"})
    assert b"hidden" not in finished.stdout
    assert b"EXTRA" in finished.stdout


def test_several_threads_at_once() -> None:
    results: list[bytes] = []

    def work(n: int) -> None:
        results.append(run([sys.executable, "-c", f"print({n})"]).stdout)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [b"%d\n" % n for n in range(6)]


def test_no_shell_and_no_stray_descriptors() -> None:
    read, write = os.pipe()
    os.set_inheritable(write, True)
    code = f"import os, sys; print(sys.argv[1]); print(os.path.exists('/proc/self/fd/{write}'))"
    try:
        finished = run([sys.executable, "-c", code, "$(id); `id`"])
    finally:
        os.close(read)
        os.close(write)
    assert finished.stdout == b"$(id); `id`\nFalse\n"
