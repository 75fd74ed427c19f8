"""Small loans at the doors: from the rules to the day-by-day page, as officers walk through it."""

import io
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from sqlmodel import select

from services.funds.jobs import publish_loans, remind_of_loans
from services.funds.tables import CreditGrade, Loan
from shared.database import the_platform, transaction
from shared.events.registry import CreditGraded
from shared.ids import uuid7
from shared.security import Role
from tests.builders.funds import COUNTY, TOWN, VILLAGE
from tests.builders.funds_loans import BANK, SECOND, a_fund, a_household, a_subsidy_line, lent
from tests.builders.funds_old_loans import a_list, a_row, an_enterprises_row
from tests.builders.funds_payments import a_member


@pytest.fixture
def on_the_day(frozen_at):
    with frozen_at("2020-01-10T10:00:00+08:00"):
        yield


@pytest.fixture
async def made(sessions, on_the_day):
    """A graded household, a fund with a million yuan and a line for subsidies."""
    async with transaction(sessions, the_platform("test", "test")) as session:
        household = await a_household(session)
        await a_fund(session)
        line = await a_subsidy_line(session)
        return {"household": household, "line": line.number}


async def done(door: Any, path: str, form: dict[str, Any]) -> dict[str, Any]:
    answer = await door.post(path, json=form)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


def application(household) -> dict[str, Any]:
    return {
        "region": VILLAGE,
        "borrower": "household",
        "household_id": str(household[0]),
        "person_id": str(household[1]),
        "loan_class": "micro",
        "use": "breeding",
        "purpose": "养羊",
        "amount_yuan": "50000.00",
        "term_months": 12,
    }


CONTRACT = {
    "bank": BANK,
    "contract_number": "罗农商借字2020第0001号",
    "granted_yuan": "50000.00",
    "term_months": 12,
    "rate_percent": "4.35",
    "signed_on": "2020-01-10",
}


async def a_loan(api, made) -> dict[str, Any]:
    """Asked for in the village, looked at three times, agreed to and drawn."""
    village = api.as_(Role.VILLAGE, region=VILLAGE, subject="村文书")
    loan = await done(village, "/loans", application(made["household"]))
    for role, region, subject in (
        (Role.VILLAGE, VILLAGE, "村主任"),
        (Role.TOWN, TOWN, "镇街经办"),
        (Role.COUNTY, COUNTY, "县扶贫办"),
    ):
        door = api.as_(role, region=region, subject=subject)
        loan = await done(door, f"/loans/{loan['id']}/steps", {"is_agreed": True, "said": "同意"})
    county = api.as_(Role.COUNTY, subject="县区经办")
    loan = await done(county, f"/loans/{loan['id']}/approval", CONTRACT)
    form = {"drawn_on": "2020-01-10", "amount_yuan": "50000.00"}
    return await done(county, f"/loans/{loan['id']}/drawdown", form)


async def test_a_loan_goes_from_the_village_to_the_bank_and_each_step_is_kept(api, made):
    loan = await a_loan(api, made)

    assert (loan["state_name"], loan["rate_said"], loan["due_on"]) == ("已放款", "4.35%", "2021-01-10")
    assert [step["title"] for step in loan["steps"]] == ["户申请", "村初审", "乡审核", "县复查", "银行审定"]
    [row] = (await api.as_(Role.TOWN, region=TOWN).get("/loans?state=lent")).json()["rows"]
    assert row["number"] == loan["number"]
    assert (await api.as_(Role.COUNTY, region="370305").get(f"/loans/{loan['id']}")).status_code == 404


async def test_what_the_law_refuses_says_which_law(api, made):
    village = api.as_(Role.VILLAGE, region=VILLAGE)
    answer = await village.post("/loans", json=application(made["household"]) | {"use": "wedding"})

    told = answer.json()
    assert (answer.status_code, told["code"], told["use"]) == (422, "use-refused", "结婚")
    rules = (await village.get(f"/loan-rules?region={COUNTY}")).json()
    assert "结婚" in {use["title"] for use in rules["refused_uses"]}
    assert rules["classes"][0]["steps"][0]["title"] == "户申请"
    assert any(row["rate"] == "4.35%" for row in (await village.get("/base-rates")).json())


