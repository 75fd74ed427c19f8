"""`python -m deploy.embedded up|down|status|logs|within`: what `make up` and its sisters call."""

import argparse
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from deploy import SERVICES
from deploy.embedded.child import last_lines
from deploy.embedded.ports import LOOPBACK, is_well
from deploy.embedded.stack import Stack, asked_base
from deploy.embedded.state import CHECKOUT, Run, sole_supervisor, state_folder
from deploy.embedded.supervisor import ANOTHER_IS_AT_WORK
from deploy.embedded.sweep import sweep

UP_WITHIN_S = 180
DOWN_WITHIN_S = 60
TITLES = {
    "gateway": "门户",
    "registry": "登记",
    "medical": "医疗",
    "housing": "住房",
    "funds": "资金",
    "notifier": "通知",
    "postgres": "数据库",
    "nats": "消息总线",
}


def up() -> int:
    """Start the platform unless it runs, wait until every part is ready, and print where it is."""
    folder = state_folder()
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "logs" / "supervisor.log"
    log.parent.mkdir(mode=0o700, exist_ok=True)
    ours: subprocess.Popen[bytes] | None = None
    deadline = time.monotonic() + UP_WITHIN_S
    while not (run := Run.read(folder)) or not run.is_supervised or not run.is_complete or waiting_for(run):
        code = ours.poll() if ours else ANOTHER_IS_AT_WORK
        if code == ANOTHER_IS_AT_WORK and not (run and run.is_supervised):
            # Nobody is at work, or whoever was is just ending.
            ours = begin(log)
        elif code not in (None, ANOTHER_IS_AT_WORK) or time.monotonic() > deadline:
            missing = ", ".join(waiting_for(run)) if run and run.is_complete else "setup"
            print(f"启动失败 / could not start ({missing}). 日志 / logs: {log.parent}\n{last_lines(log)}", file=sys.stderr)
            return 1
        time.sleep(0.1)
    if ours and run.supervisor and ours.pid != run.supervisor.pid:
        # Somebody else was faster. Ours must have noticed before we say that all is done, or it could follow a later `down`.
        ours.wait()
    show(run)
    return 0


def begin(log: Path) -> subprocess.Popen[bytes]:
    """A supervisor in the background. Where one is at work already it leaves at once."""
    with log.open("a") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "deploy.embedded.supervisor"],
            cwd=CHECKOUT,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )


def down() -> int:
    """Stop everything, also what a killed supervisor left behind; the data stays."""
    folder = state_folder()
    if not folder.exists():
        return 0
    deadline = time.monotonic() + DOWN_WITHIN_S
    while time.monotonic() < deadline:
        with sole_supervisor(folder) as is_sole:
            run = Run.read(folder)
            # A supervisor gives its place back a moment before its process is gone.
            is_gone = not (run and run.supervisor and run.supervisor.is_alive)
            if is_sole and is_gone:
                sweep(folder, run)
                if run:
                    Run(run.ports).write(folder)
                print("已停止 / stopped")
                return 0
        if run and run.supervisor and run.is_supervised:
            os.kill(run.supervisor.pid, signal.SIGTERM)
        time.sleep(0.1)
    print(f"未能停止 / could not stop within {DOWN_WITHIN_S} s", file=sys.stderr)
    return 1


def status() -> int:
    """Print each part with its state; 0 when all is well, 3 when it is not running."""
    run = Run.read(state_folder())
    if run is None or not run.is_supervised:
        print("未运行 / not running")
        return 3
    show(run)
    return 1 if waiting_for(run) else 0


def logs(names: list[str]) -> int:
    """Print the end of each log (or of the named ones) and follow them until interrupted."""
    folder = state_folder() / "logs"
    chosen = [folder / f"{name}.log" for name in names] or sorted(folder.glob("*.log"))
    return subprocess.call(["tail", "-n", "20", "-F", *map(str, chosen)])


def within(name: str, command: list[str]) -> int:
    """Run a command with the settings of a service, or of `setup` or `operator`, of the running platform."""
    run = Run.read(state_folder())
    if run is None or not run.is_supervised:
        print("未运行，请先 make up / not running, make up first", file=sys.stderr)
        return 3
    return subprocess.call(command, env=os.environ | Stack(state_folder(), run.ports).surroundings(name), cwd=CHECKOUT)


def waiting_for(run: Run) -> list[str]:
    """The parts that are not ready."""
    dead = [name for name, process in run.children.items() if not process.is_alive]
    pages = dict.fromkeys(SERVICES, "/readyz") | {"gateway": "/healthz"}
    return dead + [name for name, page in pages.items() if name not in dead and not is_well(run.ports[name], page)]


def show(run: Run) -> None:
    """A table of the parts and their addresses."""
    not_ready = waiting_for(run)
    if run.ports["gateway"] != (asked := asked_base()):
        print(f"端口 {asked} 起已被占用，改用 {run.ports['gateway']} / ports from {asked} are taken, moved aside")
    print(f"及时雨 http://{LOOPBACK}:{run.ports['gateway']}/")
    for name, title in TITLES.items():
        process = run.children.get(name)
        state = "未就绪 / not ready" if process is None or name in not_ready else "正常 / ready"
        again = f"  重启 / restarted {run.restarts[name]}" if run.restarts.get(name) else ""
        print(f"  {name:8}  {LOOPBACK}:{run.ports[name]}  pid {process.pid if process else '-':<8} {state}  {title}{again}")


def main() -> int:
    """One verb."""
    words = argparse.ArgumentParser(prog="python -m deploy.embedded")
    verbs = words.add_subparsers(dest="verb", required=True)
    for verb, does in {"up": up, "down": down, "status": status}.items():
        verbs.add_parser(verb, help=does.__doc__).set_defaults(does=lambda _, does=does: does())
    follow = verbs.add_parser("logs", help=logs.__doc__)
    follow.add_argument("names", nargs="*")
    follow.set_defaults(does=lambda asked: logs(asked.names))
    run = verbs.add_parser("within", help=within.__doc__)
    run.add_argument("name", choices=[*SERVICES, "setup", "operator"])
    run.add_argument("command", nargs=argparse.REMAINDER)
    run.set_defaults(does=lambda asked: within(asked.name, asked.command))
    asked = words.parse_args()
    try:
        return int(asked.does(asked))
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
