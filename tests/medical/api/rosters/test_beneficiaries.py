"""Who stood in the register on a day, as offices may see it."""

from shared.identity import masked
from shared.security import Role
from tests.builders.roster import (
    OTHER_COUNTY_VILLAGE,
    OTHER_VILLAGE,
    an_id_number,
)
from tests.medical.api.rosters.steps import OTHER_TOWN_VILLAGE, book, values
from tests.medical.api.walk import admitted, refused


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
