"""The money of a renovation over HTTP: what is promised, what is late, what does not add up, and what is asked for again."""

from datetime import date

import pytest
from sqlmodel import select

from services.housing.operations.house_money.end_house_money import end_house_money
from services.housing.operations.house_money.note_house_money import note_house_money
from services.housing.operations.house_money.note_stage import note_stage
from services.housing.rules.acceptance import SubsidyState
from services.housing.rules.household_question import HouseholdQuestion
from services.housing.rules.renovation import RenovationState
from services.housing.tables import MoneyRecovery
from shared.database import set_scope, the_platform
from shared.events.funds import GrantRecovered, GrantRecoveryOrdered, GrantRecoveryProposed
from shared.ids import uuid7
from shared.security import Role
from tests.builders.houses import a_family
from tests.builders.housing import TOWN, VILLAGE
from tests.builders.housing_money import (
    a_held_promise,
    a_payment,
    a_place_that,
    a_promise,
    lacks,
    released,
    renovation_of,
    said,
)
from tests.builders.housing_renovation import a_renovation, on


@pytest.fixture
async def money(session, tmp_path):
    """A promise whose first stage was asked for in July and is underway."""
    with a_place_that(tmp_path):
        money = await a_held_promise(session, RenovationState.UNDER_WAY)
        [start] = await released(session, money, "2020-07-16")
        underway = said(SubsidyState.UNDERWAY, "2020-07-16", a_payment(), amount_fen=5400_00)
        await note_stage(session, start.matter_id, underway)
        await session.commit()
        yield money


async def test_a_renovation_shows_its_money_by_line_and_stage_and_what_it_waits_for(api, money, frozen_at):
    with frozen_at("2020-09-01T09:00:00+08:00"):
        told = (await api.as_(Role.COUNTY).get(f"/renovations/{money.renovation_id}")).json()["money"]

    assert (told["promised_yuan"], told["held_yuan"], told["state_name"]) == ("18000.00", "18000.00", "已预留")
    assert [(stage["waits_for"], stage["is_late"]) for stage in told["stages"]] == [
        ("发放中", True),
        ("主体结构检查合格", False),
        ("竣工验收合格", False),
    ]
    assert told["stages"][0]["payments"][0]["state_name"] == "发放中"


async def test_what_is_overdue_is_listed_until_it_is_paid(api, money, frozen_at, session):
    county = api.as_(Role.COUNTY)
    with frozen_at("2020-08-16T09:00:00+08:00"):
        assert (await county.get("/house-money/late")).json()["rows"] == []
    with frozen_at("2020-08-17T09:00:00+08:00"):
        [late] = (await county.get("/house-money/late")).json()["rows"]
    assert (late["code"], late["due_on"], late["is_late"]) == ("start", "2020-08-16", True)
    assert late["number"].startswith("G-371311-2020-")


async def test_what_does_not_add_up_is_listed(api, session, frozen_at):
    money = await a_promise(session)
    await session.commit()
    county = api.as_(Role.COUNTY)

    [waiting] = (await county.get("/house-money/differences")).json()["rows"]
    assert waiting["told"] == "资金服务尚未答复，待预留18000.00元"

    await set_scope(session, the_platform("test", "test"))
    money.promised_fen = 1_700_000
    session.add(money)
    await session.commit()
    told = [row["told"] for row in (await county.get("/house-money/differences")).json()["rows"]]
    assert "各阶段合计18000.00元，承诺17000.00元、多发0.00元" in told


async def test_the_page_shows_what_lacks_and_an_empty_list_says_so(api, session, frozen_at):
    county = api.as_(Role.COUNTY)
    assert "没有这样的资金安排" in (await county.get("/house-money/page")).text
    money = await a_promise(session)
    await note_house_money(session, money.renovation_id, lacks())
    await session.commit()

    page = (await county.get("/house-money/page", params={"state": "lacking"})).text

    assert "资金未落实" in page and "缺 4,000.00" in page
    assert "没有这样的资金安排" in (await county.get("/house-money/page", params={"state": "held"})).text


async def test_the_county_asks_for_a_withdrawn_stage_again_and_nobody_else_does(api, money, session, frozen_at):
    path = f"/renovations/{money.renovation_id}/money"
    county = api.as_(Role.COUNTY)
    refused = await county.post(f"{path}/start/asking")
    assert (refused.status_code, refused.json()["code"]) == (409, "stage-not-back")
    assert (await county.post(f"{path}/roof/asking")).json()["code"] == "no-such-stage"
    assert (await api.as_(Role.VILLAGE, region=VILLAGE).post(f"{path}/start/asking")).status_code == 403


