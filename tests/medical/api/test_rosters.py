"""Rosters, beneficiaries, enrolment files and differences at the door: who sees what, in pages and in workbooks."""

import io

import pytest
from openpyxl import load_workbook
from sqlalchemy import text

from shared.database import set_scope, the_platform
from shared.identity import masked
from shared.security import Role
from tests.builders.roster import (
    COUNTY,
    OTHER_COUNTY_VILLAGE,
    OTHER_VILLAGE,
    VILLAGE,
    a_person,
    a_workbook,
    an_id_number,
    insured,
)
from tests.medical.api.walk import admitted, refused

TOWN = VILLAGE[:9]
OTHER_TOWN_VILLAGE = "371311002009"
ROSTER = {"programme": "special-insurance", "year": 2020, "region": COUNTY}


@pytest.fixture
def county(api):
    return api.as_(Role.COUNTY, region=COUNTY, subject="张编制")


@pytest.fixture
def checker(api):
    return api.as_(Role.COUNTY, region=COUNTY, subject="李核对")


@pytest.fixture
async def register(session):
    """Two enrolled people here, one in the next village, one in another town, one in another county, one on low income."""
    await a_person(session, 1, "enrolled")
    await a_person(session, 2, "enrolled", "low-income")
    await a_person(session, 3, "enrolled", village=OTHER_VILLAGE)
    await a_person(session, 4, "enrolled", village=OTHER_TOWN_VILLAGE)
    await a_person(session, 5, "enrolled", village=OTHER_COUNTY_VILLAGE)
    await a_person(session, 6, "low-income")
    await session.commit()


async def a_confirmed_roster(county, checker) -> dict:
    made = (await county.post("/rosters", json=ROSTER)).json()
    answer = await checker.post(f"/rosters/{made['id']}/confirmation", json={"content_hash": made["content_hash"]})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def sent(client, rows, *, region=COUNTY, scheme="special", year=2020, content=None):
    return await client.post(
        "/enrolment-files",
        files={"file": ("参保名单.xlsx", content or a_workbook(rows))},
        data={"region": region, "scheme": scheme, "year": str(year)},
    )


def book(answer):
    assert answer.status_code == 200, answer.text
    return load_workbook(io.BytesIO(answer.content))


def values(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]


async def test_the_list_of_a_day_shows_who_stood_then_page_by_page_and_masked(county, hospital, register, session):
    await admitted(hospital)  # the first person has been seen with their papers
    first = (await county.get("/beneficiaries", params={"limit": 3, "on": "2020-01-01"})).json()
    second = (await county.get("/beneficiaries", params={"limit": 3, "on": "2020-01-01", "after": first["next"]})).json()

    people = first["rows"] + second["rows"]
    assert (len(first["rows"]), len(people), second["next"]) == (3, 5, None)
    assert len({person["person_id"] for person in people}) == 5
    [seen] = [person for person in people if person["name"]]
    assert (seen["name"], seen["id_number"]) == ("王*明", masked(an_id_number(1)))
    assert {title for person in people for title in person["class_titles"]} == {"建档立卡", "低保"}

    assert (await county.get("/beneficiaries", params={"on": "2019-12-31"})).json()["rows"] == []
    low_income = (await county.get("/beneficiaries", params={"person_class": "low-income"})).json()["rows"]
    assert len(low_income) == 2
    village = (await county.get("/beneficiaries", params={"region": OTHER_VILLAGE})).json()["rows"]
    assert [person["region"] for person in village] == [OTHER_VILLAGE]


async def test_the_list_is_for_offices_each_of_its_own_region(api, hospital, register):
    town = api.as_(Role.TOWN, region="371311002")
    assert [person["region"] for person in (await town.get("/beneficiaries")).json()["rows"]] == [OTHER_TOWN_VILLAGE]
    assert (await api.as_(Role.AUDITOR, region="371302").get("/beneficiaries")).json()["rows"][0][
        "region"
    ] == OTHER_COUNTY_VILLAGE
    refused(await hospital.get("/beneficiaries"), 403, "role-not-allowed")
    refused(await api.get("/beneficiaries"), 401, "unauthenticated")


async def test_the_workbook_of_beneficiaries_says_what_was_asked_for(county, register):
    made = book(await county.get("/beneficiaries.xlsx", params={"person_class": "enrolled", "on": "2020-02-01"}))

    assert made.sheetnames == ["待遇人员", "说明"]
    assert len(values(made["待遇人员"])) == 4
    told = dict(values(made["说明"]))
    assert (told["人员类别"], told["截至日期"], told["行数"]) == ("enrolled", "2020-02-01", "4")
    assert told["导出人"] == "张编制（县区）"


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
    assert [(each["title"], each["persons"]) for each in totals["by_class"]] == [("建档立卡贫困人口(未脱贫和脱贫享受政策)", 4)]
    assert (totals["standing_persons"], totals["standing_yuan"]) == (4, "680.00")


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


