"""Tell the town, then the county, of errands that are late; each level once."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules import link
from services.notifier.rules.errand import ErrandLevel, ErrandStep, level_due, steps_above
from services.notifier.rules.message import MessageKind
from services.notifier.rules.place import VILLAGE_DIGITS
from services.notifier.rules.routing import Desk, officer_of
from services.notifier.store.errand import get_errand_policy, lock_late
from services.notifier.store.post import list_desks
from services.notifier.store.writing import About, Letter, add_letters, letter_to
from services.notifier.tables import Errand
from shared import periods, settings

AT_ONCE = 200
"""Errands per call: the next tick takes the rest."""


async def escalate_errands(session: AsyncSession, *, at: datetime) -> Sequence[Errand]:
    """Those of which somebody was told. Raises NoErrandPolicy."""
    late = await lock_late(session, at=at, done=list(ErrandLevel)[-1], limit=AT_ONCE)
    if not late:
        return []
    desks = await list_desks(session, *{errand.region for errand in late})

    today = periods.day_in_china(at)
    due = [
        (errand, level)
        for errand in late
        if (level := level_due(errand.due_at, at, steps=_steps(errand, today), told=errand.told))
    ]

    letters = [_letter(errand, level, desks, at) for errand, level in due]
    for errand, level in due:
        errand.told = level
        session.add(errand)
    await session.flush()
    await add_letters(session, letters)
    return [errand for errand, _ in due]


def _steps(errand: Errand, today: date) -> list[ErrandStep]:
    digits = errand.addressee.digits if errand.addressee else VILLAGE_DIGITS
    return steps_above(get_errand_policy(errand.region, today).escalation, digits)


def _letter(errand: Errand, level: ErrandLevel, desks: Sequence[Desk], at: datetime) -> Letter:
    return letter_to(
        officer_of(errand.region[: level.digits], desks),
        MessageKind.ERRAND_LATE,
        About(errand.region, errand_id=errand.id),
        at=at,
        title=errand.title or errand.kind.label,
        level=level.label,
        task=errand.task,
        due_at=errand.due_at,
        link=link.errand(settings.current().base_url, errand.kind, errand.source_id, errand.page),
    )
