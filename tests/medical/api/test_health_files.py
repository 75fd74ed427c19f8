"""A patient's file from its opening to its end, through the doors."""

import pytest

from shared.security import Role
from tests.builders.health import CENTRE, ID_NUMBER, LINZI, LINZI_VILLAGE, OTHER_CENTRE
from tests.builders.medical import an_id_number
from tests.medical.api.health_walk import FILE, FOLLOWED, PERSON, PURPOSE, opened, written
from tests.medical.api.walk import refused


async def test_a_patient_is_taken_in_planned_treated_ticked_off_and_cured(health, caring):
    file = await opened(health)
    steps = [{"what": "入院手术", "due_on": "2017-03-20"}, {"what": "上门随访", "due_on": "2017-05-20", "is_treatment": False}]
    assert await written(caring, file, "plan", doctor="李医生", steps=steps) == {"first_no": 1, "last_no": 2}
    await written(caring, file, "plan/1/completion", done_on="2017-03-21", note="手术顺利")
    await written(health, file, "ticks", item="card", done_on="2017-03-22", note="")
    await written(caring, file, "judgements", judgement="review", done_on="2017-04-01", doctor="张主任", note="维持原诊断")
    await written(health, file, "classification", treatment_class="long-rehabilitation", decided_on="2017-04-02", note="平稳")
    await written(health, file, "closing", outcome="cured", closed_on="2018-01-05", note="")

    told = (await health.get(f"/health/files/{file}", params=PURPOSE)).json()

    assert (told["name"], told["id_number_masked"]) == ("欧阳秀英", f"{ID_NUMBER[:4]}**********{ID_NUMBER[-4:]}")
    assert (told["programme_title"], told["treated_on"], told["outcome"]) == ("胃癌", "2017-03-21", "cured")
    assert [entry["kind_title"] for entry in told["entries"]] == [
        "建档", "完成方案步骤", "复核诊断", "改定救治分类", "结案",
    ]  # fmt: skip
    assert [(step["what"], step["done_on"]) for step in told["steps"]] == [("入院手术", "2017-03-21"), ("上门随访", None)]
    assert (told["ticked"], len(told["lacking"])) == (["card"], 7)
    assert told["checklist"][3] == {
        "item": "card", "title": "制定一张健康卡", "done_on": "2017-03-22", "by": "卫健科员", "note": "",
    }  # fmt: skip


async def test_a_command_answers_nothing_of_what_the_person_is_ill_of(health):
    answer = await health.post("/health/files", json=FILE)

    assert answer.json().keys() == {"id", "next_due_on", "is_treated_free", "closed_on"}
    assert "胃癌" not in answer.text and "gastric" not in answer.text and "欧阳" not in answer.text


async def test_a_missed_visit_is_on_the_list_and_a_visit_takes_it_off(health):
    file = await opened(health, **FOLLOWED, treatment_class=None)
    listed = await health.get("/health/files", params=PURPOSE | {"is_overdue": True})
    assert [(row["id"], row["next_due_on"], row["is_overdue"]) for row in listed.json()["rows"]] == [(file, "2020-01-16", True)]

    await written(health, file, "visits", done_on="2020-06-11", finding="stable", level=0, visitor="王村医")

    assert (await health.get("/health/files", params=PURPOSE | {"is_overdue": True})).json()["rows"] == []
    read = (await health.get(f"/health/files/{file}", params=PURPOSE)).json()
    assert [entry["is_late"] for entry in read["entries"]] == [False, True]
    assert read["next_due_on"] == "2020-09-11"


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        ({"kind": "treatment"}, 1),
        ({"programme": "severe-mental"}, 1),
        ({"region": LINZI_VILLAGE}, 2),
        ({"region": "370305002"}, 0),
        ({"is_open": False}, 0),
        ({"is_treated_free": True}, 0),
        ({"lacks": ["card", "leaflet"]}, 2),
        ({"household_id": "0190f5a0-0000-7000-8000-000000000000"}, 0),
    ],
)
async def test_a_list_holds_what_was_asked_for(health, wanted, count):
    await opened(health)
    await opened(health, **FOLLOWED, treatment_class=None)

    assert len((await health.get("/health/files", params=PURPOSE | wanted)).json()["rows"]) == count


async def test_free_treatment_has_its_lists_of_screening_and_of_operation(health):
    files = [await opened(health, id_number=an_id_number(n), programme="cataract", treatment_class=None) for n in range(1, 5)]
    for file, found in zip(files[1:], ("unfit", "fit", "fit"), strict=True):
        await written(health, file, "care", care="screening", done_on="2018-01-01", screening=found, what="双眼")
    await written(health, files[3], "care", care="operation", done_on="2018-02-01", what="左眼超声乳化")

    async def listed(**wanted):
        rows = (await health.get("/health/files", params=PURPOSE | {"kind": "free"} | wanted)).json()["rows"]
        return [row["id"] for row in rows]

    assert await listed(is_screened=False) == [files[0]]
    assert await listed(screening="fit", is_treated=False) == [files[2]]
    assert await listed(is_treated=True) == [files[3]]


async def test_the_dangerous_are_found_by_level(health):
    file = await opened(health, **FOLLOWED, treatment_class=None)
    found = {"judgement": "assessment", "done_on": "2020-06-01", "doctor": "张主任", "finding": "unstable", "level": 3}
    await written(health, file, "judgements", **found)

    for level_from, count in ((3, 1), (4, 0)):
        wanted = PURPOSE | {"level_from": level_from}
        assert len((await health.get("/health/files", params=wanted)).json()["rows"]) == count


