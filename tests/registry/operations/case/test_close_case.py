"""Closing by an officer: every need met or waived with a reason, papers named, and nothing by half."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.case.close_case import close_case
from services.registry.rules.case import Act, Ending, Part, PartState
from services.registry.rules.ending import CaseIsClosed, EvidenceMissing, NeedsUnmet, NotNeeded
from services.registry.schemas.case_act import CloseCase, Paper, Waiver
from services.registry.store import case as store
from shared.errors import Refusal
from shared.events import Event
from shared.events.registry import CaseClosed
from tests.builders.cases import ZICHUAN, a_case, everything_done, happen

AT = datetime(2020, 6, 1, 1, tzinfo=UTC)
LATER = AT + timedelta(days=3)
PAPERS = [Paper(title="入户核查记录", reference="档案 1"), Paper(title="户主签字的帮扶结果确认单", reference="档案 2")]
WELL = CloseCase(result="救助金已领取，生活恢复正常", papers=PAPERS)
NO_HOUSE = Waiver(part=Part.HOUSING_SURVEY, reason="该户租住公租房，房屋由产权单位负责")

Emitted = Callable[[AsyncSession], Awaitable[list[Event]]]


async def test_where_officers_close_cases_the_last_part_leaves_the_case_open_until_the_papers_are_named(
    session: AsyncSession, emitted: Emitted
) -> None:
    case = await a_case(session, at=AT, village=ZICHUAN)
    await happen(session, case.id, *everything_done(AT))
    assert await store.find_open_case(session, case.household_id) is not None

    closed = await close_case(session, case.id, WELL, by="镇干部", at=LATER)

    assert (closed.closed_at, closed.ending) == (LATER, Ending.COMPLETED)
    [act] = await store.list_acts(session, case.id)
    assert (act.act, act.by, [paper["reference"] for paper in act.papers]) == (Act.CLOSED, "镇干部", ["档案 1", "档案 2"])
    assert [event.closed_at for event in await emitted(session) if isinstance(event, CaseClosed)] == [LATER]


async def test_a_need_that_is_not_met_is_waived_with_a_reason_that_stays_in_the_book(session: AsyncSession) -> None:
    case = await a_case(session, at=AT, village=ZICHUAN)
    await happen(session, case.id, *everything_done(AT, Part.MEDICAL_COVER, Part.EMERGENCY_GRANT, Part.WORK_ORDERS))
    await close_case(session, case.id, WELL.model_copy(update={"waived": [NO_HOUSE]}), by="镇干部", at=LATER)

    survey = next(part for part in await store.list_parts(session, [case.id]) if part.part is Part.HOUSING_SURVEY)
    assert (survey.state, survey.done_at) == (PartState.WAIVED, LATER)
    waived = next(act for act in await store.list_acts(session, case.id) if act.act is Act.WAIVED)
    assert (waived.parts, waived.reason) == (["housing-survey"], NO_HOUSE.reason)


@pytest.mark.parametrize(
    ("form", "law"),
    [
        (WELL, NeedsUnmet),
        (WELL.model_copy(update={"waived": [NO_HOUSE], "papers": PAPERS[:1]}), EvidenceMissing),
        (WELL.model_copy(update={"waived": [NO_HOUSE, Waiver(part=Part.MEDICAL_COVER, reason="已有保障")]}), NotNeeded),
    ],
)
async def test_a_case_without_its_evidence_stays_open(session: AsyncSession, form: CloseCase, law: type[Refusal]) -> None:
    case = await a_case(session, at=AT, village=ZICHUAN)
    await happen(session, case.id, *everything_done(AT, Part.MEDICAL_COVER, Part.EMERGENCY_GRANT, Part.WORK_ORDERS))
    with pytest.raises(law):
        await close_case(session, case.id, form, by="镇干部", at=LATER)
    assert (await store.list_acts(session, case.id)) == []


async def test_a_case_is_closed_once(session: AsyncSession) -> None:
    case = await a_case(session, at=AT)
    await happen(session, case.id, *everything_done(AT))
    with pytest.raises(CaseIsClosed):
        await close_case(session, case.id, WELL, by="镇干部", at=LATER)
