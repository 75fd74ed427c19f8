"""What was under way before steps were kept is somebody's turn too, once."""

from datetime import date

from sqlmodel import delete, select

from services.housing.operations.acceptance.note_subsidy import Said, note_subsidy
from services.housing.operations.awaited_step.follow_forgotten import follow_forgotten
from services.housing.operations.renovation.close_file import close_file
from services.housing.operations.renovation.inspect_works import inspect_works
from services.housing.operations.renovation.review_renovation import review_renovation
from services.housing.rules.acceptance import SubsidyState
from services.housing.rules.renovation import RenovationState
from services.housing.rules.works import Assurance, Stage
from services.housing.schemas.renovation import DatedStep
from services.housing.tables import AwaitedStep
from tests.builders.housing_renovation import TOWN_OFFICER, VILLAGER, a_renovation, an_inspection, an_opinion, on

MONDAY = date(2020, 8, 3)


async def test_it_gets_its_step_once_and_what_has_one_is_left_alone(session):
    before = await a_renovation(session, RenovationState.AGREED)
    await session.exec(delete(AwaitedStep))
    await a_renovation(session)

    assert await follow_forgotten(session, on=MONDAY) == 1
    assert await follow_forgotten(session, on=MONDAY) == 0

    [step] = await session.exec(select(AwaitedStep).where(AwaitedStep.matter_id == before.id))
    assert (step.step, step.since_on, step.due_on, step.is_agreed) == ("start", date(2020, 7, 10), date(2020, 7, 15), True)


async def _steps(session):
    return [(each.matter, each.step, each.due_on) for each in await session.exec(select(AwaitedStep))]


async def _forget_all(session):
    await session.exec(delete(AwaitedStep))
    assert await follow_forgotten(session, on=MONDAY) == 1
    assert await follow_forgotten(session, on=MONDAY) == 0
    return await _steps(session)


async def test_a_notice_that_stands_waits_for_its_end_since_the_day_on_which_it_was_shown(session):
    shown = await a_renovation(session)
    await review_renovation(session, shown.id, an_opinion(VILLAGER.role), by=VILLAGER, at=on("2020-06-08"))

    assert await _forget_all(session) == [("renovation", "notice", date(2020, 6, 22))]


async def test_an_open_defect_is_found_beside_its_renovation(session):
    renovation = await a_renovation(session, RenovationState.UNDER_WAY)
    wrong = [{"assurance": "quality", "what": "圈梁漏筋", "due_on": "2020-08-10"}]
    answers = dict.fromkeys(Assurance, True) | {Assurance.QUALITY: False}
    look = an_inspection(Stage.FOUNDATION, answers=answers, defects=wrong)
    await inspect_works(session, renovation.id, look, by=TOWN_OFFICER, at=on("2020-08-01"))
    before = await _steps(session)
    await session.exec(delete(AwaitedStep))

    assert await follow_forgotten(session, on=MONDAY) == 2
    assert sorted(await _steps(session)) == sorted(each for each in before if each[1] in ("finish", "cure"))


async def test_money_that_is_owed_and_visits_to_come_are_found(session):
    renovation = await a_renovation(session, RenovationState.ACCEPTED)
    assert await _forget_all(session) == [("subsidy", "pay", date(2020, 10, 20))]

    said = Said(SubsidyState.PAID, on("2020-10-12"), paid_on=date(2020, 10, 12))
    await note_subsidy(session, renovation.acceptance_id, said)
    await close_file(session, renovation.id, DatedStep(on=date(2020, 10, 30)), by=TOWN_OFFICER, at=on("2020-10-30"))
    await session.exec(delete(AwaitedStep))
    assert await follow_forgotten(session, on=MONDAY) == 2
    assert {(matter, step) for matter, step, _ in await _steps(session)} == {("visit", "visit")}
