"""From a list to the household's account over HTTP: who may do what, and what each sees."""

import pytest
from sqlmodel import select

from services.funds.jobs import check_asked_payments
from services.funds.store.ledger import lock_accounts
from services.funds.tables import BatchFileRead
from shared.database import set_scope, the_platform
from shared.security import Role
from tests.builders.funds import OTHER_TOWN, TOWN, VILLAGE
from tests.builders.funds_payments import JULY_1, LINE, a_card, a_line, a_member, an_id

PAYEE = {
    "region": VILLAGE,
    "card_number": a_card(1),
    "bank": "罗庄农村商业银行",
    "bank_code": "402473000018",
    "holder_name": "王小明",
    "holder_id": an_id(1),
}
PAYING = {
    "county": "371311",
    "title": "罗庄区财政局",
    "account_number": "80101000000123456",
    "bank": "罗庄农村商业银行",
    "bank_code": "402473000018",
}


@pytest.fixture
async def household(session) -> str:
    """A household that registry has told of, and a line with money."""
    await a_line(session, 1_000_000)
    member = await a_member(session, 1)
    await session.commit()
    return str(member.household_id)


@pytest.fixture
def town(api):
    return lambda name="镇街甲": api.as_(Role.TOWN, region=TOWN, subject=name)


@pytest.fixture
def county(api):
    return lambda name="县区甲": api.as_(Role.COUNTY, subject=name)


@pytest.fixture
async def account_id(session, household) -> str:
    await set_scope(session, the_platform("test", "test"))
    [holding] = await lock_accounts(session, LINE)
    await session.commit()
    return str(holding.account_id)


async def uploaded(county, account_id, *, amount="1000.00"):
    content = f"身份证号,姓名,金额（元）\n{an_id(1)},王小明,{amount}\n".encode()
    fields = {"account_id": account_id, "title": "2020年危房改造补助", "clause": "建村〔2019〕83号", "period": "2020"}
    return await county("县区经办").post("/payment-requests/lists", files={"file": ("名单.csv", content)}, data=fields)


async def checked(session) -> None:
    await set_scope(session, the_platform("test", "test"))
    await check_asked_payments(session, JULY_1)
    await session.commit()


async def sent(session, town, county, household, account_id) -> dict:
    """A batch with the household's payment, made by those who may."""
    request = (await uploaded(county, account_id)).json()
    seen = {"households": 1, "total_yuan": "1000.00"}
    assert (await county("县区经办").post(f"/payment-requests/{request['id']}/commitment", json=seen)).status_code == 201
    payee = await town("登记人").post("/payees", json=PAYEE | {"household_id": household})
    assert (payee.status_code, payee.json()["state"]) == (201, "good")
    await checked(session)
    form = {"about": request["about"], "about_id": request["about_id"]}
    approval = (await town("审核人").post("/payments/approvals", json=form)).json()
    assert (approval["approved"], approval["refused"]) == (1, 0), approval
    assert (await county().post("/paying-accounts", json=PAYING)).status_code == 201
    batch = await county().post("/payment-batches", json={"county": "371311"})
    assert batch.status_code == 201
    return batch.json()


async def test_a_list_becomes_money_in_a_households_account_and_one_view_shows_it(
    session, api, town, county, household, account_id, frozen_at
):
    batch = await sent(session, town, county, household, account_id)
    taken = await county().get(f"/payment-batches/{batch['id']}/payments.csv")
    assert a_card(1) in taken.content.decode("utf-8-sig")
    [line] = (await county().get(f"/payment-batches/{batch['id']}/lines")).json()["rows"]
    answer = {"file": ("回执.csv", f"流水号,结果\n{line['number']},成功\n".encode())}
    read = await county().post("/bank-answers", files=answer, data={"county": "371311"})
    assert (read.status_code, read.json()["paid"], read.json()["troubles"]) == (201, 1, [])

    received = (await town().get(f"/households/{household}/received")).json()
    [row] = received["rows"]
    assert (received["received_yuan"], row["state_name"], row["source"]) == ("1000.00", "已发放", "省级财政")
    assert (await api.get(f"/disclosures/{row['disclosure_id']}")).status_code == 200
    page = (await town().get(f"/households/{household}/received/page")).text
    assert row["disclosure_number"] in page and "1,000.00" in page
    assert an_id(1) not in page and "王小明" not in page
    payment = (await town().get(f"/payments/{row['payment_id']}")).json()
    assert [one["signed_by"] for one in payment["signatures"]] == ["审核人"]
    assert [one["state"] for one in payment["sent"]] == ["paid"]
    await set_scope(session, the_platform("test", "test"))
    assert [one.read_by for one in await session.exec(select(BatchFileRead))] == ["县区甲"]


