import asyncio

import pytest
from sqlalchemy import text
from sqlmodel import select

from services.housing.operations.household.follow_people import follow_people
from services.housing.operations.renovation.apply_for_renovation import apply_for_renovation
from services.housing.operations.renovation.withdraw_renovation import withdraw_renovation
from services.housing.operations.survey.open_safety_survey import open_safety_survey
from services.housing.rules.acceptance import HouseNotUnsafe
from services.housing.rules.mode import ModeNeedsReason
from services.housing.rules.prefill import ApplicantUntold, DifferenceUnexplained
from services.housing.rules.renovation import HelpHindered, HindranceNotLookedInto, RenovationState, RenovationUnderWay
from services.housing.rules.renovation_file import PhotosMissing
from services.housing.rules.works import WorksOutOfTime
from services.housing.schemas.renovation import WithdrawRenovation
from services.housing.store.survey import lock_survey_of
from services.housing.tables import Renovation, RenovationEvent
from shared.database import the_platform, transaction
from tests.builders.houses import an_enrolment
from tests.builders.housing import a_detection, an_accepted_house, an_unsafe_house
from tests.builders.housing_renovation import TOWN_OFFICER, VILLAGER, a_renovation, an_application, on


async def _apply(session, survey_id, **changed):
    return await apply_for_renovation(session, an_application(survey_id, **changed), by=VILLAGER, at=on("2020-06-05"))


async def test_an_application_keeps_the_rule_the_standard_and_its_number(session):
    renovation = await a_renovation(session)

    assert renovation.number == "G-371311-2020-0001"
    assert (renovation.policy, renovation.standard_fen, renovation.grade) == ("help-shandong-2019", 18000_00, "D")
    assert renovation.state is RenovationState.APPLIED
    [line] = (await session.exec(select(RenovationEvent))).all()
    assert (line.act, line.by, line.on.isoformat()) == ("applied", "村干部甲", "2020-06-05")


async def test_a_house_has_one_renovation_at_a_time(session):
    first = await a_renovation(session)

    with pytest.raises(RenovationUnderWay) as refused:
        await _apply(session, first.survey_id)

    assert refused.value.facts["number"] == first.number


async def test_after_a_withdrawal_the_household_may_apply_again(session):
    first = await a_renovation(session)
    form = WithdrawRenovation.model_validate({"on": "2020-06-06", "why": "暂不改造"})
    await withdraw_renovation(session, first.id, form, by=TOWN_OFFICER, at=on("2020-06-06"))

    second = await apply_for_renovation(
        session, an_application(first.survey_id, applied_on="2020-06-07"), by=VILLAGER, at=on("2020-06-07")
    )

    assert second.number == "G-371311-2020-0002"


async def test_two_applications_at_once_become_one(sessions, session):
    survey = await an_unsafe_house(session)
    await session.commit()

    async def apply() -> None:
        async with transaction(sessions, the_platform("test", "test")) as own:
            await _apply(own, survey.id)

    outcomes = await asyncio.gather(apply(), apply(), return_exceptions=True)

    assert sorted(type(each).__name__ for each in outcomes) == ["NoneType", "RenovationUnderWay"]
    async with transaction(sessions, the_platform("test", "test")) as later:
        assert len((await later.exec(select(Renovation))).all()) == 1


async def test_a_house_that_was_accepted_is_not_helped_again_and_the_day_is_told(session):
    accepted = await an_accepted_house(session)

    with pytest.raises(HelpHindered) as refused:
        await apply_for_renovation(
            session, an_application(accepted.survey_id, applied_on="2020-10-01"), by=VILLAGER, at=on("2020-10-01")
        )

    assert refused.value.facts["hindrances"][0].startswith("这处住房已于2020-09-20享受过危房改造")


async def test_what_has_to_be_looked_into_is_looked_into_first(session):
    survey = await an_unsafe_house(session)
    with pytest.raises(HindranceNotLookedInto):
        await _apply(session, survey.id, children_have_safe_house=True)

    renovation = await _apply(session, survey.id, children_have_safe_house=True, looked_into="女儿远嫁，住房不在本县")

    assert renovation.looked_into == "女儿远嫁，住房不在本县"


async def test_another_mode_than_the_first_needs_its_reason(session):
    survey = await an_unsafe_house(session)
    with pytest.raises(ModeNeedsReason):
        await _apply(session, survey.id, mode="rent")

    assert (await _apply(session, survey.id, mode="rent", mode_reason="户主愿租住村里的空房")).standard_fen == 0


async def test_nobody_applies_before_the_survey_or_in_days_to_come(session):
    survey = await an_unsafe_house(session)

    for day in ("2020-06-03", "2020-06-06"):
        with pytest.raises(WorksOutOfTime):
            await _apply(session, survey.id, applied_on=day)


async def test_a_house_that_nobody_looked_at_yet_is_not_applied_for(session):
    await open_safety_survey(session, [event := a_detection()])
    survey = await lock_survey_of(session, event.case_id)

    with pytest.raises(HouseNotUnsafe):
        await _apply(session, survey.id)


async def _known(session, survey, **told):
    await follow_people(session, [an_enrolment(survey.household_id, **told), an_enrolment(survey.household_id, relation="之子")])


async def test_what_the_register_knows_need_not_be_told_again(session):
    survey = await an_unsafe_house(session)
    await _known(session, survey, classes=["low-income"])

    renovation = await _apply(session, survey.id, groups=None, persons=None)

    assert (renovation.groups, renovation.persons) == (["dibao", "enrolled"], 2)
    assert renovation.told_from == {"groups": "register", "persons": "register"}
    assert renovation.standard_fen == 19000_00


async def test_what_an_officer_tells_otherwise_needs_a_reason_which_is_kept(session):
    survey = await an_unsafe_house(session)
    await _known(session, survey)
    with pytest.raises(DifferenceUnexplained) as refused:
        await _apply(session, survey.id)
    assert refused.value.facts["differences"] == ["人口数：登记2，所填3"]

    renovation = await _apply(session, survey.id, differs_because="长媳已迁入，尚未登记")

    assert (renovation.persons, renovation.told_from["persons"]) == (3, "officer")
    assert renovation.differences == [{"field": "persons", "title": "人口数", "known": "2", "told": "3"}]
    assert renovation.differs_because == "长媳已迁入，尚未登记"


async def test_of_whom_the_register_told_nothing_the_officer_tells_all(session):
    survey = await an_unsafe_house(session)

    with pytest.raises(ApplicantUntold) as refused:
        await _apply(session, survey.id, persons=None)

    assert refused.value.pointer == "/persons"


async def test_whoever_applies_has_shown_the_house_as_it_is(session):
    survey = await an_unsafe_house(session)
    await session.execute(
        text("UPDATE paper SET withdrawn_at = now(), withdrawn_by = '某', withdrawn_why = '拍错' WHERE kind = 'front'")
    )

    with pytest.raises(PhotosMissing) as refused:
        await _apply(session, survey.id)
    assert refused.value.facts == {"act": "申请", "missing": ["改造前：正面"]}
    # Nobody builds, nobody has to show anything.
    assert (await _apply(session, survey.id, mode="rent", mode_reason="户主愿租住村里的空房")).mode == "rent"
