"""Grants, loans and what came back, summed for the public: by town where enough households stand behind a row."""

import csv
import io
from datetime import date
from uuid import uuid4

from sqlmodel import select

from services.funds.operations.loan.publish_loans import publish_loans
from services.funds.rules.transfer import About
from services.funds.tables import LoanRecovery, Transfer
from shared.database import set_scope, the_platform
from tests.builders.funds import OTHER_VILLAGE, TOWN, VILLAGE
from tests.builders.funds_loans import a_fund, a_household, an_enterprises, lent
from tests.builders.funds_open import a_household_paid

OTHER_TOWN = OTHER_VILLAGE[:9]


async def rows_of(api, table: str, year: str = "") -> list[dict[str, str]]:
    answer = await api.get(f"/open-data/tables/{table}.csv{year}")
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


async def lend(session, village: str, many: int) -> None:
    for count in range(many):
        loan = await lent(session, await a_household(session), contract_number=f"罗农商借字{village}第{count}号")
        loan.region = village
        session.add(loan)
    await session.flush()


async def test_loans_of_a_town_with_few_households_are_told_with_the_countys_other_small_towns(api, session):
    assert OTHER_TOWN != TOWN
    await a_fund(session)
    await lend(session, VILLAGE, 5)
    await lend(session, OTHER_VILLAGE, 2)
    await publish_loans(session, on=date(2020, 6, 1))
    await session.commit()

    rows = {row["region"]: row for row in await rows_of(api, "loans")}
    assert rows.keys() == {TOWN, "371311"}
    assert (rows[TOWN]["borrowers"], rows[TOWN]["amount"], rows[TOWN]["quarter"]) == ("5", "250000.00", "2020Q1")
    few = rows["371311"]
    assert (few["borrower"], few["borrowers"], few["loans"], few["amount"]) == ("农户", "", "", "")
    assert await rows_of(api, "loans", "?year=2019") == []
    assert len(await rows_of(api, "loans", "?year=2020")) == 2
    [fund] = await rows_of(api, "guarantee_funds")
    assert (fund["guaranteed"], fund["balance"], fund["fund_share"]) == ("350000.00", "1000000.00", "70.00%")


async def test_a_loan_of_which_the_public_has_not_read_is_in_no_sum_and_an_enterprise_is_no_household(api, session):
    await a_fund(session)
    await an_enterprises(session)
    await session.commit()
    assert await rows_of(api, "loans") == []

    await set_scope(session, the_platform("test", "test"))
    await publish_loans(session, on=date(2020, 6, 1))
    await lend(session, VILLAGE, 1)
    await session.commit()
    [row] = await rows_of(api, "loans")
    assert (row["borrower"], row["borrowers"], row["amount"]) == ("经营主体", "1", "1000000.00")
    [fund] = await rows_of(api, "guarantee_funds")
    assert (fund["guaranteed"], fund["paid"]) == ("", "0.00")


async def test_grants_are_summed_by_month_and_what_came_back_whole_is_not_given(api, session):
    for _ in range(5):
        a_household_paid(session, about=About.EMERGENCY_GRANT, programme="急难救助", amount_fen=1_000_00)
    same = uuid4()
    for _ in range(2):
        a_household_paid(session, about=About.GRANT_APPLICATION, household=same, amount_fen=2_000_00)
    a_household_paid(session, amount_fen=9_000_00)  # a house, no grant
    await session.commit()

    rows = await rows_of(api, "grants")
    told = {row["kind"]: (row["region"], row["households"], row["grants"], row["amount"]) for row in rows}
    # The grants of the one household stand each in the public log with its sum: only how many they are is not said.
    assert told == {"先行救助": (TOWN, "5", "5", "5000.00"), "临时救助": ("371311", "", "", "4000.00")}


async def test_a_few_households_that_gave_subsidies_back_are_named_by_no_sum(api, session):
    await a_fund(session)
    loan = await lent(session, await a_household(session))
    transfer = (await session.exec(select(Transfer).limit(1))).one()
    session.add(
        LoanRecovery(
            loan_id=loan.id,
            region=loan.region,
            recovery_of="subsidy",
            amount_fen=100_00,
            fund_fen=100_00,
            transfer_id=transfer.id,
            received_on=date(2020, 5, 1),
            memo="改变用途",
            written_by="x",
        )
    )
    await session.commit()
    [row] = await rows_of(api, "recoveries")
    assert (row["region"], row["kind"], row["quarter"]) == ("371311", "贴息追回", "2020Q2")
    assert (row["households"], row["amount"]) == ("", "")
