"""How the ways out are, as far as anybody noticed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.delivery import ChannelName
from services.notifier.rules.line import LineState
from services.notifier.tables import Line

_STATE = tuple(field.name for field in fields(LineState))

# A line that another worker is at is left to it: the pace of a robot is kept by one at a time.
_LOCK_WAITED_FOR = text("""
SELECT code FROM line l
WHERE channel = ANY (:channels) AND EXISTS (
    SELECT FROM delivery d WHERE d.line = l.code AND d.state IN ('queued', 'failed') AND d.due_at <= :at)
ORDER BY code FOR UPDATE OF l SKIP LOCKED
""")


def state_of(line: Line) -> LineState:
    return LineState(**{name: getattr(line, name) for name in _STATE})


async def find_lines(session: AsyncSession, names: Iterable[str]) -> Mapping[str, LineState]:
    """Those that are known, as they are now."""
    found = select(Line).where(col(Line.code).in_(list(names))).execution_options(populate_existing=True)
    return {line.code: state_of(line) for line in (await session.exec(found)).all()}


async def lock_lines(session: AsyncSession, wanted: Mapping[str, ChannelName]) -> Mapping[str, LineState]:
    """These lines, locked in the order of their names; one that was not known is laid."""
    rows = select(Line).where(col(Line.code).in_(sorted(wanted))).order_by(col(Line.code)).with_for_update()
    rows = rows.execution_options(populate_existing=True)
    found = (await session.exec(rows)).all()
    if len(found) < len(wanted):
        await lay_lines(session, wanted)
        found = (await session.exec(rows)).all()
    return {line.code: state_of(line) for line in found}


async def lay_lines(session: AsyncSession, wanted: Mapping[str, ChannelName]) -> None:
    """Make these lines known."""
    laid = [Line(code=name, channel=channel).model_dump() for name, channel in sorted(wanted.items())]
    await session.execute(insert(Line).values(laid).on_conflict_do_nothing())


async def lock_lines_waited_for(
    session: AsyncSession, channels: Sequence[ChannelName], *, at: datetime
) -> Mapping[str, LineState]:
    """The robots that messages are due at, but those that another worker is at."""
    told = {"channels": [channel.value for channel in channels], "at": at}
    names = [name for (name,) in await session.execute(_LOCK_WAITED_FOR, told)]
    return await find_lines(session, names)


async def put_lines(session: AsyncSession, lines: Mapping[str, LineState]) -> None:
    """Write down how these are now. They are locked."""
    for name, state in lines.items():
        line = await session.get_one(Line, name)
        for field, value in asdict(state).items():
            setattr(line, field, value)
    await session.flush()


async def list_lines(session: AsyncSession) -> Sequence[Line]:
    return (await session.exec(select(Line).order_by(col(Line.channel), col(Line.code)))).all()
