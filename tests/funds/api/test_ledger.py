"""The books over HTTP: money in, down, back; statements without gaps; and who may see what."""

import pytest

from shared.security import Role
from tests.builders.funds import DETECTED_AT, OTHER_TOWN, TOWN, a_filled_reserve, a_need, pay_grant

ALLOCATION = {"county": "371311", "amount_yuan": "100000.00", "memo": "2020年临时救助预算"}
FILL = {"town": TOWN, "amount_yuan": "30000", "memo": "第二季度备用金"}


@pytest.fixture
def county(api):
    return api.as_(Role.COUNTY)


async def _account(client, kind: str) -> dict:
    rows = (await client.get("/accounts")).json()["rows"]
    return next(row for row in rows if row["kind"] == kind)


async def test_money_goes_from_the_treasury_to_the_pool_to_the_town(county):
    received = await county.post("/allocations", json=ALLOCATION)
    filled = await county.post("/fills", json=FILL)

    assert (received.status_code, filled.status_code) == (201, 201)
    assert filled.json()["purpose_name"] == "拨付镇街备用金"
    reserve = await _account(county, "town-reserve")
    assert (reserve["balance_yuan"], reserve["available_yuan"]) == ("30000.00", "30000.00")
    assert reserve["name"] == "山东省临沂市罗庄区罗庄街道镇街备用金"
    assert (await _account(county, "treasury"))["balance_yuan"] == "-100000.00"


async def test_the_same_command_sent_twice_moves_money_once(county):
    await county.post("/allocations", json=ALLOCATION)
    once = {"Idempotency-Key": "fill-1"}

    first = await county.post("/fills", json=FILL, headers=once)
    again = await county.post("/fills", json=FILL, headers=once)

    assert again.json() == first.json()
    assert (await _account(county, "town-reserve"))["balance_yuan"] == "30000.00"


async def test_a_fill_in_transit_is_set_aside_until_it_arrives(county):
    await county.post("/allocations", json=ALLOCATION)

    fill = (await county.post("/fills", json=FILL | {"is_in_transit": True})).json()
    pool, reserve = await _account(county, "county-pool"), await _account(county, "town-reserve")
    assert (pool["balance_yuan"], pool["available_yuan"]) == ("100000.00", "70000.00")
    assert (reserve["balance_yuan"], reserve["debits_pending_yuan"]) == ("0.00", "30000.00")

    assert (await county.post(f"/fills/{fill['id']}/arrival")).status_code == 201
    assert (await _account(county, "town-reserve"))["available_yuan"] == "30000.00"
    again = await county.post(f"/fills/{fill['id']}/cancellation")
    assert (again.status_code, again.json()["code"]) == (409, "already-followed")


async def test_a_cancelled_fill_is_available_again(county):
    await county.post("/allocations", json=ALLOCATION)
    fill = (await county.post("/fills", json=FILL | {"is_in_transit": True})).json()

    await county.post(f"/fills/{fill['id']}/cancellation")

    assert (await _account(county, "county-pool"))["available_yuan"] == "100000.00"


@pytest.mark.parametrize(
    ("form", "status", "code", "pointer"),
    [
        ({"town": "371311"}, 422, "invalid-input", "/town"),
        ({"town": "999999999"}, 422, "invalid-input", "/town"),
        ({"amount_yuan": "0"}, 422, "invalid-input", "/amount_yuan"),
        ({"amount_yuan": "-5"}, 422, "invalid-input", "/amount_yuan"),
        ({"amount_yuan": "1.005"}, 422, "invalid-input", "/amount_yuan"),
        ({"amount_yuan": "一百"}, 422, "invalid-input", "/amount_yuan"),
        ({"memo": ""}, 422, "invalid-input", "/memo"),
        ({"colour": "red"}, 422, "invalid-input", "/colour"),
        ({"amount_yuan": "100000.01"}, 409, "overdrawn", None),
        ({"town": "371302001"}, 403, "outside-region", "/town"),
    ],
)
async def test_a_fill_that_cannot_be_is_refused_and_moves_nothing(county, form, status, code, pointer):
    await county.post("/allocations", json=ALLOCATION)

    answer = await county.post("/fills", json=FILL | form)

    told = answer.json()
    assert (answer.status_code, told["code"], told.get("pointer")) == (status, code, pointer), told
    assert (await _account(county, "county-pool"))["balance_yuan"] == "100000.00"


