"""Overdue instalments are told of on the day after, and monthly while they stay unpaid."""

from datetime import date, datetime, timedelta

from services.medical.jobs import tell_missed_instalments as job
from services.medical.operations.instalment.record_payment import record_payment
from services.medical.operations.instalment.tell_missed_instalments import tell_missed_instalments
from services.medical.schemas.instalment import RecordPayment
from services.medical.store.instalments import list_instalments, list_plans
from shared.events.medical import InstalmentMissed
from tests.builders.medical import HOSPITAL, a_plan, a_settlement

JULY, AUGUST = date(2020, 7, 12), date(2020, 8, 12)


async def missed(session, emitted):
    return [event for event in await emitted(session) if isinstance(event, InstalmentMissed)]


async def test_the_day_after_and_again_a_month_later(session, emitted):
    plan = await a_plan(session, await a_settlement(session), (JULY, 1_000_00), (AUGUST, 500_00))

    assert await tell_missed_instalments(session, on=JULY) == 0
    assert await tell_missed_instalments(session, on=JULY + timedelta(1)) == 1
    assert await tell_missed_instalments(session, on=JULY + timedelta(2)) == 0
    assert await tell_missed_instalments(session, on=AUGUST + timedelta(1)) == 2

    told = await missed(session, emitted)
    assert [(event.number, event.times, event.owed_fen) for event in told] == [(1, 1, 1_000_00), (1, 2, 1_000_00), (2, 1, 500_00)]
    assert {event.plan_id for event in told} == {plan.id}
    assert [one.told_times for one in await list_instalments(session, plan.id)] == [2, 1]


async def test_what_is_paid_is_not_told_of_and_what_is_paid_in_part_is_told_with_its_rest(session, emitted):
    plan = await a_plan(session, await a_settlement(session), (JULY, 1_000_00), (AUGUST, 500_00))
    form = RecordPayment(paid_on=JULY, amount_yuan="1200", receipt_no="SJ1")
    await record_payment(session, form, plan_id=plan.id, by=HOSPITAL, on=JULY)

    assert await list_plans(session, status=None, overdue_on=AUGUST, after=None, limit=10) == []
    assert await tell_missed_instalments(session, on=AUGUST + timedelta(1)) == 1

    [event] = await missed(session, emitted)
    assert (event.number, event.owed_fen) == (2, 300_00)
    [late] = await list_plans(session, status=None, overdue_on=AUGUST + timedelta(1), after=None, limit=10)
    assert late.id == plan.id


async def test_the_clock_tells(session, tick, emitted):
    await a_plan(session, await a_settlement(session), (JULY, 1_000_00))
    await session.commit()

    await tick(job, datetime.fromisoformat("2020-07-13T00:10:00+08:00"))

    assert len(await missed(session, emitted)) == 1