async def test_a_quarter_is_listed_paid_and_read_day_by_day(api, made, frozen_at):
    loan = await a_loan(api, made)
    with frozen_at("2020-04-02T10:00:00+08:00"):
        county, second = api.as_(Role.COUNTY, subject="县区经办"), api.as_(Role.COUNTY, subject="县区复核")
        form = {"county": COUNTY, "bank": BANK, "year": 2020, "quarter": 1, "line": made["line"]}
        bill = await done(county, "/subsidy-bills", form)
        assert (bill["amount_yuan"], bill["state_name"]) == ("428.96", "待复核")
        [line] = (await county.get(f"/subsidy-bills/{bill['id']}/lines")).json()["rows"]
        assert (line["loan_number"], line["days"]) == (loan["number"], 71)
        assert (await county.post(f"/subsidy-bills/{bill['id']}/approval")).status_code == 403
        assert (await done(second, f"/subsidy-bills/{bill['id']}/approval", {}))["state_name"] == "已拨付"
        book = await county.get(f"/subsidy-bills/{bill['id']}/lines.xlsx")
        sheet = openpyxl.load_workbook(io.BytesIO(book.content)).worksheets[0]
        assert [cell.value for cell in sheet[2]][9] == 428.96

        account = (await county.get(f"/loans/{loan['id']}/account")).json()
        assert [each["interest_yuan"] for each in account["struck"]] == ["428.96", "78.54"]
        assert account["paid_subsidy_yuan"] == "428.96"
        page = await county.get(f"/loans/{loan['id']}/page?month=2020-02")
        assert page.status_code == 200 and page.text.count("2020-02-") >= 29 and "6.0416" in page.text


async def test_a_banks_list_comes_in_and_wrong_rows_go_back_as_a_workbook(api, made, frozen_at):
    loan = await a_loan(api, made)
    with frozen_at("2020-07-01T10:00:00+08:00"):
        county = api.as_(Role.COUNTY)
        content = f"贷款编号,日期,业务,本金,利息\n{loan['number']},2020-06-10,还款,20000,0\nX,2020-06-10,还款,1,0\n".encode()
        answer = await county.post("/loan-files", files={"file": ("清单.csv", content)}, data={"county": COUNTY, "bank": BANK})
        file = answer.json()
        assert (answer.status_code, file["taken"], file["refused"]) == (201, 1, 1), answer.text
        assert (await county.get(f"/loan-files/{file['id']}")).json()["faults"][0]["row"] == 3
        book = await county.get(f"/loan-files/{file['id']}/errors.xlsx")
        assert openpyxl.load_workbook(io.BytesIO(book.content)).active["A2"].value == "X"
        assert (await county.get(f"/loans/{loan['id']}")).json()["outstanding_yuan"] == "30000.00"


async def test_the_board_counts_what_was_lent_is_late_and_rests_on_the_fund(api, made, frozen_at):
    await a_loan(api, made)
    with frozen_at("2021-02-01T10:00:00+08:00"):
        county = api.as_(Role.COUNTY)
        board = (await county.get("/loan-board")).json()
        total, [fund] = board["total"], board["funds"]
        assert (total["lent_yuan"], total["outstanding_yuan"], total["overdue_yuan"]) == ("50000.00", "50000.00", "50000.00")
        assert (total["overdue_said"], [each["title"] for each in board["banks"]]) == ("100.00%", [BANK])
        assert (fund["guaranteed_yuan"], fund["room_yuan"], fund["is_stopped"]) == ("50000.00", "9950000.00", False)
        page = await county.get("/loan-board/page?overdue=true")
        assert page.status_code == 200 and "逾期 50,000.00" in page.text
        book = await county.get("/loan-board.xlsx")
        assert openpyxl.load_workbook(io.BytesIO(book.content)).sheetnames == ["贷款", "担保基金", "说明"]


async def test_an_empty_county_has_an_empty_board(api, on_the_day):
    county = api.as_(Role.COUNTY)

    assert (await county.get("/loan-board")).json()["total"]["loans"] == 0
    assert "还没有贷款。" in (await county.get("/loan-board/page")).text


async def test_the_doors_of_a_loans_later_life_answer(api, made, frozen_at):
    loan = await a_loan(api, made)
    county = api.as_(Role.COUNTY)
    with frozen_at("2020-12-20T10:00:00+08:00"):
        check = {"found": "as-agreed", "said": "用途符合", "checked_on": "2020-12-01"}
        assert (await done(county, f"/loans/{loan['id']}/checks", check))["found_name"] == "用途符合"
        later = {"due_on": "2021-07-10", "rate_percent": "4.75", "agreed_on": "2020-12-20", "reason": "尚未出栏"}
        asking = await done(county, f"/loans/{loan['id']}/extension", later)
        assert (asking["state_name"], asking["rate_said"]) == ("待复核", "4.75%")
        paid = {"repaid_on": "2020-12-20", "principal_yuan": "1000.00"}
        await done(county, f"/loans/{loan['id']}/repayments", paid)
        entry = (await county.get(f"/loans/{loan['id']}/account")).json()["entries"][-1]
        back = await done(county, f"/loans/{loan['id']}/entries/{entry['id']}/reversal", {"why": "登记错误"})
        assert back["outstanding_yuan"] == "50000.00"
    with frozen_at("2020-12-28T10:00:00+08:00"):
        second = api.as_(Role.COUNTY, subject="县区复核")
        decided = await done(second, f"/loan-extensions/{asking['id']}/decision", {"is_agreed": True})
        assert decided["due_on"] == "2021-07-10"
        [kept] = (await county.get(f"/loans/{loan['id']}/extensions")).json()
        assert kept["state_name"] == "已展期"
        assert "展期至 2021-07-10" in (await county.get(f"/loans/{loan['id']}/page")).text
    with frozen_at("2021-10-09T10:00:00+08:00"):
        asked = await done(county, f"/loans/{loan['id']}/compensations", {"reason": "逾期九十天"})
        second = api.as_(Role.COUNTY, subject="县区复核")
        decided = await done(second, f"/compensations/{asked['id']}/decision", {"is_approved": True})
        assert decided["state_name"] == "已代偿"
        recovered = {
            "recovery_of": "compensation",
            "amount_yuan": "100.00",
            "received_on": "2021-10-09",
            "memo": "借款人归还",
        }
        assert (await done(county, f"/loans/{loan['id']}/recoveries", recovered))["fund_yuan"] == "70.00"
        assert "已代偿" in (await county.get(f"/loans/{loan['id']}/page")).text


