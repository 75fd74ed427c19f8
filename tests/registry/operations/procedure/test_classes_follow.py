"""Who a household's people are follows what it is found to be, and medical hears it with the day from which it counts."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.person.add_member import add_member
from services.registry.operations.register.import_register import import_register
from services.registry.rules.poverty import PovertyState, ProcedureKind
from services.registry.schemas.move import AddMember
from services.registry.store.history import list_changes, person_timeline
from services.registry.store.household import list_members
from services.registry.tables import Household
from shared.events import Event
from shared.events.registry import PersonEnrolled
from tests.builders.judging import (
    QINAN_VILLAGE,
    SEPTEMBER_1,
    SHANDONG_VILLAGE,
    a_seated,
    ended,
    known_as,
    opened,
    posted,
    walked,
)
from tests.builders.registry import ON, a_household, an_xlsx
from tests.builders.registry_file import OFFICER, TODAY, a_file

Emitted = Callable[[AsyncSession], Awaitable[list[Event]]]


async def classes_of(session: AsyncSession, household: Household) -> list[list[str]]:
    return [list(member.classes) for member in await list_members(session, [household.id])]


async def test_an_identified_household_is_enrolled_from_the_day_of_the_announcement(
    session: AsyncSession, emitted: Emitted
) -> None:
    household = await a_seated(session)
    procedure = await opened(session, ProcedureKind.IDENTIFICATION, household)
    announced_on = await walked(session, procedure, to="announcement")
    assert await classes_of(session, household) == [[], [], []]
    notice = await posted(session, procedure, on=announced_on)
    await ended(session, notice, procedure, announced_on + timedelta(days=8))

    assert await classes_of(session, household) == [["enrolled"]] * 3
    told = [event for event in await emitted(session) if isinstance(event, PersonEnrolled)]
    assert {event.person_id for event in told} == {member.id for member in await list_members(session, [household.id])}
    assert {(event.in_force_on, *event.classes) for event in told} == {(announced_on, "enrolled")}
    head = (await list_members(session, [household.id]))[0]
    segments = (await person_timeline(session, head.id)).segments
    assert [(segment.since_on, segment.facts.get("classes")) for segment in segments] == [
        (date(2019, 1, 1), None),
        (announced_on, ["enrolled"]),
    ]
    change = (await list_changes(session, household.id, after=None, limit=10))[-1]
    assert (change.happened_on, change.reason) == (announced_on, "认定为未脱贫")


async def test_out_of_poverty_with_policies_stays_enrolled_and_without_them_no_longer(
    session: AsyncSession, emitted: Emitted
) -> None:
    household = await a_seated(session, SHANDONG_VILLAGE)
    await known_as(session, household, PovertyState.POOR, PovertyState.SUPPORTED, since=date(2020, 3, 1))
    assert await classes_of(session, household) == [["enrolled"]] * 3
    before = len(await emitted(session))
    procedure = await opened(session, ProcedureKind.INDEPENDENCE, household)
    on = await walked(session, procedure)
    assert await classes_of(session, household) == [[], [], []]
    told = [event for event in (await emitted(session))[before:] if isinstance(event, PersonEnrolled)]
    assert [(event.in_force_on, event.classes) for event in told] == [(on, [])] * 3


async def test_a_watched_household_is_monitored_until_the_risk_is_removed(session: AsyncSession) -> None:
    household = await a_seated(session, QINAN_VILLAGE)
    day = SEPTEMBER_1 + timedelta(days=365)
    await known_as(session, household, PovertyState.POOR, PovertyState.SUPPORTED)
    taken_in = await opened(session, ProcedureKind.TAKE_IN, household, target=PovertyState.UNSTABLE, on=day)
    on = await walked(session, taken_in, on=day)
    assert await classes_of(session, household) == [["enrolled", "monitored"]] * 3
    removal = await opened(session, ProcedureKind.RISK_REMOVAL, household, on=on)
    await walked(session, removal, on=on)
    assert await classes_of(session, household) == [["enrolled"]] * 3


@pytest.mark.parametrize(("state", "classes"), [(PovertyState.MARGINAL, ["monitored"]), (PovertyState.RISK_REMOVED, [])])
async def test_a_national_answer_counts_from_its_own_day(
    session: AsyncSession, emitted: Emitted, state: PovertyState, classes: list[str]
) -> None:
    household = await a_seated(session)
    await known_as(session, household, state, since=date(2020, 5, 1))
    assert await classes_of(session, household) == [classes] * 3
    told = [event for event in await emitted(session) if isinstance(event, PersonEnrolled)]
    assert [event.in_force_on for event in told] == [date(2020, 5, 1)] * (3 if classes else 0)


async def test_neither_an_import_nor_a_birth_undoes_what_a_state_says(session: AsyncSession) -> None:
    household, _ = await a_file(session, 2)
    await known_as(session, household, PovertyState.POOR, PovertyState.SUPPORTED, PovertyState.UNSTABLE, since=ON)
    await known_as(session, household, PovertyState.INDEPENDENT, since=ON)
    assert await classes_of(session, household) == [["monitored"]] * 2

    again = [row | {"是否享受低保": "是"} for row in a_household(3)]  # and one whom the register did not know
    await import_register(session, an_xlsx(again), by=OFFICER, on=TODAY)
    assert await classes_of(session, household) == [["low-income", "monitored"]] * 3

    baby = {
        "how": "born",
        "relation": "之女",
        "name": "王小花",
        "happened_on": "2020-06-10",
        "reason": "出生",
        "papers": ["出生证"],
    }
    born = {"birth_certificate": "T370123456", "sex": "2", "born_on": "2020-06-10"}
    form = AddMember.model_validate(baby | born)
    child = await add_member(session, form, household_id=household.id, by=OFFICER, on=TODAY)
    assert child.classes == ["monitored"]
