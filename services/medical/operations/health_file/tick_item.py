"""Tick one of the eight ones (八个一) off a patient's checklist."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.health import file as rules
from services.medical.schemas.health.care import TickItem
from services.medical.store.health import contents, files, programmes
from services.medical.tables import HealthFile, HealthTick
from shared.security import Principal
from shared.vault import seal


async def tick_item(session: AsyncSession, form: TickItem, *, file_id: UUID, by: Principal, on: date) -> HealthFile:
    """The list is the one of the place. Raises NoSuchHealthFile, FileClosed, NoSuchItem, DayNotPossible, ItemAlreadyTicked."""
    file = await files.lock_file(session, file_id)
    place = programmes.rules_at(file.region, file.opened_on)

    rules.must_be_open(file.closed_on)
    rules.must_be_on([item.code for item in place.checklist], form.item)
    rules.must_fall_between("/done_on", file.diagnosed_on, form.done_on, on)

    tick = HealthTick(
        file_id=file.id,
        region=file.region,
        item=form.item,
        done_on=form.done_on,
        by=by.subject,
        note_sealed=seal(form.note) if form.note else None,
    )
    if not await contents.add_tick(session, tick):
        raise rules.ItemAlreadyTicked(item=form.item)
    return file
