"""A department's list: looked at row by row, nothing set aside yet."""

import json

import pytest

from services.funds.operations.payment_request.upload_list import Upload, upload_list
from services.funds.rules.payment_request import NotAPaymentList, RequestState
from services.funds.store.ledger import lock_accounts
from services.funds.tables import PaymentRequest
from shared.security import Principal, Role
from shared.vault import unseal
from tests.builders.funds import COUNTY
from tests.builders.funds_payments import CLAUSE, JULY_1, LINE, a_line, a_member, a_payee, an_id, room_fen

DEPARTMENT = Principal("教体局经办", Role.DEPARTMENT, COUNTY, "education")


async def uploaded(session, *lines: str) -> PaymentRequest:
    [account] = await lock_accounts(session, LINE)
    upload = Upload(account.account_id, "2020年秋季教育资助", CLAUSE, "schooling", "2020")
    content = "\n".join(["身份证号,姓名,金额（元）,备注", *lines]).encode("gb18030")
    return await upload_list(session, content, upload, by=DEPARTMENT, at=JULY_1)


async def test_each_row_finds_its_household_and_nothing_is_set_aside(session):
    await a_line(session, 1_000_000)
    members = [await a_member(session, at) for at in (1, 2)]

    request = await uploaded(session, f"{an_id(1)},王小明,1000.00,", f'{an_id(2)},李四,"1,500.5",初中')

    assert (request.state, request.households, request.total_fen, request.refused) == (RequestState.DRAFT, 2, 250_050, 0)
    assert [entry["household_id"] for entry in request.entries] == [str(member.household_id) for member in members]
    assert await room_fen(session) == (1_000_000, 0, 0)


async def test_every_wrong_row_is_named_with_row_column_and_reason_and_goes_back(session):
    await a_line(session)
    first = await a_member(session, 1)
    await a_payee(session, first, name="王小明")

    request = await uploaded(
        session,
        f"{an_id(1)},王晓明,1000,",
        f"{an_id(9)},李四,1000,",
        f"{an_id(1)[:-1]}?,张三,1000,",
        f"{an_id(2)},赵六,0,",
        f"{an_id(2)},赵六,12.345,",
    )

    assert [(fault["row"], fault["column"]) for fault in request.faults] == [
        (2, "姓名"),
        (3, "身份证号"),
        (4, "身份证号"),
        (5, "金额（元）"),
        (6, "金额（元）"),
    ]
    assert (request.households, request.refused) == (0, 5)
    assert [row for row, _ in json.loads(unseal(request.refused_rows_sealed))] == [2, 3, 4, 5, 6]
    assert an_id(1) not in json.dumps(request.faults)


async def test_somebody_twice_in_a_list_is_a_fault_of_the_second_row(session):
    await a_line(session)
    await a_member(session, 1)

    request = await uploaded(session, f"{an_id(1)},王小明,1000,", f"{an_id(1)},王小明,500,")

    assert [(fault["row"], fault["reason"]) for fault in request.faults] == [(3, "与第 2 行为同一人")]
    assert request.total_fen == 100_000


async def test_a_table_without_our_columns_is_no_list(session):
    await a_line(session)
    [account] = await lock_accounts(session, LINE)
    upload = Upload(account.account_id, "x", CLAUSE, "", "")
    with pytest.raises(NotAPaymentList):
        await upload_list(session, "姓名,电话\n王小明,1".encode(), upload, by=DEPARTMENT, at=JULY_1)
