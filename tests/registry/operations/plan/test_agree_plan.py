"""The household agrees: an adult of it, on a paper, to the plan as it stands."""

from datetime import date, timedelta

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.plan.agree_plan import agree_plan
from services.registry.operations.plan.drop_measure import drop_measure
from services.registry.rules.plan import AgreedAlready, NothingToAgree, SignedOutOfTime, SignerNotOfHousehold
from services.registry.rules.plan_gap import GapKind
from services.registry.schemas.plan import AgreePlan, DropMeasure
from services.registry.store.measure import get_gap_limits
from services.registry.store.plan_board import list_gaps
from shared.clock import today
from shared.ids import uuid7
from tests.builders.plan import a_plan

PAPERS = ["帮扶计划签字页"]


async def gaps_of(session: AsyncSession, kind: GapKind, on: date) -> list[int]:
    limits = get_gap_limits(on)
    found = await list_gaps(session, kind, limits, year=today().year, region="371311", on=on, after=None, limit=10)
    return [gap.measures for gap in found]


async def test_a_signed_plan_is_missed_no_longer(session: AsyncSession) -> None:
    plan, [head, _] = await a_plan(session, year=today().year, on=today())
    assert await gaps_of(session, GapKind.NO_PLAN, today()) == [0]
    form = AgreePlan(signed_on=today(), person_id=head.id, papers=PAPERS)
    agreed = await agree_plan(session, plan.household_id, plan.year, form, by="王", on=today())
    assert agreed.agreed_on == today()
    assert await gaps_of(session, GapKind.NO_PLAN, today()) == []
    with pytest.raises(AgreedAlready):
        await agree_plan(session, plan.household_id, plan.year, form, by="王", on=today())


async def test_what_is_late_is_listed_with_its_household(session: AsyncSession) -> None:
    await a_plan(session, year=today().year, on=today())
    assert await gaps_of(session, GapKind.LATE, today()) == []
    assert await gaps_of(session, GapKind.LATE, date(today().year + 1, 1, 1)) == [3]


async def test_strangers_and_other_days_sign_nothing(session: AsyncSession) -> None:
    plan, [head, _] = await a_plan(session, year=today().year, on=today())
    with pytest.raises(SignerNotOfHousehold):
        form = AgreePlan(signed_on=today(), person_id=uuid7(), papers=PAPERS)
        await agree_plan(session, plan.household_id, plan.year, form, by="王", on=today())
    with pytest.raises(SignedOutOfTime):
        form = AgreePlan(signed_on=today() - timedelta(days=1), person_id=head.id, papers=PAPERS)
        await agree_plan(session, plan.household_id, plan.year, form, by="王", on=today())


async def test_an_empty_plan_is_not_signed(session: AsyncSession) -> None:
    plan, [head, _] = await a_plan(session, year=today().year, on=today())
    for number in (1, 2, 3):
        await drop_measure(session, plan.household_id, plan.year, number, DropMeasure(reason="都不需要"), by="王", on=today())
    with pytest.raises(NothingToAgree):
        form = AgreePlan(signed_on=today(), person_id=head.id, papers=PAPERS)
        await agree_plan(session, plan.household_id, plan.year, form, by="王", on=today())
