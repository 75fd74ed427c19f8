"""Money asked back over HTTP: ordered, parted, received, let go."""

import pytest

from shared.security import Role
from tests.builders.funds import OTHER_TOWN, TOWN, a_filled_reserve
from tests.builders.funds_grants import first_aid, payment_of


@pytest.fixture
async def paid(session):
    await a_filled_reserve(session)
    grant = await first_aid(session)
    told = {"grant_id": str(grant.id), "payment_id": str((await payment_of(session, grant)).id)}
    await session.commit()
    return told


@pytest.fixture
def town(api):
    return api.as_(Role.TOWN, region=TOWN, subject="镇街甲")


@pytest.fixture
async def order(town, paid, frozen_at):
    with frozen_at("2020-06-20T10:00:00+08:00"):
        ordered = await town.post("/recoveries", json={"payment_id": paid["payment_id"], "why": "not-eligible"})
    assert ordered.status_code == 201
    return ordered.json()


async def test_in_parts_with_what_is_late_and_all_of_it_public(api, town, order, paid, frozen_at):
    where = f"/recoveries/{order['id']}"
    parts = [{"due_on": "2020-07-31", "amount_yuan": "1000"}, {"due_on": "2020-08-31", "amount_yuan": "2000"}]
    with frozen_at("2020-06-20T10:00:00+08:00"):
        planned = await town.post(f"{where}/instalments", json={"instalments": parts})
        wrong = await town.post(f"{where}/instalments", json={"instalments": parts[:1]})
    with frozen_at("2020-08-01T10:00:00+08:00"):
        late = (await town.get(where)).json()["late_yuan"]
        received = await town.post(f"{where}/receipts", json={"amount_yuan": "999.99", "received_on": "2020-08-01"})
        page = (await town.get(f"/grants/{paid['grant_id']}/page")).text
        rest = await town.post(f"{where}/receipts", json={"amount_yuan": "2000.01", "received_on": "2020-08-01"})

    assert (planned.status_code, planned.json()["due_on"], wrong.json()["code"]) == (201, "2020-08-31", "instalments-wrong")
    assert (late, received.json()["late_yuan"], received.json()["recovered_yuan"]) == ("1000.00", "0.01", "999.99")
    assert order["number"] in page and "逾期未退 0.01 元" in page
    assert (rest.json()["state_name"], rest.json()["late_yuan"]) == ("已全部追回", "0.00")
    assert (await town.get(f"/grants/{paid['grant_id']}")).json()["state"] == "returned"
    rows = (await api.get("/disclosures.json")).json()["rows"]
    assert [row["kind"] for row in rows] == ["grant-recovered", "grant-recovered", "emergency-grant"]


async def test_the_county_lets_go_what_another_ordered(api, town, order):
    where, form = f"/recoveries/{order['id']}/lifting", {"reason": "经复核符合条件"}

    assert (await town.post(where, json=form)).status_code == 403
    assert (await api.as_(Role.COUNTY, subject="镇街甲").post(where, json=form)).json()["code"] == "same-person"
    assert (await api.as_(Role.COUNTY, subject="县区甲").post(where, json=form)).json()["state_name"] == "已解除"


async def test_another_town_has_no_such_order(api, order):
    elsewhere = api.as_(Role.TOWN, region=OTHER_TOWN)

    assert (await elsewhere.get(f"/recoveries/{order['id']}")).status_code == 404
    assert (await elsewhere.get("/recoveries")).json()["rows"] == []
    assert (await api.as_(Role.OPERATOR).get("/recoveries")).status_code == 403


async def test_the_plain_reversal_points_to_the_order(api, town, order, paid):
    transfer = (await town.get(f"/grants/{paid['grant_id']}")).json()["payment"]["transfer_id"]

    refused = await api.as_(Role.COUNTY).post(f"/transfers/{transfer}/reversal", json={"reason": "错发"})

    assert (refused.status_code, refused.json()["code"]) == (409, "recovery-runs")
