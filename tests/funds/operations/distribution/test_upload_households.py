"""A list of households for a plan: looked at row by row, found by any member, then drawn as a plan once."""

import json

import pytest

from services.funds.rules.distribution_list import ListState, NoHouseholds, NotAHouseholdList
from services.funds.rules.payment_request import NothingSound
from shared.vault import unseal
from tests.builders.funds import OTHER_VILLAGE
from tests.builders.funds_assets import LIST_HEADINGS, a_household_list, a_plan_by_list, an_income
from tests.builders.funds_payments import a_member, a_payee, an_id


async def test_each_row_finds_its_household_with_its_factors(session):
    members = [await a_member(session, at) for at in (1, 2)]

    read = await a_household_list(session, f"{an_id(1)},王小明,1,3,,", f"{an_id(2)},李四,1,1.0,1,0")

    assert (read.state, read.households, read.refused) == (ListState.DRAFT, 2, 0)
    assert [entry["household_id"] for entry in read.entries] == [str(member.household_id) for member in members]
    assert [entry["factors"] for entry in read.entries] == [
        {"household": 1, "member": 3},
        {"household": 1, "member": 1, "no-labour": 1},
    ]


async def test_every_wrong_row_is_named_with_row_column_and_reason_and_goes_back(session):
    first = await a_member(session, 1)
    await a_payee(session, first, name="王小明")
    await a_member(session, 3, household_id=first.household_id)
    await a_member(session, 4, village=OTHER_VILLAGE)

    read = await a_household_list(
        session,
        f"{an_id(1)},王晓明,1,3,,",
        f"{an_id(9)},李四,1,1,,",
        f"{an_id(4)},赵六,1,1,,",
        f"{an_id(3)},王小红,1,三,,101",
        f"{an_id(1)[:-1]}?,,1,1,,",
        f"{an_id(3)},王小红,1,3,,",
    )

    assert [(fault["row"], fault["column"]) for fault in read.faults] == [
        (2, "姓名"),
        (3, "身份证号"),
        (4, "身份证号"),
        (5, "家庭人口（每人）"),
        (5, "在校学生（每人）"),
        (6, "身份证号"),
        (6, "姓名"),
        (7, "身份证号"),
    ]
    assert read.faults[-1]["reason"] == "与第 2 行为同一户"
    assert (read.households, read.refused) == (0, 6)
    assert [row for row, _ in json.loads(unseal(read.refused_rows_sealed))] == [2, 3, 4, 5, 6, 7]
    assert an_id(1) not in json.dumps(read.faults)
    with pytest.raises(NothingSound):
        await an_income(session)
        await a_plan_by_list(session, read)


@pytest.mark.parametrize(("headings", "law"), [("姓名,电话", NotAHouseholdList), (LIST_HEADINGS, NoHouseholds)])
async def test_a_table_that_is_no_list_is_refused(session, headings, law):
    with pytest.raises(law):
        await a_household_list(session, headings=headings)
