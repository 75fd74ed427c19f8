"""A department's list against the register: each difference is asked once, stands, and ends by itself."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import pytest
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.comparison.compare_list import NewFact, compare_list
from services.registry.operations.comparison.settle_difference import settle_difference
from services.registry.operations.double.merge_persons import merge_persons
from services.registry.rules.difference import ListDayInTheFuture, NewerListCounts, Settlement, UnknownListKind
from services.registry.rules.listed import ListColumnsMissing, ListWithoutRows, NotSuchAList
from services.registry.rules.vocabulary import PersonClass
from services.registry.schemas.comparison import SettleDifference
from services.registry.schemas.double import MergePersons
from services.registry.tables import ComparedList, ListDifference
from shared.database import set_scope, the_platform
from shared.errors import Forbidden
from shared.events import Event
from shared.events.registry import DifferencesCleared, DifferencesDetected
from shared.security import Principal, Role
from shared.vault import unseal
from tests.builders.comparison import CIVIL_AFFAIRS, COUNTY, JULY, JUNE, a_list, number, seated
from tests.builders.doubles import a_pair, two_files
from tests.builders.registry import LONGTAN
from tests.builders.registry_file import OFFICER, TODAY

Emitted = Callable[[AsyncSession], Awaitable[list[Event]]]
TOWN = "371311001"
WHO, OTHER, THIRD = number(11), number(13), number(15)
LISTED = {"who": WHO, "保障类别": "A类"}
KNOWN = SettleDifference(outcome=Settlement.KNOWN, reason="已核对，低保证在户主名下")


async def compare(
    session: AsyncSession,
    *lines: dict[str, Any],
    kind: str = "low-income",
    place: str = COUNTY,
    on: date = JUNE,
    by: Principal = CIVIL_AFFAIRS,
) -> tuple[ComparedList, Any]:
    return await compare_list(session, a_list(*lines), kind=kind, place=place, listed_on=on, by=by, on=on)


async def open_ones(session: AsyncSession) -> list[ListDifference]:
    is_open = col(ListDifference.settled_at).is_(None), col(ListDifference.ended_at).is_(None)
    query = select(ListDifference).where(*is_open).order_by(col(ListDifference.rule))
    return list(await session.exec(query.execution_options(populate_existing=True)))


async def test_what_both_have_otherwise_and_what_one_alone_has_are_tasks_with_a_term(
    session: AsyncSession, emitted: Emitted
) -> None:
    household, _ = await seated(session, WHO)
    ours, _ = await seated(session, OTHER, classes=[PersonClass.LOW_INCOME])
    made, _ = await compare(session, LISTED, {"who": THIRD, "保障类别": "B类"})

    found = await open_ones(session)
    assert [(row.rule, row.household_id, row.region) for row in found] == [
        ("low-income-not-ours", household.id, LONGTAN),
        ("low-income-not-theirs", ours.id, LONGTAN),
        ("low-income-unknown", None, COUNTY),
    ]
    assert (made.rows, made.people, made.matched, made.new) == (2, 2, 1, 3)
    assert (found[0].due_on, found[0].who) == (date(2020, 6, 15), "village")
    told = [event for event in await emitted(session) if isinstance(event, DifferencesDetected)]
    assert [(event.region, event.differences, event.due_on) for event in told] == [
        (COUNTY, 1, date(2020, 6, 30)),
        (LONGTAN, 2, date(2020, 6, 15)),
    ]


async def test_the_same_list_next_month_finds_the_same_difference_and_asks_nothing_new(
    session: AsyncSession, emitted: Emitted
) -> None:
    await seated(session, WHO)
    june, _ = await compare(session, LISTED)
    [first] = await open_ones(session)
    due_on = first.due_on
    july, _ = await compare(session, LISTED, on=JULY)
    [second] = await open_ones(session)
    assert (second.id, second.due_on, second.list_id) == (first.id, due_on, july.id)
    assert (july.new, july.standing, july.ended) == (0, 1, 0)
    # The work order of June's list ends, July's takes its place.
    cleared = [event for event in await emitted(session) if isinstance(event, DifferencesCleared)]
    assert [(event.list_id, event.region) for event in cleared] == [(june.id, LONGTAN)]
    await session.refresh(june)
    assert (june.is_current, july.is_current) == (False, True)


async def test_what_vanished_from_the_list_ends_by_itself_and_its_row_is_gone(session: AsyncSession) -> None:
    await seated(session, WHO)
    await compare(session, LISTED)
    [row] = await open_ones(session)
    assert row.row_sealed is not None
    made, _ = await compare(session, {"who": WHO, "保障类别": "A类", "保障状态": "停保"}, on=JULY)
    await session.refresh(row)
    assert (made.ended, row.outcome, row.row_sealed) == (1, None, None)
    assert row.ended_at is not None


async def test_what_was_settled_is_not_asked_again_until_the_list_says_otherwise(session: AsyncSession) -> None:
    await seated(session, WHO)
    await compare(session, LISTED)
    [row] = await open_ones(session)
    await settle_difference(session, row.id, KNOWN, by="村干部")
    assert row.row_sealed is None

    made, _ = await compare(session, LISTED, on=JULY)
    assert (made.quiet, made.new, await open_ones(session)) == (1, 0, [])
    changed, _ = await compare(session, LISTED | {"保障类别": "B类"}, on=date(2020, 8, 3))
    [again] = await open_ones(session)
    assert (changed.new, again.id != row.id) == (1, True)


async def test_what_was_settled_vanished_and_came_back_is_asked_again(session: AsyncSession) -> None:
    await seated(session, WHO)
    await compare(session, LISTED)
    [row] = await open_ones(session)
    await settle_difference(session, row.id, KNOWN, by="村干部")
    await compare(session, {"who": OTHER, "保障类别": "A类"}, on=JULY)
    made, _ = await compare(session, LISTED, on=date(2020, 8, 3))
    assert made.new == 1


async def test_an_older_list_does_not_count_and_one_of_a_town_leaves_the_county_s_list_alone(session: AsyncSession) -> None:
    await seated(session, WHO)
    await compare(session, LISTED, on=JULY, place=TOWN)
    # The county's older list says nothing of the town that has a newer one.
    made, _ = await compare(session, {"who": OTHER, "保障类别": "A类"}, on=JUNE)
    assert made.ended == 0
    assert "low-income-not-ours" in [row.rule for row in await open_ones(session)]
    with pytest.raises(NewerListCounts):
        await compare(session, LISTED, on=date(2020, 6, 20), place=TOWN)


async def test_two_cars_of_a_household_are_one_question(session: AsyncSession) -> None:
    household, _ = await seated(session, WHO, OTHER)
    made, _ = await compare(
        session, {"who": WHO, "车辆类型": "小型轿车"}, {"who": OTHER, "车辆类型": "小型面包车"}, kind="vehicles"
    )
    [row] = await open_ones(session)
    assert (row.rule, row.household_id, row.person_id, row.times) == ("car-owner", household.id, None, 2)
    assert made.new == 1


async def test_drop_out_disability_and_death_are_facts_of_monitoring_on_the_day_that_the_list_says(
    session: AsyncSession,
) -> None:
    born_on = date(2008, 3, 18)
    child = number(21, born_on)
    _, [pupil] = await seated(session, child, born_on=born_on, particulars={"在校生状况": "七年级"})
    _, facts = await compare(session, {"who": child, "学籍状态": "辍学", "离校日期": "2020-05-20"}, kind="schooling")
    assert [(fact.kind, fact.difference.person_id, fact.day) for fact in facts] == [("drop-out", pupil.id, date(2020, 5, 20))]

    old = number(31, date(1930, 3, 18))
    await seated(session, old, born_on=date(1930, 3, 18))
    await seated(session, WHO)
    died: list[NewFact] = (
        await compare(session, {"who": WHO, "死亡日期": "2020-05-02"}, {"who": old, "死亡日期": "2020-05-03"}, kind="deaths")
    )[1]
    # The death of somebody very old is a task, and no earner's death.
    assert [(fact.kind, fact.day) for fact in died] == [("death", date(2020, 5, 2))]
    assert [row.rule for row in await open_ones(session)] == ["dead-but-present", "dead-but-present", "dropped-out"]


async def test_a_list_with_too_many_faulty_rows_goes_back_and_compares_nothing(session: AsyncSession) -> None:
    await seated(session, WHO, classes=[PersonClass.LOW_INCOME])
    made, _ = await compare(session, {"who": WHO}, {"who": "371311197003180010"})
    assert (made.is_compared, made.is_current, made.refused, made.new) == (False, False, 1, 0)
    assert made.faults[0]["reason"] == "校验码不符，号码中至少有一位填写有误"
    assert await open_ones(session) == []


async def test_a_row_of_another_jurisdiction_s_village_is_a_fault(session: AsyncSession) -> None:
    lines = [{"who": number(at, date(1950, 1, 1)), "村代码": LONGTAN} for at in range(1, 41, 2)]
    made, _ = await compare(session, *lines, {"who": WHO, "村代码": "371402001001"})
    assert (made.is_compared, made.faults[0]["column"]) == (True, "村代码")


async def test_somebody_who_sits_in_another_jurisdiction_is_not_unknown(session: AsyncSession) -> None:
    await seated(session, WHO, village="371402001001")
    await session.commit()
    await set_scope(session, CIVIL_AFFAIRS.scope("test"))
    await compare(session, LISTED)
    assert await open_ones(session) == []


async def test_whoever_is_listed_by_the_number_of_a_merged_file_is_who_they_are(session: AsyncSession) -> None:
    (home, [one]), (_, [other]) = await two_files(session)
    numbers = [unseal(each.id_number_sealed or b"") for each in (one, other)]
    pair = await a_pair(session, one.id, other.id)
    form = MergePersons(keep_id=one.id, reason="同一人")
    await merge_persons(session, pair.id, form, by=OFFICER, on=TODAY)

    made, _ = await compare(session, {"who": numbers[1], "保障类别": "A类"}, on=JULY)
    [found] = await open_ones(session)
    assert (found.rule, found.household_id) == ("low-income-not-ours", home.id)
    assert (made.matched, made.new) == (1, 1)
    both, _ = await compare(session, *({"who": each, "保障类别": "A类"} for each in numbers), on=JULY)
    assert [(each.id, each.household_id) for each in await open_ones(session)] == [(found.id, home.id)]
    assert (both.people, both.matched, both.new, both.standing) == (2, 1, 0, 1)


async def test_a_wrong_file_is_refused_for_what_it_is(session: AsyncSession) -> None:
    with pytest.raises(UnknownListKind):
        await compare(session, LISTED, kind="weather")
    with pytest.raises(NotSuchAList):
        await compare_list(
            session, a_list(LISTED, head="编号"), kind="low-income", place=COUNTY, listed_on=JUNE, by=CIVIL_AFFAIRS, on=JUNE
        )
    with pytest.raises(ListColumnsMissing):
        await compare(session, {"who": WHO}, kind="deaths")
    with pytest.raises(ListWithoutRows):
        await compare(session)
    with pytest.raises(ListDayInTheFuture):
        await compare_list(session, a_list(LISTED), kind="low-income", place=COUNTY, listed_on=JULY, by=CIVIL_AFFAIRS, on=JUNE)
    with pytest.raises(Forbidden):
        await compare(session, LISTED, place="371402")


async def test_a_csv_in_gbk_under_a_title_with_typed_numbers_is_read(session: AsyncSession) -> None:
    await seated(session, WHO)
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in WHO)
    content = f"罗庄区低保名册,,\n姓名,身份证号,低保类别\n王小明,{wide},A类\n".encode("gb18030")
    await compare_list(session, content, kind="low-income", place=COUNTY, listed_on=JUNE, by=CIVIL_AFFAIRS, on=JUNE)
    assert [row.rule for row in await open_ones(session)] == ["low-income-not-ours"]


async def test_a_village_officer_sees_the_village_s_differences_and_no_other(session: AsyncSession) -> None:
    await seated(session, WHO)
    await seated(session, OTHER, village="371311001002")
    await compare(session, LISTED, {"who": OTHER, "保障类别": "B类"})
    await session.commit()
    officer = Principal("村干部", Role.VILLAGE, LONGTAN)
    await set_scope(session, officer.scope("test"))
    assert [row.region for row in await open_ones(session)] == [LONGTAN]
    await set_scope(session, the_platform("test", "look"))
