"""A town's year of unsafe houses, told as a story: the real verbs and consumers, with every event that comes from elsewhere."""

from typing import Any

import pytest
from sqlmodel import col, select

from services.housing.operations.awaited_step.tell_due_steps import tell_due_steps
from services.housing.operations.grade_dispute.decide_dispute import decide_dispute
from services.housing.operations.renovation.accept_renovation import accept_renovation
from services.housing.operations.renovation.close_file import close_file
from services.housing.operations.renovation.cure_defect import cure_defect
from services.housing.operations.renovation.finish_works import finish_works
from services.housing.operations.renovation.house_household import house_household
from services.housing.operations.renovation.inspect_works import inspect_works
from services.housing.operations.renovation.review_renovation import review_renovation
from services.housing.operations.renovation.settle_household import settle_household
from services.housing.operations.renovation.sign_agreement import sign_agreement
from services.housing.operations.renovation.start_works import start_works
from services.housing.operations.renovation.stop_works import stop_works
from services.housing.operations.renovation.visit_again import visit_again
from services.housing.operations.renovation.withdraw_renovation import withdraw_renovation
from services.housing.operations.survey.complete_survey import complete_survey
from services.housing.rules.acceptance import HouseNotUnsafe, SubsidyState
from services.housing.rules.floor_area import FloorTooLarge
from services.housing.rules.hazard import StruckWhy
from services.housing.rules.house import PhotoView
from services.housing.rules.household_question import HouseholdUnsettled, NobodyLeft
from services.housing.rules.mode import ModeNotOffered
from services.housing.rules.paper import PaperAbout
from services.housing.rules.renovation import HelpHindered, RenovationState, SubsidyNotPaid
from services.housing.rules.works import Assurance, DefectsUncured, Stage
from services.housing.schemas.grade_dispute import DecideDispute
from services.housing.schemas.renovation import (
    CureDefect,
    HouseHousehold,
    SettleHousehold,
    StopWorks,
    WithdrawRenovation,
)
from services.housing.schemas.survey import CompleteSurvey
from services.housing.store.acceptance import get_acceptance
from services.housing.store.house import lock_surveyed_house
from services.housing.store.occupancy import find_open_stay
from services.housing.tables import Defect, Hazard, Renovation, Survey
from shared.events.funds import HouseholdPaid, HouseholdPaymentRefused
from shared.ids import uuid7
from tests.builders.houses import Family, a_campaign, a_change, a_family, a_house, a_move
from tests.builders.housing import SOUND, TOWN, UNSAFE, VILLAGE
from tests.builders.housing_appraisals import DECIDER, a_dispute, a_signed_appraisal, an_appraiser, another_appraiser
from tests.builders.housing_papers import with_papers, with_photos_after
from tests.builders.housing_renovation import (
    COUNTY_OFFICER,
    TOWN_OFFICER,
    VILLAGER,
    a_final_look,
    an_agreement,
    an_inspection,
    an_opinion,
    on,
)
from tests.builders.housing_year import Year, day, step


async def _spring(year: Year) -> tuple[dict[str, Family], dict[str, Survey]]:
    """The county has every enrolled household's house looked at; the village does so within the week."""
    session = year.session
    families = {name: await a_family(session) for name in ("王", "李", "赵", "周", "钱")}
    families["孙"] = await a_family(session, classes=["low-income", "enrolled"])
    for family in families.values():
        await a_house(session, family)
    await a_campaign(session)
    told = await tell_due_steps(session, on=day("2020-06-01"))
    assert [(each.step, each.region, each.things) for each in told] == [("survey", VILLAGE, 6)]
    surveys = {each.household_id: each for each in await session.exec(select(Survey))}
    of = {name: surveys[family.id] for name, family in families.items()}
    seen = dict.fromkeys(("王", "李", "赵", "周"), UNSAFE) | {"孙": {"walls": "failing"}, "钱": {}}
    for name, wrong in seen.items():
        await complete_survey(session, of[name].id, CompleteSurvey.model_validate(SOUND | wrong), on=day("2020-06-04"))
        await with_papers(session, PaperAbout.SURVEY, of[name].id, VILLAGE, PhotoView)

    assert {name: of[name].grade for name in seen} == {"王": "D", "李": "D", "赵": "D", "周": "D", "孙": "C", "钱": "A"}
    assert len((await session.exec(select(Hazard).where(col(Hazard.struck_on).is_(None)))).all()) == 5
    return families, of


async def _a_dispute_is_decided(year: Year, survey: Survey) -> None:
    """孙 disputes the grade C that an appraiser signed; another one looks, and it is upheld."""
    session = year.session
    house = await lock_surveyed_house(session, survey)
    first = await a_signed_appraisal(session, await an_appraiser(session), house=house, on=day("2020-06-10"))
    other, dispute = await another_appraiser(session), await a_dispute(session, first)
    form = DecideDispute(appraiser_id=other.id, reasons=["到场复核，逐构件清点"])
    await decide_dispute(session, dispute.id, form, by=DECIDER, on=day("2020-06-22"))

    assert (dispute.outcome, dispute.grade_after) == ("upheld", "C")


