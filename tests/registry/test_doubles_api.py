"""Likely doubles at the doors: whoever writes is told, a pair is looked at side by side, and nobody sees what is not theirs."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import FastAPI
from sqlalchemy import text
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.jobs import compare_register
from services.registry.operations.double.note_doubles import note_doubles
from services.registry.store.double import list_pairs
from services.registry.tables import DoubleSweep
from shared import clock, jobs
from shared.database import Sessions, set_scope, the_platform
from shared.events.registry import PersonChanged, PersonEnrolled
from shared.security import Role
from tests.builders.doubles import a_number, a_pair, two_files
from tests.builders.pages import ticket_in
from tests.builders.registry_file import TODAY, a_file

NIGHT = datetime(2026, 7, 1, 19, 0, tzinfo=UTC)


async def a_queue(session: AsyncSession) -> tuple[Any, Any, Any]:
    (_, [one]), (_, [other]) = await two_files(session)
    pair = await a_pair(session, one.id, other.id)
    await session.commit()
    return pair, one, other


async def test_a_pair_is_listed_looked_at_side_by_side_and_put_off(api: Any, session: AsyncSession) -> None:
    pair, one, other = await a_queue(session)
    town = api.as_(Role.TOWN, region="371311001")
    [line] = (await town.get("/doubles")).json()["rows"]
    assert (line["pair_id"], line["names"], line["state_name"]) == (str(pair.id), ["王小明", "王小明"], "待判定")
    told = (await town.get(f"/doubles/{pair.id}")).json()
    assert {side["person"]["person_id"] for side in told["sides"]} == {str(one.id), str(other.id)}
    assert told["number_differs_at"][0] >= 15
    assert all("*" in side["person"]["id_number"] for side in told["sides"])
    later = await town.post(f"/doubles/{pair.id}/decision", json={"decision": "later", "reason": "本人外出"})
    assert (later.status_code, later.json()["state_name"]) == (200, "暂缓")
    assert (await town.get("/doubles")).json()["rows"] == []
    [line] = (await town.get("/doubles", params={"show": "later", "person_id": str(one.id)})).json()["rows"]
    assert line["later_on"]


async def test_two_files_are_made_one_and_two_again(api: Any, session: AsyncSession) -> None:
    pair, one, other = await a_queue(session)
    county = api.as_(Role.COUNTY, region="371311")
    village = api.as_(Role.VILLAGE, region="371311001001")
    form = {"keep_id": str(one.id), "reason": "已见本人与身份证原件", "papers": ["身份证"]}
    assert (await village.post(f"/doubles/{pair.id}/merger", json=form)).status_code == 403
    made = await county.post(f"/doubles/{pair.id}/merger", json=form)
    assert made.status_code == 201, made.text
    assert (await county.get(f"/persons/{other.id}")).json()["merged_into_id"] == str(one.id)
    assert (await county.get(f"/persons/{one.id}")).json()["merged_ids"] == [str(other.id)]
    change = {"facts": {"phone": "13900000000"}, "happened_on": "2026-07-01", "reason": "本人告知"}
    refused = await county.post(f"/persons/{other.id}/changes", json=change)
    assert (refused.status_code, refused.json()["code"]) == (409, "file-merged-away")
    assert "合并编号" in (await county.get(f"/doubles/{pair.id}/page")).text
    undoing = await county.post(f"/doubles/mergers/{made.json()['merger_id']}/undoing", json={"reason": "查明是两个人"})
    assert (undoing.status_code, undoing.json()["undone_why"]) == (200, "查明是两个人")
    assert (await county.get(f"/persons/{other.id}")).json()["merged_into_id"] is None
    assert (await county.get(f"/doubles/mergers/{made.json()['merger_id']}")).json() == undoing.json()
    [decided] = (await county.get("/doubles", params={"show": "decided"})).json()["rows"]
    assert decided["state_name"] == "不是同一人"


async def test_a_pair_is_decided_in_a_browser(api: Any, session: AsyncSession) -> None:
    pair, _, _ = await a_queue(session)
    county = api.as_(Role.COUNTY, region="371311")
    address = f"/doubles/{pair.id}/page"
    assert "<form" not in (await api.as_(Role.VILLAGE, region="371311001001").get(address)).text
    page = (await county.get(address)).text
    left, right = (side["person_id"] for side in (await county.get(f"/doubles/{pair.id}")).json()["sides"])
    told = {"reason": "已见本人与身份证原件", "paper": "身份证"}
    never = {"choice": "later", "until_on": "2099-01-01"}
    refused = await county.post(address, data={"ticket": ticket_in(page), **told, **never})
    assert (refused.status_code, 'value="已见本人与身份证原件"' in refused.text, "2099-01-01" in refused.text) == (
        422,
        True,
        True,
    )
    done = await county.post(address, data={"ticket": ticket_in(page), "choice": "right", **told})
    assert (done.status_code, "已合并，保留右边的一份" in done.text) == (201, True)
    assert (await county.get(f"/persons/{left}")).json()["merged_into_id"] == right
    undone = await county.post(address, data={"ticket": ticket_in(done.text), "choice": "undo", "reason": "查明是两个人"})
    assert (undone.status_code, "<form" in undone.text) == (201, False)
    assert (await county.get(f"/persons/{left}")).json()["merged_into_id"] is None


async def test_another_county_sees_no_pair_and_an_auditor_no_names(api: Any, session: AsyncSession) -> None:
    pair, _, _ = await a_queue(session)
    elsewhere = api.as_(Role.COUNTY, region="371402")
    assert (await elsewhere.get("/doubles")).json()["rows"] == []
    assert (await elsewhere.get(f"/doubles/{pair.id}")).json()["code"] == "no-such-double"
    auditor = api.as_(Role.AUDITOR, region="371311")
    told = (await auditor.get(f"/doubles/{pair.id}")).text
    assert "王小明" not in told
    assert "王*明" in told


async def test_of_a_pair_over_a_border_each_side_sees_its_own_person(api: Any, session: AsyncSession) -> None:
    await a_queue(session)
    await set_scope(session, the_platform("test", "builder"))
    pair = (await list_pairs(session, region=None, after=None, limit=1))[0]
    pair.region, pair.other_region = "371311001001", "371402001001"
    session.add(pair)
    await session.execute(_move_to("371402001001"), {"id": pair.high_id})
    await session.commit()
    county = api.as_(Role.COUNTY, region="371311")
    mine = (await county.get(f"/doubles/{pair.id}")).json()
    assert [side["is_visible"] for side in mine["sides"]] == [True, False]
    assert mine["names"][1] == "其他辖区的人员"
    assert "德城区" in mine["sides"][1]["region_name"]
    refused = await county.post(f"/doubles/{pair.id}/merger", json={"keep_id": str(pair.low_id), "reason": "同一人"})
    assert (refused.status_code, refused.json()["code"]) == (409, "doubles-of-two-jurisdictions")
    assert "不在本人辖区" in (await county.get(f"/doubles/{pair.id}/page")).text


def _move_to(village: str) -> Any:
    return text(f"UPDATE person SET region = '{village}' WHERE id = :id")


async def test_whoever_enters_somebody_is_told_whom_they_may_be_and_is_not_held_up(api: Any, session: AsyncSession) -> None:
    household, [head, _] = await a_file(session, 2)
    await note_doubles(session, [head.id], on=TODAY)
    await session.commit()
    village = api.as_(Role.VILLAGE, region="371311001001")
    form = {
        "village": "371311001001",
        "happened_on": "2026-06-01",
        "reason": "按户口簿登记",
        "members": [{"name": "王晓明", "id_number": a_number(head.born_on, 301), "relation": "户主"}],
    }
    made = await village.post("/households", json=form)
    assert made.status_code == 201, made.text
    [likely] = made.json()["likely_doubles"]
    assert (likely["other_person_id"], likely["other_name"]) == (str(head.id), "王小明")
    assert "姓名读音相同、用字不同" in {reason["says"] for reason in likely["reasons"]}
    assert household.id != made.json()["household_id"]
    brother = {"how": "joined", "relation": "之父", "name": "王小明", "id_number": a_number(head.born_on, 303)}
    joined = brother | {"happened_on": "2026-06-01", "reason": "来投"}
    member = await village.post(f"/households/{made.json()['household_id']}/members", json=joined)
    assert member.status_code == 201, member.text
    assert str(head.id) in {each["other_person_id"] for each in member.json()["likely_doubles"]}


async def test_every_writer_s_news_is_looked_at(deliver: Callable[..., Awaitable[Any]], session: AsyncSession) -> None:
    (_, [one]), (_, [other]) = await two_files(session)
    await session.commit()
    news = {"household_id": one.household_id, "identity_hash": one.identity_hash, "region": one.region, "classes": []}
    await deliver(PersonEnrolled(**news, person_id=one.id, in_force_on=TODAY))
    changed = {"revision": 1, "kind": "corrected", "happened_on": TODAY, "relation": "户主"}
    await deliver(PersonChanged(**news, **changed, person_id=other.id, is_verified=True, is_living=True))
    await set_scope(session, the_platform("test", "look"))
    assert len(await list_pairs(session, region=None, after=None, limit=10)) == 1


async def test_a_night_compares_the_whole_register_step_by_step_and_says_what_it_left_out(
    api: Any, session: AsyncSession, app: FastAPI, sessions: Sessions, monkeypatch: Any
) -> None:
    monkeypatch.setattr("services.registry.operations.double.compare_register.MARKED_AT_ONCE", 3)
    await two_files(session, members=3, other_members=2)
    await session.commit()
    [queue] = [queue for queue in app.state.jobs.queues if queue.take is compare_register]
    steps = 0
    with _at(NIGHT):
        while await jobs.take("registry", queue, sessions):
            steps += 1
    assert steps >= 13  # two stretches, the end of them, ten keys
    await set_scope(session, the_platform("test", "look"))
    sweep = (await session.exec(select(DoubleSweep))).one()
    assert sweep.finished_at and (sweep.persons, sweep.found, sweep.large_groups) == (5, 2, 0)
    with _at(NIGHT + timedelta(minutes=5)):
        assert not await jobs.take("registry", queue, sessions)  # once a night
    monkeypatch.setattr("services.registry.operations.double.compare_register.largest_group", lambda: 1)
    with _at(NIGHT + timedelta(days=1)):
        while await jobs.take("registry", queue, sessions):
            pass
    [last, first] = (await api.as_(Role.TOWN, region="371311001").get("/doubles/sweeps")).json()
    assert (first["large_groups"], last["found"]) == (0, 0)
    assert last["large_groups"] and last["persons_in_large_groups"]
    page = (await api.as_(Role.TOWN, region="371311001").get("/doubles/page")).text
    assert "没有逐对比较" in page
    assert "王小芳" in page


def _at(instant: datetime) -> Any:
    return clock.frozen(instant)