async def test_who_should_be_insured_and_is_not_is_on_the_alarm_list(county, checker, api, register):
    roster = await a_confirmed_roster(county, checker)
    answer = await sent(county, [*insured(1, 3), *insured(1), *insured(6), *insured(9)])
    assert (answer.status_code, answer.json()["taken"]) == (201, 5)

    counts = {each["kind"]: each for each in (await county.get(f"/rosters/{roster['id']}/difference-counts")).json()}
    assert {kind: each["total"] for kind, each in counts.items()} == {"missing": 2, "extra": 2, "twice": 2}
    assert {each["region"]: each["count"] for each in counts["missing"]["villages"]} == {VILLAGE: 1, OTHER_TOWN_VILLAGE: 1}
    assert {each["region"]: each["count"] for each in counts["extra"]["villages"]} == {VILLAGE: 1, COUNTY: 1}

    async def listed(client, kind):
        return (await client.get(f"/rosters/{roster['id']}/differences", params={"kind": kind})).json()["rows"]

    assert {row["region"] for row in await listed(county, "missing")} == {VILLAGE, OTHER_TOWN_VILLAGE}
    assert {row["id_number"] for row in await listed(county, "extra")} == {an_id_number(6), an_id_number(9)}
    assert sorted(row["row_no"] for row in await listed(county, "twice")) == [2, 4]
    town = api.as_(Role.TOWN, region="371311002")
    assert [row["region"] for row in await listed(town, "missing")] == [OTHER_TOWN_VILLAGE]
    assert await listed(town, "extra") == []


async def test_somebody_in_another_scheme_that_counts_is_not_missing(api, session):
    village = "371402001001"
    for sequence in (1, 2, 3):
        await a_person(session, sequence, "enrolled", village=village)
    await session.commit()
    maker = api.as_(Role.COUNTY, region="371402", subject="甲")
    roster = (await maker.post("/rosters", json={"programme": "resident-premium", "year": 2020, "region": "371402"})).json()
    assert roster["amount_yuan"] == "375.00"

    await sent(maker, insured(1), region="371402", scheme="resident")
    await sent(maker, insured(2), region="371402", scheme="employee")

    missing = (await maker.get(f"/rosters/{roster['id']}/differences")).json()["rows"]
    assert len(missing) == 1
    counts = (await maker.get(f"/rosters/{roster['id']}/difference-counts")).json()
    assert {each["kind"]: each["total"] for each in counts} == {"missing": 1, "extra": 0, "twice": 0}
    await sent(maker, insured(1, 2), region="371402", scheme="employee")
    counts = (await maker.get(f"/rosters/{roster['id']}/difference-counts")).json()
    assert {each["kind"]: each["total"] for each in counts}["twice"] == 2


async def test_the_differences_go_out_as_a_workbook_page_by_kind(county, checker, register):
    roster = await a_confirmed_roster(county, checker)
    await sent(county, [*insured(1, 3), *insured(1), *insured(9)])

    made = book(await county.get(f"/rosters/{roster['id']}/differences.xlsx"))

    assert made.sheetnames == ["应保未保", "在保而不在册", "重复参保", "按村统计", "说明"]
    assert [len(values(made[name])) for name in made.sheetnames[:3]] == [2, 1, 2]
    assert values(made["在保而不在册"])[0][:3] == ["不在登记之中", "王9", an_id_number(9)]
    assert sum(row[2] for row in values(made["按村统计"])) == 5


async def test_differences_come_page_by_page(county, checker, register):
    roster = await a_confirmed_roster(county, checker)
    first = (await county.get(f"/rosters/{roster['id']}/differences", params={"limit": 3})).json()
    second = (await county.get(f"/rosters/{roster['id']}/differences", params={"limit": 3, "after": first["next"]})).json()

    assert (len(first["rows"]), second["next"]) == (3, None)
    assert len({row["person_id"] for row in first["rows"] + second["rows"]}) == 4


async def test_a_village_that_is_no_longer_in_the_table_breaks_no_list(county, session):
    await a_person(session, 1, "enrolled", village="371311002001")
    await session.commit()

    [person] = (await county.get("/beneficiaries")).json()["rows"]
    assert person["region_name"] == "（区划代码 371311002001）"
    roster = (await county.post("/rosters", json=ROSTER)).json()
    assert book(await county.get(f"/rosters/{roster['id']}/entries.xlsx"))


async def test_wrong_rows_come_back_as_a_workbook_that_can_be_sent_again(county, register):
    file = (await sent(county, [*insured(1), {"身份证号": "123", "姓名": "王二", "参保年度": "2020"}])).json()
    assert (file["taken"], file["refused"], file["errors"][0]["column"]) == (1, 1, "身份证号")

    back = book(await county.get(f"/enrolment-files/{file['id']}/errors.xlsx"))
    sheet = back.worksheets[0]
    assert [cell.value for cell in sheet[1]][:2] == ["身份证号", "姓名"]
    assert sheet.cell(2, 1).comment.text.startswith("应为 18 位")
    sheet.cell(2, 1).value = an_id_number(2)
    mended = io.BytesIO()
    back.save(mended)
    again = (await sent(county, [], content=mended.getvalue())).json()
    assert (again["taken"], again["refused"]) == (1, 0)

    first = (await county.get(f"/enrolment-files/{file['id']}")).json()
    assert first["replaced_by"] == again["id"]
    refused(await county.get(f"/enrolment-files/{again['id']}/errors.xlsx"), 404, "no-enrolment-refused")
    assert [each["id"] for each in (await county.get("/enrolment-files")).json()["rows"]] == [again["id"], file["id"]]


async def test_a_csv_as_offices_export_it_is_read_too(county):
    content = f"参保人姓名,证件号码,年度\r\n王小明,{an_id_number(1)},2020\r\n".encode("gb18030")

    assert (await sent(county, [], content=content)).json()["taken"] == 1
    refused(await sent(county, [], content=b"a,b\r\n1,2\r\n"), 422, "not-an-enrolment-file")
    refused(await sent(county, insured(1), region="371302"), 403, "outside-region")


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