async def test_a_reversal_brings_a_fill_back_once(county):
    await county.post("/allocations", json=ALLOCATION)
    fill = (await county.post("/fills", json=FILL)).json()

    back = await county.post(f"/transfers/{fill['id']}/reversal", json={"reason": "重复拨付"})
    again = await county.post(f"/transfers/{fill['id']}/reversal", json={"reason": "重复拨付"})

    assert (back.status_code, back.json()["follows_id"]) == (201, fill["id"])
    assert (again.status_code, again.json()["code"]) == (409, "already-followed")
    assert (await _account(county, "county-pool"))["balance_yuan"] == "100000.00"


async def test_a_reversal_itself_cannot_be_reversed(county):
    done = (await county.post("/allocations", json=ALLOCATION)).json()
    back = (await county.post(f"/transfers/{done['id']}/reversal", json={"reason": "误记"})).json()

    answer = await county.post(f"/transfers/{back['id']}/reversal", json={"reason": "再误记"})

    assert (answer.status_code, answer.json()["code"]) == (409, "cannot-follow")


async def test_a_statement_is_numbered_without_gaps_and_strikes_the_balance(county):
    await county.post("/allocations", json=ALLOCATION)
    for amount in ("10000", "20000", "5000"):
        await county.post("/fills", json=FILL | {"amount_yuan": amount})
    pool = await _account(county, "county-pool")

    first = (await county.get(f"/accounts/{pool['id']}/statement", params={"limit": 3})).json()
    rest = (await county.get(f"/accounts/{pool['id']}/statement", params={"after": first["next"], "limit": 3})).json()

    lines = first["rows"] + rest["rows"]
    assert [line["line"] for line in lines] == [1, 2, 3, 4]
    assert [line["balance_yuan"] for line in lines] == ["100000.00", "90000.00", "70000.00", "65000.00"]
    assert rest["next"] is None
    assert lines[1]["transfer"]["memo"] == "第二季度备用金"


async def test_the_books_balance_whatever_has_happened(county, session):
    await a_filled_reserve(session)
    await pay_grant(session, a_need(), at=DETECTED_AT)
    await session.commit()
    await county.post("/fills", json=FILL | {"amount_yuan": "0.01"})

    balance = (await county.get("/trial-balance")).json()

    assert (balance["difference_yuan"], balance["pending_difference_yuan"], balance["is_balanced"]) == ("0.00", "0.00", True)
    assert [row["name"] for row in balance["rows"]] == [
        "财政拨入", "县区资金池", "镇街备用金", "已发放到户",
    ]  # fmt: skip


async def test_a_town_sees_its_own_accounts_alone(api, session):
    await a_filled_reserve(session)
    await a_filled_reserve(session, town=OTHER_TOWN)
    await session.commit()

    rows = (await api.as_(Role.TOWN, region=OTHER_TOWN).get("/accounts")).json()["rows"]

    assert [(row["kind"], row["region"]) for row in rows] == [("town-reserve", OTHER_TOWN)]


@pytest.mark.parametrize(("role", "region"), [(Role.TOWN, TOWN), (Role.AUDITOR, "371311"), (Role.VILLAGE, "371311001001")])
async def test_only_the_county_moves_money(api, role, region):
    answer = await api.as_(role, region=region).post("/fills", json=FILL)

    assert (answer.status_code, answer.json()["code"]) == (403, "role-not-allowed")


async def test_nobody_reads_the_books_without_a_token(api):
    assert [(await api.get(path)).status_code for path in ("/accounts", "/trial-balance", "/grants")] == [401, 401, 401]


async def test_another_countys_account_is_not_there(api, session, county):
    await a_filled_reserve(session)
    await session.commit()
    account = await _account(county, "town-reserve")

    answer = await api.as_(Role.COUNTY, region="371302").get(f"/accounts/{account['id']}/statement")

    assert (answer.status_code, answer.json()["code"]) == (404, "no-such-account")


async def test_accounts_are_found_by_what_they_are_of(api, session):
    await a_filled_reserve(session)
    await a_filled_reserve(session, town=OTHER_TOWN)
    await session.commit()
    county = api.as_(Role.COUNTY)

    async def found(**asked: str) -> list[tuple[str, str]]:
        return [(row["kind"], row["region"]) for row in (await county.get("/accounts", params=asked)).json()["rows"]]

    assert await found(kind="town-reserve", region=OTHER_TOWN) == [("town-reserve", OTHER_TOWN)]
    assert {kind for kind, _ in await found(kind="county-pool")} == {"county-pool"}
    assert await found(holder="没有这一个") == []
    wrong = await county.get("/accounts", params={"kind": "piggy-bank"})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/query/kind")
