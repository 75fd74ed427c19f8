"""Rosters at the door: who makes, confirms and sees what, in pages and in workbooks."""

import asyncio

from sqlalchemy import text

from shared.database import set_scope, the_platform
from shared.identity import masked
from shared.security import Role
from tests.builders.roster import (
    VILLAGE,
    a_person,
    an_id_number,
    insured,
)
from tests.medical.api.rosters.steps import OTHER_TOWN_VILLAGE, ROSTER, TOWN, a_confirmed_roster, book, sent, values
from tests.medical.api.walk import refused


async def test_a_roster_is_made_confirmed_by_another_and_totalled(county, checker, register):
    made = await county.post("/rosters", json=ROSTER)
    assert made.status_code == 201, made.text
    told = made.json()
    assert (told["number"], told["added"], told["amount_yuan"], told["status"]) == (0, 4, "680.00", "draft")
    assert [(premium["title"], premium["premium_yuan"]) for premium in told["premiums"]] == [
        ("医疗商业补充保险", "150.00"), ("意外伤害保险", "10.00"), ("家庭财产保险", "10.00"),
    ]  # fmt: skip

    own = await county.post(f"/rosters/{told['id']}/confirmation", json={"content_hash": told["content_hash"]})
    refused(own, 403, "confirmed-by-its-maker")
    stale = await checker.post(f"/rosters/{told['id']}/confirmation", json={"content_hash": "0" * 64})
    refused(stale, 409, "roster-made-anew")
    confirmed = await checker.post(f"/rosters/{told['id']}/confirmation", json={"content_hash": told["content_hash"]})
    assert (confirmed.status_code, confirmed.json()["confirmed_by"]) == (201, "李核对")
    refused(await county.post("/rosters", json=ROSTER), 409, "nothing-to-supplement")
    refused(await county.delete(f"/rosters/{told['id']}"), 409, "roster-confirmed")

    totals = (await county.get(f"/rosters/{told['id']}/totals")).json()
    assert [(town["key"], town["persons"], town["amount_yuan"]) for town in totals["by_town"]] == [
        ("371311001", 3, "510.00"), ("371311002", 1, "170.00"),
    ]  # fmt: skip
    assert [(each["title"], each["persons"]) for each in totals["by_class"]] == [("建档立卡贫困人口（未脱贫和脱贫享受政策）", 4)]
    assert (totals["standing_persons"], totals["standing_yuan"]) == (4, "680.00")


async def test_two_officers_at_once_make_one_roster(county, checker, register):
    one, other = await asyncio.gather(county.post("/rosters", json=ROSTER), checker.post("/rosters", json=ROSTER))

    assert (one.status_code, other.status_code) == (201, 201)
    assert (one.json()["id"], one.json()["content_hash"]) == (other.json()["id"], other.json()["content_hash"])
    assert len((await county.get("/rosters")).json()["rows"]) == 1


async def test_a_draft_can_be_thrown_away(county, register):
    made = (await county.post("/rosters", json=ROSTER)).json()

    assert (await county.delete(f"/rosters/{made['id']}")).status_code == 204
    refused(await county.get(f"/rosters/{made['id']}"), 404, "no-such-roster")


async def test_a_town_sees_its_own_people_on_the_countys_roster_and_no_others(county, checker, api, register):
    roster = await a_confirmed_roster(county, checker)
    town = api.as_(Role.TOWN, region="371311002")

    assert [each["id"] for each in (await town.get("/rosters")).json()["rows"]] == [roster["id"]]
    entries = (await town.get(f"/rosters/{roster['id']}/entries")).json()["rows"]
    assert [entry["region"] for entry in entries] == [OTHER_TOWN_VILLAGE]
    assert (await town.get(f"/rosters/{roster['id']}/totals")).json()["standing_persons"] == 1
    other = api.as_(Role.COUNTY, region="371302")
    assert (await other.get("/rosters")).json()["rows"] == []
    refused(await other.get(f"/rosters/{roster['id']}/entries"), 404, "no-such-roster")
    refused(await api.as_(Role.AUDITOR).post("/rosters", json=ROSTER), 403, "role-not-allowed")


