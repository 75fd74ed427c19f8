"""The county books by hand over HTTP: accounts opened, several movements as one, reservations and links settled."""

import asyncio

import pytest

from shared.security import Role

TREASURY = {"kind": "treasury", "region": "371311"}
POOL = {"kind": "county-pool", "region": "371311"}
RESERVE = {"kind": "town-reserve", "region": "371311001"}
ALLOCATION = {"source": TREASURY, "target": POOL, "purpose": "allocation", "amount_yuan": "500.00"}
FILL = {"source": POOL, "target": RESERVE, "purpose": "reserve-fill", "amount_yuan": "300.00"}


@pytest.fixture
async def county(api):
    client = api.as_(Role.COUNTY)
    for account in (TREASURY, POOL, RESERVE):
        assert (await client.post("/accounts", json=account)).status_code == 201
    return client


async def test_several_movements_are_one_command_and_sent_twice_they_are_made_once(county):
    form, once = {"movements": [ALLOCATION, FILL], "memo": "第二季度备用金"}, {"Idempotency-Key": "journal-1"}

    first = await county.post("/transfers", json=form, headers=once)
    again = await county.post("/transfers", json=form, headers=once)

    assert (first.status_code, again.json()) == (201, first.json())
    told = first.json()
    assert [row["link_id"] for row in told["rows"]] == [told["link_id"]] * 2
    balances = {row["name"]: row["balance_yuan"] for row in (await county.get("/accounts")).json()["rows"]}
    assert balances["山东省临沂市罗庄区县区资金池"] == "200.00"
    back = await county.post(f"/links/{told['link_id']}/reversal", json={"reason": "记错了文号"})
    assert back.status_code == 201, back.json()
    assert (back.status_code, len(back.json()["rows"])) == (201, 2)
    assert (await county.get(f"/links/{told['link_id']}")).json()["rows"] == told["rows"]
    assert (await county.get(f"/transfers/{told['rows'][0]['id']}")).json()["amount_yuan"] == "500.00"


@pytest.mark.parametrize(
    ("movement", "code", "pointer"),
    [
        (FILL | {"amount_yuan": "0"}, "invalid-input", "/movements/0/amount_yuan"),
        (FILL | {"purpose": "allocation"}, "purpose-not-of-way", "/movements/0/purpose"),
        (FILL | {"target": {"kind": "household-paid-out", "region": "371311001"}}, "way-not-by-hand", "/movements/0"),
        (ALLOCATION | {"target": POOL | {"source": "central", "year": 2020}}, "another-must-confirm", "/movements/0"),
        (FILL | {"target": RESERVE | {"holder": "没有开过"}}, "no-such-account", "/movements/0/target"),
        (FILL | {"target": RESERVE | {"region": "371302001"}}, "outside-region", "/movements/0/target/region"),
        (FILL, "overdrawn", None),
    ],
)
async def test_a_journal_that_cannot_be_says_which_movement_is_wrong(county, movement, code, pointer):
    answer = await county.post("/transfers", json={"movements": [movement], "memo": "手工记账"})

    assert (answer.json()["code"], answer.json().get("pointer")) == (code, pointer)


async def test_thirty_two_at_once_out_of_one_pool_spend_no_more_than_it_has(county):
    await county.post("/transfers", json={"movements": [ALLOCATION], "memo": "拨款"})
    fill = {"movements": [FILL | {"amount_yuan": "20.00"}], "memo": "备用金"}

    answers = await asyncio.gather(*(county.post("/transfers", json=fill) for _ in range(32)))

    assert sorted(answer.status_code for answer in answers) == [201] * 25 + [409] * 7
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"overdrawn"}
    ids = {answer.json()["rows"][0]["id"] for answer in answers if answer.status_code == 201}
    statement = await county.get("/accounts")
    balances = {row["kind"]: row["balance_yuan"] for row in statement.json()["rows"]}
    assert (len(ids), balances["county-pool"], balances["town-reserve"]) == (25, "0.00", "500.00")


async def test_a_reservation_is_paid_or_freed_by_hand(county):
    await county.post("/transfers", json={"movements": [ALLOCATION], "memo": "拨款"})

    async def reserved(**more):
        form = {"movements": [FILL | {"amount_yuan": "10"}], "memo": "预留", "is_reserved": True} | more
        return (await county.post("/transfers", json=form)).json()["rows"][0]["id"]

    assert (await county.post(f"/transfers/{await reserved()}/posting")).json()["phase"] == "posted"
    assert (await county.post(f"/transfers/{await reserved()}/voiding")).json()["phase"] == "voided"
    late = await county.post(
        "/transfers",
        json={"movements": [FILL], "memo": "预留", "is_reserved": True, "expires_at": "2020-01-01T00:00:00+08:00"},
    )
    assert late.json()["code"] == "expires-too-early"
    two = {"movements": [FILL | {"amount_yuan": "1"}, FILL | {"amount_yuan": "2"}], "memo": "预留", "is_reserved": True}
    for act, phase in (("posting", "posted"), ("voiding", "voided")):
        link = (await county.post("/transfers", json=two)).json()["link_id"]
        done = (await county.post(f"/links/{link}/{act}", json={"reason": "办结"})).json()["rows"]
        assert [row["phase"] for row in done] == [phase, phase]


@pytest.mark.parametrize("path", ["/accounts", "/transfers", "/periods/closing", "/periods/reopening", "/bank-accounts"])
async def test_only_the_county_keeps_the_books(api, path):
    for role in (Role.TOWN, Role.AUDITOR, Role.OPERATOR):
        assert (await api.as_(role).post(path, json={})).status_code == 403
