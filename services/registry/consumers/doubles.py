"""Whoever entered the register or is otherwise than before is looked for in it a second time, whichever writer said so: a form,
an import, a verification, a bill, a report. All of them say one of these events."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.double.note_doubles import note_doubles
from shared.clock import today
from shared.consumers import Consumers
from shared.events.registry import PersonChanged, PersonEnrolled

handlers = Consumers("registry")

LOOKING_S = 2.0
"""Nobody waits for it: a form's own answer has told already whom it sees; an import's thousands come along together."""


@handlers.on_many(PersonEnrolled, patience_s=LOOKING_S)
async def look_for_second_files(session: AsyncSession, events: Sequence[PersonEnrolled]) -> None:
    await note_doubles(session, {event.person_id for event in events}, on=today())


@handlers.on_many(PersonChanged, patience_s=LOOKING_S)
async def look_for_second_files_again(session: AsyncSession, events: Sequence[PersonChanged]) -> None:
    """Also of strangers whom a bill or a report brought in: their coming is told as a change."""
    await note_doubles(session, {event.person_id for event in events}, on=today())
