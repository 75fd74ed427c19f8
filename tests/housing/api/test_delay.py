"""What is late with renovations over HTTP: whose it is, for how long, by which rule."""

import io
from datetime import date

import openpyxl
import pytest

from services.housing.operations.renovation.inspect_works import inspect_works
from services.housing.operations.renovation.review_renovation import review_renovation
from services.housing.operations.renovation.start_works import start_works
from services.housing.operations.renovation.stop_works import stop_works
from services.housing.rules.renovation import RenovationState
from services.housing.rules.works import Assurance, Stage
from services.housing.schemas.renovation import DatedStep, StopWorks
from shared.security import Role
from tests.builders.housing import an_unsafe_house
from tests.builders.housing_renovation import TOWN_OFFICER, VILLAGER, a_renovation, an_inspection, an_opinion, on


@pytest.fixture
def county(api):
    return api.as_(Role.COUNTY)


async def _late(caller, frozen_at, day: str, **asked: object) -> list[tuple[str, str, str, int]]:
    with frozen_at(f"{day}T10:00:00+08:00"):
        answer = await caller.get("/renovation-delays", params=asked)
    assert answer.status_code == 200, answer.text
    return [(one["step"], one["owner"], one["due_on"], one["days"]) for one in answer.json()["rows"]]


async def test_each_step_has_its_own_day_and_its_owner(county, session, frozen_at):
    await a_renovation(session)
    await a_renovation(session, RenovationState.COUNTY_AGREED)
    await a_renovation(session, RenovationState.ACCEPTED)
    await session.commit()

    assert await _late(county, frozen_at, "2020-06-19") == []
    assert await _late(county, frozen_at, "2020-06-20") == [("village-review", "village", "2020-06-19", 1)]
    late = await _late(county, frozen_at, "2020-10-21")
    assert ("sign", "town", "2020-07-16", 97) in late
    assert ("pay", "funds", "2020-10-20", 1) in late
    assert late == sorted(late, key=lambda one: -one[3])


async def test_winter_is_not_counted_and_a_dispute_with_the_household_is(county, session, frozen_at):
    still = await a_renovation(session, RenovationState.UNDER_WAY)
    going = await a_renovation(session, RenovationState.UNDER_WAY)
    winter = StopWorks(on=date(2020, 9, 10), why="winter", said="气温低于五度")
    for each in (still, going):
        await stop_works(session, each.id, winter, by=VILLAGER, at=on("2020-09-10"))
    await start_works(session, going.id, DatedStep(on=date(2020, 9, 25)), by=VILLAGER, at=on("2020-09-25"))
    dispute = StopWorks(on=date(2020, 9, 27), why="household", said="户主住院")
    await stop_works(session, going.id, dispute, by=VILLAGER, at=on("2020-09-27"))
    await session.commit()

    assert await _late(county, frozen_at, "2020-10-15") == []
    assert await _late(county, frozen_at, "2020-10-16") == [("resume", "builder", "2020-10-15", 1)]
    assert len(await _late(county, frozen_at, "2021-01-08")) == 1
    assert ("resume", "builder", "2021-01-08", 1) in await _late(county, frozen_at, "2021-01-09")


async def test_works_that_were_late_before_winter_are_as_late_when_they_go_on(county, session, frozen_at):
    renovation = await a_renovation(session, RenovationState.UNDER_WAY)
    winter = StopWorks(on=date(2020, 10, 10), why="winter", said="上冻")
    await stop_works(session, renovation.id, winter, by=VILLAGER, at=on("2020-10-10"))
    await start_works(session, renovation.id, DatedStep(on=date(2020, 10, 30)), by=VILLAGER, at=on("2020-10-30"))
    await session.commit()

    with frozen_at("2020-10-31T10:00:00+08:00"):
        [late] = (await county.get("/renovation-delays")).json()["rows"]
    assert (late["step"], late["due_on"], late["put_off"], late["days"]) == ("finish", "2020-10-20", 20, 11)
    assert late["clause"] == "约定的日期。农村危房改造协议：约定的开工和完工日期"


async def test_a_notice_that_nobody_ended_is_late_after_its_days_and_five_working_days(county, session, frozen_at):
    renovation = await a_renovation(session)
    await review_renovation(session, renovation.id, an_opinion(VILLAGER.role), by=VILLAGER, at=on("2020-06-08"))
    await session.commit()

    assert await _late(county, frozen_at, "2020-06-22") == []
    assert await _late(county, frozen_at, "2020-06-23") == [("notice", "funds", "2020-06-22", 1)]


async def test_defects_and_houses_that_nobody_applied_for_are_late_too(county, session, frozen_at):
    renovation = await a_renovation(session, RenovationState.UNDER_WAY)
    wrong = {"assurance": "earthquake", "what": "圈梁钢筋搭接不足", "due_on": "2020-08-10"}
    answers = dict.fromkeys(Assurance, True) | {Assurance.EARTHQUAKE: False}
    look = an_inspection(Stage.STRUCTURE, answers=answers, defects=[wrong])
    await inspect_works(session, renovation.id, look, by=TOWN_OFFICER, at=on("2020-08-01"))
    await an_unsafe_house(session)
    await session.commit()

    assert await _late(county, frozen_at, "2020-08-12") == [
        ("apply", "village", "2020-07-17", 26),
        ("cure", "builder", "2020-08-10", 2),
    ]
    assert await _late(county, frozen_at, "2020-08-12", owner="builder") == [("cure", "builder", "2020-08-10", 2)]
    assert await _late(county, frozen_at, "2020-08-12", step="apply") == [("apply", "village", "2020-07-17", 26)]


async def test_the_list_is_paged_and_counted_by_step_owner_and_place(api, county, session, frozen_at):
    for _ in range(3):
        await a_renovation(session)
    await session.commit()

    with frozen_at("2020-08-01T10:00:00+08:00"):
        first = (await county.get("/renovation-delays", params={"limit": 2})).json()
        rest = (await county.get("/renovation-delays", params={"limit": 2, "after": first["next"]})).json()
        totals = (await county.get("/renovation-delays/totals")).json()
        elsewhere = (await api.as_(Role.TOWN, region="371311100").get("/renovation-delays/totals")).json()
    assert (len(first["rows"]), len(rest["rows"]), rest["next"]) == (2, 1, None)
    assert len({one["thing_id"] for one in [*first["rows"], *rest["rows"]]}) == 3
    assert (totals["waiting"], totals["late"]) == (3, 3)
    assert totals["owners"] == [{"key": "village", "title": "村（社区）", "late": 3, "longest": 43}]
    assert [(one["title"], one["late"]) for one in totals["places"]] == [("罗庄街道", 3)]
    assert (elsewhere["waiting"], elsewhere["late"]) == (0, 0)


async def test_the_page_and_the_workbook_say_why(api, county, session, frozen_at):
    await a_renovation(session)
    await session.commit()

    with frozen_at("2020-08-01T10:00:00+08:00"):
        page = (await county.get("/renovation-delays/page")).text
        sent = await county.get("/renovation-delays.xlsx", params={"owner": "village"})
        nothing = (await api.as_(Role.COUNTY, region="370305").get("/renovation-delays/page")).text
    assert "村级评议" in page and "逾期 1 件" in page and "10个工作日" in page
    assert "没有逾期未办的事项" in nothing
    book = openpyxl.load_workbook(io.BytesIO(sent.content))
    assert [cell.value for cell in book["逾期未办"][2]][5:7] == ["村级评议", "村（社区）"]
    assert ("是否完整", "是") in [row[:2] for row in book["说明"].iter_rows(values_only=True)]
