"""Hospitals in numbers at the door: rates, hidden cells, page and workbook."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from shared.security import Role
from tests.builders.medical import (
    COUNTY,
    HOSPITAL,
    OTHER_HOSPITAL,
    a_settlement,
    an_enrolled_person,
    an_id_number,
)
from tests.medical.api.walk import refused

ASKED = {"since": "2020-06", "until": "2020-07"}


@pytest.fixture
def county(api):
    return api.as_(Role.COUNTY, region=COUNTY)


@pytest.fixture
async def _treated(session):
    """Twelve people in one hospital, six of them poor; six in another; two in July."""
    for number in range(1, 7):
        await an_enrolled_person(session, id_number=an_id_number(number))
    for number in range(1, 13):
        await a_settlement(session, id_number=an_id_number(number))
    for number in range(13, 19):
        await a_settlement(session, id_number=an_id_number(number), by=OTHER_HOSPITAL)
    for number in (19, 20):
        await a_settlement(session, id_number=an_id_number(number), on=date(2020, 7, 3), admitted_on=date(2020, 6, 1))
    await session.commit()


def cell(told, **keys):
    wanted = {"month": None, "hospital": None, "person_class": "*"} | keys
    return next(row for row in told["rows"] if all(row[key] == value for key, value in wanted.items()))


@pytest.mark.usefixtures("_treated")
async def test_rates_by_month_hospital_and_class(county):
    told = (await county.get("/statistics", params=ASKED)).json()

    june = cell(told, month="2020-06")
    assert (june["count"], june["persons"], june["total_yuan"]) == (18, 18, "360000.00")
    assert (june["one_stop_share"], june["in_county_rate"], june["in_county_amount_rate"]) == ("100%", "100%", "100%")
    assert june["mean_total_yuan"] == "20000.00"
    poor, plain = (cell(told, month="2020-06", hospital=HOSPITAL.org, person_class=name) for name in ("enrolled", ""))
    assert (poor["person_title"], poor["patient_share"], plain["person_title"]) == ("建档立卡贫困人口", "1.8%", "一般参保居民")
    assert (poor["count"], plain["count"]) == (6, 6)


@pytest.mark.usefixtures("_treated")
async def test_a_small_cell_has_no_number_at_all(county):
    told = (await county.get("/statistics", params=ASKED)).json()

    july = cell(told, month="2020-07")
    assert july["is_hidden"] is True
    keys = {"month", "hospital", "person_class", "person_title", "is_hidden"}
    assert {value for key, value in july.items() if key not in keys} == {None}


@pytest.mark.usefixtures("_treated")
async def test_a_hospital_sees_its_own_numbers_and_no_rate_of_the_county(api):
    told = (await api.as_(Role.HOSPITAL, region=COUNTY, org=HOSPITAL.org).get("/statistics", params=ASKED)).json()

    assert {row["hospital"] for row in told["rows"]} == {HOSPITAL.org, None}
    assert {row["in_county_rate"] for row in told["rows"]} == {None}


@pytest.mark.usefixtures("_treated")
async def test_the_page_draws_the_months(county):
    page = (await county.get("/statistics/sheet", params=ASKED)).text

    for words in ("<svg", "县域内就诊率", "建档立卡贫困人口", HOSPITAL.org, "不足 5 人", "360,000.00"):
        assert words in page


@pytest.mark.usefixtures("_treated")
async def test_the_workbook_says_what_was_asked(county):
    answer = await county.get("/statistics.xlsx", params=ASKED | {"hospital": HOSPITAL.org})

    book = load_workbook(io.BytesIO(answer.content))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert book.sheetnames == ["按月份和医疗机构", "按人员类别", "医疗机构人员类别"]
    assert ("起始月份", "2020-06") in [row[:2] for row in rows]
    assert ("医疗机构", HOSPITAL.org) in [row[:2] for row in rows]
    assert ("2020-06", HOSPITAL.org, HOSPITAL.org, "全部人员", 12, 12, 240000) in [row[:7] for row in rows]


async def test_an_empty_period_is_an_empty_page(county):
    assert (await county.get("/statistics", params=ASKED)).json()["rows"] == []
    assert "没有结算" in (await county.get("/statistics/sheet", params=ASKED)).text
    refused(await county.get("/statistics", params={"since": "2020-06", "until": "2020-05"}), 422, "period-too-long")
