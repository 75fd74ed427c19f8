"""A visit beside what is on file: checklists and income books stand in, and nobody writes down better than they say."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.income.record_income import record_income
from services.registry.operations.procedure.take_step import take_step
from services.registry.rules.assurance import AssuranceUnmet
from services.registry.rules.on_file import ChecklistSaysOtherwise, IncomeContradictsBook, NotTheNewestFilling
from services.registry.rules.paper import PaperNotOfHousehold
from services.registry.rules.poverty import Axis, PovertyState, ProcedureKind
from services.registry.schemas.procedure import TakeStep
from services.registry.store import procedure as procedures
from services.registry.tables import Household, Procedure, ProcedureStep
from shared.ids import uuid7
from tests.builders.checklists import filled, photos
from tests.builders.judging import (
    SEPTEMBER_1,
    SHANDONG_VILLAGE,
    a_seated,
    a_step,
    all_met,
    income,
    known_as,
    now_at,
    officer,
    on_the_day,
    opened,
    states_of,
    step,
    walked,
)
from tests.builders.watch import an_income

COLD: dict[str, Any] = {"dressed": {"value": "否", "reason": "没有冬衣"}}


async def at_the_visit(session: AsyncSession, kind: ProcedureKind = ProcedureKind.EXIT) -> tuple[Household, Procedure, date]:
    household = await a_seated(session, SHANDONG_VILLAGE)
    await known_as(session, household, PovertyState.POOR)
    if kind is ProcedureKind.RISK_REMOVAL:
        await known_as(session, household, PovertyState.SUPPORTED, PovertyState.UNSTABLE)
    procedure = await opened(session, kind, household)
    return household, procedure, await walked(session, procedure, to="visit")


async def two_books(session: AsyncSession, household: Household, *wages_fen: int) -> None:
    for year, fen in zip((2019, 2020), wages_fen, strict=True):
        with on_the_day(SEPTEMBER_1):
            await record_income(session, household.id, year, an_income(fen), by="王干部", on=SEPTEMBER_1)


async def visit(session: AsyncSession, procedure: Procedure, on: date, **evidence: Any) -> ProcedureStep:
    """Only what is named stands in the record."""
    stage = await now_at(session, procedure.id)
    form = a_step(stage, on, household_id=procedure.household_id).model_dump(mode="json", by_alias=True)
    form["evidence"] = {"kind": "visit", "people": 2, **evidence}
    by = officer(stage.by[0], procedure.region, who="入户组")
    with on_the_day(on):
        await take_step(session, TakeStep.model_validate(form), procedure_id=procedure.id, by=by, on=on)
    steps: Sequence[ProcedureStep] = await procedures.list_steps(session, procedure.id)
    return steps[-1]


async def test_what_is_left_out_comes_from_the_checklist_and_the_book(session: AsyncSession) -> None:
    household, procedure, on = await at_the_visit(session)
    filling = await filled(session, household)
    await two_books(session, household, 3_000_000, 3_600_000)
    taken = await visit(session, procedure, on)
    assert taken.evidence["filling_id"] == str(filling.id)
    assert taken.evidence["assurances"]["housing"]["finding"] == "met"
    assert "核查表 2020-09-01 第 1 版" in taken.evidence["assurances"]["housing"]["note"]
    years = {each["year"]: each["per_head_yuan"] for each in taken.evidence["income"]["years"]}
    assert years == {2019: "10000.00", 2020: "12000.00"}
    await walked(session, procedure, on=on)
    assert await states_of(session, household) == {Axis.POVERTY: PovertyState.SUPPORTED}


async def test_nobody_writes_down_better_than_the_checklist_says(session: AsyncSession) -> None:
    household, procedure, on = await at_the_visit(session, ProcedureKind.RISK_REMOVAL)
    papers = await photos(session, household)
    await filled(session, household, papers=papers, on=SEPTEMBER_1 - timedelta(days=20), **COLD)
    with pytest.raises(ChecklistSaysOtherwise) as refused:
        await visit(session, procedure, on, assurances=all_met())
    assert refused.value.pointer == "/evidence/assurances/clothing"
    [differing] = refused.value.facts["differing"]
    assert differing.startswith("不愁穿：填写“是”") and "没有冬衣" in differing
    with pytest.raises(AssuranceUnmet):
        await visit(session, procedure, on)

    second = await filled(session, household, papers=papers, on=on)  # mended, and looked at again
    taken = await visit(session, procedure, on, filling_id=str(second.id))
    assert taken.outcome == "passed"


async def test_an_officer_may_have_seen_worse(session: AsyncSession) -> None:
    household, procedure, on = await at_the_visit(session, ProcedureKind.RISK_REMOVAL)
    await filled(session, household)
    worse = {"housing": {"finding": "unmet", "note": "昨夜暴雨，西墙倒塌"}}
    with pytest.raises(AssuranceUnmet):
        await visit(session, procedure, on, assurances=worse)


async def test_a_filling_is_named_only_if_it_is_the_newest_of_this_household(session: AsyncSession) -> None:
    household, procedure, on = await at_the_visit(session, ProcedureKind.RISK_REMOVAL)
    papers = await photos(session, household)
    old = await filled(session, household, papers=papers, on=SEPTEMBER_1 - timedelta(days=20))
    new = await filled(session, household, papers=papers)
    for stale in (old.id, uuid7()):
        with pytest.raises(NotTheNewestFilling) as refused:
            await visit(session, procedure, on, filling_id=str(stale))
        assert refused.value.facts["newest"] == new.id


async def test_a_younger_checklist_stops_an_exit_that_was_visited_before(session: AsyncSession) -> None:
    household, procedure, on = await at_the_visit(session, ProcedureKind.RISK_REMOVAL)
    papers = await photos(session, household)
    await filled(session, household, papers=papers)
    await visit(session, procedure, on)
    on = await walked(session, procedure, to="approval", on=on)
    await filled(session, household, papers=papers, on=on, **COLD)
    with pytest.raises(AssuranceUnmet) as refused:
        await step(session, procedure, on)
    assert refused.value.facts["unmet"] == ["不愁穿"]


async def test_the_database_holds_it_against_whoever_writes_past_the_rules(session: AsyncSession) -> None:
    household, procedure, on = await at_the_visit(session, ProcedureKind.RISK_REMOVAL)
    papers = await photos(session, household)
    await filled(session, household, papers=papers)
    await visit(session, procedure, on)
    on = await walked(session, procedure, to="approval", on=on)
    stage = await now_at(session, procedure.id)
    underway = await procedures.lock_procedure(session, procedure.id)
    await filled(session, household, papers=papers, on=on, **COLD)
    last = (await procedures.list_steps(session, procedure.id))[-1]
    kept = last.model_dump(exclude={"id"}) | {"stage": stage.stage, "at_stage": procedure.at_stage, "done_on": on}
    session.add(taken := ProcedureStep(**kept))
    await session.execute(text("UPDATE procedure SET state = 'approved', ended_at = now()"))
    await session.flush()
    with pytest.raises(IntegrityError, match="newest checklist says"):
        await procedures.add_entry(session, procedures.entry_of(underway.row, taken))


async def test_income_otherwise_than_the_book_is_refused_with_both_numbers(session: AsyncSession) -> None:
    household, procedure, on = await at_the_visit(session)
    await two_books(session, household, 3_000_000, 3_600_000)
    with pytest.raises(IncomeContradictsBook) as refused:
        await visit(session, procedure, on, assurances=all_met(), income=income("10000.01", "3400"))
    assert refused.value.pointer == "/evidence/income/years/0/per_head_yuan"
    assert (refused.value.told["told_yuan"], refused.value.told["book_yuan"]) == ("10000.01", "10000.00")
    told = income("10000", "4000", years=(2019,))
    with pytest.raises(IncomeContradictsBook) as refused:
        await visit(session, procedure, on, assurances=all_met(), income=told)
    assert refused.value.told["line_yuan"] == "3400.00" and refused.value.pointer == "/evidence/income/years/0/line_yuan"


async def test_papers_of_another_household_are_no_papers(session: AsyncSession) -> None:
    household, procedure, on = await at_the_visit(session)
    other = await a_seated(session, SHANDONG_VILLAGE, first=101)
    stage = await now_at(session, procedure.id)
    form = a_step(stage, on, household_id=other.id)
    with on_the_day(on), pytest.raises(PaperNotOfHousehold) as refused:
        await take_step(session, form, procedure_id=procedure.id, by=officer(stage.by[0], household.region), on=on)
    assert refused.value.pointer == "/papers"
    assert isinstance(procedure.household_id, UUID)
