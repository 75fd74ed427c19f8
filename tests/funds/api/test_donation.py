"""Donations over HTTP: a receipt that can be printed, what each donation did, and a fund's year that adds up."""

import io

import pytest
from pypdf import PdfReader

from shared.security import Role
from tests.builders.funds import VILLAGE
from tests.builders.funds_donations import DONOR

FUND = {"region": "371311", "title": "罗庄区慈心一日捐", "kind": "charity-day"}
USE = {
    "kind": "school",
    "title": "秋季助学",
    "person_class": "poor-pupil",
    "payee": "罗庄一中",
    "region": VILLAGE,
    "amount_yuan": "1200",
}


@pytest.fixture
def county(api):
    return api.as_(Role.COUNTY)


@pytest.fixture
def second(api):
    return api.as_(Role.COUNTY, subject="复核员")


async def a_gift(county, **changed) -> dict:
    fund = (await county.post("/donation-funds", json=FUND)).json()
    told = {"fund": fund["number"], "donor_kind": "person", "donor": DONOR, "amount_yuan": "5006.07", "donated_on": "2020-06-01"}
    given = await county.post("/donations", json=told | changed)
    assert given.status_code == 201, given.text
    return given.json()


async def spend(county, second, fund: str, **changed):
    use = await county.post("/donation-uses", json=USE | {"fund": fund} | changed)
    assert use.status_code == 201, use.text
    return await second.post(f"/donation-uses/{use.json()['id']}/approval")


async def test_a_receipt_bears_the_amount_in_capitals_on_paper_and_on_the_page(county):
    gift = await a_gift(county)

    page = (await county.get(f"/donations/{gift['number']}/receipt")).text
    pdf = await county.get(f"/donations/{gift['number']}/receipt.pdf")

    for told in (page, PdfReader(io.BytesIO(pdf.content)).pages[0].extract_text()):
        assert gift["number"] in told
        assert "人民币伍仟零陆元零柒分" in told
        assert DONOR in told
    assert pdf.headers["content-type"] == "application/pdf"


async def test_an_auditor_does_not_read_the_whole_name_of_a_person(api, county):
    gift = await a_gift(county)
    auditor = api.as_(Role.AUDITOR)

    for address in ("", "/receipt"):
        assert DONOR not in (await auditor.get(f"/donations/{gift['number']}{address}")).text
    assert (await api.get(f"/donations/{gift['number']}")).status_code == 401


async def test_what_a_donation_did_and_what_is_left_come_to_what_was_given(county, second):
    gift = await a_gift(county)
    assert (await spend(county, second, gift["fund"])).status_code == 201

    told = (await county.get(f"/donations/{gift['number']}")).json()

    assert (told["drawn_yuan"], told["left_yuan"]) == ("1200.00", "3806.07")
    assert [(draw["kind_name"], draw["amount_yuan"], draw["person_class_title"]) for draw in told["draws"]] == [
        ("资助学校", "1200.00", "当地贫困家庭学生")
    ]


async def test_a_funds_year_adds_up_and_says_whether_its_rule_was_kept(county, second, frozen_at):
    with frozen_at("2020-09-01T09:00:00+08:00"):
        gift = await a_gift(county)
        await spend(county, second, gift["fund"])
        await spend(
            county, second, gift["fund"], kind="collective", payee="某村委会", person_class="public-good", amount_yuan="1200.01"
        )

        told = (await county.get(f"/donation-funds/{gift['fund']}/statement", params={"year": 2020})).json()

    assert (told["opening_yuan"], told["received_yuan"], told["used_yuan"], told["closing_yuan"]) == (
        "0.00",
        "5006.07",
        "2400.01",
        "2606.06",
    )
    assert (told["check"]["due"], told["check"]["actual"], told["check"]["is_kept"]) == ("50.0", "49.9", False)
    assert told["is_whole"]
    next_year = (await county.get(f"/donation-funds/{gift['fund']}/statement", params={"year": 2021})).json()
    assert next_year["opening_yuan"] == "2606.06"


async def test_the_funds_page_shows_its_year(county, second, frozen_at):
    with frozen_at("2020-09-01T09:00:00+08:00"):
        gift = await a_gift(county, donor="<b>某人</b>")
        await spend(county, second, gift["fund"])
        shown = await county.get(f"/donation-funds/{gift['fund']}/page")
        empty = await county.get(f"/donation-funds/{gift['fund']}/page?year=2019")

    assert "罗庄区慈心一日捐" in shown.text and "3,806.07" in shown.text and "账实相符" in shown.text
    assert "<b>某人" not in shown.text
    assert "本年还没有捐赠" in empty.text


