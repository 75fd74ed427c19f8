"""What was under way before steps were kept is somebody's turn too, once."""

from datetime import date

from sqlmodel import delete, select

from services.housing.operations.awaited_step.follow_forgotten import follow_forgotten
from services.housing.rules.renovation import RenovationState
from services.housing.tables import AwaitedStep
from tests.builders.housing_renovation import a_renovation

MONDAY = date(2020, 8, 3)


async def test_it_gets_its_step_once_and_what_has_one_is_left_alone(session):
    before = await a_renovation(session, RenovationState.AGREED)
    await session.exec(delete(AwaitedStep))
    await a_renovation(session)

    assert [each.id for each in await follow_forgotten(session, on=MONDAY)] == [before.id]
    assert await follow_forgotten(session, on=MONDAY) == []

    [step] = await session.exec(select(AwaitedStep).where(AwaitedStep.matter_id == before.id))
    assert (step.step, step.since_on, step.tell_on) == ("start", MONDAY, MONDAY)


async def test_while_a_notice_stands_nobody_has_to_act(session):
    shown = await a_renovation(session, RenovationState.VILLAGE_AGREED)
    shown.has_stood = False
    await session.flush()
    await session.exec(delete(AwaitedStep))

    assert await follow_forgotten(session, on=MONDAY) == []
