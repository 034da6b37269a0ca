"""What an instance holds, and what it says when somebody else has it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from app.core.errors import AppError, Conflict
from app.supervisor.instance import check_database, listen, lock_data_folder, private_folder

ROOT = Path(__file__).resolve().parents[2]


def test_a_data_folder_has_one_instance(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "data"
    with (
        lock_data_folder(folder, "http://127.0.0.1:8000"),
        pytest.raises(Conflict) as caught,
        lock_data_folder(folder, "x"),
    ):
        pass
    assert caught.value.code == "data_dir_in_use"
    assert f"process {os.getpid()}, http://127.0.0.1:8000" in caught.value.message
    assert "CUEDECK_DATA_DIR" in caught.value.hint
    with lock_data_folder(folder, "x"):
        assert folder.stat().st_mode & 0o077 == 0


def test_a_killed_instance_holds_nothing(tmp_path: Path) -> None:
    program = f"""
from pathlib import Path
from app.supervisor.instance import lock_data_folder
with lock_data_folder(Path({str(tmp_path)!r}), "x"):
    print("held", flush=True)
    input()
"""
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(Conflict), lock_data_folder(tmp_path, "y"):
            pass
        holder.kill()
        holder.wait()
    with lock_data_folder(tmp_path, "y"):
        pass


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(AppError) as caught, lock_data_folder(tmp_path / "file" / "data", "x"):
        pass
    assert caught.value.code == "data_dir_unusable"
    assert str(tmp_path / "file" / "data") in caught.value.message


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_a_taken_port_is_told(host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(Conflict) as caught:
            listen(host, port)
    assert caught.value.code == "port_in_use"
    assert f"Port {port}" in caught.value.message
    assert f"CUEDECK_PORT={port + 1}" in caught.value.hint


def test_an_address_of_another_machine_is_told() -> None:
    with pytest.raises(Conflict) as caught:
        listen("192.0.2.1", 0)
    assert caught.value.code == "address_unavailable"


def test_the_socket_is_handed_down() -> None:
    with listen("127.0.0.1", 0) as listener:
        assert listener.get_inheritable()
        assert listener.getsockname()[1] > 0


def test_a_runtime_folder_open_to_others_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    private_folder(folder)
    private_folder(folder)
    assert folder.stat().st_mode & 0o777 == 0o700
    folder.chmod(0o755)
    with pytest.raises(Conflict, match="open to others"):
        private_folder(folder)
    link = tmp_path / "link"
    link.symlink_to(folder)
    folder.chmod(0o700)
    with pytest.raises(Conflict, match="belongs to someone else"):
        private_folder(link)


def test_a_command_with_another_database_than_the_running_instance_is_refused(tmp_path: Path) -> None:
    check_database(tmp_path, "sqlite:///a")  # nothing runs here
    with lock_data_folder(tmp_path, "http://127.0.0.1:8000", "postgresql://ann:word@db/cuedeck"):
        check_database(tmp_path, "postgresql://ann:word@db/cuedeck")
        with pytest.raises(Conflict) as caught:
            check_database(tmp_path, "sqlite:///a")
    assert (caught.value.code, "http://127.0.0.1:8000" in caught.value.message) == ("other_database", True)
    assert "word" not in (tmp_path / "instance.lock").read_text()
    check_database(tmp_path, "sqlite:///a")  # it has ended
