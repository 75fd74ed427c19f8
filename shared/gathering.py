"""Commands that come by the hundred are done together: what waits in this process is one transaction, and one wait for the disk.

Nobody waits for company: a command that finds nobody at work begins at once, and those that come meanwhile are done together
when it is through. Each is remembered under its own key and gets its own answer, when all of it is committed. One that is refused
leaves nothing and costs the others nothing; should anything else go wrong, each goes alone.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import structlog
from pydantic import BaseModel
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import inbox
from shared.database import Scope, Sessions, is_away
from shared.errors import Refusal
from shared.inbox import Answer, StillRunning, Work
from shared.security import Principal
from shared.vault import seal_bytes

log = structlog.get_logger()

TOGETHER = 64
"""Commands in one transaction. More would make the first of them wait for the last."""
JSON = "application/json"

Told = Sequence[BaseModel | Refusal]
Verb = Callable[[AsyncSession, Sequence[Any], Principal], Awaitable[Told]]
"""Acts on many forms of one person, and tells of each what its sender reads, or why not. It judges before it writes: a form that
is refused has changed nothing. Accounts and the like are locked in one order, for all forms at once."""


class _Kind(NamedTuple):
    """What may be done together: the same, for the same person, who sees the same rows."""

    verb: Verb
    by: Principal
    handler: str


@dataclass(frozen=True, eq=False)
class _Seat:
    """A command that waits for its turn."""

    form: Any
    work: Work
    status: int
    outcome: asyncio.Future[bytes] = field(default_factory=asyncio.Future)

    def settle(self, outcome: bytes | BaseException) -> None:
        if self.outcome.done():  # whoever sent it does not wait any more
            return
        if isinstance(outcome, BaseException):
            self.outcome.set_exception(outcome)
        else:
            self.outcome.set_result(outcome)


class Gathering:
    """The commands of one process that wait, by what may be done together."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._waiting: dict[_Kind, list[_Seat]] = {}
        self._at_work: set[asyncio.Task[None]] = set()

    async def take(self, verb: Verb, form: Any, *, by: Principal, work: Work, status: int) -> bytes:
        """Do it with those that wait; the answer's body, once it is committed.

        Raises what the verb refused, AlreadyDone with the answer of then, StillRunning, KeyUsedForAnother.
        """
        kind, seat = _Kind(verb, by, work.handler), _Seat(form, work, status)
        if kind in self._waiting:
            self._waiting[kind].append(seat)
        else:
            self._waiting[kind] = [seat]
            task = asyncio.create_task(self._serve(kind))
            self._at_work.add(task)
            task.add_done_callback(self._at_work.discard)
        return await seat.outcome

    async def _serve(self, kind: _Kind) -> None:
        waiting = self._waiting[kind]
        try:
            while waiting:
                # Whoever was just answered and has more to do is let in first: else one that came late would go alone, and all
                # the others after it, in turns.
                await asyncio.sleep(0)
                taken = waiting[:TOGETHER]
                del waiting[:TOGETHER]
                await self._act(kind, taken)
        finally:
            del self._waiting[kind]
            for seat in waiting:
                seat.outcome.cancel()

    async def _act(self, kind: _Kind, taken: Sequence[_Seat]) -> None:
        try:
            outcomes = await self._in_one(kind, taken)
        except Exception as failure:
            if len(taken) > 1 and not is_away(failure):
                log.info("commands.one_by_one", handler=kind.handler, reason=type(failure).__name__)
                for seat in taken:
                    await self._act(kind, [seat])
                return
            outcomes = [failure] * len(taken)
        except BaseException:  # the service ends: whoever waits must not wait for ever
            for seat in taken:
                seat.outcome.cancel()
            raise
        for seat, outcome in zip(taken, outcomes, strict=True):
            seat.settle(outcome)

    async def _in_one(self, kind: _Kind, taken: Sequence[_Seat]) -> list[bytes | BaseException]:
        """What came of each, committed."""
        first: dict[str, _Seat] = {}
        for seat in taken:
            first.setdefault(seat.work.id, seat)
        async with self._sessions.begin() as session:
            scope = kind.by.scope(kind.handler)
            outcomes = await self._done_under(session, kind, scope, list(first.values()))
        return [outcomes[seat.work.id] if first[seat.work.id] is seat else StillRunning() for seat in taken]

    async def _done_under(
        self, session: AsyncSession, kind: _Kind, scope: Scope, seats: Sequence[_Seat]
    ) -> dict[str, bytes | BaseException]:
        asked = {seat.work.id: seat.work.fingerprint for seat in seats}
        outcomes: dict[str, bytes | BaseException] = {**await inbox.look_each(session, scope, handler=kind.handler, asked=asked)}
        fresh = [seat for seat in seats if seat.work.id not in outcomes]
        told = await kind.verb(session, [seat.form for seat in fresh], kind.by) if fresh else []
        outcomes |= {seat.work.id: _body(one) for seat, one in zip(fresh, told, strict=True)}
        answers = {
            seat.work.id: Answer(seat.status, JSON, seal_bytes(body))
            for seat in fresh
            if isinstance(body := outcomes[seat.work.id], bytes)
        }
        if answers:
            await inbox.remember_each(session, answers, handler=kind.handler, asked=asked)
        return outcomes


def _body(told: BaseModel | Refusal) -> bytes | Refusal:
    return told if isinstance(told, Refusal) else told.model_dump_json(by_alias=True).encode()
