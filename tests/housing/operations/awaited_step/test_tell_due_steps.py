"""What falls due by the day alone is told once; what begins is told when it begins, and ends when it is taken."""

from datetime import date

from sqlmodel import col, select

from services.housing.operations.acceptance.note_subsidy import Said, note_subsidy
from services.housing.operations.awaited_step.tell_due_steps import tell_due_steps
from services.housing.operations.renovation.close_file import close_file
from services.housing.operations.renovation.cure_defect import cure_defect
from services.housing.operations.renovation.inspect_works import inspect_works
from services.housing.operations.renovation.review_renovation import review_renovation
from services.housing.operations.renovation.visit_again import visit_again
from services.housing.rules.acceptance import SubsidyState
from services.housing.rules.renovation import RenovationState
from services.housing.rules.works import Assurance, Stage
from services.housing.schemas.renovation import CureDefect, DatedStep
from services.housing.tables import AwaitedStep, Defect
from shared.events.housing import HousingStepAwaited, HousingStepEnded
from tests.builders.houses import a_campaign, a_family
from tests.builders.housing import OTHER_VILLAGE
from tests.builders.housing_renovation import TOWN_OFFICER, VILLAGER, a_renovation, an_inspection, an_opinion, on

LONG_AFTER = date(2020, 7, 1)


async def _told(session, emitted, on=LONG_AFTER):
    """Each step that was told of, and each that ended, in their order, once what is due by the day has been told."""
    await tell_due_steps(session, on=on)
    events = [each for each in await emitted(session) if isinstance(each, HousingStepAwaited | HousingStepEnded)]
    return [("+" if isinstance(each, HousingStepAwaited) else "-") + each.step for each in events]


async def _a_defect(session, due_on="2020-08-10"):
    renovation = await a_renovation(session, RenovationState.UNDER_WAY)
    await tell_due_steps(session, on=date(2020, 7, 20))
    wrong = [{"assurance": "quality", "what": "圈梁漏筋", "due_on": due_on}]
    answers = dict.fromkeys(Assurance, True) | {Assurance.QUALITY: False}
    look = an_inspection(Stage.FOUNDATION, answers=answers, defects=wrong)
    await inspect_works(session, renovation.id, look, by=TOWN_OFFICER, at=on("2020-08-01"))
    return renovation, (await session.exec(select(Defect))).one()


async def test_a_renovation_goes_from_hand_to_hand(session):
    renovation = await a_renovation(session, RenovationState.ACCEPTED)

    steps = (
        await session.exec(select(AwaitedStep).where(AwaitedStep.matter == "renovation").order_by(col(AwaitedStep.id)))
    ).all()
    assert [step.step for step in steps] == [
        "village-review",
        "notice",
        "town-review",
        "notice",
        "county-review",
        "notice",
        "sign",
        "start",
        "finish",
        "accept",
    ]
    assert all(step.ended_on for step in steps)
    start = steps[7]
    assert (start.level, start.due_on, start.number) == ("village", date(2020, 7, 15), renovation.number)


async def test_whoever_has_to_act_is_told_once_and_of_the_end_once(session, emitted):
    renovation = await a_renovation(session)

    assert await _told(session, emitted) == ["+village-review"]
    assert await _told(session, emitted) == ["+village-review"]
    await review_renovation(session, renovation.id, an_opinion(VILLAGER.role), by=VILLAGER, at=on("2020-07-01"))
    assert await _told(session, emitted) == ["+village-review", "-village-review"]
    assert await _told(session, emitted) == ["+village-review", "-village-review"]


async def test_what_was_taken_before_anybody_was_told_troubles_nobody(session, emitted):
    await a_renovation(session, RenovationState.AGREED)

    assert await _told(session, emitted, date(2020, 7, 12)) == ["+start"]


async def test_a_defect_is_told_of_once_on_the_day_after_its_own(session, emitted):
    await _a_defect(session)

    assert await tell_due_steps(session, on=date(2020, 8, 10)) == []
    [late] = await tell_due_steps(session, on=date(2020, 8, 11))
    assert await tell_due_steps(session, on=date(2020, 8, 12)) == []
    assert (late.step, late.level, late.due_on) == ("cure", "town", date(2020, 8, 10))
    assert (await _told(session, emitted))[-1] == "+cure"


async def test_a_defect_that_is_cured_in_time_troubles_nobody(session, emitted):
    _, defect = await _a_defect(session)
    form = CureDefect(on=date(2020, 8, 5), cure="凿除重浇，复查合格")
    await cure_defect(session, defect.id, form, by=TOWN_OFFICER, at=on("2020-08-05"))

    assert await tell_due_steps(session, on=date(2020, 9, 1)) == []
    assert await _told(session, emitted) == ["+finish"]


async def _paid(session):
    renovation = await a_renovation(session, RenovationState.ACCEPTED)
    assert renovation.acceptance_id is not None
    said = Said(SubsidyState.PAID, on("2020-10-12"), paid_on=date(2020, 10, 12))
    await note_subsidy(session, renovation.acceptance_id, said)
    return renovation


async def test_money_that_is_not_there_after_a_month_is_asked_for_until_it_is(session, emitted):
    renovation = await a_renovation(session, RenovationState.ACCEPTED)
    assert await tell_due_steps(session, on=date(2020, 10, 20)) == []
    [late] = await tell_due_steps(session, on=date(2020, 10, 21))
    assert (late.step, late.level, late.due_on) == ("pay", "county", date(2020, 10, 20))

    said = Said(SubsidyState.PAID, on("2020-10-25"), paid_on=date(2020, 10, 25))
    await note_subsidy(session, renovation.acceptance_id, said)

    assert sorted((await _told(session, emitted, date(2020, 10, 25)))[-2:]) == ["+close", "-pay"]


async def test_each_return_visit_is_told_of_on_its_day_and_ends_with_the_visit(session, emitted):
    renovation = await _paid(session)
    await close_file(session, renovation.id, DatedStep(on=date(2020, 10, 30)), by=TOWN_OFFICER, at=on("2020-10-30"))

    await tell_due_steps(session, on=date(2021, 4, 29))
    assert [step.since_on for step in await tell_due_steps(session, on=date(2021, 4, 30))] == [date(2021, 4, 30)]
    await visit_again(session, renovation.id, DatedStep(on=date(2021, 5, 6)), by=VILLAGER, at=on("2021-05-06"))

    assert (await _told(session, emitted, date(2021, 5, 6)))[-2:] == ["+visit", "-visit"]
    left = (await session.exec(select(AwaitedStep).where(col(AwaitedStep.ended_on).is_(None)))).one()
    assert (left.step, left.since_on) == ("visit", date(2021, 10, 30))


async def test_a_campaign_tells_each_village_how_many_houses_to_look_at(session, emitted):
    for village in (None, None, OTHER_VILLAGE):
        await a_family(session, **({"village": village} if village else {}))

    campaign = await a_campaign(session)
    await tell_due_steps(session, on=campaign.opened_on)

    asked = [each for each in await emitted(session) if isinstance(each, HousingStepAwaited)]
    assert sorted((each.level, each.things, each.due_on) for each in asked) == [
        ("village", 1, campaign.due_on),
        ("village", 2, campaign.due_on),
    ]
