"""Work that fills a core, done in a process of its own: nobody at a door waits for it, and two such processes use two cores.

The process starts with its first work. It ends with the service, however that ends: then nobody holds the other end of its pipe.
It is forked from one that stands by with all modules loaded (`stand_by`), so that work begins at once and memory is shared.
"""

import asyncio
import gc
import signal
from collections.abc import Callable, Coroutine
from functools import cache
from multiprocessing import forkserver, get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from shared import heap, log, settings
from shared.database import Sessions, connect
from shared.database import sessions as sessions_of

REST_S = 1.0
"""Without work for so long, a process gives memory back. To do so after each piece, and ask for it again, takes a twentieth of
its time."""

Work = Callable[..., Coroutine[Any, Any, Any]]


def stand_by(*modules: str) -> None:
    """Load these modules in a process that does nothing but fork those that work: to load them takes two seconds, which nobody
    who sends a file has to wait for any more. It costs the memory of the modules as long as the service runs."""
    get_context("forkserver").set_forkserver_preload(list(modules))
    forkserver.ensure_running()


class ProcessDied(Exception):
    """In the middle of its work, which a transaction has undone."""


class Apart:
    """One process, which does one work at a time."""

    def __init__(self, service: str) -> None:
        self._service = service
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None

    @property
    def pid(self) -> int | None:
        """None before the first work and after the end."""
        return self._process.pid if self._process else None

    async def do(self, work: Work, *given: Any) -> Any:
        """Call a function of some module in the process; what it takes and returns goes through a pipe. Raises ProcessDied."""
        return await asyncio.to_thread(self._ask, work, given)

    def end(self) -> None:
        """Whatever it does; the next work starts another."""
        if self._process:
            self._process.terminate()
        self._process = None

    def _ask(self, work: Work, given: tuple[Any, ...]) -> Any:
        if self._process is None or self._pipe is None:
            # A copy of the service itself (fork) would have its connections and its locks as well.
            context = get_context("forkserver")
            self._pipe, theirs = context.Pipe()
            self._process = context.Process(
                target=_serve, args=(theirs, self._service), name=f"{self._service} apart", daemon=True
            )
            self._process.start()
            theirs.close()
        try:
            self._pipe.send((work, given))
            return self._pipe.recv()
        except (EOFError, OSError):
            self.end()
            raise ProcessDied from None


@cache
def sessions(service: str) -> Sessions:
    """This process's own, for the work that is done in it."""
    return sessions_of(connect(settings.current()), service)


def _serve(pipe: Connection, service: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever presses it means the service, which ends us
    log.start(service, settings.current().log_level)
    # A piece of work makes millions of values and few circles among them. To look for circles all the while took a third of its
    # time; they are looked for after each piece, and only among what it made: modules, and what earlier pieces remember, stay.
    gc.disable()
    with asyncio.Runner() as runner:
        while True:
            try:
                if not pipe.poll(REST_S):
                    heap.give_back()  # or a process that has read one large file is large from then on
                work, given = pipe.recv()
            except EOFError:
                return
            gc.freeze()
            pipe.send(runner.run(work(*given)))
            gc.collect()
