"""What funds does by the clock: waiting grants, overdue papers, seals."""

import asyncio
from datetime import date, datetime, timedelta

from sqlmodel import select

from services.funds.jobs import mark_overdue_papers, pay_waiting_grant, seal_days
from services.funds.rules.grant import GrantState
from services.funds.rules.merkle import EMPTY_ROOT
from services.funds.tables import EmergencyGrant, Seal
from shared import clock
from shared.database import set_scope, the_platform, transaction
from tests.builders.funds import DETECTED_AT, OTHER_VILLAGE, a_filled_reserve, a_need, pay_grant

NEXT_NIGHT = datetime(2020, 6, 2, 0, 40, tzinfo=clock.CHINA)


async def _everywhere(session):
    await session.commit()
    await set_scope(session, the_platform("test", "test"))


async def test_a_filled_reserve_pays_those_who_waited_the_oldest_first(session, emitted):
    oldest, second, elsewhere = a_need(), a_need(), a_need(village=OTHER_VILLAGE)
    for need in (oldest, second, elsewhere):
        await pay_grant(session, need, at=DETECTED_AT)
        await session.flush()
    await a_filled_reserve(session, 500_000)

    assert await pay_waiting_grant(session, DETECTED_AT + timedelta(hours=1))
    assert not await pay_waiting_grant(session, DETECTED_AT + timedelta(hours=1))

    await session.flush()
    grants = {grant.case_id: grant for grant in (await session.exec(select(EmergencyGrant))).all()}
    assert grants[oldest.case_id].state is GrantState.PAID
    assert grants[oldest.case_id].refusal_code is None
    assert grants[second.case_id].state is grants[elsewhere.case_id].state is GrantState.WAITING
    assert (await emitted(session))[-2].case_id == oldest.case_id


async def test_two_replicas_at_once_pay_a_waiting_grant_once(sessions, session, emitted):
    await pay_grant(session, a_need(), at=DETECTED_AT)
    await session.flush()
    await a_filled_reserve(session, 1_000_000)
    await session.commit()

    async def take() -> None:
        async with transaction(sessions, the_platform("test", "test")) as own:
            await pay_waiting_grant(own, DETECTED_AT)

    await asyncio.gather(*(take() for _ in range(4)))

    assert [type(event).__name__ for event in await emitted(session)] == [
        "EmergencyGrantRefused",
        "EmergencyGrantPaid",
        "DisclosurePublished",
    ]


async def test_papers_are_marked_overdue_the_day_after_they_were_due_and_once(session, tick):
    await a_filled_reserve(session)
    await pay_grant(session, a_need(), at=DETECTED_AT)
    await _everywhere(session)
    grant = (await session.exec(select(EmergencyGrant))).one()

    async def marked_at(at: datetime) -> date | None:
        await tick(mark_overdue_papers, at)
        await session.refresh(grant)
        return grant.papers_overdue_on

    assert await marked_at(datetime(2020, 6, 6, 23, 50, tzinfo=clock.CHINA)) is None
    assert await marked_at(datetime(2020, 6, 7, 0, 10, tzinfo=clock.CHINA)) == date(2020, 6, 7)
    assert await marked_at(datetime(2020, 6, 8, 0, 10, tzinfo=clock.CHINA)) == date(2020, 6, 7)


async def test_a_day_is_sealed_half_an_hour_after_it_is_over(session, tick):
    await a_filled_reserve(session)
    await pay_grant(session, a_need(), at=DETECTED_AT)
    await _everywhere(session)

    await tick(seal_days, datetime(2020, 6, 2, 0, 20, tzinfo=clock.CHINA))
    assert (await session.exec(select(Seal))).all() == []
    await tick(seal_days, NEXT_NIGHT)

    seal = (await session.exec(select(Seal))).one()
    assert (seal.day, seal.entries) == (date(2020, 6, 1), 1)


async def test_days_without_an_entry_are_sealed_too(session, tick):
    await a_filled_reserve(session)
    await pay_grant(session, a_need(), at=DETECTED_AT)
    await _everywhere(session)

    await tick(seal_days, datetime(2020, 6, 4, 1, 0, tzinfo=clock.CHINA))

    seals = (await session.exec(select(Seal).order_by(Seal.day))).all()
    assert [(seal.day.day, seal.entries) for seal in seals] == [(1, 1), (2, 0), (3, 0)]
    assert seals[1].root == EMPTY_ROOT.hex()
