"""Whose account runs PostgreSQL, which refuses to be root.

An ordinary user stays who they are. For root there are three ways, tried in this order:
1. a user namespace in which root looks like `nobody`: no file changes hands, and a checkout below a home of mode 0700 works;
2. the account `nobody` itself, where namespaces are forbidden (a container without privileges);
3. `nobody` with the one capability that lets it through closed folders, where the checkout also lies below such a home.
Data that belongs to an account already goes on with that account.
"""

import os
import pwd
import subprocess
from pathlib import Path

from deploy.embedded.child import launched


class NoAccount(RuntimeError):
    """PostgreSQL cannot run here: root is refused, and no other account can reach the checkout."""


def account_for(folder: Path, program: Path) -> str:
    """The ACCOUNT of `launch.py` under which `program` may own `folder`, which exists; hands an empty folder over if need be."""
    if os.geteuid() != 0:
        return "self"
    owner = folder.stat()
    nobody = pwd.getpwnam("nobody")
    user, group = (owner.st_uid, owner.st_gid) if owner.st_uid else (nobody.pw_uid, nobody.pw_gid)
    if owner.st_uid == 0 and _can_run(in_namespace := f"namespace:{nobody.pw_uid}", folder, program):
        return in_namespace
    if owner.st_uid != 0 or not any(folder.iterdir()):
        for account in (f"user:{user}:{group}", f"passing:{user}:{group}"):
            if _can_run(account, folder.parent, program):
                os.chown(folder, user, group)
                return account
    raise NoAccount(
        f"root 不能运行 PostgreSQL，而普通账户 nobody 无法进入 {folder.parent}。"
        "请换用普通用户运行，或把代码放到所有人可以进入的目录（如 /opt/jishiyu）。\n"
        f"PostgreSQL refuses to run as root, and the account nobody cannot enter {folder.parent}. "
        "Run as an ordinary user, or move the checkout to a folder that everybody may enter (such as /opt/jishiyu)."
    )


def _can_run(account: str, folder: Path, program: Path) -> bool:
    attempt = ["/bin/sh", "-c", 'cd "$0" && exec "$1" --version', str(folder), str(program)]
    return subprocess.run(launched(attempt, account=account), capture_output=True).returncode == 0
