"""Becomes a child process that cannot outlive its parent and, for PostgreSQL, is not root.

Run as a script by `child.py`: `python launch.py PARENT SIGNAL ACCOUNT -- command ...`. It keeps its process id across the
exec, so the parent supervises the command itself. It stands alone (no import of ours) so that it starts in milliseconds.

ACCOUNT is one of
- `self`: stay who we are;
- `namespace:UID`: show the command the user id UID in a user namespace of its own; files stay the caller's, so a checkout
  under a home of mode 0700 works and nothing has to be handed over;
- `user:UID:GID`: give up root for that account.
"""

import ctypes
import os
import signal
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1
CLONE_NEWUSER = 0x10000000


def call(result: int, what: str) -> None:
    """Complain like the C library when a call into it returned -1."""
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def become(account: str, libc: ctypes.CDLL) -> None:
    """Change who this process is; see the module for the three kinds."""
    kind, _, rest = account.partition(":")
    if kind == "namespace":
        uid, gid = os.geteuid(), os.getegid()
        call(libc.unshare(CLONE_NEWUSER), "unshare")
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{rest} {uid} 1")
        Path("/proc/self/gid_map").write_text(f"{rest} {gid} 1")
    elif kind == "user":
        user, group = map(int, rest.split(":"))
        os.setgroups([])
        os.setgid(group)
        os.setuid(user)


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
    os.execvp(command[0], command)  # noqa: S606  becoming the command is what this script is for


if __name__ == "__main__":
    _, parent, death_signal, account, _, *command = sys.argv
    main(int(parent), int(death_signal), account, command)
