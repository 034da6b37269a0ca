"""Limits the process it runs in, then becomes another program: `python launcher.py LIMITS PROGRAM ARG...`.

`LIMITS` are four numbers, `PARENT,CPU,MEMORY,FILE_SIZE`: the parent's process id, seconds, bytes and bytes, 0
for no limit. The network is taken away where the system allows that. A separate small program, because code
run between fork and exec in a threaded worker can deadlock; it imports little, since every run of ffmpeg
waits for it.
"""

# What the public module `signal` adds to this are enumerations, which take a quarter of the time of a start.
import _signal as signal  # type: ignore[import-not-found]
import ctypes
import os
import resource
import sys

PR_SET_PDEATHSIG = 1
PR_SET_NO_NEW_PRIVS = 38


def main() -> None:
    """Set the limits and execute the program; exit 127 when there is no such program."""
    parent, cpu, memory, file_size = (int(number) for number in sys.argv[1].split(","))
    argv = sys.argv[2:]
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(1)  # the parent died before the line above took hold
    _limit(resource.RLIMIT_CPU, cpu, 2)
    _limit(resource.RLIMIT_AS, memory)
    _limit(resource.RLIMIT_FSIZE, file_size)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for name in (signal.SIGXFSZ, signal.SIGPIPE):
        signal.signal(name, signal.SIG_DFL)  # Python ignores both, and what is ignored stays so across exec
    sys.path.append(os.path.dirname(__file__))  # the package around it is not needed
    __import__("no_network").give_up_network()
    try:
        os.execvp(argv[0], argv)  # noqa: S606
    except OSError as error:
        sys.stderr.write(f"cannot execute {argv[0]}: {error.strerror}")
        sys.exit(127)


def _limit(kind: int, value: int, grace: int = 0) -> None:
    if value:
        hard = resource.getrlimit(kind)[1]
        most = value + grace if hard == resource.RLIM_INFINITY else min(value + grace, hard)
        resource.setrlimit(kind, (min(value, most), most))


if __name__ == "__main__":
    main()
