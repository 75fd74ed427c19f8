"""A disaster and missing money send people, each village and town once; what happens once more sends them out anew."""

from datetime import date, timedelta

from sqlmodel import col, select

from services.notifier.operations.errand.complete_errand import complete_errand
from services.notifier.operations.errand.order_by_rules import order_by_rules
from services.notifier.schemas.errand import CompleteErrand
from services.notifier.store.errand import list_errands
from services.notifier.tables import Errand, Message
from shared.events.funds import HouseholdPaymentRefused, HouseholdPaymentWithdrawn, HouseMoneyHeld, HouseMoneyRefused
from shared.events.housing import (
    DisasterDeclared,
    DisasterEnded,
    EmergencySurveysClosed,
    EmergencySurveysOpened,
    RenovationUnplanned,
    ShelterFilled,
    ShelterRelieved,
    ShelterRoundAsked,
)
from shared.ids import uuid7
from shared.security import Principal, Role
from tests.builders.notifier import COUNTY, MONDAY, TOWN, VILLAGE

NEXT_VILLAGE = "371311001002"
DUE = MONDAY + timedelta(hours=24)
LATER = MONDAY + timedelta(hours=30)
OFFICER = Principal("罗庄街道 周", Role.TOWN, TOWN)


def opened(disaster, village=VILLAGE, at=MONDAY, **told):
    usual = {"kind": "flood", "households": 12, "surveys": 11, "due_at": at + timedelta(hours=24)}
    return EmergencySurveysOpened(disaster_id=disaster, region=village, occurred_at=at, **(usual | told))


def closed(disaster, village=VILLAGE, at=LATER):
    told = {"kind": "flood", "households": 12, "seen": 12, "closed_on": date(2020, 6, 2)}
    return EmergencySurveysClosed(disaster_id=disaster, region=village, occurred_at=at, **told)


def filled(shelter, at=MONDAY, taken=95, kind=ShelterFilled):
    return kind(shelter_id=shelter, region=VILLAGE, capacity=100, taken=taken, occurred_at=at)


def refused(renovation, at=MONDAY, **told):
    usual = {"plan": 1, "code": "budget-short", "reason": "县区资金的指标余额不足", "short": [], "is_waiting": True}
    return HouseMoneyRefused(renovation_id=renovation, region=TOWN, occurred_at=at, **(usual | told))


async def _errands(session):
    return (await session.exec(select(Errand).order_by(col(Errand.id)).execution_options(populate_existing=True))).all()


async def _letters(session):
    return (await session.exec(select(Message).order_by(col(Message.id)))).all()


async def test_each_struck_village_looks_within_hours_and_its_town_has_a_roof_ready(session):
    disaster = uuid7()

    await order_by_rules(session, [opened(disaster), opened(disaster, NEXT_VILLAGE, households=3, surveys=3)], at=MONDAY)

    sent = {(errand.rule, errand.region): errand for errand in await _errands(session)}
    assert set(sent) == {("struck-survey", VILLAGE), ("struck-survey", NEXT_VILLAGE), ("struck-shelter", TOWN)}
    assert sent["struck-survey", VILLAGE].due_at == DUE
    assert "受灾 12 户" in sent["struck-survey", VILLAGE].task
    assert (sent["struck-shelter", TOWN].due_at, sent["struck-shelter", TOWN].is_by_hand) == (MONDAY + timedelta(hours=6), True)


async def test_a_village_is_sent_again_for_whom_the_register_tells_of_later_and_its_town_counts_its_beds_once(session):
    disaster = uuid7()
    await order_by_rules(session, [opened(disaster), closed(disaster)], at=MONDAY)
    shelter = next(errand for errand in await _errands(session) if errand.rule == "struck-shelter")
    told = CompleteErrand(report="村小学开放，能住 60 人")
    await complete_errand(session, shelter.id, told, by=OFFICER, at=LATER)

    for hours in (2, 4):
        joined = opened(disaster, at=LATER + timedelta(hours=hours), households=1, surveys=1, called_by="register")
        await order_by_rules(session, [joined], at=joined.occurred_at)

    states = {errand.rule: errand.state for errand in await _errands(session)}
    assert states == {"struck-survey": "open", "struck-shelter": "done", "struck-shelter-later": "open"}
    assert "受灾 1 户" in next(errand.task for errand in await _errands(session) if errand.rule == "struck-survey")


