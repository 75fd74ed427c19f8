"""Grants over HTTP: why so much, what papers, who may."""

import pytest

from shared.events.funds import GrantPapersFiled
from shared.security import Role
from tests.builders.funds import DETECTED_AT, OTHER_TOWN, PAPERS, TOWN, a_filled_reserve, a_need, pay_grant


@pytest.fixture
async def grant_id(session) -> str:
    await a_filled_reserve(session)
    grant = await pay_grant(session, a_need(), at=DETECTED_AT)
    await session.commit()
    return str(grant.id)


@pytest.fixture
def town(api):
    return api.as_(Role.TOWN, region=TOWN)


async def test_a_grant_shows_why_and_how_it_was_paid(town, grant_id):
    grant = (await town.get(f"/grants/{grant_id}")).json()

    assert (grant["amount_yuan"], grant["state_name"], grant["papers_due_on"]) == ("3000.00", "已先行发放", "2020-06-06")
    assert grant["payment"]["method_name"] == "镇街备用金现场发放"
    assert [paper["code"] for paper in grant["required_papers"]] == PAPERS
    assert len(grant["reasons"]) == 3


async def test_papers_in_time_are_filed_and_told(town, grant_id, frozen_at, session, emitted):
    with frozen_at("2020-06-06T23:59:00+08:00"):
        answer = await town.post(f"/grants/{grant_id}/papers", json={"papers": PAPERS})

    assert (answer.status_code, answer.json()["papers_filed_on"]) == (201, "2020-06-06")
    [filed] = [event for event in await emitted(session) if isinstance(event, GrantPapersFiled)]
    assert (str(filed.grant_id), filed.region, filed.is_late) == (grant_id, TOWN, False)


async def test_late_papers_are_taken_and_said_to_be_late(town, grant_id, frozen_at, session, emitted):
    with frozen_at("2020-06-07T00:00:00+08:00"):
        answer = await town.post(f"/grants/{grant_id}/papers", json={"papers": PAPERS})

    assert answer.status_code == 201
    assert (await emitted(session))[-1].is_late


async def test_papers_are_filed_once_and_whole(town, grant_id):
    incomplete = await town.post(f"/grants/{grant_id}/papers", json={"papers": ["receipt"]})
    unknown = await town.post(f"/grants/{grant_id}/papers", json={"papers": [*PAPERS, "photo"]})
    filed = await town.post(f"/grants/{grant_id}/papers", json={"papers": PAPERS})
    again = await town.post(f"/grants/{grant_id}/papers", json={"papers": PAPERS})

    assert (incomplete.status_code, incomplete.json()["missing"]) == (422, ["临时救助申请书", "身份证明复印件", "入户核查表"])
    assert (unknown.status_code, unknown.json()["unknown"]) == (422, ["photo"])
    assert filed.status_code == 201
    assert (again.status_code, again.json()["code"]) == (409, "papers-already-filed")


async def test_another_towns_grant_is_not_there(api, grant_id):
    elsewhere = api.as_(Role.TOWN, region=OTHER_TOWN)

    assert (await elsewhere.get(f"/grants/{grant_id}")).json()["code"] == "no-such-grant"
    assert (await elsewhere.post(f"/grants/{grant_id}/papers", json={"papers": PAPERS})).status_code == 404
    assert (await elsewhere.get("/grants")).json()["rows"] == []


async def test_grants_are_listed_by_state_and_by_overdue_papers(town, grant_id, frozen_at):
    async def count(**filters: object) -> int:
        return len((await town.get("/grants", params=filters)).json()["rows"])

    assert await count(state="paid") == 1
    assert await count(state="waiting") == 0
    with frozen_at("2020-06-06T12:00:00+08:00"):
        assert await count(has_overdue_papers=True) == 0
    with frozen_at("2020-06-07T12:00:00+08:00"):
        assert await count(has_overdue_papers=True) == 1


async def test_a_returned_grant_is_corrected_in_public_and_needs_no_papers(api, town, grant_id):
    grant = (await town.get(f"/grants/{grant_id}")).json()
    transfer_id, entry_id = grant["payment"]["transfer_id"], grant["payment"]["disclosure_id"]

    back = await api.as_(Role.COUNTY).post(f"/transfers/{transfer_id}/reversal", json={"reason": "经复核不符合条件"})

    assert back.status_code == 201
    grant = (await town.get(f"/grants/{grant_id}")).json()
    assert (grant["state"], grant["payment"]["state_name"]) == ("returned", "已退回")
    rows = (await api.get("/disclosures.json")).json()["rows"]
    assert [(row["kind"], row["corrects"]) for row in rows] == [("grant-returned", entry_id), ("emergency-grant", None)]
    assert "已于" in (await api.get(f"/disclosures/{entry_id}")).text
    refused = await town.post(f"/grants/{grant_id}/papers", json={"papers": PAPERS})
    assert (refused.status_code, refused.json()["code"]) == (409, "grant-not-paid")
