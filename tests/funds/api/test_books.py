"""The books to read: statements by days, trial balances of any days, workbooks, closed months and the check of it all."""

import io

import pytest
from openpyxl import load_workbook

from shared.security import Role
from tests.builders.funds_ledger import a_fill, an_allocation, at, book, open_accounts


@pytest.fixture
async def county(api, session):
    """1,000 yuan came on the 1st of June and 300 went down on the 20th; both were booked in July."""
    await open_accounts(session)
    await book(session, an_allocation(100_000, booked_on="2020-06-01"), on=at("2020-07-02"))
    await book(session, a_fill(30_000, booked_on="2020-06-20"), on=at("2020-07-02"))
    await session.commit()
    return api.as_(Role.COUNTY)


async def _pool(county) -> str:
    return next(row["id"] for row in (await county.get("/accounts")).json()["rows"] if row["kind"] == "county-pool")


async def test_a_statement_of_some_days_begins_and_ends_with_their_balances(county):
    path = f"/accounts/{await _pool(county)}/statement"

    told = (await county.get(path, params={"from_on": "2020-06-02", "to_on": "2020-06-30"})).json()
    before = (await county.get(path, params={"to_on": "2020-06-19"})).json()

    assert (told["opening_yuan"], told["closing_yuan"], [row["line"] for row in told["rows"]]) == ("1000.00", "700.00", [2])
    assert (before["closing_yuan"], len(before["rows"])) == ("1000.00", 1)


async def test_a_trial_balance_as_of_a_day_has_opening_turnover_and_closing(county):
    told = (await county.get("/trial-balance", params={"from_on": "2020-06-02", "on": "2020-06-30"})).json()
    early = (await county.get("/trial-balance", params={"on": "2020-06-19", "is_detailed": True})).json()

    pool = next(row for row in told["rows"] if row["kind"] == "county-pool")
    assert (pool["opening_yuan"], pool["turned_credits_yuan"], pool["balance_yuan"]) == ("1000.00", "300.00", "700.00")
    assert told["is_balanced"] and early["is_balanced"]
    assert {row["kind"]: row["balance_yuan"] for row in early["rows"]}["town-reserve"] == "0.00"
    assert early["rows"][0]["year"] == 0


async def test_statement_and_trial_balance_come_as_workbooks(county):
    statement = await county.get(f"/accounts/{await _pool(county)}/statement.xlsx")
    trial = await county.get("/trial-balance.xlsx", params={"on": "2020-06-30"})

    lines = list(load_workbook(io.BytesIO(statement.content)).worksheets[0].iter_rows(values_only=True))
    assert (lines[0][0], lines[2][1], lines[2][6], lines[2][9]) == ("行号", "2020-06-20", 300, 700)
    asked = dict(load_workbook(io.BytesIO(trial.content))["说明"].iter_rows(min_row=2, values_only=True))
    assert (asked["是否平衡"], asked["日期"]) == ("是", "起初 至 2020-06-30")


async def test_a_month_is_closed_and_opened_again_and_both_are_seen(county):
    june = {"county": "371311", "year": 2020, "month": 6}

    closed = await county.post("/periods/closing", json=june)
    late = await county.post(
        "/transfers",
        json={
            "movements": [
                {
                    "source": {"kind": "treasury", "region": "371311"},
                    "target": {"kind": "county-pool", "region": "371311"},
                    "purpose": "allocation",
                    "amount_yuan": "5",
                }
            ],
            "memo": "补记",
            "booked_on": "2020-06-30",
        },
    )
    reopened = await county.post("/periods/reopening", json=june | {"reason": "补记市级资金"})

    assert (closed.status_code, late.json()["code"], late.json()["period"]) == (201, "period-closed", "2020年6月")
    assert reopened.json()["is_closed"] is False
    [row] = (await county.get("/periods", params={"county": "371311"})).json()
    assert (row["name"], row["reason"]) == ("2020年6月", "补记市级资金")
    assert (await county.get("/periods", params={"county": "371302"})).json()["code"] == "outside-region"


async def test_an_auditor_has_all_of_the_books_recomputed(api, county):
    told = (await api.as_(Role.AUDITOR).get("/books/check")).json()

    assert told == {"is_sound": True, "findings": []}
    town = await api.as_(Role.AUDITOR, region="371311001").get("/books/check")
    assert town.json()["code"] == "not-a-whole-county"


@pytest.mark.parametrize(
    ("from_on", "on"), [("0001-01-01", "9999-12-31"), ("9999-12-31", "9999-12-31"), ("0001-01-01", "0001-01-01")]
)
async def test_no_day_is_too_far_to_ask_for(county, from_on, on):
    trial = await county.get("/trial-balance", params={"from_on": from_on, "on": on})
    statement = await county.get(f"/accounts/{await _pool(county)}/statement", params={"from_on": from_on, "to_on": on})

    assert (trial.status_code, trial.json()["is_balanced"], statement.status_code) == (200, True, 200)
