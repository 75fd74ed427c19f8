"""A procedure on a real database: stage by stage, never past one, and out only when every assurance is met."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.procedure.take_step import take_step
from services.registry.rules.assurance import AssuranceUnmet, IncomeNotSteady
from services.registry.rules.evidence import PapersMissing, VoteSaysOtherwise
from services.registry.rules.poverty import Axis, MoveNotAllowed, PovertyState, ProcedureKind
from services.registry.rules.procedure import (
    DoneTooEarly,
    NotThisOfficer,
    ProcedureOver,
    ProcedureState,
    SameOfficer,
    StageIsPublic,
    StageNotCurrent,
)
from services.registry.store import procedure as procedures
from services.registry.tables import PovertyEntry, ProcedureStep
from shared.events import Event
from shared.events.registry import HouseholdStateChanged
from tests.builders.judging import (
    QINAN_VILLAGE,
    SEPTEMBER_1,
    SHANDONG_VILLAGE,
    a_seated,
    a_step,
    all_met,
    income,
    known_as,
    now_at,
    officer,
    opened,
    states_of,
    step,
    walked,
)

Emitted = Callable[[AsyncSession], Awaitable[list[Event]]]


async def test_a_household_is_poor_only_when_the_last_stage_is_passed(session: AsyncSession, emitted: Emitted) -> None:
    household = await a_seated(session)
    procedure = await opened(session, ProcedureKind.IDENTIFICATION, household)
    on = await walked(session, procedure, to="announcement")
    assert await states_of(session, household) == {}

    await walked(session, procedure, on=on)
    assert procedure.state is ProcedureState.APPROVED
    assert await states_of(session, household) == {Axis.POVERTY: PovertyState.POOR}
    told = [event for event in await emitted(session) if isinstance(event, HouseholdStateChanged)]
    assert [(event.household_id, event.state, event.procedure_id) for event in told] == [(household.id, "poor", procedure.id)]


async def test_every_step_keeps_who_when_why_and_which_papers(session: AsyncSession) -> None:
    procedure = await opened(session, ProcedureKind.IDENTIFICATION, await a_seated(session))
    await step(session, procedure, SEPTEMBER_1, who="王支书")
    [kept] = await procedures.list_steps(session, procedure.id)
    assert (kept.by, kept.officer, kept.done_on) == ("王支书", "village", SEPTEMBER_1)
    assert [paper["title"] for paper in kept.papers] == ["贫困户申请书"]
    assert kept.evidence == {"kind": "application", "members": 3}


async def test_a_stage_cannot_be_skipped_or_done_by_another_level(session: AsyncSession) -> None:
    procedure = await opened(session, ProcedureKind.IDENTIFICATION, await a_seated(session))
    stages = (await procedures.get_procedure(session, procedure.id)).stages
    with pytest.raises(StageNotCurrent):
        await take_step(session, a_step(stages[1], SEPTEMBER_1), procedure_id=procedure.id, by=officer("village"), on=SEPTEMBER_1)
    with pytest.raises(NotThisOfficer):
        await take_step(session, a_step(stages[0], SEPTEMBER_1), procedure_id=procedure.id, by=officer("town"), on=SEPTEMBER_1)
    with pytest.raises(PapersMissing):
        form = a_step(stages[0], SEPTEMBER_1).model_copy(update={"papers": []})
        await take_step(session, form, procedure_id=procedure.id, by=officer("village"), on=SEPTEMBER_1)


async def test_days_follow_each_other(session: AsyncSession) -> None:
    procedure = await opened(session, ProcedureKind.IDENTIFICATION, await a_seated(session))
    await step(session, procedure, SEPTEMBER_1 + timedelta(days=3))
    stage = await now_at(session, procedure.id)
    on = SEPTEMBER_1 + timedelta(days=4)
    with pytest.raises(DoneTooEarly):
        await take_step(session, a_step(stage, SEPTEMBER_1), procedure_id=procedure.id, by=officer("village"), on=on)


async def test_a_vote_that_fails_cannot_be_recorded_as_a_pass(session: AsyncSession) -> None:
    procedure = await opened(session, ProcedureKind.IDENTIFICATION, await a_seated(session))
    await step(session, procedure, SEPTEMBER_1)
    with pytest.raises(VoteSaysOtherwise):
        await step(session, procedure, SEPTEMBER_1, in_favour=15, against=15, abstained=0)
    await step(session, procedure, SEPTEMBER_1, passes=False)
    assert procedure.state is ProcedureState.REFUSED
    with pytest.raises(ProcedureOver):
        await step(session, procedure, SEPTEMBER_1)


async def test_a_notice_cannot_be_ticked_off(session: AsyncSession) -> None:
    procedure = await opened(session, ProcedureKind.IDENTIFICATION, await a_seated(session))
    await walked(session, procedure, to="village-notice")
    form = a_step((await procedures.get_procedure(session, procedure.id)).stages[0], SEPTEMBER_1)
    with pytest.raises(StageIsPublic):
        await take_step(
            session,
            form.model_copy(update={"stage": "village-notice"}),
            procedure_id=procedure.id,
            by=officer("village"),
            on=SEPTEMBER_1,
        )


async def test_whoever_reviewed_it_cannot_approve_it(session: AsyncSession) -> None:
    procedure = await opened(session, ProcedureKind.IDENTIFICATION, await a_seated(session))
    on = await walked(session, procedure, to="county-check")
    await step(session, procedure, on, who="李科长")
    with pytest.raises(SameOfficer):
        await step(session, procedure, on, who="李科长")
    await step(session, procedure, on, who="陈县长")


async def test_a_town_that_refuses_sends_it_back_and_everything_after_is_done_anew(session: AsyncSession) -> None:
    household = await a_seated(session)
    procedure = await opened(session, ProcedureKind.IDENTIFICATION, household)
    on = await walked(session, procedure, to="town-review")
    await step(session, procedure, on, passes=False, why="评议记录不全")
    assert (await now_at(session, procedure.id)).stage == "review"
    steps = await procedures.list_steps(session, procedure.id)
    assert (steps[-1].outcome, steps[-1].leads_to, steps[-1].why) == ("returned", 3, "评议记录不全")

    await walked(session, procedure, on=on)
    assert procedure.state is ProcedureState.APPROVED
    posted = [each.stage for each in await procedures.list_steps(session, procedure.id) if each.kind == "notice"]
    assert posted == ["village-notice", "village-notice", "town-notice"]


async def test_nobody_leaves_while_an_assurance_is_unmet(session: AsyncSession) -> None:
    household = await a_seated(session)
    await known_as(session, household, PovertyState.POOR)
    procedure = await opened(session, ProcedureKind.EXIT, household)
    on = await walked(session, procedure, to="visit")
    found = all_met(housing={"finding": "unmet", "note": "西屋墙体开裂,已报改造"})
    with pytest.raises(AssuranceUnmet):
        await step(session, procedure, on, assurances=found)
    await step(session, procedure, on, assurances=found, passes=False)
    assert (await now_at(session, procedure.id)).stage == "help"

    await walked(session, procedure, on=on)  # mended, and visited again
    assert await states_of(session, household) == {Axis.POVERTY: PovertyState.SUPPORTED}


async def test_nobody_leaves_below_the_line(session: AsyncSession) -> None:
    household = await a_seated(session, SHANDONG_VILLAGE)
    await known_as(session, household, PovertyState.POOR)
    procedure = await opened(session, ProcedureKind.EXIT, household)
    on = await walked(session, procedure, to="visit")
    good_now = {"years": [income("3000", "3609", years=(2019,))["years"][0], income("5200", "4500", years=(2020,))["years"][0]]}
    with pytest.raises(IncomeNotSteady) as refused:
        await step(session, procedure, on, income=good_now)
    assert refused.value.facts["below"] == [2019]


async def test_the_database_lets_nobody_out_while_an_assurance_is_unmet(session: AsyncSession) -> None:
    household = await a_seated(session)
    await known_as(session, household, PovertyState.POOR)
    procedure = await opened(session, ProcedureKind.EXIT, household)
    await walked(session, procedure, to="filing")
    await session.execute(
        text("ALTER TABLE judged_assurance DISABLE TRIGGER only_added")
    )  # as somebody would who writes past every rule
    await session.execute(text("UPDATE judged_assurance SET finding = 'unmet' WHERE assurance = 'housing'"))
    with pytest.raises(IntegrityError, match="an assurance is unmet"):
        await step(session, procedure, SEPTEMBER_1 + timedelta(days=60))


@pytest.mark.parametrize(
    ("lost", "told"),
    [("end", "only a finished procedure"), ("stage", "announcement was not passed"), ("return", "stage review was not passed")],
)
async def test_the_database_changes_no_state_without_a_finished_procedure(session: AsyncSession, lost: str, told: str) -> None:
    household = await a_seated(session)
    procedure = await opened(session, ProcedureKind.IDENTIFICATION, household)
    await walked(session, procedure, to="announcement")
    [last] = (await procedures.list_steps(session, procedure.id))[-1:]
    if lost != "end":  # approved by somebody who writes past every rule, one stage before the end
        await session.execute(text("UPDATE procedure SET state = 'approved', ended_at = now()"))
    if lost == "return":  # every stage was passed once, and then it was led back
        kept = last.model_dump(exclude={"id"}) | {"stage": "announcement", "at_stage": 9}
        session.add(ProcedureStep(**kept))
        await session.flush()
        session.add(ProcedureStep(**kept | {"outcome": "returned", "leads_to": 3}))
        await session.flush()
    with pytest.raises(IntegrityError, match=told):
        await procedures.add_entry(session, procedures.entry_of(procedure, last))


async def test_an_entry_of_history_is_never_rewritten(session: AsyncSession) -> None:
    household = await a_seated(session)
    await known_as(session, household, PovertyState.POOR)
    with pytest.raises(IntegrityError, match="only ever ended"):
        await session.execute(text("UPDATE poverty_entry SET state = 'supported'"))


async def test_a_state_that_changed_meanwhile_is_noticed_at_the_end(session: AsyncSession) -> None:
    household = await a_seated(session)
    procedure = await opened(session, ProcedureKind.IDENTIFICATION, household)
    on = await walked(session, procedure, to="announcement")
    await known_as(session, household, PovertyState.POOR, since=on)
    with pytest.raises(MoveNotAllowed):
        await walked(session, procedure, on=on)


async def test_an_independent_household_came_through_its_own_test(session: AsyncSession) -> None:
    household = await a_seated(session, SHANDONG_VILLAGE)
    await known_as(session, household, PovertyState.SUPPORTED)
    procedure = await opened(session, ProcedureKind.INDEPENDENCE, household)
    on = await walked(session, procedure, to="visit")
    below = {"per_head_yuan": "9000", "county_average_yuan": "15500", "average_source": "区统计公报"}
    with pytest.raises(Exception, match="脱贫不再享受政策"):
        await step(session, procedure, on, independence=below)
    await step(session, procedure, on, independence=below | {"plainly_not_poor": "在县城有两套商品房"})
    await walked(session, procedure, on=on)
    assert await states_of(session, household) == {Axis.POVERTY: PovertyState.INDEPENDENT}


async def test_a_watched_household_keeps_its_place_out_of_poverty_when_the_risk_is_removed(session: AsyncSession) -> None:
    household = await a_seated(session, QINAN_VILLAGE)
    await known_as(session, household, PovertyState.SUPPORTED)
    taken_in = await opened(session, ProcedureKind.TAKE_IN, household, target=PovertyState.UNSTABLE, on=SEPTEMBER_1 + _A_YEAR)
    on = await walked(session, taken_in, on=SEPTEMBER_1 + _A_YEAR)
    assert await states_of(session, household) == {Axis.POVERTY: PovertyState.SUPPORTED, Axis.WATCH: PovertyState.UNSTABLE}
    removal = await opened(session, ProcedureKind.RISK_REMOVAL, household, on=on)
    await walked(session, removal, on=on)
    assert (await states_of(session, household))[Axis.WATCH] is PovertyState.RISK_REMOVED
    history = [(entry.state, entry.until_on is None) for entry in await procedures.list_entries(session, household.id)]
    assert (PovertyState.UNSTABLE, False) in history


_A_YEAR = timedelta(days=365)


async def test_a_step_after_its_term_is_marked_late(session: AsyncSession) -> None:
    household = await a_seated(session, QINAN_VILLAGE)
    day = SEPTEMBER_1 + _A_YEAR
    procedure = await opened(session, ProcedureKind.TAKE_IN, household, target=PovertyState.MARGINAL, on=day)
    assert (procedure.due_on, procedure.whole_due_on) == (day + timedelta(days=3), day + timedelta(days=15))
    await step(session, procedure, day + timedelta(days=4))
    [taken] = await procedures.list_steps(session, procedure.id)
    assert (taken.due_on, taken.is_late) == (day + timedelta(days=3), True)
    late = await _late(session, day + timedelta(days=7))
    assert late == [procedure.id] and await _late(session, day + timedelta(days=6)) == []


async def _late(session: AsyncSession, on: Any) -> list[Any]:
    found = await procedures.list_procedures(
        session, region=None, kind=None, states=[], household_id=None, late_on=on, after=None, limit=10
    )
    return [procedure.id for procedure in found]


async def test_an_entry_names_its_procedure(session: AsyncSession) -> None:
    household = await a_seated(session)
    procedure = await opened(session, ProcedureKind.IDENTIFICATION, household)
    await walked(session, procedure)
    [entry] = await procedures.list_entries(session, household.id)
    assert isinstance(entry, PovertyEntry)
    assert (entry.procedure_id, entry.origin, entry.national_reference) == (procedure.id, "procedure", None)