async def test_a_village_s_order_ends_when_it_has_looked_and_no_other_does(session):
    disaster = uuid7()
    await order_by_rules(session, [opened(disaster), opened(disaster, NEXT_VILLAGE)], at=MONDAY)

    await order_by_rules(session, [closed(disaster)], at=LATER)

    states = {errand.region: errand.state for errand in await _errands(session) if errand.rule == "struck-survey"}
    assert states == {VILLAGE: "done", NEXT_VILLAGE: "open"}


async def test_a_village_that_is_struck_again_after_it_has_looked_is_sent_out_anew(session):
    disaster = uuid7()
    first, last = opened(disaster), opened(disaster, at=LATER + timedelta(hours=2), households=5, surveys=5)
    await order_by_rules(session, [first], at=MONDAY)
    await order_by_rules(session, [closed(disaster)], at=LATER)

    for event in (first, last, last, first):
        await order_by_rules(session, [event], at=last.occurred_at)

    [errand] = [each for each in await _errands(session) if each.rule == "struck-survey"]
    assert (errand.state, errand.due_at, errand.closed_at, errand.is_late) == ("open", last.due_at, None, None)
    assert "受灾 5 户" in errand.task
    assert len([letter for letter in await _letters(session) if letter.errand_id == errand.id]) == 2


async def test_an_end_that_is_heard_of_late_does_not_end_what_began_after_it_and_sends_nobody_before_it(session):
    disaster = uuid7()
    await order_by_rules(session, [closed(disaster)], at=LATER)
    await order_by_rules(session, [opened(disaster)], at=LATER)

    [survey] = [each for each in await _errands(session) if each.rule == "struck-survey"]
    assert survey.state == "done"
    listed = await list_errands(session, kind=None, state=None, late_at=None, after=None, limit=10)
    assert [errand.rule for errand in listed] == ["struck-shelter"]


async def test_a_county_grades_until_the_disaster_is_over(session):
    disaster = uuid7()
    told = {"disaster_id": disaster, "kind": "flood", "region": COUNTY}
    days = {"survey_due_at": DUE, "grade_due_at": MONDAY + timedelta(days=5)}
    await order_by_rules(
        session, [DisasterDeclared(happened_at=MONDAY, households=60, occurred_at=MONDAY, **told, **days)], at=MONDAY
    )
    [errand] = await _errands(session)
    assert (errand.rule, errand.department, errand.due_at) == ("struck-grade", "housing", MONDAY + timedelta(days=5))

    over = {"ended_at": LATER, "households": 60, "surveyed": 60, "graded": 60, "sheltered": 0}
    await order_by_rules(session, [DisasterEnded(occurred_at=LATER, **told, **over)], at=LATER)

    assert {each.rule: each.state for each in await _errands(session)}["struck-grade"] == "done"


async def test_who_is_sheltered_is_looked_after_anew_each_day_once_the_last_round_was_made(session):
    shelter = uuid7()

    def asked(at):
        told = {"households": 9, "persons": 31, "asked_on": at.date()}
        return ShelterRoundAsked(shelter_id=shelter, region=VILLAGE, occurred_at=at, **told)

    await order_by_rules(session, [asked(MONDAY)], at=MONDAY)
    await order_by_rules(session, [asked(LATER)], at=LATER)
    [errand] = await _errands(session)
    assert (errand.due_at, errand.is_by_hand) == (DUE, True)

    await complete_errand(session, errand.id, CompleteErrand(report="都好，缺两床被子，已送到"), by=OFFICER, at=LATER)
    tomorrow = LATER + timedelta(hours=20)
    await order_by_rules(session, [asked(tomorrow)], at=tomorrow)

    [errand] = await _errands(session)
    assert (errand.state, errand.due_at, errand.report) == ("open", tomorrow + timedelta(hours=24), "")
    assert len(await _letters(session)) == 2