async def _applications_are_refused(year: Year, of: dict[str, Survey]) -> None:
    """A safe house, a mode that does not fit, another house: each says why."""
    with pytest.raises(HouseNotUnsafe):
        await year.apply(of["钱"])
    with pytest.raises(ModeNotOffered):
        await year.apply(of["王"], mode="repair")
    with pytest.raises(HelpHindered):
        await year.apply(of["王"], has_another_safe_house=True)


async def _care(year: Year, family: Family, survey: Survey) -> None:
    """李, alone and old, goes into care as she wished: her stay ends, and the ledger says so."""
    session = year.session
    renovation = await year.apply(survey, oldest=72, wishes_care=True, mode="collective-care")
    await year.agree(renovation, "2020-06-28", "2020-07-06", "2020-07-07", "2020-07-15", "2020-07-16", "2020-07-22")
    form = an_agreement(signed_on="2020-07-25", starts_on="2020-07-28", planned_area_m2=None)
    await sign_agreement(session, renovation.id, form, by=TOWN_OFFICER, at=on("2020-07-25"))
    moved = HouseHousehold(on=day("2020-07-30"), elsewhere="罗庄区中心敬老院")
    await house_household(session, renovation.id, moved, by=TOWN_OFFICER, at=on("2020-07-30"))
    await close_file(session, renovation.id, step("2020-08-03"), by=TOWN_OFFICER, at=on("2020-08-03"))

    assert await find_open_stay(session, family.id) is None
    assert (await year.listed(survey)).struck_why is StruckWhy.REHOUSED


async def _objection(year: Year, survey: Survey) -> Renovation:
    """孙's repair is objected to in the village, rightly: the village decides anew, and agrees again."""
    session = year.session
    renovation = await year.apply(survey, mode="repair")
    await review_renovation(session, renovation.id, an_opinion(VILLAGER.role), by=VILLAGER, at=on("2020-06-28"))
    await year.stand("2020-07-02", has_stood=False)
    assert renovation.state is RenovationState.APPLIED
    assert await year.open_turns(renovation) == ["village-review"]

    await year.agree(renovation, "2020-07-06", "2020-07-14", "2020-07-15", "2020-07-23", "2020-07-24", "2020-07-30")

    assert (renovation.state, await year.open_turns(renovation)) == (RenovationState.COUNTY_AGREED, ["sign"])
    return renovation


async def _death(year: Year, family: Family, survey: Survey) -> None:
    """赵 dies during the works: nothing goes on in the name of the dead, and a kinsman's household takes over."""
    session = year.session
    renovation = await year.under_way(survey)
    gone = {"kind": "died", "is_living": False, "happened_on": day("2020-08-03"), "former_household_id": family.id}
    ended = a_change(family.id, revision=2, state="cancelled", kind="cancelled", happened_on=day("2020-08-04"))
    await year.hear(a_move(family.head, None, **gone), ended)
    await stop_works(session, renovation.id, _why("2020-08-05", "household"), by=VILLAGER, at=on("2020-08-05"))
    with pytest.raises(HouseholdUnsettled):
        await start_works(session, renovation.id, step("2020-08-06"), by=VILLAGER, at=on("2020-08-06"))
    with pytest.raises(NobodyLeft):
        await settle_household(session, renovation.id, _settled(), by=TOWN_OFFICER, at=on("2020-08-10"))
    heir = await a_family(session)

    await settle_household(session, renovation.id, _settled(household_id=heir.id), by=TOWN_OFFICER, at=on("2020-08-10"))
    await start_works(session, renovation.id, step("2020-08-11"), by=VILLAGER, at=on("2020-08-11"))

    assert (renovation.household_id, renovation.state) == (heir.id, RenovationState.UNDER_WAY)


def _why(text: str, why: str) -> StopWorks:
    return StopWorks.model_validate({"on": text, "why": why})


def _settled(**told: Any) -> SettleHousehold:
    return SettleHousehold(on=day("2020-08-10"), said="由侄子一户接续，已签承诺", **told)


async def _move(year: Year, family: Family, survey: Survey) -> None:
    """周's household is transferred to another town: the renovation is withdrawn, and the house stays dangerous."""
    session = year.session
    renovation = await year.under_way(survey)
    moved = a_change(family.id, revision=2, kind="transferred", region="371311100203", happened_on=day("2020-08-20"))
    await year.hear(moved)
    assert await year.open_turns(renovation) == ["settle"]

    form = WithdrawRenovation(on=day("2020-08-24"), why="全户迁往外镇，放弃改造")
    await withdraw_renovation(session, renovation.id, form, by=TOWN_OFFICER, at=on("2020-08-24"))

    assert await year.open_turns(renovation) == []
    assert (await year.listed(survey)).struck_on is None


