"""Reports on a real database: one effect, one answer, and nothing half done."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from deploy.demo.register import id_number
from services.registry.operations.relief_need.report_relief_need import report_relief_need
from services.registry.rules.relief import HappenedInTheFuture, ReliefNeed, ReportIdReused, Someone, UnsafeHouseIsADisaster
from services.registry.rules.sighting import UnknownHousehold
from services.registry.rules.vocabulary import HouseholdState
from services.registry.store import household as households
from services.registry.store.case import get_case
from shared.errors import Refusal
from shared.events import Event
from shared.events.civil_affairs import Trigger
from shared.events.registry import NewPovertyDetected, ReliefNeedAnswered
from shared.identity import check_id_number
from shared.ids import uuid7
from tests.builders.registry import LONGTAN, ON

SOMEONE = Someone(check_id_number(id_number(date(1965, 3, 18), 17), on=ON), "赵大山")
NEED = ReliefNeed(uuid7(), "371311", LONGTAN, Trigger.ACCIDENT, date(2020, 5, 30), person=SOMEONE)

Emitted = Callable[[AsyncSession], Awaitable[list[Event]]]


async def test_a_report_of_someone_in_no_register_opens_a_case_for_a_village_officer_to_verify(
    session: AsyncSession, emitted: Emitted
) -> None:
    report = await report_relief_need(session, NEED, by="区民政局", on=ON)

    assert report.is_accepted
    assert report.case_id
    case = await get_case(session, report.case_id)
    household = await households.get_household(session, case.household_id)
    [member] = await households.list_members(session, [household.id])
    assert (household.state, member.is_verified, bool(member.name_sealed)) == (HouseholdState.PROVISIONAL, False, True)
    assert {type(event) for event in await emitted(session)} >= {ReliefNeedAnswered, NewPovertyDetected}


async def test_the_same_report_again_gets_the_same_answer_and_nothing_else(session: AsyncSession, emitted: Emitted) -> None:
    first = await report_relief_need(session, NEED, by="区民政局", on=ON)
    told = len(await emitted(session))
    again = await report_relief_need(session, NEED, by="区民政局", on=ON)
    assert again.id == first.id
    assert len(await emitted(session)) == told


async def test_an_id_is_good_for_one_report(session: AsyncSession) -> None:
    await report_relief_need(session, NEED, by="区民政局", on=ON)
    with pytest.raises(ReportIdReused):
        await report_relief_need(session, replace(NEED, trigger=Trigger.DEATH), by="区民政局", on=ON)


async def test_two_departments_may_happen_on_the_same_id(session: AsyncSession) -> None:
    first = await report_relief_need(session, NEED, by="区民政局", on=ON)
    second = await report_relief_need(session, replace(NEED, region="3713"), by="市民政局", on=ON)
    assert second.id != first.id
    assert second.case_id == first.case_id


@pytest.mark.parametrize(
    ("need", "law"),
    [
        (replace(NEED, happened_on=date(2020, 6, 2)), HappenedInTheFuture),
        (replace(NEED, person=None, household_code="3713110000009999"), UnknownHousehold),
    ],
)
async def test_a_refused_report_writes_nothing(
    session: AsyncSession, emitted: Emitted, need: ReliefNeed, law: type[Refusal]
) -> None:
    with pytest.raises(law):
        await report_relief_need(session, need, by="区民政局", on=ON)
    assert await emitted(session) == []
    for table in ("household", "person", "relief_case", "relief_report"):
        assert (await session.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one() == 0


async def test_a_house_that_may_fall_is_a_kind_of_its_own_whoever_reports_it(session: AsyncSession, emitted: Emitted) -> None:
    need = replace(NEED, trigger=Trigger.DISASTER, house_is_unsafe=True)
    report = await report_relief_need(session, need, by="区住建局", on=ON)
    assert report.case_id and (await get_case(session, report.case_id)).kind == "house"
    [told] = [event for event in await emitted(session) if isinstance(event, NewPovertyDetected)]
    assert told.trigger is Trigger.DISASTER
    with pytest.raises(ReportIdReused):
        await report_relief_need(session, replace(need, house_is_unsafe=False), by="区住建局", on=ON)
    with pytest.raises(UnsafeHouseIsADisaster):
        await report_relief_need(session, replace(need, report_id=uuid7(), trigger=Trigger.DEATH), by="区住建局", on=ON)
