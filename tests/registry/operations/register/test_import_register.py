"""Importing a register on a real database: whole households, once, and nobody seen who may not be seen."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, text
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from deploy.demo.register import demo_register
from services.registry.operations.case.open_case import open_case
from services.registry.operations.register.import_register import import_register
from services.registry.rules.case import Origin
from services.registry.rules.sighting import Sighting
from services.registry.rules.vocabulary import HouseholdState
from services.registry.store import household as households
from services.registry.tables import Household, Person, RegisterImport
from shared.events import Event
from shared.events.civil_affairs import Trigger
from shared.events.registry import HouseholdChanged, PersonEnrolled
from shared.security import Principal, Role
from shared.vault import hash_identity, unseal
from tests.builders.registry import LONGTAN, ON, a_csv, a_household, a_member, an_xlsx
from tests.builders.registry import households as some_households

OFFICER = Principal("镇扶贫办 李", Role.COUNTY, "371311")

Emitted = Callable[[AsyncSession], Awaitable[list[Event]]]


async def imported(session: AsyncSession, content: bytes, by: Principal = OFFICER) -> RegisterImport:
    return await import_register(session, content, by=by, on=ON)


def people(told: list[Event]) -> list[PersonEnrolled]:
    return [event for event in told if isinstance(event, PersonEnrolled)]


async def count(session: AsyncSession, table: type[Household] | type[Person]) -> int:
    return (await session.exec(select(func.count()).select_from(table))).one()


async def test_a_household_goes_in_whole_with_everything_secret_sealed(session: AsyncSession) -> None:
    rows = a_household(3)
    done = await imported(session, an_xlsx(rows))

    assert (done.rows, done.taken, done.refused, done.households, done.changed) == (3, 3, 0, 1, 3)
    [household] = (await session.exec(select(Household))).all()
    assert (household.code, household.region, household.state) == ("3713110000000001", LONGTAN, HouseholdState.CURRENT)
    persons = await households.list_members(session, [household.id])
    assert [unseal(person.name_sealed or b"") for person in persons] == ["王小明", "王小芳", "王小强"]
    assert [person.identity_hash for person in persons] == [hash_identity(row["证件号码"]) for row in rows]
    stored = str((await session.execute(text("SELECT to_jsonb(person) FROM person"))).all())
    for row in rows:
        assert row["证件号码"] not in stored
        assert row["姓名"] not in stored


async def test_everyone_taken_in_is_told_of(session: AsyncSession, emitted: Emitted) -> None:
    rows = a_household(2)
    rows[0] |= {"是否享受低保": "是", "是否特困供养人员": "是"}
    await imported(session, an_xlsx(rows))

    told = await emitted(session)
    assert [type(event) for event in told] == [PersonEnrolled, PersonEnrolled, HouseholdChanged]
    assert [event.classes for event in people(told)] == [["enrolled", "low-income", "extreme-poverty"], ["enrolled"]]
    assert {event.region for event in told} == {LONGTAN}  # type: ignore[attr-defined]


async def test_the_same_file_again_changes_nothing(session: AsyncSession, emitted: Emitted) -> None:
    content = an_xlsx(some_households(20))
    first = await imported(session, content)
    told = await emitted(session)
    again = await imported(session, content)

    assert first.changed == first.rows == len(people(told))
    assert (again.taken, again.changed) == (first.taken, 0)
    assert len(await emitted(session)) == len(told)
    assert await count(session, Person) == first.rows


async def test_a_corrected_row_updates_the_person_it_names(session: AsyncSession, emitted: Emitted) -> None:
    rows = a_household(2)
    await imported(session, an_xlsx(rows))
    rows[1] |= {"姓名": "王小花", "是否享受低保": "是"}
    done = await imported(session, an_xlsx(rows))

    assert done.changed == 1
    assert await count(session, Person) == 2
    [*_, last] = people(await emitted(session))
    assert (last.classes, last.revision) == (["enrolled", "low-income"], 2)


async def test_entitlement_counts_from_the_year_of_the_export_and_a_change_from_the_day_we_learn_of_it(
    session: AsyncSession, emitted: Emitted
) -> None:
    rows = a_household(1)
    rows[0] |= {"年度": "2019"}
    await imported(session, an_xlsx(rows))
    await imported(session, an_xlsx([rows[0] | {"是否享受低保": "是"}]))
    first, changed = people(await emitted(session))
    assert (first.in_force_on, changed.in_force_on) == (date(2019, 1, 1), ON)


async def test_one_bad_row_keeps_its_whole_household_out_and_no_other(session: AsyncSession) -> None:
    bad, good = a_household(3), a_household(2, code="3713110000000002", first_sequence=101)
    bad[1]["证件号码"] = "371311197103180001"
    done = await imported(session, an_xlsx([*bad, *good]))

    assert (done.taken, done.refused) == (2, 3)
    [fault] = done.faults
    assert (fault["row"], fault["column"]) == (3, "证件号码")
    assert fault["reason"].startswith("身份证号码不正确：校验码不符")
    assert "371311197103180001" not in str(done.faults)


async def test_someone_in_another_household_of_the_register_stays_there(session: AsyncSession) -> None:
    await imported(session, an_xlsx(a_household(2)))
    claimed = a_household(2, code="3713110000000002")
    done = await imported(session, an_xlsx(claimed))

    assert done.taken == 0
    assert [fault["reason"] for fault in done.faults] == ["此人已登记在户 3713110000000001"] * 2


async def test_an_officer_is_not_told_in_which_household_elsewhere_someone_sits(session: AsyncSession) -> None:
    elsewhere = a_member(village="371402001001", 户编号="3714020000000001")
    await imported(session, an_xlsx([elsewhere]), Principal("外县", Role.COUNTY, "371402"))
    claimed = a_member(户编号="3713110000000009", **{column: elsewhere[column] for column in ("证件号码", "出生日期", "性别")})
    done = await imported(session, an_xlsx([claimed]))

    assert [fault["reason"] for fault in done.faults] == ["此人已登记在其他辖区的一户"]


async def test_a_household_code_of_another_county_is_not_taken_over(session: AsyncSession) -> None:
    await imported(session, an_xlsx([a_member(village="371402001001")]), Principal("外县", Role.COUNTY, "371402"))
    done = await imported(session, an_xlsx(a_household(2, code=a_member()["户编号"], first_sequence=301)))

    assert [fault["reason"] for fault in done.faults] == ["该户编号已在其他辖区登记"]


async def test_people_of_another_county_are_refused(session: AsyncSession) -> None:
    done = await imported(session, an_xlsx([a_member(village="371402001001")]))
    assert [(fault["column"], fault["reason"]) for fault in done.faults] == [("村", "不在您的辖区内")]


async def test_an_imported_household_takes_the_place_of_the_provisional_one(session: AsyncSession, frozen_at: Any) -> None:
    rows = a_household(3)
    sighting = Sighting(Origin.BURDEN, Trigger.ILLNESS, LONGTAN, identity_hash=hash_identity(rows[1]["证件号码"]))
    with frozen_at("2020-06-01T09:00:00+08:00"):
        case = await open_case(session, sighting, by="medical")
    done = await imported(session, an_xlsx(rows))

    assert done.taken == 3
    [household] = (await session.exec(select(Household))).all()
    assert (household.id, household.code, household.state) == (case.household_id, "3713110000000001", HouseholdState.CURRENT)
    assert all(person.is_verified for person in await households.list_members(session, [household.id]))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
async def test_a_csv_is_taken_in_whatever_encoding_it_was_saved(session: AsyncSession, encoding: str) -> None:
    done = await imported(session, a_csv(a_household(3), encoding=encoding))
    assert (done.taken, done.faults) == (3, [])


async def test_the_demonstration_register_has_forty_good_households_and_one_fault_of_each_kind(session: AsyncSession) -> None:
    done = await imported(session, an_xlsx(demo_register()))
    assert done.households == 40
    assert len(done.faults) == 8


async def test_a_file_of_thousands_is_one_import(session: AsyncSession, emitted: Emitted) -> None:
    done = await imported(session, an_xlsx(some_households(400)))
    assert done.households == 400
    assert done.changed == done.taken == len(people(await emitted(session))) > 800
