"""What reads untrusted files opens no connection, and redirects none that it was given."""

from __future__ import annotations

import socket
import subprocess
import sys

import pytest

from app.core.child_process import guarded_call
from app.core.child_process.program import Bounds, ProgramFailed, run
from app.core.errors import JobError
from tests.support.child_calls import open_socket

OPENS = "import socket, sys; socket.socket(getattr(socket, sys.argv[1])); print('open')"
TAKES = """
import ctypes, os
taken = ctypes.CDLL(None, use_errno=True).syscall(438, os.pidfd_open(os.getpid()), 0, 0)
print(taken, ctypes.get_errno())
"""
CONNECTS_ELSEWHERE = """
import socket, sys
given = socket.socket(fileno=int(sys.argv[1]))
for again in (lambda: given.connect(("127.0.0.1", int(sys.argv[2]))), lambda: given.bind(("127.0.0.1", 0)),
              lambda: given.listen()):
    try:
        again()
    except PermissionError:
        print("refused")
given.sendall(b"here")
"""
STARTS = (
    "import subprocess, sys; "
    "subprocess.run([sys.executable, '-c', 'import socket; socket.socket()'], check=True)"
)


@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6", "AF_UNIX"])
def test_a_program_opens_no_socket(family: str) -> None:
    argv = [sys.executable, "-c", OPENS, family]
    assert subprocess.check_output(argv) == b"open\n"
    with pytest.raises(ProgramFailed, match="Operation not permitted"):
        run(argv, bounds=Bounds(wall=60))


def test_nor_does_what_it_starts() -> None:
    with pytest.raises(ProgramFailed):
        run([sys.executable, "-c", STARTS], bounds=Bounds(wall=60))


def test_nor_takes_it_a_descriptor_of_another_process() -> None:
    assert run([sys.executable, "-c", TAKES], bounds=Bounds(wall=60)).stdout == b"-1 1\n"


@pytest.mark.slow
def test_a_connection_that_was_passed_stays_the_one_it_is() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with socket.create_connection(server.getsockname()) as given:
            argv = [sys.executable, "-c", CONNECTS_ELSEWHERE, str(given.fileno()), str(port)]
            done = run(argv, passed=[given.fileno()], bounds=Bounds(wall=60))
        assert done.stdout.split() == [b"refused"] * 3
        assert server.accept()[0].recv(10) == b"here"
        other.settimeout(0.2)
        with pytest.raises(TimeoutError):
            other.accept()


def test_a_reader_opens_no_socket() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(JobError) as refused:
            guarded_call.run(open_socket, port, bounds=guarded_call.Bounds(30, 10, 1 << 30))
        assert refused.value.code == "parser_crashed"
        server.settimeout(0.2)
        with pytest.raises(TimeoutError):
            server.accept()


def test_an_error_does_not_tell_where_files_lie() -> None:
    says = "import sys; sys.exit('Error opening input file:/srv/data/upload/ab: Invalid argument')"
    with pytest.raises(ProgramFailed) as failed:
        run([sys.executable, "-c", says], bounds=Bounds(wall=60))
    assert failed.value.message.endswith("Error opening input the file: Invalid argument")
