"""The monitoring rules on a real database: who is pointed at, who is not, and that nobody is pointed at twice."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.alert.decide_alert import decide_alert
from services.registry.operations.alert.record_visit import record_visit
from services.registry.operations.income.record_income import record_income
from services.registry.operations.watch.note_facts import note_facts
from services.registry.operations.watch.raise_alerts import raise_alerts
from services.registry.rules.vocabulary import PersonClass
from services.registry.schemas.alert import RecordVisit
from services.registry.store.watch import Stretch
from services.registry.tables import Alert
from shared.clock import today
from shared.events import Event
from shared.events.registry import AlertRaised
from shared.ids import uuid7
from tests.builders.watch import a_bill, a_household_in_the_register, an_income

MONITORED, ENROLLED = PersonClass.MONITORED, PersonClass.ENROLLED
Emitted = Callable[[AsyncSession], Awaitable[list[Event]]]


async def rules_of(session: AsyncSession, household_id: UUID) -> list[str]:
    found = await session.exec(select(Alert).where(Alert.household_id == household_id).order_by(col(Alert.id)))
    return [alert.rule for alert in found]


@pytest.mark.parametrize(
    ("classes", "yuan", "expected"),
    [
        ([MONITORED], 6_000, []),
        ([MONITORED], 6_001, ["stay-over-6000-monitored"]),
        ([ENROLLED], 6_001, []),
        ([ENROLLED], 10_001, ["stay-over-10000"]),
        ([], 10_001, ["stay-over-10000"]),
    ],
)
async def test_each_class_has_its_own_threshold(
    session: AsyncSession, classes: list[PersonClass], yuan: int, expected: list[str]
) -> None:
    household, _ = await a_household_in_the_register(session, classes=classes)
    await note_facts(session, [a_bill(household, yuan * 100, on=today())], by="medical")
    await raise_alerts(session, [household.id], on=today())
    assert await rules_of(session, household.id) == expected


async def test_part_bills_of_one_stay_count_together_and_two_stays_do_not(session: AsyncSession) -> None:
    one, _ = await a_household_in_the_register(session)
    two, _ = await a_household_in_the_register(session)
    stay = uuid7()
    bills = [a_bill(one, 600_000, on=today(), stay=stay), a_bill(one, 500_000, on=today(), stay=stay)]
    bills += [a_bill(two, 600_000, on=today()), a_bill(two, 500_000, on=today())]
    households = await note_facts(session, bills, by="medical")
    _, raised = await raise_alerts(session, households, on=today())
    assert [alert.household_id for alert in raised] == [one.id]
    assert len(raised[0].fact_ids) == 2
    assert raised[0].amount_fen == 1_100_000


async def test_an_alert_names_its_facts_its_threshold_and_its_clause(session: AsyncSession, emitted: Emitted) -> None:
    household, _ = await a_household_in_the_register(session, classes=[MONITORED])
    await note_facts(session, [a_bill(household, 700_000, on=today())], by="medical")
    _, [alert] = await raise_alerts(session, [household.id], on=today())
    assert alert.reasons == [
        f"{today().isoformat()} 医疗费用个人负担 7,000.00 元",
        "合计 7,000.00 元，超过 6,000.00 元",
        "户类型：监测户",
    ]
    assert "超过6000元" in alert.clause
    assert (alert.policy, alert.threshold_fen) == ("watch-national", 600_000)
    assert alert.due_on > today()
    [told] = await emitted(session)
    assert isinstance(told, AlertRaised)
    assert told.alert_id == alert.id


async def test_a_household_under_watch_is_not_pointed_at_again(session: AsyncSession, emitted: Emitted) -> None:
    household, _ = await a_household_in_the_register(session)
    for _ in range(2):
        await note_facts(session, [a_bill(household, 1_100_000, on=today())], by="medical")
        await raise_alerts(session, [household.id], on=today())
        await raise_alerts(session, Stretch(), on=today())
    assert await rules_of(session, household.id) == ["stay-over-10000"]
    assert len(await emitted(session)) == 1


async def test_what_was_dismissed_is_news_again_only_by_a_fact_that_the_judge_did_not_see(session: AsyncSession) -> None:
    household, _ = await a_household_in_the_register(session)
    await note_facts(session, [a_bill(household, 1_100_000, on=today())], by="medical")
    _, [alert] = await raise_alerts(session, [household.id], on=today())
    found = RecordVisit(visited_on=today(), found="家中有积蓄，可以承担", is_in_need=False)
    await record_visit(session, alert.id, found, by="王干部", on=today())
    await decide_alert(session, alert.id, is_confirmed=False, reason="可以承担", by="李镇长")
    await raise_alerts(session, [household.id], on=today())
    assert await rules_of(session, household.id) == ["stay-over-10000"]
    await note_facts(session, [a_bill(household, 1_200_000, on=today())], by="medical")
    await raise_alerts(session, [household.id], on=today())
    assert await rules_of(session, household.id) == ["stay-over-10000"] * 2


async def test_what_happened_before_the_look_back_is_past(session: AsyncSession) -> None:
    household, _ = await a_household_in_the_register(session)
    await note_facts(session, [a_bill(household, 1_100_000, on=today() - timedelta(days=366))], by="medical")
    await raise_alerts(session, [household.id], on=today())
    assert await rules_of(session, household.id) == []


async def test_a_child_out_of_school_and_an_uninsured_member_are_found_in_the_register_at_night(session: AsyncSession) -> None:
    child_born_on = date(today().year - 10, 1, 1)
    child, _ = await a_household_in_the_register(session, born_on=child_born_on, particulars={"失学或辍学原因": "因厌学"})
    grown, _ = await a_household_in_the_register(session, particulars={"失学或辍学原因": "因厌学"})
    at_school, _ = await a_household_in_the_register(session, born_on=child_born_on, particulars={"失学或辍学原因": "无"})
    bare, _ = await a_household_in_the_register(session, particulars={"是否参加新农合(城乡居民医保)": "否"})
    employed, _ = await a_household_in_the_register(
        session, particulars={"是否参加新农合(城乡居民医保)": "否", "是否参加城镇职工基本医疗保险": "是"}
    )
    looked, _ = await raise_alerts(session, Stretch(), on=today())
    assert looked.households == 5
    assert await rules_of(session, child.id) == ["registered-drop-out"]
    assert await rules_of(session, bare.id) == ["registered-premium-unpaid"]
    for other in (grown, at_school, employed):
        assert await rules_of(session, other.id) == []


async def test_income_that_falls_by_a_third_is_an_alert_and_a_corrected_book_counts_instead(session: AsyncSession) -> None:
    household, _ = await a_household_in_the_register(session)
    await record_income(session, household.id, today().year - 2, an_income(3_000_000), by="王干部", on=today())
    await record_income(session, household.id, today().year - 1, an_income(2_000_000), by="王干部", on=today())
    corrected = an_income(2_900_000, replaces=1, reason="漏记工资")
    await record_income(session, household.id, today().year - 1, corrected, by="王干部", on=today())
    await raise_alerts(session, [household.id], on=today())
    assert await rules_of(session, household.id) == []
    again = an_income(2_000_000, replaces=2, reason="核实后仍为两万元")
    await record_income(session, household.id, today().year - 1, again, by="王干部", on=today())
    _, [alert] = await raise_alerts(session, [household.id], on=today())
    assert alert.rule == "income-falls-30-percent"
    assert alert.reasons[0] == f"{today().year - 1} 年人均纯收入 10,000.00 元"


async def test_income_below_the_monitoring_line_of_its_year_is_an_alert(session: AsyncSession) -> None:
    then = date(2020, 12, 20)
    poor, _ = await a_household_in_the_register(session)
    fair, _ = await a_household_in_the_register(session)
    for household, wages_fen in ((poor, 1_199_800), (fair, 1_200_000)):
        await record_income(session, household.id, 2020, an_income(wages_fen), by="王干部", on=then)
    await raise_alerts(session, [poor.id, fair.id], on=then)
    assert await rules_of(session, poor.id) == ["income-below-monitoring-line"]
    assert await rules_of(session, fair.id) == []


async def test_a_place_goes_by_its_own_rules_and_by_a_share_of_its_line(session: AsyncSession) -> None:
    household, _ = await a_household_in_the_register(session, village="130727100001")
    then = date(2022, 6, 1)
    bills = [a_bill(household, 500_000, on=then), a_bill(household, 500_000, on=then)]
    await note_facts(session, bills, by="medical")
    _, [alert] = await raise_alerts(session, [household.id], on=then)
    assert alert.rule == "yangyuan-burden-enrolled"
    assert alert.threshold_fen == 1_817_900 // 2
    assert "2021 年农村居民人均可支配收入" in alert.reasons[2]


async def test_a_stretch_goes_on_after_the_last_household_and_ends(session: AsyncSession) -> None:
    made = [(await a_household_in_the_register(session))[0].id for _ in range(3)]
    first, _ = await raise_alerts(session, Stretch(limit=2), on=today())
    assert (first.households, first.reached) == (2, sorted(made)[1])
    second, _ = await raise_alerts(session, Stretch(after=first.reached or uuid7(), limit=2), on=today())
    assert second.households == 1
    third, _ = await raise_alerts(session, Stretch(after=second.reached or uuid7(), limit=2), on=today())
    assert (third.households, third.reached) == (0, None)