async def test_registry_tells_of_a_grade_and_the_clock_reminds_and_publishes(deliver, tick, sessions, made):
    rating = uuid7()
    await deliver(
        CreditGraded(
            rating_id=rating,
            household_id=uuid7(),
            region=VILLAGE,
            person_id=uuid7(),
            grade="good",
            limit_fen=30_000_00,
            term_months=24,
            valid_until=date(2020, 12, 31),
            decided_at=datetime.fromisoformat("2020-01-01T09:00:00+08:00"),
        )
    )
    async with transaction(sessions, the_platform("test", "test")) as session:
        assert (await session.get(CreditGrade, rating)).limit_fen == 30_000_00
        await lent(session, made["household"])
    at = datetime.fromisoformat("2020-12-15T09:00:00+08:00")
    await tick(remind_of_loans, at)
    await tick(publish_loans, at)
    async with transaction(sessions, the_platform("test", "test")) as session:
        [loan] = (await session.exec(select(Loan))).all()
        assert loan.reminded_for == date(2021, 1, 10) and loan.disclosed_id is not None


async def test_a_banks_list_of_old_loans_is_looked_at_mended_and_taken_in_by_another_person(api, made, frozen_at, sessions):
    async with transaction(sessions, SECOND.scope("test")) as own:
        await a_member(own, 1)
    county, second = api.as_(Role.COUNTY), api.as_(Role.COUNTY, subject="县区复核")
    about = {"county": COUNTY, "bank": BANK, "as_of_on": "2020-03-31"}
    with frozen_at("2020-04-01T10:00:00+08:00"):
        template = await county.get(f"/old-loan-lists/template.xlsx?county={COUNTY}")
        assert template.status_code == 200 and template.headers["content-type"].endswith("sheet")
        content = a_list(a_row(), an_enterprises_row(用途="买房"))
        sent = await county.post("/old-loan-lists", files={"file": ("存量.csv", content)}, data=about)
        listed = sent.json()
        assert (sent.status_code, listed["loans"], listed["refused"]) == (201, 1, 1), sent.text
        assert (listed["faults"][0]["column"], listed["region_name"]) == ("用途", "山东省临沂市罗庄区")
        book = await county.get(f"/old-loan-lists/{listed['id']}/errors.xlsx")
        assert book.status_code == 200 and book.content[:2] == b"PK"
        seen = {"loans": 1, "outstanding_yuan": "50000.00", "leave_out_refused": True}
        own = await county.post(f"/old-loan-lists/{listed['id']}/taking", json=seen)
        assert own.json()["code"] == "same-person"
        assert (await done(second, f"/old-loan-lists/{listed['id']}/taking", seen))["state_name"] == "已接收"
        [one] = (await county.get(f"/old-loan-lists/{listed['id']}/loans")).json()
        assert (one["number"], one["subsidised_to"]) == ("X-371311-2020-0001", "2019-12-20")
        assert (await county.get(f"/old-loan-lists/{listed['id']}/loans.xlsx")).content[:2] == b"PK"
        board = (await county.get("/loan-board")).json()
        assert (board["total"]["outstanding_yuan"], board["before_yuan"]) == ("50000.00", "1172.08")
        [row] = (await county.get("/loans?state=lent")).json()["rows"]
        account = (await county.get(f"/loans/{row['id']}/account")).json()
        assert (account["before_yuan"], account["subsidised"][0]["bill_number"]) == ("1172.08", "平台启用前")
        assert "平台启用前发放" in (await county.get(f"/loans/{row['id']}/page")).text
        again = (await county.post("/old-loan-lists", files={"file": ("存量.csv", content)}, data=about)).json()
        assert (await done(county, f"/old-loan-lists/{again['id']}/discard", {}))["state_name"] == "已作废"
        rows = (await county.get("/old-loan-lists?state=discarded")).json()["rows"]
        assert [each["id"] for each in rows] == [again["id"]]
        assert (await county.get(f"/old-loan-lists/{again['id']}/errors.xlsx")).status_code == 200