async def test_a_renovation_without_money_says_so(api, session):
    renovation = await a_renovation(session, RenovationState.APPLIED)
    await session.commit()

    answer = await api.as_(Role.COUNTY).get(f"/renovations/{renovation.id}/money")

    assert (answer.status_code, answer.json()["code"]) == (404, "no-house-money")
    assert renovation.applied_on == date(2020, 6, 5)


async def test_what_funds_asks_back_stands_on_the_page_in_the_file_and_waits_for_nobody_once_it_is_decided(
    api, session, deliver, tmp_path, frozen_at
):
    with a_place_that(tmp_path):
        money = await a_held_promise(session, RenovationState.UNDER_WAY)
        [start] = await released(session, money, "2020-07-16")
        payment = a_payment()
        await note_stage(session, start.matter_id, said(SubsidyState.PAID, "2020-07-20", payment, amount_fen=5400_00))
        await end_house_money(session, money.renovation_id, at=on("2020-08-01"))
        await session.commit()
        order, county = uuid7(), api.as_(Role.COUNTY)
        told = {"order_id": order, "payment_id": payment, "household_id": money.household_id, "region": TOWN}
        of_ours = {"about": "housing", "about_id": start.matter_id, "amount_fen": 5400_00}
        at = f"/renovations/{money.renovation_id}"

        why = {"why": "house-abandoned", "occurred_at": on("2020-08-01")}
        await deliver(GrantRecoveryProposed(**told, **of_ours, **why))
        proposed = (await county.get(f"{at}/money")).json()
        due = {"due_on": date(2020, 9, 1), "occurred_at": on("2020-08-03")}
        await deliver(GrantRecoveryOrdered(**told, **of_ours, **(why | due)))
        ordered = (await county.get(f"{at}/page")).text
        left = {"recovered_fen": 0, "is_whole": False, "closed_on": date(2020, 8, 5), "occurred_at": on("2020-08-05")}
        await deliver(GrantRecovered(**told, **of_ours, **left))
        lifted = (await county.get(f"{at}/money")).json()
        page = (await county.get("/house-money/page")).text

    assert (proposed["asked_back_yuan"], proposed["recoveries"][0]["state_name"]) == ("5400.00", "待县区决定")
    assert "5400.00元（改造中止）：追回中，2020-09-01 前退回" in ordered
    assert (proposed["state_name"], lifted["state_name"]) == ("改造中止，已拨付的待处理", "改造中止，已拨付的已有决定")
    assert (lifted["asked_back_yuan"], lifted["over_yuan"]) == ("0.00", "5400.00")
    assert "追回 5400.00元（改造中止）：不再追回，2020-08-05" in page


async def test_what_is_asked_back_of_aid_is_none_of_ours(session, deliver):
    told = {"order_id": uuid7(), "payment_id": uuid7(), "household_id": uuid7(), "region": TOWN, "amount_fen": 300_00}
    [delivery] = await deliver(GrantRecoveryOrdered(**told, why="papers-overdue", due_on=date(2020, 9, 1)))
    assert delivery.settled == ["ack"]
    assert (await session.exec(select(MoneyRecovery))).all() == []


async def test_the_town_that_says_who_goes_on_hands_the_money_on(api, session, tmp_path, frozen_at):
    with a_place_that(tmp_path):
        money = await a_held_promise(session, RenovationState.UNDER_WAY)
        renovation = await renovation_of(session, money)
        renovation.asks, renovation.asked_on = HouseholdQuestion.SPLIT, date(2020, 8, 3)
        heir = await a_family(session, classes=["extreme-poverty"])
        await session.commit()
        form = {"on": "2020-08-05", "said": "由分出的一户继续改造", "household_id": str(heir.id), "oldest": 40}
        with frozen_at("2020-08-05T10:00:00+08:00"):
            answer = await api.as_(Role.TOWN, region=TOWN).post(f"/renovations/{renovation.id}/settlement", json=form)

    assert answer.status_code == 201, answer.text
    await set_scope(session, the_platform("test", "test"))
    await session.refresh(money)
    assert (money.household_id, money.promised_fen, money.plan) == (heir.id, 1_900_000, 2)
