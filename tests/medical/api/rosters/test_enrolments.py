"""Enrolment files at the door, and how they differ from the roster."""

import io

from shared.security import Role
from tests.builders.roster import (
    COUNTY,
    VILLAGE,
    a_person,
    an_id_number,
    insured,
)
from tests.medical.api.rosters.steps import OTHER_TOWN_VILLAGE, a_confirmed_roster, book, sent, values
from tests.medical.api.walk import refused


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
