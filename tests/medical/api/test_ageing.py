"""How long hospitals have waited, at the door: the table, the list behind each number, the workbook."""

import io
import re
from datetime import date, datetime

import pytest
from openpyxl import load_workbook

from services.medical.operations.statement.record_payment import record_payment
from services.medical.schemas.hospital import PutHospital
from services.medical.store.hospitals import put_hospital
from services.medical.tables import Hospital
from shared.clock import CHINA
from shared.security import Role
from tests.builders.clearing import BASIC, an_approved_statement, paid
from tests.builders.medical import (
    COUNTY,
    HOSPITAL_CODE,
    OTHER_HOSPITAL,
    OTHER_HOSPITAL_CODE,
    a_reversal,
    a_settlement,
    an_enrolled_person,
    an_id_number,
)

ON = {"on": "2020-08-01"}
"""Fifty days after the first settlement, ten after the second."""


@pytest.fixture
def county(api):
    return api.as_(Role.COUNTY, region=COUNTY, subject="王会计")


@pytest.fixture
async def _owed(session):
    await an_enrolled_person(session)
    await a_settlement(session)
    await a_settlement(session, by=OTHER_HOSPITAL, id_number=an_id_number(2), on=date(2020, 7, 22))
    title = PutHospital(title="罗庄区人民医院", level="2", region=COUNTY)
    await put_hospital(session, Hospital(code=HOSPITAL_CODE, **title.model_dump(), updated_at=datetime.now(CHINA)))
    await session.commit()


@pytest.mark.usefixtures("_owed")
async def test_every_number_of_the_page_leads_to_a_list_that_comes_to_it(county):
    page = (await county.get("/receivables/ageing/sheet", params=ON)).text

    links = re.findall(r'<td class="money[^"]*"><a href="\.\./(open/sheet\?[^"]+)">([-\d,.]+)</a>', page)
    assert len(links) > 10
    for link, number in dict.fromkeys(links):
        behind = (await county.get(f"/receivables/{link.replace('&amp;', '&')}")).text
        told = re.search(r"共 ([\d,]+) 笔，合计 <strong>([-\d,.]+)</strong> 元", behind)
        assert number in (told[1], told[2]), link


@pytest.mark.usefixtures("_owed")
async def test_the_sums_by_payer_and_by_hospital_are_the_same_money(county):
    told = (await county.get("/receivables/ageing", params=ON)).json()

    assert {row["hospital"] for row in told["rows"]} == {HOSPITAL_CODE, OTHER_HOSPITAL_CODE}
    assert {row["hospital_title"] for row in told["rows"]} == {"罗庄区人民医院", OTHER_HOSPITAL_CODE}
    for name in ("open_yuan", "days_0_30_yuan", "days_31_60_yuan", "days_61_90_yuan", "days_over_90_yuan"):
        for rows in (told["rows"], told["payers"]):
            assert round(sum(float(row[name]) for row in rows), 2) == float(told["total"][name])
    basic = next(row for row in told["rows"] if (row["hospital"], row["payer"]) == (OTHER_HOSPITAL_CODE, BASIC))
    assert (basic["days_0_30_yuan"], basic["days_31_60_yuan"]) == ("12320.00", "0.00")


@pytest.mark.usefixtures("_owed")
async def test_the_open_claims_of_an_age_are_listed_page_by_page(county):
    asked = ON | {"age": "31-60", "limit": 1}

    first = (await county.get("/receivables/open", params=asked)).json()
    second = (await county.get("/receivables/open", params=asked | {"after": first["next"]})).json()

    assert [(row["hospital"], row["days"], row["age"]) for row in first["rows"]] == [(HOSPITAL_CODE, 50, "31-60")]
    assert second["rows"][0]["id"] > first["rows"][0]["id"]


@pytest.mark.usefixtures("_owed")
async def test_the_workbook_holds_the_sums_and_every_claim(county):
    answer = await county.get("/receivables/ageing.xlsx", params=ON | {"hospital": HOSPITAL_CODE, "payer": ""})

    book = load_workbook(io.BytesIO(answer.content))
    hospitals, payers, claims = (list(book[name].iter_rows(values_only=True)) for name in ("按医疗机构", "按支付方", "明细"))
    assert next(row[:2] for row in hospitals if row[0] == "医疗机构") == ("医疗机构", HOSPITAL_CODE)
    assert hospitals[-1][0] == payers[-1][0] == "合计"
    assert sum(row[9] for row in claims if isinstance(row[0], int)) == pytest.approx(hospitals[-1][4])
    assert {row[3] for row in claims if isinstance(row[0], int)} == {"罗庄区人民医院"}


async def test_nothing_owed_is_said_in_words(county):
    assert "没有未支付的款项" in (await county.get("/receivables/ageing/sheet", params={"on": ""})).text
    assert "没有符合条件的款项" in (await county.get("/receivables/open/sheet")).text


async def test_what_a_hospital_owes_back_is_a_negative_number_on_the_page(session, county):
    settlement = await a_settlement(session)
    statement = await an_approved_statement(session)
    await record_payment(session, paid(statement))
    await a_reversal(session, settlement, at=datetime.fromisoformat("2020-07-10T10:00:00+08:00"))
    await session.commit()

    page = (await county.get("/receivables/ageing/sheet", params=ON)).text

    assert "-12,320.00" in page
    assert "owed-back" in page


async def test_a_hospital_sees_what_it_is_owed_itself(session, api):
    await a_settlement(session)
    await a_settlement(session, by=OTHER_HOSPITAL, id_number=an_id_number(2))
    await session.commit()
    hospital = api.as_(Role.HOSPITAL, region=COUNTY, org=HOSPITAL_CODE)

    told = (await hospital.get("/receivables/ageing", params=ON)).json()

    assert {row["hospital"] for row in told["rows"]} == {HOSPITAL_CODE}
    assert OTHER_HOSPITAL_CODE not in (await hospital.get("/receivables/open/sheet", params=ON)).text
