"""How far dangerous houses are, for anyone: by place, each by its number, in the portal and in the open data, without a name."""

import csv
import io
from datetime import date

import pytest

from shared.events.funds import HouseholdPaid
from shared.ids import uuid7
from tests.builders.funds import VILLAGE
from tests.builders.funds_shown_houses import a_house_payment, a_step, later
from tests.builders.log import take_in

TOWN = VILLAGE[:9]


@pytest.fixture
async def houses(session, deliver):
    """Three of 2020: one paid, one under way, one withdrawn; and one of 2019."""
    payment = await a_house_payment(session)
    acceptance_id = payment.about_id
    first = a_step("2020-09-20", "accepted", acceptance_id=acceptance_id)
    await session.commit()
    second = a_step(number="G-371311-2020-0002", mode="repair", grade="C", standard_fen=800_000)
    third = a_step(number="G-371311-2020-0003")
    former = a_step("2019-12-20", "closed", number="G-371311-2019-0009", year=2019)
    gone = later(third, "2020-08-01", "withdrawn")
    for event in (first, second, third, former, gone):
        await deliver(event)
    told = {"region": TOWN, "about": "housing", "about_id": acceptance_id, "amount_fen": 1_800_000}
    paid = HouseholdPaid(payment_id=payment.id, household_id=uuid7(), paid_on=date(2020, 10, 5), **told)
    await deliver(paid)


async def test_anyone_sees_each_place_and_goes_down_to_each_number(api, houses):
    county = (await api.get("/portal/houses", params={"region": TOWN[:6]})).text
    town = (await api.get("/portal/houses", params={"region": TOWN, "year": 2020})).text

    assert f"region={TOWN}" in county and "G-371311-2020-0001" not in county and "点开镇街" in county
    assert all(f"G-371311-2020-000{each}" in town for each in (1, 2, 3)) and "G-371311-2019-0009" not in town
    assert town.count("已到户</span>") == 1 and "不再改造" in town
    assert "G-371311-2019-0009" in (await api.get("/portal/houses", params={"region": VILLAGE, "year": 2019})).text


async def test_a_household_finds_its_own_by_its_number(api, houses):
    own = (await api.get("/portal/houses", params={"number": "G-371311-2020-0002"})).text
    nobody = await api.get("/portal/houses", params={"number": "G-371311-2020-9999"})

    assert "C 级，修缮加固" in own and "8,000.00" in own and "G-371311-2020-0001" not in own
    assert (nobody.status_code, nobody.json()["code"]) == (404, "no-such-house-in-public")


async def test_where_there_is_nothing_the_page_says_so(api):
    assert "还没有公开进度的危房改造" in (await api.get("/portal/houses")).text


async def test_the_open_data_have_a_row_for_each_and_say_when_something_is_new(api, session, log_around, houses, deliver):
    await take_in(session)
    await session.commit()
    answer = await api.get("/open-data/tables/renovations.csv")
    rows = {row["number"]: row for row in csv.DictReader(io.StringIO(answer.text))}

    assert len(rows) == 4
    paid = rows["G-371311-2020-0001"]
    assert (paid["grade"], paid["mode"], paid["standard"], paid["state"], paid["paid"]) == (
        "D",
        "拆除重建",
        "18000.00",
        "已验收",
        "是",
    )
    assert len((await api.get("/open-data/tables/renovations.csv", params={"year": 2019})).text.splitlines()) == 2
    tag = (await api.get("/open-data/datapackage.json")).headers["etag"]
    assert (await api.get("/open-data/datapackage.json", headers={"If-None-Match": tag})).status_code == 304
    await deliver(a_step("2020-11-01", number="G-371311-2020-0004"))
    assert (await api.get("/open-data/datapackage.json", headers={"If-None-Match": tag})).status_code == 200