async def test_numbers_are_shown_in_full_to_county_and_village_and_masked_to_others(county, checker, api, register):
    await sent(county, insured(1, 4))
    roster = await a_confirmed_roster(county, checker)

    async def shown(client):
        rows = (await client.get(f"/rosters/{roster['id']}/entries")).json()["rows"]
        return {(row["name"], row["id_number"]) for row in rows if row["id_number"]}

    assert await shown(county) == {("王1", an_id_number(1)), ("王4", an_id_number(4))}
    assert await shown(api.as_(Role.VILLAGE, region=VILLAGE)) == {("王1", an_id_number(1))}
    assert await shown(api.as_(Role.TOWN, region=TOWN)) == {("王*", masked(an_id_number(1)))}
    assert await shown(api.as_(Role.AUDITOR)) == {("王*", masked(an_id_number(1))), ("王*", masked(an_id_number(4)))}


async def test_the_roster_goes_out_as_a_workbook_with_its_sums(county, checker, register):
    await sent(county, insured(1))
    roster = await a_confirmed_roster(county, checker)

    made = book(await county.get(f"/rosters/{roster['id']}/entries.xlsx"))

    assert made.sheetnames == ["名册", "按镇街", "按类别", "说明"]
    rows = values(made["名册"])
    assert len(rows) == 5
    assert [row[-1] for row in rows] == [170, 170, 170, 170, 680]
    assert sorted(row[2] for row in rows[:-1])[0] == an_id_number(1)
    assert sum("未见证件" in row[2] for row in rows[:-1]) == 3
    assert values(made["按镇街"])[0][1:] == [3, 510]
    told = dict(values(made["说明"]))
    assert told["名册"] == "2020 年度 扶贫特惠保险 山东省临沂市罗庄区 年度名册"
    assert roster["content_hash"] == told["内容摘要"]
    one_town = book(await county.get(f"/rosters/{roster['id']}/entries.xlsx", params={"region": "371311002"}))
    assert len(values(one_town["名册"])) == 2


async def test_a_village_that_is_no_longer_in_the_table_breaks_no_list(county, session):
    await a_person(session, 1, "enrolled", village="371311002001")
    await session.commit()

    [person] = (await county.get("/beneficiaries")).json()["rows"]
    assert person["region_name"] == "（区划代码 371311002001）"
    roster = (await county.post("/rosters", json=ROSTER)).json()
    assert book(await county.get(f"/rosters/{roster['id']}/entries.xlsx"))


async def test_nothing_stored_or_owed_holds_a_number_or_name_in_the_clear(county, checker, register, session):

    await sent(county, [*insured(1, 2), {"身份证号": "12345678901234567X", "姓名": "错行人"}])
    await a_confirmed_roster(county, checker)

    await set_scope(session, the_platform("test", "test"))
    for table in ("roster", "roster_entry", "enrolment", "enrolment_file", "outbox", "audit", "inbox"):
        rows = (await session.execute(text(f"SELECT to_jsonb({table})::text FROM {table}"))).scalars().all()
        assert rows, table
        for secret in (an_id_number(1), "12345678901234567X", "错行人", "王1"):
            assert secret not in "".join(rows), table


async def test_ten_thousand_people_go_out_in_one_workbook(county, session):
    await session.execute(
        text("""
        INSERT INTO beneficiary (identity_hash, in_force_on, person_id, household_id, region, classes)
        SELECT encode(sha256(number::text::bytea), 'hex'), '2020-01-01', gen_random_uuid(), gen_random_uuid(),
               '371311001001', '["enrolled"]'
        FROM generate_series(1, 10000) AS number
        """)
    )
    await session.commit()
    roster = (await county.post("/rosters", json=ROSTER)).json()

    made = book(await county.get(f"/rosters/{roster['id']}/entries.xlsx"))

    assert made["名册"].max_row == 10_002
    assert made["名册"].cell(10_002, 9).value == 1_700_000
    counts = (await county.get(f"/rosters/{roster['id']}/difference-counts")).json()
    assert counts[0]["total"] == 10_000