async def test_files_come_page_by_page(health):
    for sequence in range(1, 4):
        await opened(health, id_number=an_id_number(sequence))

    first = (await health.get("/health/files", params=PURPOSE | {"limit": 2})).json()
    second = (await health.get("/health/files", params=PURPOSE | {"limit": 2, "after": first["next"]})).json()

    assert (len(first["rows"]), len(second["rows"]), second["next"]) == (2, 1, None)


async def test_another_hospital_s_patient_is_not_there(health, api):
    file = await opened(health)
    other = api.as_(Role.HOSPITAL, region=LINZI, org=OTHER_CENTRE)

    refused(await other.get(f"/health/files/{file}", params=PURPOSE), 404, "no-such-health-file")
    closing = {"outcome": "cured", "closed_on": "2018-01-05"}
    refused(await other.post(f"/health/files/{file}/closing", json=closing), 404, "no-such-health-file")
    assert (await other.get("/health/files", params=PURPOSE)).json()["rows"] == []


@pytest.mark.parametrize("role", [Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.DEPARTMENT, Role.AUDITOR, Role.OPERATOR])
async def test_nobody_else_comes_through_the_door(api, health, role):
    file = await opened(health)
    somebody = api.as_(role, region=LINZI_VILLAGE if role is Role.VILLAGE else LINZI, org=CENTRE)

    for path in ("/health/files", f"/health/files/{file}", "/health/contracts", "/health/board", "/health/files/export.xlsx"):
        refused(await somebody.get(path, params=PURPOSE), 403, "role-not-allowed")
    refused(await somebody.post("/health/whole-files", params=PURPOSE, json={"id_number": ID_NUMBER}), 403, "role-not-allowed")


async def test_a_whole_file_is_found_by_the_number_in_the_body(health, api):
    await opened(health)
    term = {"doctor": "王村医", "team": "一队", "package": "基础包", "starts_on": "2020-01-01", "ends_on": "2020-12-31"}
    assert (await health.post("/health/contracts", json=PERSON | term)).status_code == 201
    examined = PERSON | {"examined_on": "2020-04-01", "result": "abnormal", "note": "血压偏高"}
    assert (await health.post("/health/examinations", json=examined)).status_code == 201

    whole = (await health.post("/health/whole-files", params=PURPOSE, json={"id_number": ID_NUMBER})).json()

    assert [len(whole[part]) for part in ("files", "contracts", "examinations")] == [1, 1, 1]
    assert whole["examinations"][0]["note"] == "血压偏高"
    own = await api.as_(Role.HOSPITAL, region=LINZI, org=OTHER_CENTRE).post(
        "/health/whole-files", params=PURPOSE, json={"id_number": ID_NUMBER}
    )
    assert own.json() == {"files": [], "contracts": [], "examinations": []}


async def test_a_hospital_takes_in_its_own_patient_and_reads_the_file(caring):
    file = await opened(caring, programme="cataract", treatment_class=None, hospital=None)

    told = (await caring.get(f"/health/files/{file}", params=PURPOSE)).json()

    assert (told["hospital"], told["is_treated_free"], told["entries"][0]["by"]) == (CENTRE, True, "区医院")


async def test_other_offices_learn_that_treatment_is_free_and_not_of_what(health, api):
    await opened(health, programme="cataract", treatment_class=None)
    civil = api.as_(Role.DEPARTMENT, region=LINZI, org="civil-affairs")

    for asked, is_free in ((ID_NUMBER, True), (an_id_number(9), False)):
        answer = await civil.post("/health/flag-checks", params=PURPOSE, json={"id_number": asked})
        assert answer.json().keys() == {"id_number_masked", "is_treated_free"}
        assert answer.json()["is_treated_free"] is is_free


async def test_a_contract_is_signed_listed_and_ended(health):
    term = {"doctor": "王村医", "team": "一队", "package": "基础包", "starts_on": "2020-01-01", "ends_on": "2020-12-31"}
    signed = (await health.post("/health/contracts", json=PERSON | term)).json()

    standing = PURPOSE | {"stands_on": "2020-06-12"}
    assert [row["doctor"] for row in (await health.get("/health/contracts", params=standing)).json()["rows"]] == ["王村医"]
    refused(await health.post("/health/contracts", json=PERSON | term), 409, "already-contracted")
    ended = await health.post(f"/health/contracts/{signed['id']}/end", json={"ended_on": "2020-06-01", "reason": "迁出"})
    assert ended.json()["ended_on"] == "2020-06-01"
    assert (await health.get("/health/contracts", params=standing)).json()["rows"] == []


async def test_the_catalogue_says_what_applies_here_with_its_sources(health):
    told = (await health.get("/health/programmes", params={"region": LINZI})).json()

    mental = next(one for one in told["programmes"] if one["code"] == "severe-mental")
    assert [(finding["title"], finding["days"], finding["months"]) for finding in mental["findings"]] == [
        ("病情稳定", None, 3), ("病情基本稳定", None, 1), ("病情不稳定", 14, None), ("未访到", 14, None),
    ]  # fmt: skip
    assert {finding["reference"]["trust"] for finding in mental["findings"]} == {"printed", "inferred"}
    assert [one["changed_by"] for one in told["classes"]] == [
        ["定点医院", "卫生健康部门"],
        ["定点医院"],
        ["定点医院", "卫生健康部门"],
    ]
    assert len(told["checklist"]) == 8