async def test_the_months_statement_is_printed_when_the_month_is_over(session, town, county, household, account_id, frozen_at):
    with frozen_at("2020-07-02T10:00:00+08:00"):
        batch = await sent(session, town, county, household, account_id)
        [line] = (await county().get(f"/payment-batches/{batch['id']}/lines")).json()["rows"]
        answer = {"file": ("回执.csv", f"流水号,结果\n{line['number']},成功\n".encode())}
        await county().post("/bank-answers", files=answer, data={"county": "371311"})
        early = await town().get(f"/households/{household}/statements/2020-07.pdf")
    with frozen_at("2020-08-05T10:00:00+08:00"):
        printed = await town().get(f"/households/{household}/statements/2020-07.pdf")
        nothing = await town().get(f"/households/{household}/statements/2020-06.pdf")

    assert (early.status_code, early.json()["code"]) == (422, "month-in-future")
    assert (printed.status_code, printed.content[:5]) == (200, b"%PDF-")
    assert nothing.json()["code"] == "nothing-received"


async def test_whole_numbers_are_for_the_county_alone(session, api, town, county, household, account_id):
    batch = await sent(session, town, county, household, account_id)
    for role in (Role.TOWN, Role.AUDITOR, Role.DEPARTMENT, Role.OPERATOR):
        for file in ("payments.csv", "pain.001.xml"):
            assert (
                await api.as_(role, region=TOWN if role is Role.TOWN else "371311").get(f"/payment-batches/{batch['id']}/{file}")
            ).status_code == 403
    [payee] = (await api.as_(Role.AUDITOR).get("/payees")).json()["rows"]
    assert (payee["card_tail"], payee["holder_name"]) == (a_card(1)[-4:], "王*明")
    assert a_card(1) not in str(payee) and an_id(1) not in str(payee)


async def test_another_towns_household_is_nobody_here(session, api, town, county, household, account_id):
    await sent(session, town, county, household, account_id)
    elsewhere = api.as_(Role.TOWN, region=OTHER_TOWN)
    assert (await elsewhere.get(f"/households/{household}/received")).json()["rows"] == []
    assert (await elsewhere.get("/payments")).json()["rows"] == []
    assert (await elsewhere.get("/payees")).json()["rows"] == []


async def test_the_public_text_of_a_request_takes_no_number_that_could_be_somebodys(county, account_id):
    content = {"file": ("名单.csv", b"x")}
    fields = {"account_id": account_id, "title": "补助", "clause": f"发给{an_id(1)}"}
    refused = await county().post("/payment-requests/lists", files=content, data=fields)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "number-in-public-text")


async def test_a_line_that_is_not_seen_pays_nothing(town, household, account_id):
    form = {
        "about": "housing",
        "about_id": account_id,
        "title": "危房改造",
        "account_id": account_id,
        "clause": "建村〔2019〕83号",
        "rows": [{"household_id": household, "region": VILLAGE, "amount_yuan": "1.00"}],
    }
    refused = await town().post("/payment-requests", json=form)
    assert (refused.status_code, refused.json()["code"]) == (404, "no-such-account")


async def test_the_template_and_the_refused_rows_are_workbooks(county, account_id):
    assert (await county().get("/payment-requests/template.xlsx")).content[:2] == b"PK"
    request = (await uploaded(county, account_id, amount="零")).json()
    assert [(fault["row"], fault["column"]) for fault in request["faults"]] == [(2, "金额（元）")]
    assert (await county().get(f"/payment-requests/{request['id']}/errors.xlsx")).content[:2] == b"PK"


async def test_a_card_list_comes_in_over_the_door_and_shared_cards_are_listed(session, town, household):
    await set_scope(session, the_platform("test", "test"))
    await a_member(session, 2)
    await session.commit()
    rows = "".join(f"{an_id(at)},王小明,农商行,{a_card(7)}\n" for at in (1, 2))
    content = ("身份证号,姓名,开户银行,卡号\n" + rows + "1,x,y,2\n").encode()

    file = (await town().post("/payee-files", files={"file": ("名单.csv", content)}, data={"region": TOWN})).json()

    assert (file["taken"], file["refused"]) == (2, 1)
    assert (await town().get(f"/payee-files/{file['id']}/errors.xlsx")).content[:2] == b"PK"
    [card] = (await town().get("/payees/shared-cards")).json()["rows"]
    assert (card["card_tail"], len(card["households"])) == (a_card(7)[-4:], 2)
