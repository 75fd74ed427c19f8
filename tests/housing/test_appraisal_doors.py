"""Appraisals over HTTP: who may do what, what is refused where, and what people read, print and take along."""

import io

import openpyxl
import pytest

from shared.security import Role
from tests.builders.housing import OTHER_TOWN, TOWN, VILLAGE, an_unsafe_house
from tests.builders.housing_appraisals import (
    FEW_DANGEROUS,
    MOST_DANGEROUS,
    NOTHING,
    WHOLE,
    a_dispute,
    a_signed_appraisal,
    an_appraiser,
    an_asked_appraisal,
    another_appraiser,
)

FORM = {
    "visited_on": "2020-06-08",
    "structure": "masonry",
    "signs": WHOLE,
    "readings": {"masonry-crack": "3.5"},
    "counts": FEW_DANGEROUS,
    "advice": "加固修缮",
}


@pytest.fixture
def county(api):
    return api.as_(Role.COUNTY, subject="县区经办甲")


@pytest.fixture
def town(api):
    return api.as_(Role.TOWN, region=TOWN, subject="镇街经办甲")


@pytest.fixture
def village(api):
    return api.as_(Role.VILLAGE, region=VILLAGE, subject="村经办甲")


async def test_a_house_is_appraised_disputed_reviewed_and_decided(session, county, town, village, api, frozen_at):
    survey, appraiser = await an_unsafe_house(session), await an_appraiser(session)
    second, third = await another_appraiser(session), await another_appraiser(session, 3)
    await session.commit()

    with frozen_at("2020-06-05T10:00:00+08:00"):
        asked = await town.post("/appraisals", json={"survey_id": str(survey.id), "why": "排查评为 D 级"})
        id = asked.json()["id"]
    with frozen_at("2020-06-10T10:00:00+08:00"):
        form = FORM | {"appraiser_id": str(appraiser.id)}
        draft = (await town.post(f"/appraisals/{id}/draft", json=form)).json()
        signed = (await county.post(f"/appraisals/{id}/signature")).json()
    assert (asked.status_code, draft["state_name"], draft["qualitative"], draft["counted"]) == (201, "已录入，待签署", "D", "C")
    assert (signed["grade"], signed["appraiser"], signed["valid_until_on"]) == ("C", "王建国", "2023-06-09")
    assert [found["said"] for found in signed["found"]] == [
        "墙体鼓闪，鼓闪处有水平或交叉裂缝",
        "承重墙裂缝最大宽度3.5毫米",
        "屋面局部明显塌陷",
    ]

    with frozen_at("2020-06-12T10:00:00+08:00"):
        filed = (await village.post(f"/appraisals/{id}/disputes", json={"said": "应当评 D 级"})).json()
        held = (await village.get(f"/houses/{signed['house_id']}/grade")).json()
        for one, counts in ((second, MOST_DANGEROUS), (third, MOST_DANGEROUS)):
            review = (await town.post(f"/appraisals/{id}/review", json={"why": "住户有异议"})).json()
            told = FORM | {"appraiser_id": str(one.id), "visited_on": "2020-06-12", "counts": counts}
            await town.post(f"/appraisals/{review['id']}/draft", json=told)
            await county.post(f"/appraisals/{review['id']}/signature")
        decision = {"appraiser_id": str(third.id), "reasons": ["两次复核都在半数以上"]}
        other = api.as_(Role.COUNTY, subject="县区经办乙")
        decided = (await other.post(f"/grade-disputes/{filed['id']}/decision", json=decision)).json()
        after = (await village.get(f"/houses/{signed['house_id']}/grade")).json()
        then = (await village.get(f"/houses/{signed['house_id']}/grade", params={"on": "2020-06-09"})).json()

    assert (filed["number"], filed["due_on"], held["is_held"]) == ("Y-371311-2020-0001", "2020-07-13", True)
    assert (decided["state_name"], decided["grade_after"]) == ("改评等级", "D")
    assert (after["grade"], after["source"], after["is_held"]) == ("D", "appraisal", False)
    assert (then["grade"], then["source_name"]) == ("D", "排查")


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"signs": NOTHING | {"walls": None}}, "/signs/walls"),
        ({"grade": "A"}, "/grade"),
        ({"readings": {"masonry-crack": "很宽"}}, "/readings/masonry-crack"),
        ({"readings": {"earth-crack": "2"}}, "/readings/earth-crack"),
        ({"counts": {"wall": {"total": 4, "dangerous": 5}}}, "/counts/wall"),
    ],
)
async def test_what_does_not_fit_is_refused_in_place(session, town, frozen_at, changed, pointer):
    asked, appraiser = await an_asked_appraisal(session), await an_appraiser(session)
    await session.commit()

    with frozen_at("2020-06-10T10:00:00+08:00"):
        form = FORM | {"appraiser_id": str(appraiser.id)} | changed
        answer = await town.post(f"/appraisals/{asked.id}/draft", json=form)

    assert (answer.status_code, answer.json()["pointer"]) == (422, pointer)


async def test_signing_registering_and_deciding_are_the_county_s(session, town, village):
    asked = await an_asked_appraisal(session)
    await session.commit()

    answers = [
        await town.post(f"/appraisals/{asked.id}/signature"),
        await town.post("/appraisers", json={}),
        await village.post("/appraisals", json={}),
        await town.post("/appraisals/voiding", json={}),
        await town.post(f"/grade-disputes/{asked.id}/decision", json={}),
    ]
    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(403, "role-not-allowed")}


