"""The bank's statement over HTTP: read in, held against the books, worked off, and shown as the sheet that people sign."""

import pytest
from sqlmodel import select

from services.funds.tables import BankLine, Transfer
from shared.database import set_scope, the_platform
from shared.security import Role
from tests.builders.funds_ledger import BANK_NUMBER, a_fill, an_allocation, at, book, mt940, open_accounts

BANK = {
    "region": "371311",
    "number": BANK_NUMBER,
    "bank": "罗庄农村商业银行营业部",
    "title": "扶贫资金专户",
    "kinds": ["county-pool", "budget-line"],
    "opened_on": "2020-06-01",
    "opening_yuan": "0.00",
}


@pytest.fixture
async def county(api, session):
    await open_accounts(session)
    await book(session, an_allocation(100_000, booked_on="2020-06-01"), on=at("2020-07-02"))
    await book(session, a_fill(30_000, booked_on="2020-06-20"), on=at("2020-07-02"))
    await session.commit()
    return api.as_(Role.COUNTY)


async def _read(county, bank: str, content: bytes):
    return await county.post(f"/bank-accounts/{bank}/statements", files={"file": ("june.sta", content, "text/plain")})


async def test_a_statement_is_read_in_held_against_the_books_and_its_differences_worked_off(api, county):
    bank = (await county.post("/bank-accounts", json=BANK)).json()["id"]

    told = await _read(
        county, bank, mt940([("2020-06-02", 100_000, "", "拨款"), ("2020-06-21", 88, "", "结息")], until="2020-06-30")
    )

    assert (told.status_code, told.json()["matched"], told.json()["differences"]) == (201, 1, 2)
    rows = (await county.get(f"/bank-accounts/{bank}/differences", params={"state": "open"})).json()["rows"]
    assert {row["kind_name"]: row["amount_yuan"] for row in rows} == {"银行有、账上没有": "0.88", "账上有、银行没有": "300.00"}
    for row in rows:
        settled = await county.post(f"/bank-accounts/differences/{row['id']}/settlement", json={"reason": "已核实，次月处理"})
        assert (settled.status_code, settled.json()["state_name"]) == (201, "已说明")
    sheet = (await api.as_(Role.AUDITOR).get(f"/bank-accounts/{bank}/reconciliation")).json()
    assert (sheet["bank_yuan"], sheet["book_yuan"], sheet["is_balanced"]) == ("1000.88", "700.00", True)
    assert sheet["bank_adjusted_yuan"] == sheet["book_adjusted_yuan"] == "700.88"
    assert (await county.post(f"/bank-accounts/{bank}/reconciliation")).json() == sheet
    assert [row["number"] for row in (await county.get("/bank-accounts")).json()["rows"]] == [BANK_NUMBER]
    assert [row["to_on"] for row in (await county.get(f"/bank-accounts/{bank}/statements")).json()["rows"]] == ["2020-06-30"]


async def test_the_sheet_is_a_page_that_can_be_printed_and_signed(county):
    bank = (await county.post("/bank-accounts", json=BANK)).json()["id"]
    empty = await county.get(f"/bank-accounts/{bank}/reconciliation.html")
    await _read(county, bank, mt940([("2020-06-21", 88, "", "结息 张三")], until="2020-06-30"))

    page = await county.get(f"/bank-accounts/{bank}/reconciliation.html")

    assert (empty.status_code, page.status_code) == (200, 200)
    for words in ("银行存款余额调节表", "扶贫资金专户", "银行有、账上没有：账上没有相应的款项", "还有 3 条差异没有说明原因"):
        assert words in page.text
    assert "张三" not in page.text


async def test_a_person_matches_a_line_by_hand(county, session):
    bank = (await county.post("/bank-accounts", json=BANK)).json()["id"]
    await _read(county, bank, mt940([("2020-06-29", -30_000, "", "拨付")], until="2020-06-30"))
    await set_scope(session, the_platform("test", "test"))
    line = (await session.exec(select(BankLine))).one()
    fill = (await session.exec(select(Transfer).where(Transfer.purpose == "reserve-fill"))).one()

    form = {"transfer_ids": [str(fill.id)], "reason": "银行迟记"}
    matched = await county.post(f"/bank-accounts/lines/{line.id}/matches", json=form)
    again = await county.post(f"/bank-accounts/lines/{line.id}/matches", json=form)

    assert (matched.status_code, matched.json()[0]["how_name"]) == (201, "人工勾对")
    assert again.json()["code"] == "line-matched-already"


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"kinds": ["treasury"]}, "invalid-input"),
        ({"kinds": ["household-paid-out"]}, "invalid-input"),
        ({"kinds": ["county-pool", "county-pool"]}, "invalid-input"),
        ({"region": "3713"}, "invalid-input"),
        ({"number": "12"}, "invalid-input"),
        ({"region": "371302"}, "outside-region"),
    ],
)
async def test_an_account_that_cannot_be_is_refused(county, form, code):
    assert (await county.post("/bank-accounts", json=BANK | form)).json()["code"] == code


async def test_a_file_that_is_no_statement_is_refused_with_row_and_column(county):
    bank = (await county.post("/bank-accounts", json=BANK)).json()["id"]

    answer = await _read(county, bank, "日期,收入,支出,余额\n2020-06-02,5,,5\n2020-06-03,x,,6\n".encode("gb18030"))

    told = answer.json()
    assert (answer.status_code, told["code"], told["row"], told["column"]) == (422, "statement-unreadable", 3, "收入")
