"""The door of buying the special insurance."""

import pytest

from shared.security import Role
from tests.builders.insurance import INSURER, insured_people, ordered
from tests.builders.roster import a_person, confirmed
from tests.medical.api.rosters.steps import ROSTER, TOWN, a_confirmed_roster, book, values
from tests.medical.api.walk import refused


@pytest.fixture
def county(api):
    return api.as_(Role.COUNTY, subject="张编制")


@pytest.fixture
def checker(api):
    return api.as_(Role.COUNTY, subject="李核对")


async def test_from_a_roster_to_an_order_by_another_person(county, checker, api, session):
    await a_person(session, 1, "enrolled")
    await session.commit()
    roster = await a_confirmed_roster(county, checker)
    form = {
        "roster_id": roster["id"], "policy_no": "PTHB2020371311", "insurer": INSURER, "from_on": "2020-01-01",
        "to_on": "2020-12-31",
    }  # fmt: skip
    made = (await county.post("/insurance-purchases", json=form)).json()
    assert (made["status"], made["kind"], made["premium_yuan"], made["number"]) == ("draft", "first", "170.00", 0)
    assert {one["benefit"]: one["insured_sum_yuan"] for one in made["insured"]}["accident-death"] == "30000.00"
    assert "平台推定" in made["insured"][0]["reference"]

    order = {"persons": 1, "premium_yuan": "170.00"}
    refused(await county.post(f"/insurance-purchases/{made['id']}/order", json=order), 403, "ordered-by-its-maker")
    answer = await checker.post(f"/insurance-purchases/{made['id']}/order", json=order)
    assert answer.status_code == 201 and answer.json()["ordered_by"] == "李核对"
    refused(await county.delete(f"/insurance-purchases/{made['id']}"), 409, "purchase-decided")

    [listed] = (await county.get("/insurance-purchases", params={"year": 2020, "status": "ordered"})).json()["rows"]
    assert listed["id"] == made["id"]
    assert (await api.as_(Role.COUNTY, region="371302").get("/insurance-purchases")).json()["rows"] == []
    assert len((await api.as_(Role.TOWN, region=TOWN).get("/insurance-purchases")).json()["rows"]) == 1
    assert (await api.as_(Role.VILLAGE).get("/insurance-purchases")).status_code == 403
    assert ROSTER["programme"] == listed["programme"]


async def test_who_joined_is_listed_by_page_and_as_a_workbook(county, api, session):
    base = await insured_people(session, 2)
    await a_person(session, 9, "enrolled")
    endorsement = await ordered(session, await confirmed(session))
    await session.commit()

    first = (await county.get(f"/insurance-purchases/{base.id}/changes", params={"limit": 1})).json()
    assert len(first["rows"]) == 1 and first["rows"][0]["change"] == "joined"
    rest = (await county.get(f"/insurance-purchases/{base.id}/changes", params={"after": first["next"]})).json()
    assert len(rest["rows"]) == 1 and rest["next"] is None
    sheet = book(await county.get(f"/insurance-purchases/{endorsement.id}/changes.xlsx"))["增减人员"]
    assert [row[-1] for row in values(sheet)] == ["新增"]
    refused(await county.get("/insurance-purchases/0192d5f0-7c1e-7b1a-9c55-0a1b2c3d4e5f"), 404, "no-such-purchase")
