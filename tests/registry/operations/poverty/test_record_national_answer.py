"""What the national system says is taken over as its answer, and stays distinguishable from a judging of ours."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.poverty.record_national_answer import record_national_answer
from services.registry.rules.poverty import AnswerInTheFuture, Axis, NothingNew, PovertyState, StateOfAnotherAxis
from services.registry.schemas.procedure import RecordNationalAnswer
from services.registry.store import procedure as procedures
from shared.events import Event
from tests.builders.judging import SEPTEMBER_1, a_seated, known_as, on_the_day, states_of

Emitted = Callable[[AsyncSession], Awaitable[list[Event]]]


def answer(**changed: Any) -> RecordNationalAnswer:
    told = {"axis": "poverty", "state": "poor", "since_on": "2020-01-01", "national_reference": "第9批,第12行", "why": "核对"}
    return RecordNationalAnswer.model_validate(told | changed)


async def test_it_is_marked_with_its_record_and_told(session: AsyncSession, emitted: Emitted) -> None:
    household = await a_seated(session)
    entry = await record_national_answer(session, answer(), household_id=household.id, by="县扶贫办")
    assert (entry.origin, entry.national_reference, entry.procedure_id) == ("national", "第9批,第12行", None)
    [told, *_] = await emitted(session)
    assert (told.state, told.origin, told.procedure_id) == ("poor", "national", None)  # type: ignore[attr-defined]


async def test_history_is_added_to_on_each_axis(session: AsyncSession) -> None:
    household = await a_seated(session)
    await known_as(session, household, PovertyState.POOR)
    await known_as(session, household, PovertyState.SUPPORTED, PovertyState.UNSTABLE, since=date(2020, 6, 1))
    assert await states_of(session, household) == {Axis.POVERTY: PovertyState.SUPPORTED, Axis.WATCH: PovertyState.UNSTABLE}
    first = (await procedures.list_entries(session, household.id))[0]
    assert (first.state, first.since_on, first.until_on) == (PovertyState.POOR, date(2020, 1, 1), date(2020, 6, 1))


@pytest.mark.parametrize(
    ("changed", "law"),
    [
        ({"state": "unstable"}, StateOfAnotherAxis),
        ({"state": "supported", "since_on": "2020-09-02"}, AnswerInTheFuture),
        ({"state": "supported", "since_on": "2019-12-31"}, AnswerInTheFuture),
        ({}, NothingNew),
    ],
)
async def test_an_answer_that_cannot_be_is_refused(session: AsyncSession, changed: dict[str, str], law: type[Exception]) -> None:
    household = await a_seated(session)
    await known_as(session, household, PovertyState.POOR)
    with on_the_day(SEPTEMBER_1), pytest.raises(law):
        await record_national_answer(session, answer(**changed), household_id=household.id, by="县扶贫办")


async def test_the_database_takes_no_national_answer_without_its_record(session: AsyncSession) -> None:
    household = await a_seated(session)
    await known_as(session, household, PovertyState.POOR)
    with pytest.raises(IntegrityError, match="names its record"):
        await session.execute(
            text("""INSERT INTO poverty_entry
                        (id, household_id, region, axis, state, since_on, origin, by, why, papers, recorded_at)
                    SELECT gen_random_uuid(), household_id, region, 'watch', 'unstable', since_on, origin, by, why, papers,
                           recorded_at FROM poverty_entry""")
        )
