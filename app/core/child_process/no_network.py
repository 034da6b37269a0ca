"""Takes the network away from the process that calls it, for good: seccomp, as far as the system allows.

What reads untrusted files needs no connection, so one that is taken over by such a file shall have none: no
new socket of any kind, nor the system calls that make one in another way or reach into other processes. One
that it was passed (`connection_broker`) stays connected to what it is connected to. A filter of the kernel
(seccomp(2)) needs no privilege, works in containers too, and passes to children.

Standard library only: `launcher.py` runs this file in a Python without site packages.
"""

import ctypes
import errno
import os
import struct
import sys

_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _FILTER = 38, 22, 2
_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER, _ARCHITECTURE = 0, 4
_X32 = 0x40000000
# AUDIT_ARCH number, then: socket, connect, bind, listen, ptrace, process_vm_readv, process_vm_writev,
# io_uring_setup, pidfd_getfd
_SYSTEMS = {
    "x86_64": (0xC000003E, (41, 42, 49, 50, 101, 310, 311, 425, 438)),
    "aarch64": (0xC00000B7, (198, 203, 200, 201, 117, 270, 271, 425, 438)),
}


def _program(architecture: int, refused: tuple[int, ...]) -> bytes:
    """The filter in the kernel's language: refuse these calls with EPERM, allow all others."""
    steps = [(_LOAD, 0, 0, _ARCHITECTURE), (_EQUAL, 1, 0, architecture), (_RETURN, 0, 0, _KILL)]
    steps += [(_LOAD, 0, 0, _NUMBER)]
    last = len(refused)  # steps from the first comparison of a call to the refusal
    steps += [(_AT_LEAST, last + 1, 0, _X32)]
    steps += [(_EQUAL, last - index, 0, number) for index, number in enumerate(refused)]
    steps += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _ERRNO | errno.EPERM)]
    return b"".join(struct.pack("HBBI", *step) for step in steps)


class _Filter(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("program", ctypes.c_void_p))


def give_up_network() -> bool:
    """From now on this process and its children open no socket; False where the system has no such filter."""
    machine = os.uname().machine
    if sys.platform != "linux" or machine not in _SYSTEMS:
        return False
    program = _program(*_SYSTEMS[machine])
    kept = ctypes.create_string_buffer(program, len(program))
    wanted = _Filter(len(program) // 8, ctypes.cast(kept, ctypes.c_void_p))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return bool(libc.prctl(_PR_SET_SECCOMP, _FILTER, ctypes.byref(wanted), 0, 0) == 0)
