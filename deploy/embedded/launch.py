"""Becomes a child process that cannot outlive its parent and, for PostgreSQL, is not root.

Run as a script by `child.py`: `python launch.py PARENT SIGNAL ACCOUNT -- command ...`. It keeps its process id across the
exec, so the parent supervises the command itself. It stands alone (no import of ours) so that it starts in milliseconds.

ACCOUNT is one of
- `self`: stay who we are;
- `namespace:UID`: show the command the user id UID in a user namespace of its own; files stay the caller's, so a checkout
  under a home of mode 0700 works and nothing has to be handed over;
- `user:UID:GID`: give up root for that account;
- `passing:UID:GID`: the same, but keep the power to pass through folders that are closed to that account.
"""

import ctypes
import os
import signal
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1
PR_SET_SECUREBITS = 28
SECBIT_NO_SETUID_FIXUP = 4
PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 47, 2
CLONE_NEWUSER = 0x10000000
CAPABILITY_VERSION = 0x20080522
PASSING = (2, 1)
"""CAP_DAC_READ_SEARCH, or CAP_DAC_OVERRIDE where a container leaves only that."""


def call(result: int, what: str) -> None:
    """Complain like the C library when a call into it returned -1."""
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def become(account: str, libc: ctypes.CDLL) -> None:
    """Change who this process is; see the module for the four kinds."""
    kind, _, rest = account.partition(":")
    if kind == "namespace":
        uid, gid = os.geteuid(), os.getegid()
        call(libc.unshare(CLONE_NEWUSER), "unshare")
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{rest} {uid} 1")
        Path("/proc/self/gid_map").write_text(f"{rest} {gid} 1")
    elif kind in ("user", "passing"):
        user, group = map(int, rest.split(":"))
        if kind == "passing":
            # Otherwise the kernel takes the capabilities with the user id, and again in each access(2), by which initdb
            # looks for its programs.
            call(libc.prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP), "prctl")
        os.setgroups([])
        os.setgid(group)
        os.setuid(user)
        if kind == "passing":
            keep_passing(libc)


def keep_passing(libc: ctypes.CDLL) -> None:
    """Of root's capabilities keep one, so that it outlives the exec."""
    for capability in PASSING:
        bit = 1 << capability
        header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION, 0)
        # Effective, permitted and inheritable; the second three are for capabilities above 31.
        sets = (ctypes.c_uint32 * 6)(bit, bit, bit, 0, 0, 0)
        if libc.capset(header, sets) == 0:
            call(libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0), "prctl")
            return
    raise PermissionError("no capability to pass through closed folders")


def main(parent: int, death_signal: int, account: str, command: list[str]) -> None:
    """Become `command`; exits at once when the parent died before the kernel was told to watch it."""
    libc = ctypes.CDLL(None, use_errno=True)
    become(account, libc)
    # After the change of account: the kernel forgets the death signal when credentials change.
    call(libc.prctl(PR_SET_PDEATHSIG, death_signal), "prctl")
    if os.getppid() != parent:
        sys.exit(128 + death_signal)
    # A terminal's Ctrl-C and Ctrl-\ are for the supervisor, which stops its children in order.
    signal.pthread_sigmask(signal.SIG_SETMASK, set())
    # A shell that starts the supervisor with `&` lets it ignore Ctrl-C, and so would its children, which are stopped by it.
    signal.signal(death_signal, signal.SIG_DFL)
    os.execvp(command[0], command)  # noqa: S606  becoming the command is what this script is for


if __name__ == "__main__":
    _, parent, death_signal, account, _, *command = sys.argv
    main(int(parent), int(death_signal), account, command)