async def test_lists_are_by_fund_and_a_stranger_fund_is_named(county, second):
    gift = await a_gift(county)
    await spend(county, second, gift["fund"])

    assert [row["number"] for row in (await county.get("/donations", params={"fund": gift["fund"]})).json()["rows"]] == [
        gift["number"]
    ]
    [use] = (await county.get("/donation-uses", params={"fund": gift["fund"]})).json()["rows"]
    assert (await county.get(f"/donation-uses/{use['id']}")).json()["state_name"] == "已批准"
    assert (await county.post(f"/donation-uses/{use['id']}/discard", json={"reason": "办错了"})).status_code == 409
    [fund] = (await county.get("/donation-funds")).json()["rows"]
    assert fund["available_yuan"] == "3806.07"
    assert (await county.get("/donations", params={"fund": "F-371311-2020-0099"})).status_code == 404


async def test_a_town_sees_nothing_of_another(api, county):
    gift = await a_gift(county)
    town = api.as_(Role.TOWN, region="371311100")
    assert (await town.get(f"/donations/{gift['number']}")).status_code == 404


async def test_a_donor_reads_how_far_goods_came_and_no_household(county, second):
    gift = await a_gift(county, kind="goods", goods="棉被", quantity=3, unit="床")
    hand_out = {"kind": "goods", "donation": gift["number"], "region": VILLAGE, "title": "冬季送温暖", "quantity": 2}
    hand_out |= {"payee": "", "amount_yuan": None}
    use = (await spend(county, second, gift["fund"], **hand_out)).json()
    today = use["approved_on"]
    household = "0190a0a0-0000-7000-8000-000000000001"
    form = {"rows": [{"household_id": household, "village": VILLAGE, "quantity": 2, "handed_on": today}]}
    there = f"/donation-uses/{use['id']}/handings"
    handed = await county.post(there, json=form)
    assert (handed.status_code, handed.json()["left"], handed.json()["households"]) == (201, 0, 1)

    shown = (await county.get(f"/donations/{gift['number']}/page")).text
    told = (await county.get(f"/donations/{gift['number']}")).text
    assert "已到 1 户 2 床" in shown
    for text in (shown, told):
        assert household not in text and VILLAGE not in text


async def test_the_official_receipt_is_printed_with_every_field(county):
    gift = await a_gift(county, donor_kind="organisation", donor="临沂建工有限公司")
    form = {
        "code": "37060120", "number": "0000012345", "check_code": "a1b2c3", "payer_code": "91371300MA3C4R5T6J",
        "item_code": "99010101", "item_title": "公益事业捐赠", "receiver": "临沂市罗庄区慈善总会",
        "received_by": "李明", "checked_by": "张丽", "issued_on": "2020-06-02",
    }  # fmt: skip
    assert (await county.post(f"/donations/{gift['number']}/ticket", json=form)).status_code == 201
    page = (await county.get(f"/donations/{gift['number']}/receipt")).text
    pdf = await county.get(f"/donations/{gift['number']}/receipt.pdf")
    for said in (
        "公益事业捐赠票据",
        "37060120",
        "0000012345",
        "a1b2c3",
        "91371300MA3C4R5T6J",
        "李明　张丽",
        "临沂市罗庄区慈善总会",
    ):
        assert said in page, said
    assert "0000012345" in PdfReader(io.BytesIO(pdf.content)).pages[0].extract_text()


async def test_anybody_reads_a_funds_published_year(api, county, second, frozen_at):
    with frozen_at("2020-06-05T10:00:00+08:00"):
        gift = await a_gift(county)
        assert (await spend(county, second, gift["fund"])).status_code == 201
    with frozen_at("2021-02-01T10:00:00+08:00"):
        assert (await county.post(f"/donation-funds/{gift['fund']}/statements/2020")).status_code == 201
        [line] = (await api.get("/donation-statements")).json()["rows"]
        page = (await api.get(f"/donation-statements/{gift['fund']}/2020/page")).text
    assert (line["received_yuan"], line["used_yuan"], line["closing_yuan"]) == ("5006.07", "1200.00", "3806.07")
    assert "3,806.07" in page and DONOR not in page
    assert (await api.get(f"/donation-statements/{gift['fund']}/2019")).status_code == 404