async def _works(year: Year, survey: Survey) -> Renovation:
    """王's new house: a defect that is late and told of once, a winter's stop, and a floor that was too large at first."""
    session = year.session
    renovation = await year.under_way(survey)
    wrong = [{"assurance": "quality", "what": "圈梁漏筋", "due_on": "2020-08-20"}]
    answers = dict.fromkeys(Assurance, True) | {Assurance.QUALITY: False}
    look = an_inspection(Stage.FOUNDATION, "2020-08-10", answers=answers, defects=wrong)
    await inspect_works(session, renovation.id, look, by=TOWN_OFFICER, at=on("2020-08-10"))
    await tell_due_steps(session, on=day("2020-08-20"))
    assert [each.step for each in await tell_due_steps(session, on=day("2020-08-21"))] == ["cure"]
    assert await tell_due_steps(session, on=day("2020-08-22")) == []
    await stop_works(session, renovation.id, _why("2020-11-20", "winter"), by=VILLAGER, at=on("2020-11-20"))
    await start_works(session, renovation.id, step("2021-03-10"), by=VILLAGER, at=on("2021-03-10"))
    for stage in Stage:
        look = an_inspection(stage, "2021-04-01")
        await inspect_works(session, renovation.id, look, by=TOWN_OFFICER, at=on("2021-04-01"))
    await finish_works(session, renovation.id, step("2021-04-20"), by=VILLAGER, at=on("2021-04-20"))
    await with_photos_after(session, renovation)
    with pytest.raises(DefectsUncured):
        await _accept(year, renovation)
    defect = (await session.exec(select(Defect).where(Defect.renovation_id == renovation.id))).one()
    cured = CureDefect(on=day("2021-04-22"), cure="凿除重浇，现场复查合格")
    await cure_defect(session, defect.id, cured, by=TOWN_OFFICER, at=on("2021-04-22"))
    with pytest.raises(FloorTooLarge):
        await _accept(year, renovation, area_m2="75")
    await _accept(year, renovation)

    assert (await year.listed(survey)).struck_why is StruckWhy.MADE_SAFE
    return renovation


async def _accept(year: Year, renovation: Renovation, **told: Any) -> None:
    form = a_final_look(**({"accepted_on": "2021-04-28", "year": 2021} | told))
    await accept_renovation(year.session, renovation.id, form, by=COUNTY_OFFICER, at=on("2021-04-28"))


async def _money(year: Year, renovation: Renovation) -> None:
    """Funds cannot pay before the account is mended; after a month the county hears of it; then the household has its money."""
    session = year.session
    about = {"about": "housing", "about_id": renovation.acceptance_id, "household_id": renovation.household_id, "region": TOWN}
    waits = {"round": 1, "code": "no-account", "reason": "该户没有可用的收款账户", "is_waiting": True}
    await year.hear(HouseholdPaymentRefused(occurred_at=on("2021-04-29"), **about, **waits))
    with pytest.raises(SubsidyNotPaid):
        await close_file(session, renovation.id, step("2021-05-06"), by=TOWN_OFFICER, at=on("2021-05-06"))
    late = {(each.step, each.matter_id) for each in await tell_due_steps(session, on=day("2021-05-30"))}
    assert ("pay", renovation.acceptance_id) in late
    paid = {"payment_id": uuid7(), "amount_fen": 18000_00, "paid_on": day("2021-06-10")}
    await year.hear(HouseholdPaid(occurred_at=on("2021-06-10"), **about, **paid))
    await close_file(session, renovation.id, step("2021-06-15"), by=TOWN_OFFICER, at=on("2021-06-15"))

    acceptance = await get_acceptance(session, renovation.acceptance_id or uuid7())
    assert (acceptance.subsidy, acceptance.subsidy_fen) == (SubsidyState.PAID, 18000_00)
    assert renovation.state is RenovationState.CLOSED


async def _visits(year: Year, renovation: Renovation) -> None:
    """Half a year and a year after somebody looks again, told of on the day."""
    session = year.session
    for due, seen in (("2021-12-15", "2021-12-20"), ("2022-06-15", "2022-06-16")):
        told = [each.matter_id for each in await tell_due_steps(session, on=day(due))]
        assert renovation.id in told
        await visit_again(session, renovation.id, step(seen, "住房完好"), by=VILLAGER, at=on(seen))

    assert (renovation.visits_due, await year.open_turns(renovation)) == ([], [])


async def test_a_towns_year(session, emitted) -> None:
    year = Year(session, emitted)
    families, of = await _spring(year)
    await _a_dispute_is_decided(year, of["孙"])
    await _applications_are_refused(year, of)
    await _care(year, families["李"], of["李"])
    await _objection(year, of["孙"])
    await _death(year, families["赵"], of["赵"])
    await _move(year, families["周"], of["周"])
    renovation = await _works(year, of["王"])
    await _money(year, renovation)
    await _visits(year, renovation)
