"""More that strikes a household whose case is open: urgency rises, what is needed besides begins, nothing begins twice."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.case.add_fact import add_fact
from services.registry.rules.case import Act, Part
from services.registry.rules.ending import CaseIsClosed, NotOfTheHousehold
from services.registry.rules.need import Kind, Urgency
from services.registry.schemas.case_act import AddFact
from services.registry.store import case as store
from services.registry.store.household import list_members
from shared.events import Event
from shared.events.civil_affairs import Trigger
from shared.events.registry import CaseFactAdded, CaseNeedsAdded
from shared.ids import uuid7
from tests.builders.cases import ZICHUAN, a_case, everything_done, happen

AT = datetime(2020, 6, 1, 1, tzinfo=UTC)
LATER = AT + timedelta(days=1)
ON = date(2020, 6, 2)

Emitted = Callable[[AsyncSession], Awaitable[list[Event]]]


async def told_of(emitted: Emitted, session: AsyncSession) -> list[CaseNeedsAdded]:
    return [event for event in await emitted(session) if isinstance(event, CaseNeedsAdded)]


async def test_an_unsafe_house_adds_the_survey_that_a_lost_job_did_not_call_for_and_nothing_twice(
    session: AsyncSession, emitted: Emitted
) -> None:
    case = await a_case(session, at=AT, village=ZICHUAN, trigger=Trigger.JOB_LOSS)
    assert Part.HOUSING_SURVEY not in {part.part for part in await store.list_parts(session, [case.id])}
    [member] = await list_members(session, [case.household_id])
    house = AddFact(kind=Kind.HOUSE, happened_on=ON, person_ids=[member.id])
    for _ in range(2):
        await add_fact(session, case.id, house, by="村干部", at=LATER, on=ON)

    [told] = await told_of(emitted, session)
    assert (told.needs, told.trigger, told.kind, told.urgency) == (["housing-survey"], Trigger.DISASTER, "house", "critical")
    assert told.detected_at == LATER
    assert len(await store.list_parts(session, [case.id])) == 4
    assert [act.act for act in await store.list_acts(session, case.id)] == [Act.NEEDS_ADDED]
    assert [fact.person_ids for fact in (await store.list_facts(session, case.id))[1:]] == [[member.id]] * 2
    session.expunge_all()
    assert (await store.get_case(session, case.id)).urgency is Urgency.CRITICAL


async def test_every_fact_is_told_with_what_its_kind_calls_for_begun_or_not(session: AsyncSession, emitted: Emitted) -> None:
    case = await a_case(session, at=AT, trigger=Trigger.JOB_LOSS)
    await add_fact(session, case.id, AddFact(kind=Kind.DROP_OUT, happened_on=ON), by="村干部", at=LATER, on=ON)
    [told] = [event for event in await emitted(session) if isinstance(event, CaseFactAdded)]
    assert (told.case_id, told.household_id, told.region) == (case.id, case.household_id, case.region)
    assert (told.trigger, told.kind, told.origin, told.detected_at) == (Trigger.DROP_OUT, "drop-out", "officer", LATER)
    assert told.asks_for("work-orders")
    assert told.urgency == "ordinary"


async def test_a_lesser_fact_leaves_the_urgency_and_starts_nothing(session: AsyncSession, emitted: Emitted) -> None:
    case = await a_case(session, at=AT, trigger=Trigger.DISASTER)
    await add_fact(session, case.id, AddFact(kind=Kind.JOB_LOSS, happened_on=ON), by="村干部", at=LATER, on=ON)
    assert await told_of(emitted, session) == []
    session.expunge_all()
    assert (await store.get_case(session, case.id)).urgency is Urgency.CRITICAL


async def test_a_closed_case_takes_no_facts_and_no_strangers(session: AsyncSession) -> None:
    case = await a_case(session, at=AT)
    strange = AddFact(kind=Kind.HOUSE, happened_on=ON, person_ids=[uuid7()])
    with pytest.raises(NotOfTheHousehold):
        await add_fact(session, case.id, strange, by="村干部", at=LATER, on=ON)
    await happen(session, case.id, *everything_done(AT))
    with pytest.raises(CaseIsClosed):
        await add_fact(session, case.id, AddFact(kind=Kind.HOUSE, happened_on=ON), by="村干部", at=LATER, on=ON)