async def test_another_town_sees_neither_the_appraisal_nor_its_dispute(session, api):
    signed = await a_signed_appraisal(session)
    dispute = await a_dispute(session, signed)
    await session.commit()
    elsewhere = api.as_(Role.TOWN, region=OTHER_TOWN)

    assert (await elsewhere.get("/appraisals")).json()["rows"] == (await elsewhere.get("/grade-disputes")).json()["rows"] == []
    for path in (f"/appraisals/{signed.id}", f"/appraisals/{signed.id}/page", f"/grade-disputes/{dispute.id}"):
        assert (await elsewhere.get(path)).status_code == 404


async def test_the_register_is_read_in_its_county_by_who_may_appraise_on_a_day(session, county, village, api):
    await an_appraiser(session)
    await an_appraiser(session, person="赵期满", licence="旧证", licensed_until_on="2019-12-31")
    await session.commit()

    every = (await village.get("/appraisers")).json()["rows"]
    today = (await county.get("/appraisers", params={"licensed_on": "2020-06-08"})).json()["rows"]

    assert [row["person"] for row in every] == ["王建国", "赵期满"]
    assert [row["person"] for row in today] == ["王建国"]
    assert (await api.as_(Role.TOWN, region="370303001").get("/appraisers")).json()["rows"] == []


async def test_a_register_entry_ends_at_the_door(county):
    told = {
        "region": "371311",
        "person": "王建国",
        "institution": "检测站",
        "licence": "0132",
        "licensed_from_on": "2019-01-01",
        "licensed_until_on": "2023-12-31",
    }
    made = await county.post("/appraisers", json=told)
    again = await county.post("/appraisers", json=told)
    ended = await county.post(f"/appraisers/{made.json()['id']}/ending", json={"ended_on": "2020-01-01", "why": "退休"})

    assert (made.status_code, again.json()["code"], ended.json()["ended_on"]) == (201, "licence-known-already", "2020-01-01")


async def test_a_disaster_voids_at_the_door_and_the_page_says_so(session, county, frozen_at):
    signed = await a_signed_appraisal(session)
    await session.commit()

    with frozen_at("2020-08-20T10:00:00+08:00"):
        storm = {"region": TOWN, "happened_on": "2020-08-14", "why": "特大暴雨"}
        voided = (await county.post("/appraisals/voiding", json=storm)).json()
        page = (await county.get(f"/appraisals/{signed.id}/page")).text
        counts = (await county.get(f"/houses/{signed.house_id}/grade")).json()

    assert voided == {"voided": 1, "house_ids": [str(signed.house_id)]}
    assert "因灾失效" in page and "2020-08-14 特大暴雨，须重新鉴定" in page
    assert counts["source"] == "survey"


async def test_the_pages_show_what_was_found_and_what_counts(session, village, frozen_at):
    signed = await a_signed_appraisal(session, signs=WHOLE, counts=FEW_DANGEROUS)
    await a_dispute(session, signed)
    await session.commit()

    with frozen_at("2020-07-20T10:00:00+08:00"):
        one = (await village.get(f"/appraisals/{signed.id}/page")).text
        every = (await village.get("/appraisals/page")).text
        none = (await village.get("/appraisals/page", params={"state": "cancelled"})).text

    assert "王建国，罗庄区建筑工程质量检测站，证书 鲁建鉴字第0132号" in one
    assert "墙体鼓闪，鼓闪处有水平或交叉裂缝" in one and "看过，没有发现" in one
    assert "暂停使用" in one and "应于 2020-07-13 前决定，已逾期" in one
    assert signed.number in every and "罗庄街道龙潭社区" in every
    assert "没有符合条件的鉴定" in none


async def test_the_list_goes_out_as_a_workbook_with_what_was_asked(session, county):
    await a_signed_appraisal(session)
    await session.commit()

    book = openpyxl.load_workbook(io.BytesIO((await county.get("/appraisals.xlsx", params={"grade": "C"})).content))

    rows = [[cell.value for cell in row] for row in book["住房鉴定"]]
    assert (rows[1][0], rows[1][7], len(rows)) == ("J-371311-2020-0001", "C", 2)
    assert (rows[0][2], str(rows[1][2]).startswith("H-371311")) == ("住房编号", True)
    assert ["等级", "C"] in [[cell.value for cell in row] for row in book["说明"]]


async def test_the_sheet_and_the_blank_form_print(session, county):
    asked = await an_asked_appraisal(session)
    signed = await a_signed_appraisal(session, signs=WHOLE, counts=FEW_DANGEROUS)
    await session.commit()

    for path in (
        f"/appraisals/{asked.id}/sheet.pdf",
        f"/appraisals/{signed.id}/sheet.pdf",
        "/appraisal-forms/earth/blank.pdf?region=371311",
    ):
        answer = await county.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
        assert answer.content.startswith(b"%PDF-")


async def test_the_form_says_what_may_be_ticked_of_a_structure(village):
    form = (await village.get("/appraisal-forms/timber", params={"region": "371311"})).json()

    walls = next(part for part in form["parts"] if part["part"] == "walls")
    assert [sign["code"] for sign in walls["signs"]] == ["timber-leaning", "timber-rotten", "timber-eaten", "timber-loose"]
    assert all("依据" not in sign["source"] and sign["source"] for sign in walls["signs"])
    tilt = next(reading for reading in form["readings"] if reading["code"] == "timber-tilt")
    assert tilt["steps"] == ["超过7‰：个别构件危险", "超过10‰：局部危险", "超过30‰：整体危险"]