async def test_a_town_is_told_of_every_time_that_beds_run_out(session):
    shelter = uuid7()
    await order_by_rules(session, [filled(shelter)], at=MONDAY)
    await order_by_rules(session, [filled(shelter, LATER, 40, ShelterRelieved)], at=LATER)
    [errand] = await _errands(session)
    assert (errand.addressee, errand.state) == ("town", "done")

    again = LATER + timedelta(hours=1)
    await order_by_rules(session, [filled(shelter, again, 98)], at=again)

    [errand] = await _errands(session)
    assert (errand.state, "已住 98 人" in errand.task) == ("open", True)


async def test_money_that_lacks_sends_the_county_with_the_reason_until_it_is_there_or_not_needed(session):
    held, ended = uuid7(), uuid7()
    await order_by_rules(session, [refused(held), refused(ended)], at=MONDAY)
    sent = [each for each in await _errands(session) if each.state == "open"]
    assert [(each.rule, each.addressee) for each in sent] == [("money-lacking", "county")] * 2
    assert "县区资金的指标余额不足" in sent[0].task and sent[0].due_at > MONDAY

    there = {"plan": 1, "amount_fen": 14_000_00, "lines": [], "held_on": LATER.date()}
    await order_by_rules(session, [HouseMoneyHeld(renovation_id=held, region=TOWN, occurred_at=LATER, **there)], at=LATER)
    over = RenovationUnplanned(renovation_id=ended, region=VILLAGE, unplanned_on=LATER.date(), occurred_at=LATER)
    await order_by_rules(session, [over], at=LATER)

    assert {each.state for each in await _errands(session)} == {"done"}
    listed = await list_errands(session, kind=None, state=None, late_at=None, after=None, limit=10)
    assert {each.id for each in listed} == {each.id for each in sent}


async def test_only_what_funds_refuses_for_a_house_is_an_order_about_a_house(session):
    told = {"household_id": uuid7(), "region": TOWN, "round": 1, "code": "no-account", "reason": "没有可用的账户"}
    refusals = [
        HouseholdPaymentRefused(about=about, about_id=uuid7(), is_waiting=True, occurred_at=MONDAY, **told)
        for about in ("housing", "top-up")
    ]

    [errand] = await order_by_rules(session, refusals, at=MONDAY)

    assert (errand.rule, errand.source_id, "没有可用的账户" in errand.task) == ("payment-refused", refusals[0].about_id, True)


def _not_paid(matter, at=MONDAY, code="payee-missing", **told):
    usual = {"household_id": uuid7(), "region": TOWN, "round": 1, "reason": "该户没有登记收款账户", "is_waiting": True}
    return HouseholdPaymentRefused(about="housing", about_id=matter, code=code, occurred_at=at, **(usual | told))


async def test_nobody_mends_a_payment_that_is_withdrawn_or_whose_matter_was_dropped(session):
    withdrawn, dropped = uuid7(), uuid7()
    await order_by_rules(session, [_not_paid(withdrawn), _not_paid(dropped)], at=MONDAY)

    told = {"payment_id": uuid7(), "household_id": uuid7(), "region": TOWN, "about": "housing", "round": 1}
    over = HouseholdPaymentWithdrawn(about_id=withdrawn, withdrawn_on=LATER.date(), occurred_at=LATER, **told)
    given_up = _not_paid(dropped, LATER, "matter-dropped", is_waiting=False)

    assert not await order_by_rules(session, [over, given_up], at=LATER)
    assert [each.state for each in await _errands(session)] == ["done", "done"]
